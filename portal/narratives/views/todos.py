"""What waits: drafts whose months are over."""

from collections.abc import Iterable
from datetime import date

from flask import url_for

from portal.core.clock import month_of
from portal.core.dates import month_words
from portal.core.scope import Level, Scope
from portal.narratives.queries.narratives import list_waiting
from portal.narratives.rules.narratives import title_words
from portal.web import todos
from portal.web.todos import Todo, Urgency

MOST = 3


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Remind who writes of the latest drafts whose months are over."""
    if scope.level is Level.STATION or "narrative.write" not in scope.permissions:
        return
    for row in list_waiting(scope, month_of(today), most=MOST):
        title = f"汇报材料《{title_words(row.title, row.revision)}》还是草稿"
        detail = f"数据到{month_words(row.last_month)}为止，核对无误后定稿。"
        yield Todo(Urgency.DUE, title, detail, url_for("narratives.text", code=code, narrative_id=row.id), "去写")
