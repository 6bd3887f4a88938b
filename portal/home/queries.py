"""What a unit has begun with, in one SELECT."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, exists, select

from portal.circulars.models import Circular
from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.stations.models import Activity
from portal.targets.models import Target
from portal.tenants.models import Application, PublicCode, Tenant, UnitProfile
from portal.training.models import Intake
from portal.volunteer.models import Volunteer

_OWN: Mapping[Level, Mapping[str, Any]] = {
    Level.STATION: {"activity": Activity, "intake": Intake, "volunteer": Volunteer},
    Level.COUNTY: {"application": Application},
    Level.CITY: {"profile": UnitProfile, "target": Target, "circular": Circular},
}


def list_begun(scope: Scope) -> frozenset[str]:
    """Return of what this very unit has at least one: nouns of its own rows, `code` for a poster's code, `unit` for a unit below it."""
    row = db.session.execute(_begun(scope), {**scope.binds, "here": scope.tenant_id}).mappings().one()
    return frozenset(noun for noun, is_there in row.items() if is_there)


@prepared
def _begun(scope: Scope) -> Select[Any]:
    own = [
        exists().select_from(rows).where(scope.changes(rows)).label(noun)
        for noun, rows in ((noun, cast(Table, it.__table__)) for noun, it in _OWN[scope.level].items())
    ]
    code = exists().where(PublicCode.tenant_id == bindparam("here")).label("code")
    unit = exists().where(Tenant.parent_id == bindparam("here")).label("unit")
    return cast(Select[Any], select(*own, code, unit))
