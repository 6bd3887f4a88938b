"""The blueprint of written reports, its place in the menu, and where their figures open."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.checker.rules import KINDS
from portal.core.dates import month_words
from portal.narratives.rules.figures import Figure
from portal.narratives.rules.marks import around
from portal.narratives.rules.narratives import State, title_words
from portal.reports.rules.rollup import period_words
from portal.tenants.access import here
from portal.web.menu import Entry, register

bp = Blueprint("narratives", __name__)
register(Entry(68, "汇报材料", "narratives.listing", "narrative.read", ("city", "county")))


def opens(figure: Figure) -> str:
    """Return where a figure leads: to its target, its rows, or the table of the units below."""
    if figure.opens == "target":
        return url_for("targets.target", code=here().code, target_id=UUID(figure.what), month=figure.last)
    span: dict[str, Any] = {"first": figure.first, "last": figure.last, "kind": figure.kind_id or None}
    if figure.opens == "rows":
        return url_for("reports.figure", code=figure.unit_code, indicator=figure.what, **span)
    return url_for("reports.rollup", code=figure.unit_code, table=figure.table, sort=f"-{figure.what}", **span)


def to_narrative(narrative_id: UUID) -> ResponseReturnValue:
    """Lead to a report."""
    return redirect(url_for("narratives.narrative", code=here().code, narrative_id=narrative_id), 303)


WORDS: dict[str, Any] = {
    "states": State,
    "title_words": title_words,
    "period_words": period_words,
    "month_words": month_words,
    "opens": opens,
    "kinds": KINDS,
    "around": around,
}
