"""Bulletins are drafted, published and revised; what was published does not change any more."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.bulletins.models import Bulletin
from portal.bulletins.queries import bulletins as queries
from portal.bulletins.queries.sections import compose
from portal.bulletins.rules import State, check_foreword, check_missing, check_month, digest_of, gaps_words, number_words
from portal.core import clock
from portal.core.dates import month_words
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.standing.queries.readiness import list_county_months

DRAFT, FOREWORD, PUBLISH, REVISE = "bulletin.draft", "bulletin.foreword", "bulletin.publish", "bulletin.revise"
bulletin = cast(Table, Bulletin.__table__)


def draft(scope: Scope, month: str, *, foreword: str = "") -> UUID:
    """Begin the bulletin of a month with the next number of this year.

    Raises:
        RuleBroken: the month is not over.
        Conflict: it has a bulletin already, or somebody else took the number just now.
    """
    today = clock.today()
    check_month(month, today=today)
    number = queries.find_last_number(scope, today.year) + 1
    return _add(scope, {"month": month, "year": today.year, "number": number, "revision": 1, "foreword": foreword}, action=DRAFT)


def write_foreword(scope: Scope, bulletin_id: UUID, *, foreword: str, version: int) -> None:
    """Change the foreword of a draft.

    Raises:
        NotFound: there is none.
        Conflict: it was published, or somebody changed it meanwhile.
    """
    row = _hold_draft(scope, bulletin_id, version, action=FOREWORD)
    _change(scope, bulletin_id, {"foreword": foreword, "version": row.version + 1})
    audit.note(scope, FOREWORD, bulletin_id)


def list_missing(scope: Scope, month: str) -> list[str]:
    """Return the counties whose month is not accepted, each with how far it is."""
    return [f"{it.name}（{it.state.label}）" for it in list_county_months(scope, month) if not it.is_ready]


def publish(scope: Scope, bulletin_id: UUID, *, version: int, despite: str = "") -> None:
    """Freeze what a bulletin says now and publish it; the version before it is superseded and stays readable.

    Args:
        despite: why it is published though counties are missing.

    Raises:
        NotFound: there is none.
        RuleBroken: counties are missing and nobody says why it goes ahead; a revision does not say what it revises.
        Conflict: it was published, or somebody changed it meanwhile.
    """
    row = _hold_draft(scope, bulletin_id, version, action=PUBLISH)
    check_foreword(row.foreword, revision=row.revision)
    missing = list_missing(scope, row.month)
    check_missing(missing, despite)
    kept = compose(scope, row, gaps=gaps_words(missing, despite)).kept()
    _supersede(scope, row.month)
    told = {"content": kept, "digest": digest_of(kept), "published_by": scope.account_id, "published_at": clock.now()}
    _change(scope, bulletin_id, {"state": State.PUBLISHED.value, "version": row.version + 1, **told})
    audit.note(scope, PUBLISH, bulletin_id, note=f"{_words(row)}{'；未审核：' if missing else ''}{'、'.join(missing)}"[:200])


def revise(scope: Scope, bulletin_id: UUID) -> UUID:
    """Begin the next version of a published bulletin, under the same number.

    Raises:
        NotFound: there is none.
        Conflict: it is not the published one, or somebody began a version already.
    """
    row = queries.hold_bulletin(scope, bulletin_id)
    if row.state != State.PUBLISHED:
        message = f"{_words(row)}{'还是草稿，可以直接改' if row.state == State.DRAFT else '已经被修订版替代，不能再修订'}。"
        raise Conflict(message, action=REVISE, subject_id=bulletin_id)
    same = {name: getattr(row, name) for name in ("month", "year", "number")}
    return _add(scope, {**same, "revision": row.revision + 1, "foreword": ""}, action=REVISE)


def _add(scope: Scope, what: Mapping[str, Any], *, action: str) -> UUID:
    bulletin_id = uuid7()
    who = {"made_by": scope.account_id, "made_at": clock.now(), "published_by": None, "published_at": None}
    fresh = {"state": State.DRAFT.value, "content": {}, "digest": "", "version": 1, **who}
    new = insert_or(bulletin).on_conflict_do_nothing().returning(bulletin.c.id)
    if db.session.execute(new, {**scope.stamp(bulletin), "id": bulletin_id, **what, **fresh}).scalar() is None:
        message = f"{month_words(what['month'])}的{'修订稿' if what['revision'] > 1 else '通报'}已经有人在编，没有另建一份。"
        raise Conflict(message, action=action, advice="请到通报列表里打开它；列表里没有的，请再点一次。")
    audit.note(scope, action, bulletin_id, note=number_words(what["year"], what["number"], what["revision"]))
    return bulletin_id


def _hold_draft(scope: Scope, bulletin_id: UUID, version: int, *, action: str) -> Any:
    row = queries.hold_bulletin(scope, bulletin_id)
    if row.state != State.DRAFT:
        message = f"{_words(row)}已经发布，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=bulletin_id, advice="发布后要改，请修订，出下一版。")
    if row.version != version:
        message = f"{_words(row)}刚才被别人改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=bulletin_id, advice="请看过最新内容后再办。")
    return row


def _supersede(scope: Scope, month: str) -> None:
    c = bulletin.c
    own = (scope.changes(bulletin), c.month == bindparam("which_month"), c.state == State.PUBLISHED.value)
    old = update(bulletin).where(*own).values(state=State.SUPERSEDED.value)
    db.session.execute(old, {**scope.binds, "which_month": month})


def _change(scope: Scope, bulletin_id: UUID, values: Mapping[str, Any]) -> None:
    own = (scope.changes(bulletin), bulletin.c.id == bindparam("which"))
    db.session.execute(update(bulletin).where(*own).values(**values), {**scope.binds, "which": bulletin_id})


def _words(row: Any) -> str:
    return f"{month_words(row.month)}通报{number_words(row.year, row.number, row.revision)}"


register_words(
    {DRAFT: "起草月度通报", FOREWORD: "修改通报前言", PUBLISH: "发布月度通报", REVISE: "修订月度通报"},
    group="月度通报",
)
