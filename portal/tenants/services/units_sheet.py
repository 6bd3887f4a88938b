"""The rows of an Excel sheet of units, made in one go: those of counties first, so that stations of the same sheet find them."""

from collections.abc import Sequence
from typing import Any

from portal.core.db import db
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.tenants.models import Tenant
from portal.tenants.rules.importing import Draft, Known, Line, NewUnit, check_all, plain_code
from portal.tenants.rules.units import Profile
from portal.tenants.services import profiles, units
from portal.web.importing import Outcome


def add_units(scope: Scope, rows: Sequence[tuple[int, Draft]]) -> list[Outcome]:
    """Make the units that can be made, with what the rows say of them; return what became of each row."""
    units.hold_parents(scope)
    known = units.known_for(scope, [draft for _, draft in rows])
    there = dict(known.units)
    lines = check_all(rows, known)
    fit = [line.unit for line in lines if line.unit]
    made = units.make_units(scope, fit, reason="批量导入")
    _write_profiles(scope, [(it, made[it.code]) for it in fit])
    return [_outcome(line, known, there) for line in lines]


def _outcome(line: Line, known: Known, there: Any) -> Outcome:
    if line.unit:
        return Outcome(told=f"{line.unit.name}，上级是{known.units[line.unit.parent_code].name}")
    before = there.get(plain_code(line.draft.code))
    is_same = before is not None and before.is_ours and before.status != "closed" and line.draft.name in ("", before.name)
    return Outcome([(line.field, line.reason)], is_known=is_same and line.field == "code")


def _write_profiles(scope: Scope, made: Sequence[tuple[NewUnit, Tenant]]) -> None:
    """Write what the sheet says of each new unit, as that unit: what it says of itself is its own row."""
    for it, unit in made:
        said: dict[str, Any] = {name: getattr(it, name) for name in ("contact_name", "contact_phone", "address")}
        if any(said.values()):
            with within(db.session(), scope, unit.path) as below:
                profiles.keep_profile(below, Profile(**said), version=0)
