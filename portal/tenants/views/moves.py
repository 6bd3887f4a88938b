"""调整隶属 and 调整报送: what would happen, the order itself, and the orders before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.clock import month_of
from portal.core.dates import month_words
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.access import here, requires
from portal.tenants.forms.moves import MoveForm
from portal.tenants.queries import TenantRow, lines
from portal.tenants.rules.moves import BEGINNING, Change, Outlook, Wish, counties_from, county_in, next_month
from portal.tenants.services import moves as services
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("moves", __name__)


@dataclass(frozen=True, slots=True)
class Effect:
    """A row of what would happen: some months, who counts them, their figures, and what becomes of them by either choice."""

    months: str
    counted_by: str
    figures: tuple[str, ...]
    becomes: tuple[str, ...]


@bp.route("/<unit_code>/move", methods=["GET", "POST"])
@requires(read="unit.move", write="unit.move")
@writes
def move(scope: Scope, unit_code: str) -> ResponseReturnValue:
    """Move a station to another county, or let another one count it."""
    station = services.get_station(scope, unit_code)
    counties, this_month = directory.list_children(scope), month_of(clock.today())
    form = MoveForm(data={"kind": Change.MOVE.value, "version": lines.count_orders(station.id)})
    form.offer((row for row in counties if row.status == "open"), this_month=this_month)
    if form.accept(lambda: services.order_change(scope, station.code, form.wish(), version=form.version.data)):
        flash(_done(station, form.wish(), form.counties[form.county.data or ""].name), "success")
        return redirect(url_for(".move", code=here().code, unit_code=station.code), 303)
    outlook = services.foresee(scope, station.id)
    effects, closed = _effects(station, counties, outlook, this_month), _closed_at(counties, outlook, this_month)
    known: dict[str, Any] = {"stands_under": _name(counties, station.county_id), "months": (this_month, next_month(this_month))}
    orders = lines.list_orders(station.id)
    return render("moves/move.html", form=form, station=station, outlook=outlook, effects=effects, closed=closed, orders=orders, **known)


def _done(station: TenantRow, wish: Wish, name: str) -> str:
    what = f"现已隶属{name}" if wish.kind is Change.MOVE else "已调整报送"
    return f"{station.name}{what}，{month_words(wish.since_month)}起的数字由{name}统计"


def _effects(station: TenantRow, counties: Sequence[TenantRow], outlook: Outlook, this_month: str) -> list[Effect]:
    drawn, under, later = lines.list_lines(station.id), station.county_id or 0, next_month(this_month)
    before = [county_in(BEGINNING, drawn, otherwise=under), *(it.county_id for it in drawn if it.since_month < this_month)]
    now, coming = county_in(this_month, drawn, otherwise=under), sorted(counties_from(later, drawn, otherwise=under))
    stay, go = "不变", "改由新的统计"
    refused = "已关账，不能选" if outlook.closed.get(this_month, set()) & {station.id, now} else go
    return [
        Effect(f"{month_words(this_month)}以前", _names(counties, before), outlook.past, (stay, stay)),
        Effect(month_words(this_month), _name(counties, now), outlook.present, (refused, stay)),
        Effect(f"{month_words(later)}起", _names(counties, coming), outlook.coming, (go, go)),
    ]


def _closed_at(counties: Sequence[TenantRow], outlook: Outlook, this_month: str) -> list[str]:
    """Return the counties that have closed this month, and so can take or lose figures from the next one on."""
    return [row.name for row in counties if row.id in outlook.closed.get(this_month, set())]


def _names(counties: Sequence[TenantRow], ids: Sequence[int]) -> str:
    return "、".join(_name(counties, one) for one in dict.fromkeys(ids))


def _name(counties: Sequence[TenantRow], county_id: int | None) -> str:
    return next((row.name for row in counties if row.id == county_id), "–")
