"""Records that were kept as long as they may be: the station looks at each, and erases her or deals with her again."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people import rolls
from portal.people.rules.records import Record
from portal.people.views.blueprint import bp
from portal.tenants.access import requires
from portal.web import todos
from portal.web.paging import Page, page_number
from portal.web.render import render

PAGE_ROWS = 25


@bp.get("/persons/due")
@requires(read="person.manage")
def due(scope: Scope) -> ResponseReturnValue:
    """List the records nobody has dealt with for as long as one may be kept."""
    number, rows = page_number(), _list_due(scope)
    page = Page(number, len(rows), PAGE_ROWS)
    shown = rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    labels: dict[str, Any] = {each.name: each.label for each in rolls.rolls()}
    return render("persons/due.html", blocks=("records",), rows=shown, page=page, labels=labels, keep=_keep_days())


def _keep_days() -> int:
    return int(current_app.extensions["portal.settings"].keep.persons)


def _list_due(scope: Scope) -> list[Record]:
    if not _keep_days():
        return []
    before = clock.now() - timedelta(days=_keep_days())
    return [record for roll in rolls.rolls() for record in roll.list_untouched(scope, before)]


def _waiting(scope: Scope, code: str, _: date) -> Iterable[todos.Todo]:
    """Tell the station's manager how many records are due."""
    if "person.manage" in scope.permissions and (count := len(_list_due(scope))):
        title, detail = f"保存期已满 {count} 名", "请核对后删除个人信息；还在联系的，打开记录更新一次"
        yield todos.Todo(todos.Urgency.DUE, title, detail, url_for("persons.due", code=code), "核对")


todos.register(_waiting)
