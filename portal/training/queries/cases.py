"""Every SELECT on intakes and trainees; a document number leaves it masked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people import vault
from portal.people.models import Person
from portal.people.rules import ConsentChannel, DocumentKind, mask_name, mask_number, mask_phone
from portal.people.rules.sounds import sought_sound
from portal.tallies.rules import Entry
from portal.training.models import Intake, Trainee
from portal.training.rules.intake import Branch, Channel, Particulars, Trade, entries

PAGE_ROWS = 25
intake, trainee, person = (cast(Table, m.__table__) for m in (Intake, Trainee, Person))
i, t, p = intake.c, trainee.c, person.c
_SAME_INTAKE = and_(t.city_id == i.city_id, t.tenant_id == i.tenant_id, t.intake_id == i.id)
_TRAINEE = (
    t.id,
    t.city_id,
    t.person_id,
    t.intake_id,
    t.name,
    t.phone,
    t.community,
    t.wish,
    t.skills,
    t.note,
    t.priority,
    t.is_student,
    t.is_known_elsewhere,
    t.version,
)
_CONSENT = (t.consent_version, t.consent_channel, t.consented_at, t.consent_withdrawn_at, t.erased_at)
_CASE = (*_TRAINEE, *_CONSENT, i.taken_on, i.branch, i.channel)
_ALWAYS = (date(2000, 1, 1), date(2099, 12, 31))


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list of trainees is narrowed to; None leaves all.

    Args:
        days: the first and the last day of intake.
        sought: a part of the name, its pinyin or initials, or the last digits of the telephone.
    """

    days: tuple[date, date] | None = None
    branch: Branch | None = None
    sought: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A trainee with her intake, as her station may see her; `number` is masked, and so are name and telephone once she withdrew.

    Args:
        person_id: None when she was erased; then document and number are empty as well.
        priority: a key of PRIORITIES, empty without; it was taken in with a consent of its own.
    """

    id: UUID
    intake_id: UUID
    person_id: UUID | None
    particulars: Particulars
    document_kind: DocumentKind | None
    number: str
    born_on: date | None
    taken_on: date
    branch: Branch
    channel: Channel
    priority: str
    is_student: bool
    is_known_elsewhere: bool
    consent_version: int
    consent_channel: ConsentChannel
    consented_at: datetime
    withdrawn_at: datetime | None
    erased_at: datetime | None
    version: int

    @property
    def masked_phone(self) -> str:
        """Her telephone for lists."""
        return mask_phone(self.particulars.phone)

    @property
    def is_locked(self) -> bool:
        """Whether nobody works with her record: she withdrew her consent, or was erased."""
        return self.withdrawn_at is not None or self.erased_at is not None


def _case(row: Row[Any]) -> Case:
    skills, kind, number = tuple(Trade(code) for code in row.skills), None, ""
    if row.person_id:
        document = vault.unseal(row.document_kind, row.number_sealed, city_id=row.city_id, person_id=row.person_id)
        kind, number = document.kind, mask_number(document)
    is_masked = row.consent_withdrawn_at is not None and row.erased_at is None
    name, phone = (mask_name(row.name), mask_phone(row.phone)) if is_masked else (row.name, row.phone)
    return Case(
        id=row.id,
        intake_id=row.intake_id,
        person_id=row.person_id,
        particulars=Particulars(name, phone, row.community, Trade(row.wish), skills, row.note, row.priority, row.is_student),
        document_kind=kind,
        number=number,
        born_on=row.born_on,
        taken_on=row.taken_on,
        branch=Branch(row.branch),
        channel=Channel(row.channel),
        priority=row.priority,
        is_student=row.is_student,
        is_known_elsewhere=row.is_known_elsewhere,
        consent_version=row.consent_version,
        consent_channel=ConsentChannel(row.consent_channel),
        consented_at=row.consented_at,
        withdrawn_at=row.consent_withdrawn_at,
        erased_at=row.erased_at,
        version=row.version,
    )


def _cases(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    known = select(p.city_id, p.id, p.document_kind, p.number_sealed, p.born_on).where(scope.owns(person)).subquery()
    hers = and_(known.c.city_id == t.city_id, known.c.id == t.person_id)  # an erased one is nobody's
    rows = select(*_CASE, known.c.document_kind, known.c.number_sealed, known.c.born_on, *columns).select_from(intake)
    return rows.join(trainee, _SAME_INTAKE).outerjoin(known, hers).where(scope.owns(intake), scope.owns(trainee))


@cache
def _page(*, has_branch: bool, has_name: bool, has_sound: bool, has_phone: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [i.taken_on >= bindparam("first"), i.taken_on <= bindparam("last")]
        chosen += [i.branch == bindparam("branch")] if has_branch else []
        chosen += [t.name.like(bindparam("pattern"), escape="\\")] if has_name and not has_sound else []
        chosen += [or_(t.name.like(bindparam("pattern"), escape="\\"), t.name_sound.like(bindparam("sound")))] if has_sound else []
        chosen += [t.phone.like(bindparam("pattern"), escape="\\")] if has_phone else []
        page = _cases(scope, func.count().over().label("total")).where(*chosen)
        return page.order_by(i.taken_on.desc(), i.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_trainees(scope: Scope, chosen: Filter, *, page: int) -> tuple[list[Case], int]:
    """Return one page of 25 of the station's trainees, the latest intake first, and how many there are in all."""
    literal = chosen.sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    is_phone = chosen.sought.isascii() and chosen.sought.isdigit()
    first, last = chosen.days or _ALWAYS
    binds: dict[str, Any] = {"first": first, "last": last, "skip": (page - 1) * PAGE_ROWS}
    binds |= {"branch": chosen.branch.value} if chosen.branch else {}
    binds |= {"pattern": f"%{literal}" if is_phone else f"%{literal}%"} if literal else {}
    sound = sought_sound(chosen.sought)
    binds |= {"sound": f"%{sound}%"} if sound else {}
    kinds = {"has_branch": chosen.branch is not None, "has_name": bool(literal) and not is_phone}
    statement = _page(**kinds, has_sound=bool(sound), has_phone=is_phone)
    rows = db.session.execute(statement(scope), {**scope.binds, **binds}).all()
    return [_case(row) for row in rows], rows[0].total if rows else 0


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    by_branch = [func.count().filter(i.branch == branch.value).label(branch.value) for branch in Branch]
    this_month = func.count().filter(i.taken_on >= bindparam("first"), i.taken_on <= bindparam("last")).label("this_month")
    return select(func.count().label("all"), this_month, *by_branch).where(scope.changes(intake), i.voided_at.is_(None))


