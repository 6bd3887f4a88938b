"""Who stands behind a shift: the volunteer, and the account that says so."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account
from portal.volunteer.queries.roll import HER_ACCOUNT, HER_FIRST, a, account, first, v, volunteer

clerk = cast(Table, Account.__table__)
_HAS_GUARDIAN = ((v.guardian_name != "") & v.guardian_consented_on.is_not(None)).label("has_guardian")
_SERVES = (v.born_on, v.is_receiver_only, _HAS_GUARDIAN)
_DOER = (v.id, v.name, v.phone, v.consent_withdrawn_at, v.erased_at, a.id.label("account_id"), a.number, a.person_id, *_SERVES)


@prepared
def _doers(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_DOER).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    mine = (scope.owns(volunteer), scope.owns(first), scope.owns(account))
    return rows.where(*mine, v.id.in_(bindparam("who", expanding=True)))


def list_doers(scope: Scope, volunteer_ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Return {volunteer: who she is, her account, and what says whether she may serve} of the station's."""
    ids = list(volunteer_ids)
    return {row.id: row for row in db.session.execute(_doers(scope), {**scope.binds, "who": ids})} if ids else {}


def find_clerk(account_id: int) -> tuple[str, str]:
    """Return (display name, sign-in name) of an account; a sign-in name may be a telephone. Empty for the portal itself."""
    row = db.session.execute(select(clerk.c.display_name, clerk.c.name).where(clerk.c.id == account_id)).first()
    return (row[0], row[1]) if row else ("", "")
