"""Every write on the sheets of rounds: the unit scores itself, those who come give their points."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Level, Scope
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.people.services.naming import refuse_names
from portal.problems.models import InspectionScore, InspectionSheet
from portal.problems.queries import rounds as round_rows
from portal.problems.queries import sheets as queries
from portal.problems.rules.rounds import Kind, RoundState
from portal.problems.rules.sheets import (
    Mark,
    Review,
    SheetState,
    Standing,
    check_marks,
    why_not_reviewed,
    why_not_scored,
    without_addresses,
)
from portal.web.photos import Album, Subject, register_subject

sheet, score = cast(Table, InspectionSheet.__table__), cast(Table, InspectionScore.__table__)
SCORE, REVIEW = "round.score", "round.review"


def score_sheet(scope: Scope, sheet_id: UUID, marks: Sequence[Mark], *, version: int) -> None:
    """Score this unit itself, with evidence; until the day is past or it is reviewed, it may do so anew.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: an item has not so many points; the evidence holds a person's number, or a name of the station's rolls.
        Conflict: it is reviewed, the day is past, or somebody changed it meanwhile.
    """
    held = queries.hold_sheet(scope, sheet_id)
    if why := why_not_scored(standing_of(held), unit_id=scope.tenant_id, today=clock.today()):
        raise Conflict(why, action=SCORE, subject_id=sheet_id)
    _check_version(held, version, SCORE)
    check_marks(marks, queries.list_scores(scope, sheet_id), words="evidence_1")
    for mark in marks:
        (refuse_names if scope.level is Level.STATION else _refuse_numbers)(
            scope, without_addresses(mark.words), field=f"evidence_{mark.position}"
        )
    _put(scope, sheet_id, marks, points="self_points", words="evidence")
    done = {"state": SheetState.SELF_SCORED.value, "scored_by": scope.account_id, "scored_at": clock.now()}
    _change(scope, held, done)
    audit.note(scope, SCORE, sheet_id, note=held.title)


def review_sheet(scope: Scope, sheet_id: UUID, review: Review, *, version: int) -> None:
    """Give a unit below its points, and say what was found there; while the round is open, they may be given anew.

    Raises:
        NotFound: it is not below this unit.
        RuleBroken: an item has not so many points, or a person's number stands in the words.
        Conflict: another unit made the round, it is closed, she scored the sheet herself, the unit has not scored itself yet, or
            somebody reviewed it meanwhile.
    """
    row = queries.get_sheet(scope, sheet_id)
    _check_words(review)
    if row.inspection_unit_id == scope.tenant_id:
        _check_round(scope, row)
    with within(db.session(), scope, row.path) as below:
        held = queries.hold_sheet(below, sheet_id)
        who = {"unit_id": scope.tenant_id, "account_id": scope.account_id}
        if why := why_not_reviewed(standing_of(held), **who, today=clock.today()):
            raise Conflict(why, action=REVIEW, subject_id=sheet_id)
        _check_version(held, version, REVIEW)
        check_marks(review.marks, queries.list_scores(below, sheet_id), words="findings")
        _put(below, sheet_id, review.marks, points="reviewed_points", words="remark")
        said = {name: getattr(review, name) for name in ("visited_on", "hosts", "participants", "findings")}
        done = {"state": SheetState.REVIEWED.value, "reviewed_by": scope.account_id, "reviewed_at": clock.now()}
        _change(below, held, {**said, **done})
        audit.note(below, REVIEW, sheet_id, note=held.title)
    audit.note(scope, REVIEW, sheet_id, note=f"{row.title}：{row.unit_name}")


def standing_of(row: Any) -> Standing:
    """Return how a sheet stands."""
    state = SheetState(row.state)
    return Standing(Kind(row.kind), state, row.due_on, row.tenant_id, row.inspection_unit_id, row.scored_by)


def _check_round(scope: Scope, row: Any) -> None:
    held = round_rows.hold_round(scope, row.inspection_id)
    if held.state != RoundState.OPEN:
        raise Conflict(f"“{held.title}”{RoundState(held.state).label}，分数不能再改。", action=REVIEW, subject_id=row.id)


def _check_version(held: Any, version: int, action: str) -> None:
    if held.version == version:
        return
    is_reviewed = held.state == SheetState.REVIEWED
    who = queries.find_name(held.reviewed_by if is_reviewed else held.scored_by)
    message = f"这张表刚才由{who or '别人'}{'评过分' if is_reviewed else '填过自评'}，您这一次没有保存。"
    raise Conflict(message, action=action, subject_id=held.id, advice="请看过最新内容后再填。")


def _refuse_numbers(_: Scope, words: str, *, field: str) -> None:
    check_reason(words, field=field)


def _check_words(review: Review) -> None:
    for name in ("hosts", "participants", "findings"):
        check_reason(without_addresses(getattr(review, name)), field=name)
    for mark in review.marks:
        check_reason(without_addresses(mark.words), field=f"remark_{mark.position}")


def _put(scope: Scope, sheet_id: UUID, marks: Sequence[Mark], *, points: str, words: str) -> None:
    own = (scope.changes(score), score.c.sheet_id == bindparam("which"), score.c.position == bindparam("at"))
    for mark in marks:
        row = {"which": sheet_id, "at": mark.position}
        db.session.execute(update(score).where(*own).values({points: mark.points, words: mark.words}), {**scope.binds, **row})


def _change(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (scope.changes(sheet), sheet.c.id == bindparam("which"))
    fresh = update(sheet).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**scope.binds, "which": held.id})


def _album(scope: Scope, sheet_id: UUID | None) -> Album:
    row = queries.get_sheet(scope, sheet_id) if sheet_id else None
    if row is None or row.tenant_id != scope.tenant_id:
        raise NotFound
    return Album(f"{row.title}：{row.unit_name}", "已经评分，照片不能再添加或移除。" if row.state == SheetState.REVIEWED else "")


def _hold(scope: Scope, sheet_id: UUID | None) -> None:
    if sheet_id is not None:
        queries.hold_sheet(scope, sheet_id)


_WAYS = ("rounds.photos", "rounds.sheet")
_MAY = {"read": "round.read", "write": "round.score"}
PHOTOS = register_subject(Subject("inspection_sheet", "现场照片", *_WAYS, **_MAY, find=_album, moved=_hold, key="inspection_sheet_id"))
register_words({SCORE: "填写自评", REVIEW: "现场评分"}, group="观摩督导考核")
