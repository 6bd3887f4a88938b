"""Every write of the years before the portal: typed in with their source, amended, never by anybody but the unit itself."""

from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.returns.models import PastYear
from portal.returns.queries import years as queries
from portal.returns.rules.years import Past, check_past

past = cast(Table, PastYear.__table__)
NOTE, AMEND = "past.note", "past.amend"


def note_past(scope: Scope, it: Past) -> UUID:
    """Type in a figure of a year before the portal.

    Raises:
        RuleBroken: the portal counts that year itself, or somebody's number stands in the source.
        Conflict: it was typed in before (`subject_id` is its row).
    """
    check_reason(it.source, field="source")
    check_past(it, kept=queries.sum_years(scope).get((it.year, it.code), 0), today=clock.today())
    known = next((row.id for row in queries.list_past(scope) if (row.year, row.indicator) == (it.year, it.code)), None)
    if known:
        raise Conflict(
            f"{it.year} 年的这个数已经补录过，没有重复登记。", action=NOTE, subject_id=known, advice="要改的请打开原来的那一条。"
        )
    made = uuid7()
    row = {"year": it.year, "indicator": it.code, "value": it.value, "source": it.source, "version": 1}
    who = {"noted_by": scope.account_id, "noted_at": clock.now()}
    db.session.execute(insert(past), [{**scope.stamp(past), "id": made, **row, **who}])
    audit.note(scope, NOTE, made, note=f"{it.year} {it.code} {it.value}")
    return made


def amend_past(scope: Scope, past_id: UUID, *, value: int, source: str, version: int) -> None:
    """Change what was typed in; the audit keeps what it was.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: somebody's number stands in the source.
        Conflict: somebody changed it meanwhile.
    """
    check_reason(source, field="source")
    row = queries.get_past(scope, past_id)
    own = (scope.changes(past), past.c.id == bindparam("which"), past.c.version == bindparam("seen"))
    who = {"noted_by": scope.account_id, "noted_at": clock.now()}
    changed = update(past).where(*own).values(value=value, source=source, version=version + 1, **who)
    done = db.session.execute(changed, {**scope.binds, "which": past_id, "seen": version})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        message = "这个数刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=AMEND, subject_id=past_id, advice="请看过最新内容后再改。")
    audit.note(scope, AMEND, past_id, note=f"{row.year} {row.indicator} {row.value}→{value}")


register_words({NOTE: "补录历年数字", AMEND: "修改补录的数字"}, group="历年与对比")
