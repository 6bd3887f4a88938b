"""The recipients on a station's roll; nobody above it reads them."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, func, or_, select

from portal.care.models import Recipient
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.core.text import to_ascii_digits
from portal.people.rules import mask_name, mask_phone
from portal.people.rules.sounds import sought_sound
from portal.tenants.models import Account

PAGE_ROWS, MOST_FOUND = 25, 20
_NOTHING = "!"  # stands in no name, no sound and no telephone
recipient, account = cast(Table, Recipient.__table__), cast(Table, Account.__table__)
r = recipient.c
_WHO = (r.id, r.version, r.person_id, r.is_known_elsewhere, r.name, r.phone, r.born_on, r.community_code, r.address, r.lives_alone)
_FAMILY = (r.family_name, r.family_phone, r.family_relation)
_AID = (r.aid_group, r.aid_proof, r.aid_seen_at)
_STATE = (r.note, r.consent_version, r.consent_withdrawn_at, r.erased_at, r.registered_on)


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """Somebody who is served, as her station may see her: masked once she withdrew, of who was erased a pseudonym is left.

    Args:
        family_name: who may confirm beside her.
        aid_group: why the pool pays for her; empty when it does not.
        aid_seen_by: who saw the proof.
    """

    id: UUID
    version: int
    person_id: UUID | None
    is_known_elsewhere: bool
    name: str
    phone: str
    born_on: date | None
    community_code: str | None
    address: str
    lives_alone: bool
    family_name: str
    family_phone: str
    family_relation: str
    aid_group: str
    aid_proof: str
    aid_seen_at: datetime | None
    note: str
    consent_version: int
    withdrawn_at: datetime | None
    erased_at: datetime | None
    registered_on: date
    aid_seen_by: str

    def __repr__(self) -> str:
        return f"RecipientRow({self.id})"  # a person's name has no business in logs and tracebacks

    @property
    def is_locked(self) -> bool:
        """Whether nobody works with her record: she withdrew her consent, or was erased."""
        return self.withdrawn_at is not None or self.erased_at is not None


@dataclass(frozen=True, slots=True)
class RecipientFilter:
    """Whom the list is narrowed to.

    Args:
        text: a part of the name, its pinyin, or the end of the telephone.
        born_until: who was born up to this day.
        lives_alone: only who lives alone.
        has_aid: only whom the pool pays for.
    """

    text: str = ""
    born_until: date | None = None
    lives_alone: bool = False
    has_aid: bool = False

    @property
    def shape(self) -> dict[str, bool]:
        """Which criteria the statement has."""
        narrowed = {"is_elder": self.born_until is not None, "lives_alone": self.lives_alone, "has_aid": self.has_aid}
        return {"is_sought": bool(self.text), **narrowed}

    @property
    def binds(self) -> dict[str, Any]:
        """The values of its criteria."""
        return sought_values(self.text) | ({"born_until": self.born_until} if self.born_until else {})


def sought_values(text: str) -> dict[str, Any]:
    """Return the values of a search; none when nothing is looked for."""
    if not text:
        return {}
    digits = to_ascii_digits(text).replace(" ", "").replace("-", "")
    literal = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    sound = sought_sound(text)
    tail = f"%{digits}" if digits.isascii() and digits.isdigit() else _NOTHING
    return {"pattern": f"%{literal}%", "sound": f"%{sound}%" if sound else _NOTHING, "tail": tail}


def is_sought_place(name: Any) -> ColumnElement[bool]:
    """Return the criterion of a search for a place of the station by a piece of its name; `sought_values` has its values."""
    return name.like(bindparam("pattern"), escape="\\")


def is_sought_herself() -> ColumnElement[bool]:
    """Return the criterion of a search for a recipient; `sought_values` has its values."""
    named, heard = r.name.like(bindparam("pattern"), escape="\\"), r.name_sound.like(bindparam("sound"), escape="\\")
    return or_(named, heard, r.phone.like(bindparam("tail"), escape="\\"))


_COLUMNS = len(fields(RecipientRow))  # a page's rows carry the total beside them


def _recipient(row: Row[Any]) -> RecipientRow:
    it = RecipientRow(*row[:_COLUMNS])
    if it.withdrawn_at is None or it.erased_at is not None:
        return it
    hidden = {"family_name": mask_name(it.family_name), "family_phone": mask_phone(it.family_phone), "address": ""}
    return replace(it, name=mask_name(it.name), phone=mask_phone(it.phone), **hidden)


def _recipients(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    seen_by = func.coalesce(account.c.display_name, "").label("aid_seen_by")
    rows = select(*_WHO, *_FAMILY, *_AID, *_STATE, seen_by, *columns).outerjoin(account, account.c.id == r.aid_seen_by)
    return rows.where(scope.owns(recipient))


@cache
def _page(*, is_sought: bool, is_elder: bool, lives_alone: bool, has_aid: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [is_sought_herself()] if is_sought else []
        chosen += [r.born_on <= bindparam("born_until")] if is_elder else []
        chosen += [r.lives_alone] if lives_alone else []
        chosen += [r.aid_group != ""] if has_aid else []
        rows = _recipients(scope, func.count().over().label("total")).where(*chosen)
        return rows.order_by(r.erased_at.is_not(None), r.registered_on.desc(), r.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_recipients(scope: Scope, chosen: RecipientFilter, *, page: int) -> tuple[list[RecipientRow], int]:
    """Return one page of 25 of those the filter leaves, the latest registered first, and how many there are in all."""
    binds = {**scope.binds, **chosen.binds, "skip": (page - 1) * PAGE_ROWS}
    rows = db.session.execute(_page(**chosen.shape)(scope), binds).all()
    return [_recipient(row) for row in rows], rows[0].total if rows else 0


@cache
def _found(*, is_sought: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        open_ones = (r.consent_withdrawn_at.is_(None), r.erased_at.is_(None))
        rows = _recipients(scope).where(*open_ones, *([is_sought_herself()] if is_sought else []))
        return rows.order_by(func.coalesce(r.touched_at, r.consented_at).desc(), r.id.desc()).limit(MOST_FOUND)

    return statement


def find_recipients(scope: Scope, sought: str) -> list[RecipientRow]:
    """Return up to 20 who may be served and are called so, sound so, or have such a telephone; all when nothing is sought.

    Those dealt with last come first.
    """
    rows = db.session.execute(_found(is_sought=bool(sought))(scope), {**scope.binds, **sought_values(sought)})
    return [_recipient(row) for row in rows]


@prepared
def _named(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _recipients(scope).where(r.id.in_(bindparam("which", expanding=True)))


def map_recipients(scope: Scope, recipient_ids: Collection[UUID]) -> dict[UUID, RecipientRow]:
    """Return {id: recipient} of those of these who are the station's."""
    wanted = list(set(recipient_ids))
    rows = db.session.execute(_named(scope), {**scope.binds, "which": wanted}) if wanted else ()
    return {row.id: _recipient(row) for row in rows}


def get_recipient(scope: Scope, recipient_id: UUID) -> RecipientRow:
    """Return one recipient of the station.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    found = map_recipients(scope, [recipient_id]).get(recipient_id)
    if found is None:
        raise NotFound
    return found


@prepared
def _double(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = or_(r.person_id.in_(bindparam("persons", expanding=True)), (r.phone == bindparam("phone")) & (r.name == bindparam("name")))
    return select(r.id).where(scope.owns(recipient), same, r.erased_at.is_(None), r.id != bindparam("beside")).order_by(r.id).limit(1)


def find_double(scope: Scope, *, person_ids: Collection[UUID], name: str, phone: str, beside: UUID) -> UUID | None:
    """Return another recipient of the station who is one of these persons, or has this very name and telephone."""
    binds = {**scope.binds, "persons": list(person_ids), "name": name, "phone": phone or _NOTHING, "beside": beside}
    return db.session.execute(_double(scope), binds).scalar()
