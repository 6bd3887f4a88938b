"""Photos of an application and of the visit to its place: while they may still be what is decided upon."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.models import Application
from portal.tenants.queries import applications as queries
from portal.tenants.rules.applications import WRITABLE, Move, State
from portal.tenants.services import photos
from portal.web.photos import Album, Subject, register_subject

application = cast(Table, Application.__table__)


def _application_album(scope: Scope, application_id: UUID | None) -> Album:
    row = _row(scope, application_id)
    if row.state in WRITABLE:
        return Album(row.station_name)
    return Album(row.station_name, f"这份申请现在是“{State(row.state).label}”，不能添加或移除申请照片；退回修改以后才可以。")


def _visit_album(scope: Scope, application_id: UUID | None) -> Album:
    row = _row(scope, application_id)
    if row.visited_on is None:
        return Album(row.station_name, "还没有走访记录，请先记录走访，再添加走访照片。")
    if why := queries.standing_of(row).why_not(Move.VISIT):
        return Album(row.station_name, f"{why}走访照片也不能再添加或移除。")
    return Album(row.station_name)


def _row(scope: Scope, application_id: UUID | None) -> Any:
    if application_id is None:
        raise NotFound
    return queries.get_application(scope, application_id)


def _step_on(scope: Scope, application_id: UUID | None) -> None:
    """Whoever has the page open has not seen these photos: she is told so before she decides."""
    own = (scope.changes(application), application.c.id == bindparam("which"))
    one_on = {"version": application.c.version + 1}
    db.session.execute(update(application).where(*own).values(one_on), {**scope.binds, "which": application_id})


_MAY: dict[str, Any] = {
    "back": "applications.application",
    "read": "application.read",
    "write": "application.file",
    "key": "application_id",
}
_hold = queries.hold_application  # nobody files it meanwhile: what is filed has the photos it was filed with
FILED = register_subject(Subject("application", "申请照片", "applications.photos", find=_application_album, moved=_hold, **_MAY))
VISITED = register_subject(Subject("visit", "走访照片", "applications.visit_photos", find=_visit_album, moved=_step_on, **_MAY))


def forget_visit(scope: Scope, application_id: UUID) -> None:
    """Remove the photos of a visit to a place that is applied for no more."""
    photos.remove_all(scope, VISITED.name, application_id)