def count_intakes(scope: Scope, *, first: date, last: date) -> Row[Any]:
    """Return (all, this_month, refer, train_first): the station's intakes ever, those of these days, and each branch."""
    return db.session.execute(_sums(scope), {**scope.binds, "first": first, "last": last}).one()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _cases(scope).where(t.id == bindparam("which"))


def get_trainee(scope: Scope, trainee_id: UUID) -> Case:
    """Return one trainee of the station.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": trainee_id}).first()
    if row is None:
        raise NotFound
    return _case(row)


@prepared
def _by_person(scope: Scope) -> Select[*tuple[Any, ...]]:
    """A person known by two documents may stand with the other one."""
    family = select(p.id).where(scope.owns(person), or_(p.id == bindparam("person"), p.merged_into_id == bindparam("person")))
    return select(t.id).where(scope.owns(trainee), t.person_id.in_(family)).order_by(t.id).limit(1)


def find_trainee(scope: Scope, person_id: UUID) -> UUID | None:
    """Return the id of the station's trainee who is this person.

    Args:
        person_id: as `find_person` gives it, the leading one.
    """
    return db.session.execute(_by_person(scope), {**scope.binds, "person": person_id}).scalar()


@cache
def _nameless(*, has_branch: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [i.tenant_id == bindparam("tenant"), i.taken_on >= bindparam("first"), i.taken_on <= bindparam("last")]
        chosen += [i.branch == bindparam("branch")] if has_branch else []
        rows = select(i.taken_on, i.branch, i.channel, func.count().over().label("total"), i.id)
        rows = rows.where(scope.owns(intake), i.voided_at.is_(None), *chosen)
        return rows.order_by(i.taken_on.desc(), i.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_intakes(
    scope: Scope, *, tenant_id: int, first: date, last: date, branch: str | None, page: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 nameless rows behind a station's figure: (taken_on, branch, channel, total, id), the latest first.

    Args:
        tenant_id: the station, at or below the scope; of any other there are no rows.
        branch: `refer` or `train_first`; None for both.
    """
    binds: dict[str, Any] = {"tenant": tenant_id, "first": first, "last": last, "skip": (page - 1) * PAGE_ROWS}
    binds |= {"branch": branch} if branch else {}
    return db.session.execute(_nameless(has_branch=bool(branch))(scope), {**scope.binds, **binds}).all()


def count_entries(scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Yield what every intake of a city adds to its month, for recounting."""
    counted = select(i.tenant_id, i.taken_on, i.branch).where(scope.owns(intake), i.voided_at.is_(None))
    rows = db.session.execute(counted, scope.binds)
    for tenant_id, taken_on, branch in rows:
        for entry in entries(taken_on, Branch(branch)):
            yield tenant_id, entry
