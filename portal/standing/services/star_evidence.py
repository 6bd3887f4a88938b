"""What a county shows for its stars, and the points the city gives for it; until the stars of the year are published."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.problems.rules.sheets import without_addresses
from portal.standing.models import StarEvidence
from portal.standing.queries import star_evidence as queries
from portal.standing.queries import star_rules, stars
from portal.standing.rules.ranking import RankState
from portal.standing.rules.star_items import StarItem, Subject, system_of

SHOW, JUDGE = "star.show_evidence", "star.judge_evidence"
evidence = cast(Table, StarEvidence.__table__)
_KEY = ["city_id", "tenant_id", "subject", "year", "item"]


def get_item(scope: Scope, subject: Subject, year: int, item: str) -> StarItem:
    """Return an item of evidence of the rule in force.

    Raises:
        NotFound: no rule is in force in that year, or it has no such item.
    """
    row = star_rules.find_rule(scope, subject, year)
    found = next((it for it in system_of(row).evidence if it.measure == item), None) if row else None
    if found is None:
        raise NotFound
    return found


def show_evidence(scope: Scope, subject: Subject, year: int, item: str, *, words: str, version: int) -> UUID:
    """Say what this county has to show for an item; what was said before is said anew.

    Args:
        version: of what was shown before, 0 when there was nothing.

    Raises:
        NotFound: there is no such item.
        RuleBroken: a number of a person stands in the words.
        Conflict: points were given, the stars are published, or somebody of the county was faster.
    """
    get_item(scope, subject, year, item)
    check_reason(without_addresses(words), field="words")
    _refuse_published(scope, subject, year, action=SHOW)
    held = queries.hold_evidence(scope, subject, year, item)
    if (held.version if held else 0) != version:
        raise _overtaken(SHOW)
    if held is None:
        return _add(scope, {"subject": subject.value, "year": year, "item": item, "words": words})
    if held.points is not None:
        message = "这一项市级中心已经给分，不能再改。"
        raise Conflict(message, action=SHOW, subject_id=held.id, advice="要补充，请联系市级中心退回。")
    _change(scope, held, {"words": words, "shown_by": scope.account_id, "shown_at": clock.now()})
    audit.note(scope, SHOW, held.id)
    return held.id


def judge_evidence(scope: Scope, evidence_id: UUID, *, points: int | None, remark: str, version: int) -> None:
    """Give points for what a county showed, or give it back to be shown better.

    Args:
        points: None to give it back.

    Raises:
        NotFound: it is not below this city, or the rule has no such item.
        RuleBroken: more points than there are, or it is given back without a remark.
        Conflict: the stars are published, or somebody changed it meanwhile.
    """
    row = queries.get_evidence(scope, evidence_id)
    subject = Subject(row.subject)
    most = get_item(scope, subject, row.year, row.item).points
    if points is not None and not 0 <= points <= most:
        raise RuleBroken("points", f"这一项最多 {most} 分")
    if points is None and not remark:
        raise RuleBroken("remark", "不给分就是退回补充，请写明要补充什么")
    check_reason(remark, field="remark")
    stars.hold_current(scope, subject, row.year)  # before the evidence, as whoever publishes does
    _refuse_published(scope, subject, row.year, action=JUDGE)
    with within(db.session(), scope, row.path) as county:
        held = queries.hold_evidence(county, subject, row.year, row.item)
        if held is None or held.version != version:
            raise _overtaken(JUDGE)
        _change(county, held, {"points": points, "remark": remark, "judged_by": scope.account_id, "judged_at": clock.now()})
        audit.note(county, JUDGE, evidence_id)
    audit.note(scope, JUDGE, evidence_id, note=f"{row.county}：{'退回补充' if points is None else f'{points} 分'}")


def _refuse_published(scope: Scope, subject: Subject, year: int, *, action: str) -> None:
    current = stars.find_current(scope, subject, year)
    if current and current.state == RankState.PUBLISHED:
        raise Conflict(f"{year} 年的{subject.label}星级已经公布，佐证和给分不再改动。", action=action, subject_id=current.id)


def _overtaken(action: str) -> Conflict:
    return Conflict("这一项刚才已经有人改过，您这一次没有保存。", action=action, advice="请刷新页面，看过最新内容再办。")


def _add(scope: Scope, what: dict[str, Any]) -> UUID:
    new_id = uuid7()
    blank = {"points": None, "remark": "", "judged_by": None, "judged_at": None, "version": 1}
    who = {"shown_by": scope.account_id, "shown_at": clock.now()}
    new = insert_or(evidence).on_conflict_do_nothing(index_elements=_KEY).returning(evidence.c.id)
    if db.session.execute(new, {**scope.stamp(evidence), "id": new_id, **what, **blank, **who}).scalar() is None:
        raise _overtaken(SHOW)
    audit.note(scope, SHOW, new_id)
    return new_id


def _change(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (scope.changes(evidence), evidence.c.id == bindparam("which"))
    fresh = update(evidence).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**scope.binds, "which": held.id})


register_words({SHOW: "提交星级佐证", JUDGE: "给星级佐证评分"}, group="星级评定")
