"""Photos that show how a problem was mended: added by its unit while it is open, kept as they are once it was reported mended."""

from uuid import UUID

from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.problems.queries import problems as queries
from portal.problems.rules.problems import State
from portal.web.photos import Album, Subject, register_subject


def _album(scope: Scope, problem_id: UUID | None) -> Album:
    row = queries.get_problem(scope, problem_id) if problem_id else None
    if row is None or row.tenant_id != scope.tenant_id:
        raise NotFound
    closed = "" if row.state == State.OPEN else f"这条问题{State(row.state).label}，照片不能再添加或移除。"
    return Album(row.title, closed)


def _hold(scope: Scope, problem_id: UUID | None) -> None:
    if problem_id is not None:
        queries.hold_problem(scope, problem_id)


_WAYS = ("problems.photos", "problems.problem")
_MAY = {"read": "problem.read", "write": "problem.fix"}
PHOTOS = register_subject(Subject("problem", "整改照片", *_WAYS, **_MAY, find=_album, moved=_hold, key="problem_id"))
