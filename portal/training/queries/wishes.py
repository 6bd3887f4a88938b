"""Every SELECT on wishes and what they ask for."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules import mask_name, mask_phone
from portal.people.rules.sounds import sought_sound
from portal.training.models import Demand, Wish
from portal.training.rules.intake import Branch, Channel, Trade
from portal.training.rules.wishes import Collector, DemandState, Told, WishState

PAGE_ROWS = 25
wish, demand = cast(Table, Wish.__table__), cast(Table, Demand.__table__)
w, d = wish.c, demand.c
SAME = and_(w.city_id == d.city_id, w.tenant_id == d.tenant_id, w.demand_id == d.id)
_SAID = (w.name, w.phone, w.place, w.born_year, w.is_student, w.skills, w.limits, w.priority, w.note)
_COURSE = (d.course_id, d.community_code, d.branch, d.channel, d.state.label("demand_state"))
_CAME = (w.collector, w.collector_name, w.collected_on, w.sheet_serial, w.public_code, w.phone_checked_at, w.entered_by, w.entered_at)
_CONSENT = (w.consent_version, w.consent_channel, w.consented_at, w.priority_consented_at, w.consent_withdrawn_at, w.erased_at)
_PLAIN = (w.drop_reason, w.version, w.collector_name, *_CAME[2:], *_CONSENT[:4], w.erased_at)
_ROW = (w.id, w.demand_id, w.trainee_id, w.state, w.drop_reason, w.version, *_SAID, *_COURSE, *_CAME, *_CONSENT)
_ALWAYS = (date(2000, 1, 1), date(2099, 12, 31))


@dataclass(frozen=True, slots=True)
class WishFilter:
    """What the list of wishes is narrowed to; None leaves all.

    Args:
        days: the first and the last day of collecting.
        sought: a part of the name, its pinyin or initials, or the last digits of the telephone.
        untouched: only those nobody has dealt with since then.
    """

    state: WishState | None = None
    course_id: int | None = None
    channel: Channel | None = None
    days: tuple[date, date] | None = None
    sought: str = ""
    untouched: datetime | None = None


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish as its station may see it; name and telephone are masked once she withdrew.

    Args:
        trainee_id: who she is among the trainees, once she was taken in.
        entered_by: 0: she herself, by a scanned code.
    """

    id: UUID
    demand_id: UUID
    trainee_id: UUID | None
    told: Told
    branch: Branch
    channel: Channel
    state: WishState
    demand_state: DemandState
    drop_reason: str
    collector: Collector
    collector_name: str
    collected_on: date
    sheet_serial: str
    public_code: str
    phone_checked_at: datetime | None
    entered_by: int
    entered_at: datetime
    consent_version: int
    consent_channel: str
    consented_at: datetime
    priority_consented_at: datetime | None
    withdrawn_at: datetime | None
    erased_at: datetime | None
    version: int

    @property
    def masked_phone(self) -> str:
        """Her telephone for lists."""
        return mask_phone(self.told.phone)

    @property
    def is_open(self) -> bool:
        """Whether somebody may still work with it."""
        return self.state is WishState.OPEN and self.withdrawn_at is None and self.erased_at is None


def list_wishes(scope: Scope, chosen: WishFilter, *, page: int) -> tuple[list[WishRow], int]:
    """Return one page of 25 of the station's wishes, the latest first, and how many there are in all."""
    kind, pattern = _sought(chosen.sought)
    given: dict[str, Any] = {
        "state": chosen.state and chosen.state.value,
        "course": chosen.course_id,
        "channel": chosen.channel and chosen.channel.value,
        "untouched": chosen.untouched,
        "pattern": pattern or None,
    }
    binds = {name: value for name, value in given.items() if value is not None}
    first, last = chosen.days or _ALWAYS
    days = {"first": first, "last": last, "skip": (page - 1) * PAGE_ROWS}
    rows = db.session.execute(_page(frozenset(binds), kind)(scope), {**scope.binds, **binds, **days}).all()
    return [_wish(row) for row in rows], rows[0].total if rows else 0


def get_wish(scope: Scope, wish_id: UUID) -> WishRow:
    """Return one wish of the station.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    return _only(db.session.execute(_one(scope), {**scope.binds, "which": wish_id}).first())


def lock_wish(scope: Scope, wish_id: UUID) -> WishRow:
    """Return one wish of the station, held until this transaction ends.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    db.session.execute(_hold(scope), {**scope.binds, "which": wish_id})
    return get_wish(scope, wish_id)


