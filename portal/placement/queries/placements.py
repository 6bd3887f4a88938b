"""Every SELECT on placements and the work that is wished."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.placement.models import Employer, JobWish, Placement
from portal.placement.queries.seeking import seeking, sought
from portal.training.models import Course, Trainee

PAGE_ROWS = 25
STATES = {"current": "在岗", "ended": "已离岗", "voided": "已作废"}
placement, employer, trainee, course, wish = (cast(Table, m.__table__) for m in (Placement, Employer, Trainee, Course, JobWish))
p, e, t, c, w = placement.c, employer.c, trainee.c, course.c, wish.c
_HERS = and_(t.city_id == p.city_id, t.tenant_id == p.tenant_id, t.id == p.trainee_id)
_THEIRS = and_(e.city_id == p.city_id, e.tenant_id == p.tenant_id, e.id == p.employer_id)
_LISTED = (
    *(p.id, p.trainee_id, p.employer_id, p.course_id, p.gate_request_id, p.health_check_id, p.started_on, p.contract_on),
    *(p.contract_number, p.place, p.living, p.hours, p.income_band, p.ended_on, p.left_cause, p.left_note),
    *(p.voided_at, p.void_reason, p.note, p.placed_at, p.version),
)
_WHO = (t.name, t.phone, t.consent_withdrawn_at, t.erased_at, t.person_id)
_WHERE = (e.kind, e.name.label("employer"), c.name.label("course"))


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; empty leaves all.

    Args:
        state: one of `STATES`.
        text: a part of her name or the employer's, pinyin, or the telephone's last digits.
    """

    state: str = "current"
    course_id: int | None = None
    place: str = ""
    text: str = ""

    @property
    def shape(self) -> dict[str, Any]:
        """Which criteria the statement has."""
        has = {"has_course": self.course_id is not None, "has_place": bool(self.place), "is_sought": bool(self.text)}
        return {"state": self.state, **has}

    @property
    def binds(self) -> dict[str, Any]:
        """The values of its criteria."""
        course_id = {"course": self.course_id} if self.course_id is not None else {}
        return {**course_id, **({"place": self.place} if self.place else {}), **sought(self.text)}


def _rows(scope: Scope, *more: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*_LISTED, *_WHO, *_WHERE, *more).select_from(placement).join(trainee, _HERS).join(employer, _THEIRS)
    return rows.join(course, c.id == p.course_id).where(scope.owns(placement), scope.owns(trainee), scope.owns(employer))


def _state(state: str) -> list[ColumnElement[bool]]:
    if state == "voided":
        return [p.voided_at.is_not(None)]
    return [p.voided_at.is_(None), p.ended_on.is_(None) if state == "current" else p.ended_on.is_not(None)]


@cache
def _page(*, state: str, has_course: bool, has_place: bool, is_sought: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = _state(state)
        chosen += [p.course_id == bindparam("course")] if has_course else []
        chosen += [p.place == bindparam("place")] if has_place else []
        chosen += [seeking((t.name, t.name_sound, t.phone), (e.name, e.name_sound, e.phone))] if is_sought else []
        rows = _rows(scope, func.count().over().label("total")).where(*chosen)
        return rows.order_by(p.started_on.desc(), p.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_placements(scope: Scope, chosen: Filter, *, page: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 placements, the latest start first; each row carries the total."""
    binds = {**scope.binds, **chosen.binds, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_page(**chosen.shape)(scope), binds).all()


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    each = [func.count().filter(*_state(state)).label(state) for state in STATES]
    return select(*each).where(scope.owns(placement))


def count_placements(scope: Scope) -> dict[str, int]:
    """Return {state: how many} of the station's placements."""
    row = db.session.execute(_sums(scope), scope.binds).one()
    return {state: getattr(row, state) for state in STATES}


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(p.id == bindparam("which"))


def get_placement(scope: Scope, placement_id: UUID) -> Row[Any]:
    """Return one placement of the station.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": placement_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _of_woman(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(p.trainee_id.in_(bindparam("who", expanding=True))).order_by(p.started_on.desc(), p.id.desc())


def list_of_trainee(scope: Scope, trainee_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all placements of a trainee, those that were voided among them, the latest first."""
    return list_of_trainees(scope, [trainee_id])


def list_of_trainees(scope: Scope, trainee_ids: Collection[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all placements of these trainees, as `list_of_trainee` does."""
    return db.session.execute(_of_woman(scope), {**scope.binds, "who": list(trainee_ids)}).all()


@prepared
def _current(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = (p.trainee_id == bindparam("who"), p.employer_id == bindparam("where"), *_state("current"))
    return select(p.id).where(scope.changes(placement), *same).limit(1)


def find_current(scope: Scope, trainee_id: UUID, employer_id: UUID) -> UUID | None:
    """Return the placement in which a trainee works for this employer now."""
    return db.session.scalar(_current(scope), {**scope.binds, "who": trainee_id, "where": employer_id})


@prepared
def _wish(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(w.id, w.trade, w.place, w.living, w.hours, w.note, w.told_on, w.version).where(
        scope.changes(wish), w.trainee_id == bindparam("who")
    )


def find_wish(scope: Scope, trainee_id: UUID) -> Row[Any] | None:
    """Return what work a trainee wishes, when she told it."""
    return db.session.execute(_wish(scope), {**scope.binds, "who": trainee_id}).first()
