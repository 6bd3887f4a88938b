"""The change log of a target: cell by cell what changed, by whom, and why."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from portal.core.scope import Level, Scope
from portal.stations.queries import list_kinds
from portal.targets.queries.changes import list_changes
from portal.targets.queries.units import map_names
from portal.targets.rules.changes import tell_changes
from portal.targets.views.blueprint import bp
from portal.targets.views.targets import get_visible
from portal.tenants.access import requires
from portal.web.render import render


@bp.get("/<uuid:target_id>/changes")
@requires(read="target.read")
def changes(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Tell every publication of a target; a county reads what is its own, and of the target itself."""
    row, names = get_visible(scope, target_id), map_names(scope)
    kinds = {kind.id: kind.name for kind in list_kinds()}
    only = None if scope.level is Level.CITY else scope.ids[1]
    told = [(it, tell_changes(it.before, it.after, names=names, kinds=kinds, only=only)) for it in list_changes(scope, target_id)]
    return render("targets/changes.html", row=row, told=told)
