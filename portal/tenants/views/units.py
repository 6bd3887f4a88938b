"""The units below: a city's counties, a county's stations; 揭牌, renaming, suspending, closing, reopening."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.access import here, requires
from portal.tenants.divisions import matches
from portal.tenants.forms.units import OpeningForm, RenameForm, StepForm, UnitFilter
from portal.tenants.queries import TenantRow, photos, profiles
from portal.tenants.queries import units as queries
from portal.tenants.rules.units import Status, Step
from portal.tenants.services import tree
from portal.tenants.views.profiles import history_of, shown_profile
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.undoing import flash_with_undo
from portal.web.writes import writes

bp = Blueprint("units", __name__)
register(Entry(50, "单位", "units.listing", "unit.read", ("city", "county")))


@bp.get("/")
@requires(read="unit.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the units just below, with who leads each."""
    narrowed = UnitFilter().checked()
    rows = [row for row in queries.list_units_below(scope) if matches(narrowed.words, row.name)]
    return render("units/listing.html", blocks=("units",), rows=rows, heads=queries.list_heads_below(scope), filter=narrowed)


@bp.get("/tree/")
@requires(read="unit.read")
def org_tree(scope: Scope) -> ResponseReturnValue:
    """Show all that stands at and below this unit as a tree, to go from one workplace to another."""
    narrowed = UnitFilter().checked()
    units = directory.list_below(scope)
    branches = _branches(units, narrowed.words)
    return render("units/tree.html", blocks=("units", "branches"), root=units[0], branches=branches, filter=narrowed)


@bp.get("/<unit_code>")
@requires(read="unit.read")
def card(scope: Scope, unit_code: str) -> ResponseReturnValue:
    """Show one unit below: what it is, what it says of itself, its people, its history, and what can be done with it."""
    row = queries.get_unit_below(scope, unit_code)
    known: dict[str, Any] = {"people": queries.list_people(row.id), "place": directory.find_division(row.code)}
    known["profile"] = shown_profile(row.level, profiles.find_profile(scope, row.id))
    known["photos"] = photos.list_photos(scope, "unit", tenant_id=row.id)
    known["children"] = queries.list_children_of(row.id) if row.level == "county" else ()
    return render("units/card.html", row=row, **known, history=history_of(row.id), steps=queries.standing_of(row.id).steps())


@bp.route("/<unit_code>/open", methods=["GET", "POST"])
@requires(read="station.open", write="station.open")
@writes
def opening(scope: Scope, unit_code: str) -> ResponseReturnValue:
    """揭牌: open a station that was being prepared."""
    row = queries.get_unit_below(scope, unit_code)
    form = OpeningForm(data={"opened_on": clock.today()})
    if form.accept(lambda: tree.open_station(scope, code=row.code, opened_on=form.day())):
        return _done(row.code, f"{row.name}已揭牌，可以登记活动了")
    return render("units/opening.html", form=form, row=row, approved_on=clock.local(row.made_at).date())


@bp.route("/<unit_code>/name", methods=["GET", "POST"])
@requires(read="unit.rule", write="unit.rule")
@writes
def rename(scope: Scope, unit_code: str) -> ResponseReturnValue:
    """Give a unit below another name."""
    row = queries.get_unit_below(scope, unit_code)
    form = RenameForm(data={"seen": row.name, "name": row.name})
    if form.accept(lambda: tree.rename_unit(scope, row, **form.wanted())):
        return _done(row.code, f"已改名为“{form.name.data}”")
    return render("units/rename.html", form=form, row=row, back=url_for(".card", code=here().code, unit_code=row.code))


@bp.route("/<unit_code>/<any(suspend, close, reopen):step>", methods=["GET", "POST"])
@requires(read="unit.rule", write="unit.rule")
@writes
def rule(scope: Scope, unit_code: str, step: str) -> ResponseReturnValue:
    """Suspend, close or reopen a unit below."""
    row, wanted = queries.get_unit_below(scope, unit_code), Step(step)
    form = StepForm(data={"seen": row.status})
    given = {"seen": form.seen.data or "", "reason": form.reason.data or ""}
    if form.accept(lambda: tree.rule_unit(scope, code=row.code, step=wanted, **given)):
        _tell(row, wanted)
        return redirect(url_for(".card", code=here().code, unit_code=row.code), 303)
    stands = queries.standing_of(row.id)
    why_not = None if form.refusal else stands.why_not(wanted)
    return render("units/step.html", form=form, row=row, step=wanted, why_not=why_not, after=stands.after(wanted))


def _branches(units: list[TenantRow], words: str) -> list[tuple[TenantRow, list[TenantRow]]]:
    """Return the counties with their stations: those that are found by their own name, or all of a county found by its."""
    below = defaultdict[int | None, list[TenantRow]](list)
    for unit in units:
        if unit.level == "station":
            below[unit.county_id].append(unit)
    found = list[tuple[TenantRow, list[TenantRow]]]()
    for county in (unit for unit in units if unit.level == "county"):
        is_found = matches(words, county.name)
        stations = [it for it in below[county.id] if is_found or matches(words, it.name)]
        if stations or is_found:
            found.append((county, stations))
    return found


def _tell(row: Any, step: Step) -> None:
    """Tell what was done; who was suspended by mistake works on at once, 撤销 being the word for a unit that is closed."""
    words = f"{row.name}已{step.label}，即时生效"
    if step is Step.SUSPEND and queries.standing_of(row.id).after(Step.REOPEN) is Status.OPEN:
        undo = url_for(".rule", code=here().code, unit_code=row.code, step=Step.REOPEN.value)
        flash_with_undo(words, undo, label="马上恢复", seen="suspended", reason="暂停后即恢复")
    else:
        flash(words, "success")


def _done(code: str, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".card", code=here().code, unit_code=code), 303)


@todos.register
def _preparing(scope: Scope, code: str, today: date) -> Iterator[Todo]:
    if "station.open" not in scope.permissions:
        return
    for row in queries.list_units_below(scope):
        if row.status == "preparing":
            days = (today - clock.local(row.made_at).date()).days
            waited = f"批准后已 {days} 天" if days else "今天批准"
            yield Todo(Urgency.DUE, f"揭牌：{row.name}", waited, url_for("units.opening", code=code, unit_code=row.code), "揭牌")
