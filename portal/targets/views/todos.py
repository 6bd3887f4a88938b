"""What of targets waits for a city, or for a county."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import url_for

from portal.core.scope import Level, Scope
from portal.targets.queries import targets as queries
from portal.targets.queries.units import list_rows
from portal.targets.rules.amounts import show_amount
from portal.targets.rules.completions import Completion
from portal.targets.rules.progress import show_points
from portal.targets.rules.splits import add_up
from portal.targets.views.listing import moved
from portal.web import todos
from portal.web.todos import Todo, Urgency

_NAMED = 3  # more names make no line longer


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell what is behind the calendar; and a city what is drafted, not shared out, or shared out among others than there are."""
    if "target.read" not in scope.permissions or scope.level is Level.STATION:
        return
    is_city = scope.level is Level.CITY
    rows = (queries.list_completions if is_city else queries.list_county_completions)(scope, today.year, on=today)
    yield from _behind([row for row in rows if row.is_behind], code)
    if is_city and "target.set" in scope.permissions:
        yield from _drafts(scope, code, today.year)
        yield from _moved(scope, rows, code)


def _behind(rows: Sequence[Completion], code: str) -> Iterable[Todo]:
    if rows:
        told = "、".join(f"{row.target.aim.name} {show_points(row.lead)}" for row in rows[:_NAMED])
        detail = f"{told}{' 等' if len(rows) > _NAMED else ''}（百分点）"
        yield Todo(Urgency.OVERDUE, f"目标落后序时进度 {len(rows)} 项", detail, url_for("targets.listing", code=code), "查看")


def _drafts(scope: Scope, code: str, year: int) -> Iterable[Todo]:
    for row, aim in queries.list_drafts(scope, year)[:_NAMED]:
        left = add_up(aim.parts, aim.base).remainder
        words = f"{'还差' if left > 0 else '多了'} {show_amount(abs(left), aim.measure)} {aim.unit}" if left else "分解正好相等，可以发布"
        page = "targets.split" if left else "targets.publication"
        yield Todo(Urgency.DUE, f"发布目标：{row.name}", words, url_for(page, code=code, target_id=row.id), "分解" if left else "发布")


def _moved(scope: Scope, rows: Sequence[Completion], code: str) -> Iterable[Todo]:
    units = list_rows(scope) if rows else []
    names = [row.target.aim.name for row in rows if any(moved(row.target.aim, units))]
    if names:
        detail = f"县区有增减，要重新分解：{'、'.join(names[:_NAMED])}{' 等' if len(names) > _NAMED else ''}"
        yield Todo(Urgency.DUE, f"重新分解目标 {len(names)} 项", detail, url_for("targets.listing", code=code), "查看")
