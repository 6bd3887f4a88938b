"""历年与对比: years side by side, those before the portal typed in; two months or two years compared, and why they differ."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.reports.rules.measures import FIGURES
from portal.returns.forms.years import CompareFilter, PastAmendForm, PastForm, YearsFilter
from portal.returns.queries import compare as compare_queries
from portal.returns.queries import years as queries
from portal.returns.rules import compare as rules
from portal.returns.rules.compare import Held, Period
from portal.returns.rules.corrections import signed
from portal.returns.rules.pictures import picture_of_parts, pictures_of_years
from portal.returns.rules.years import Years, chosen_years, codes, show_value, tenths
from portal.returns.services import years as services
from portal.stations.queries import list_kinds
from portal.tallies.rules import INDICATORS, RATES
from portal.tenants.access import here, requires
from portal.web.excel import COUNT, HOURS, Column, Sheet, make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import address
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("years", __name__)
register(Entry(71, "历年与对比", "years.front", "figure.read"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORDS: dict[str, Any] = {"tenths": tenths, "signed": signed, "shown": rules.shown, "growth": rules.growth, "figures": FIGURES}


@bp.get("/")
@requires(read="figure.read")
def front(scope: Scope) -> ResponseReturnValue:
    """Show the unit's years side by side, and all together."""
    filter_, table = _read(scope)
    past = queries.list_past(scope)
    known: dict[str, Any] = {"filter": filter_, "table": table, "past": past, "today": clock.today(), "show_value": show_value}
    known["drawn"] = pictures_of_years(table, clock.today().year)
    return render("returns/years.html", blocks=("years",), tables={it.code: it.table for it in FIGURES.values()}, **known, **_WORDS)


@bp.get("/years.xlsx")
@requires(read="figure.print")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the same table out as Excel, a year a row."""
    _, table = _read(scope)
    years = f"{table.years[0]}–{table.years[-1]}年"
    content = BytesIO(make_workbook(_sheet(table, [f"单位：{here().name}", f"年份：{years}", f"截至：{clock.today()}"])))
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"{here().name}历年数据（{years}）.xlsx")


@bp.route("/past/new", methods=["GET", "POST"])
@requires(read="past.keep", write="past.keep")
@writes
def past(scope: Scope) -> ResponseReturnValue:
    """Type in a figure of a year before the portal."""
    form = PastForm(data={name: request.args.get(name, "")[:200] for name in ("source",)})
    if form.accept(lambda: services.note_past(scope, form.past())):
        flash(f"已补录 {form.year.data} 年“{FIGURES[form.code.data].label}”", "success")
        return redirect(url_for(".front", code=here().code), 303)
    form.lead_to_known("打开那一条", lambda known: url_for(".amendment", code=here().code, past_id=known))
    return render("returns/years_past.html", form=form, row=None, **_WORDS)


@bp.route("/past/<uuid:past_id>", methods=["GET", "POST"])
@requires(read="past.keep", write="past.keep")
@writes
def amendment(scope: Scope, past_id: UUID) -> ResponseReturnValue:
    """Change a figure that was typed in."""
    row = queries.get_past(scope, past_id)
    shown = {"version": row.version, "value": show_value(FIGURES[row.indicator], row.value), "source": row.source}
    form = PastAmendForm(row.indicator, data=shown)
    if form.accept(lambda: services.amend_past(scope, past_id, **form.said())):
        flash("已保存修改", "success")
        return redirect(url_for(".front", code=here().code), 303)
    return render("returns/years_past.html", form=form, row=row, **_WORDS)


@bp.get("/compare")
@requires(read="figure.read")
def compare(scope: Scope) -> ResponseReturnValue:
    """Put two months or two years beside each other, and tell who made the difference."""
    filter_, today = CompareFilter(), clock.today()
    periods = filter_.read(today=today)
    (before, units), (after, later) = (compare_queries.hold_period(scope, period) for period in periods)
    names = {**later, **units}
    lines = [rules.compare(FIGURES[code], before, after, names, _own_name(code)) for code in codes()]
    shown = [line for line in lines if line.before or line.after]
    shares = [rules.compare_share(rate, before, after) for rate in RATES]
    code = filter_.figure.data or (shown[0].it.code if shown else "")
    one = next((line for line in lines if line.it.code == code), None)
    known: dict[str, Any] = {"lines": shown, "shares": [it for it in shares if it.before.whole or it.after.whole], "periods": periods}
    known |= {"unfair": rules.why_unfair(periods, today=today), "same": periods[0] == periods[1], "before": before, "after": after}
    known |= _one(scope, one, before, after, periods)
    known["drawn"] = picture_of_parts(one, [period.words for period in periods]) if one else None
    known["url_of"] = lambda of: f"{address(figure=of)}#why"
    return render("returns/years_compare.html", blocks=("compared",), filter=filter_, one=one, **known, **_WORDS)


def _one(scope: Scope, one: Any, before: Held, after: Held, periods: tuple[Period, Period]) -> dict[str, Any]:
    """Return what is told of the one figure that is looked into: by kind, and the corrections among it."""
    if one is None:
        return {"kinds": (), "corrections": (), "amended": None}
    code, kinds = one.it.code, {kind.id: kind.name for kind in list_kinds()}
    rows = compare_queries.list_among(scope, code, periods) if code in INDICATORS else ()
    posted = after.posted.get(code, 0) - before.posted.get(code, 0)
    restated = before.restated.get(code, 0), after.restated.get(code, 0)
    is_moved = restated != (one.before, one.after) and not before.typed & {code} and not after.typed & {code}
    return {"kinds": rules.by_kind(one.it, before, after, kinds), "corrections": rows, "amended": (posted, *restated) if is_moved else None}


def _own_name(code: str) -> str:
    return "在多个单位都有的人（重复）" if FIGURES[code].persons_of else f"{here().name}本级"


def _read(scope: Scope) -> tuple[YearsFilter, Years]:
    filter_: Any = YearsFilter().checked()
    kept = queries.sum_years(scope)
    known = {year for year, _ in kept} | {row.year for row in queries.list_past(scope)}
    years = chosen_years(filter_.first.data, filter_.last.data, known=known, today=clock.today())
    filter_.first.data, filter_.last.data = years[0], years[-1]
    return filter_, queries.get_years(scope, years, kept)


def _sheet(table: Years, facts: list[str]) -> Sheet:
    heads = [Column(line.it.label, line.it.unit, width=12, number=HOURS if line.it.is_minutes else COUNT) for line in table.lines]
    columns = [Column("年份", width=12), *heads, Column("场均", "人次", width=10, number=HOURS)]
    each = [None if value is None else value / 10 for value in table.averages]
    rows: list[list[Any]] = [
        [f"{year}年{_mark(table, n)}", *(line.cells[n].number for line in table.lines), each[n]] for n, year in enumerate(table.years)
    ]
    totals = ["累计", *(line.total.number for line in table.lines), each[-1]]
    return Sheet("历年数据", facts, columns, rows, totals, notes=_notes(table))


def _mark(table: Years, n: int) -> str:
    return "（补录）" if any(line.cells[n].is_typed for line in table.lines) else ""


def _notes(table: Years) -> list[str]:
    said = ["标“补录”的年份有手工补录的数，来源见平台“历年与对比”。"] if any(line.total.is_typed for line in table.lines) else []
    said += ["有补录年份的人数无法去重，不累计（–）。"] if table.is_short_of_persons else []
    return [*said, "人数在所选年份内每人只计一次，不是各年相加。"]
