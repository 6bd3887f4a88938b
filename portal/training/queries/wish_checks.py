"""What new wishes are held against: those that are open, the sheets that were typed in, the notices there were."""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.people.models import ConsentText
from portal.training.models import Trainee
from portal.training.queries.wishes import SAME, demand, wish
from portal.training.rules.wish_checks import Notices
from portal.training.rules.wishes import DemandState, WishState

trainee = cast(Table, Trainee.__table__)
w, d, t = wish.c, demand.c, trainee.c
_NOTICES = select(ConsentText.effective_on, ConsentText.version).order_by(ConsentText.version)


def find_asked(scope: Scope, phones: Iterable[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (phone, course_id, collected_on) of the station's open wishes of these telephones."""
    return db.session.execute(_asked(scope), {**scope.binds, "phones": sorted(set(phones))}).all()


def find_serials(scope: Scope, serials: Iterable[str]) -> list[str]:
    """Return which of these serials of paper sheets the station has typed in."""
    wanted = sorted({serial for serial in serials if serial})
    return list(db.session.scalars(_serials(scope), {**scope.binds, "serials": wanted})) if wanted else []


def list_like(scope: Scope, *, name: str, phone: str) -> list[UUID]:
    """Return the open wishes of this name and telephone, to be locked in this order."""
    return list(db.session.scalars(_alike(scope), {**scope.binds, "name": name, "phone": phone}))


def find_trainee_like(scope: Scope, *, name: str, phone: str) -> UUID | None:
    """Return the station's trainee of this name and telephone, when she may be worked with."""
    return db.session.scalar(_trainee_alike(scope), {**scope.binds, "name": name, "phone": phone})


def list_notices() -> Notices:
    """Return every version of the notice with its first day."""
    return Notices(tuple((row.effective_on, row.version) for row in db.session.execute(_NOTICES)))


@prepared
def _alike(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (w.name == bindparam("name"), w.phone == bindparam("phone"), w.state == WishState.OPEN.value)
    return select(w.id).where(scope.changes(wish), *hers, w.consent_withdrawn_at.is_(None), w.erased_at.is_(None)).order_by(w.id)


@prepared
def _trainee_alike(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (t.name == bindparam("name"), t.phone == bindparam("phone"), t.consent_withdrawn_at.is_(None), t.erased_at.is_(None))
    return select(t.id).where(scope.owns(trainee), *hers).order_by(t.id).limit(1)


@prepared
def _asked(scope: Scope) -> Select[*tuple[Any, ...]]:
    standing = (w.state != WishState.DROPPED.value, d.state.in_([DemandState.OPEN.value, DemandState.PLACED.value]))
    asked = select(w.phone, d.course_id, w.collected_on).select_from(wish).join(demand, SAME)
    chosen = asked.where(scope.owns(wish), scope.owns(demand), *standing)
    return chosen.where(w.phone.in_(bindparam("phones", expanding=True))).order_by(w.collected_on, w.id)


@prepared
def _serials(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(w.sheet_serial).where(scope.owns(wish), w.sheet_serial.in_(bindparam("serials", expanding=True)))
