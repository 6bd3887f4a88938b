"""Every SELECT on the codes that are scanned."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, select

from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import PublicCode, Tenant

code, tenant = cast(Table, PublicCode.__table__), cast(Table, Tenant.__table__)
_COLUMNS = (code.c.code, code.c.kind, code.c.tenant_id, code.c.subject_id, code.c.channel, code.c.label, code.c.ended_at)


def find_code(sent: str) -> Row[*tuple[Any, ...]] | None:
    """Return (code, kind, tenant_id, subject_id, channel, label, ended_at, path, status, tenant_code, tenant_name) of a scanned code.

    One that was ended is found too: whoever scans it is told so.
    """
    unit = (tenant.c.path, tenant.c.status, tenant.c.code.label("tenant_code"), tenant.c.name.label("tenant_name"))
    rows = select(*_COLUMNS, *unit).join(tenant, tenant.c.id == code.c.tenant_id)
    return db.session.execute(rows.where(code.c.code == sent)).first()


def list_codes(scope: Scope, kind: str, subject_id: UUID | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (code, …, label, ended_at, scans, made_at) of the unit's own codes of a kind, those in use first, then the latest."""
    own = (code.c.tenant_id == scope.tenant_id, code.c.kind == kind)
    chosen = own if subject_id is None else (*own, code.c.subject_id == subject_id)
    rows = select(*_COLUMNS, code.c.scans, code.c.made_at).where(*chosen)
    return db.session.execute(rows.order_by(code.c.ended_at.is_not(None), code.c.made_at.desc(), code.c.code)).all()


def find_open_code(scope: Scope, kind: str, subject_id: UUID) -> str | None:
    """Return the code in use of one of the unit's rows."""
    own = (code.c.tenant_id == scope.tenant_id, code.c.kind == kind, code.c.subject_id == subject_id, code.c.ended_at.is_(None))
    return db.session.scalar(select(code.c.code).where(*own).order_by(code.c.made_at.desc(), code.c.code).limit(1))