def list_of_trainee(scope: Scope, trainee_id: UUID) -> list[WishRow]:
    """Return the wishes a trainee of the station came with, the earliest first."""
    return [_wish(row) for row in db.session.execute(_hers(scope), {**scope.binds, "which": trainee_id})]


def count_wishes(scope: Scope, *, first: date, last: date) -> Row[Any]:
    """Return (all, open, admitted, dropped, this_month): the station's wishes ever, by their state, and those of these days."""
    return db.session.execute(_sums(scope), {**scope.binds, "first": first, "last": last}).one()


def count_untouched(scope: Scope, before: datetime) -> int:
    """Return how many wishes nobody has dealt with since, and are not erased."""
    return db.session.execute(_count_due(scope), {**scope.binds, "untouched": before}).scalar_one()


def count_waiting(scope: Scope, before: date) -> int:
    """Return how many wishes collected before a day nobody has taken over."""
    return db.session.execute(_count_open(scope), {**scope.binds, "before": before}).scalar_one()


def _only(row: Row[Any] | None) -> WishRow:
    if row is None:
        raise NotFound
    return _wish(row)


def _sought(sought: str) -> tuple[str, str]:
    """Return how is sought and for what: by telephone, by sound, by name."""
    literal = sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    if not literal:
        return "", ""
    if sought.isascii() and sought.isdigit():
        return "phone", f"%{literal}"
    return ("sound", f"%{sound}%") if (sound := sought_sound(sought)) else ("name", f"%{literal}%")


@cache
def _page(given: frozenset[str], kind: str) -> Any:
    conditions: dict[str, Any] = {
        "state": w.state == bindparam("state"),
        "course": d.course_id == bindparam("course"),
        "channel": d.channel == bindparam("channel"),
        "untouched": _is_due(),
        "pattern": {"phone": w.phone, "sound": w.name_sound, "name": w.name}.get(kind, w.name).like(bindparam("pattern"), escape="\\"),
    }

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [w.collected_on >= bindparam("first"), w.collected_on <= bindparam("last"), *(conditions[name] for name in sorted(given))]
        page = _wishes(scope, func.count().over().label("total")).where(*chosen)
        return page.order_by(w.collected_on.desc(), w.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def _wishes(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*_ROW, *columns).select_from(wish).join(demand, SAME).where(scope.owns(wish), scope.owns(demand))


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _wishes(scope).where(w.id == bindparam("which"))


@prepared
def _hold(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(w.id).where(scope.changes(wish), w.id == bindparam("which")).with_for_update()


@prepared
def _hers(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _wishes(scope).where(w.trainee_id == bindparam("which")).order_by(w.collected_on, w.id)


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    by_state = [func.count().filter(w.state == state.value).label(state.value) for state in WishState]
    this_month = func.count().filter(w.collected_on >= bindparam("first"), w.collected_on <= bindparam("last")).label("this_month")
    return select(func.count().label("all"), this_month, *by_state).where(scope.owns(wish))


def _is_due() -> Any:
    """Who became a trainee is due with that record, not here."""
    last = func.coalesce(w.touched_at, w.entered_at)
    return and_(w.erased_at.is_(None), or_(w.trainee_id.is_(None), w.state != WishState.ADMITTED.value), last < bindparam("untouched"))


@prepared
def _count_open(scope: Scope) -> Select[*tuple[Any, ...]]:
    waits = (w.state == WishState.OPEN.value, w.consent_withdrawn_at.is_(None), w.collected_on < bindparam("before"))
    return select(func.count()).select_from(wish).where(scope.owns(wish), *waits)


@prepared
def _count_due(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(wish).where(scope.owns(wish), _is_due())


def _wish(row: Row[Any]) -> WishRow:
    is_masked = row.consent_withdrawn_at is not None and row.erased_at is None
    name, phone = (mask_name(row.name), mask_phone(row.phone)) if is_masked else (row.name, row.phone)
    skills, has_consent = tuple(Trade(code) for code in row.skills), row.priority_consented_at is not None
    hers = (row.community_code, row.place, row.born_year, row.is_student, skills, row.limits, row.priority, has_consent, row.note)
    return WishRow(
        told=Told(name, phone, row.course_id, *hers),
        branch=Branch(row.branch),
        channel=Channel(row.channel),
        state=WishState(row.state),
        demand_state=DemandState(row.demand_state),
        collector=Collector(row.collector),
        withdrawn_at=row.consent_withdrawn_at,
        **{column.name: getattr(row, column.name) for column in (*_PLAIN, w.id, w.demand_id, w.trainee_id)},
    )
