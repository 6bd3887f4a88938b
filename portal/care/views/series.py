"""定期需求: what comes every week, a day of it left out, its end."""

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.care.forms.series import EndForm, SeriesForm, SeriesSearch, SkipForm
from portal.care.queries import requests as request_rows
from portal.care.queries import series as queries
from portal.care.queries import served
from portal.care.rules.series import weekday_words
from portal.care.services import series as services
from portal.care.views.requests import SHOWN, places_of
from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.web.fields import parse_day
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("series", __name__)


@bp.route("/", methods=["GET", "POST"])
@requires(read="care.read", write="care.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the series that go on, or those that ended; of them those of who is sought, by POST."""
    narrowed, is_ended = SeriesSearch().checked(), request.args.get("ended") == "1"
    text = narrowed.sought_text()
    number = 1 if text else page_number()
    rows, total = queries.list_series(scope, is_ended=is_ended, text=text, page=number)
    shown: dict[str, Any] = {"rows": rows, "page": Page(number, total, queries.PAGE_ROWS), "text": text, "is_ended": is_ended}
    return render("care/series/listing.html", blocks=("series",), filter=narrowed, weekdays=weekday_words, **shown, **SHOWN)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Write a series down; its first requests are made at once."""
    form, places = SeriesForm(), places_of(scope)
    form.recipient.find = lambda typed: served.find_choice(scope, typed)
    form.facility.offer(places.items())
    made: list[UUID] = []
    if form.accept(lambda: made.append(services.start(scope, form.plan(places)))):
        return _done("已登记，今后 14 天的需求已列入待派，以后每天夜里自动续", made[0])
    return render("care/series/new.html", form=form, offered=served.list_offered(scope))


@bp.get("/<uuid:series_id>", endpoint="series")
@requires(read="care.read")
def series_page(scope: Scope, series_id: UUID) -> ResponseReturnValue:
    """Show one series and what is ahead of it."""
    row = queries.get_series(scope, series_id)
    ahead = request_rows.list_of_series(scope, series_id, since=clock.today())
    return render("care/series/series.html", row=row, ahead=ahead, weekdays=weekday_words, **SHOWN)


@bp.route("/<uuid:series_id>/skip", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def skip(scope: Scope, series_id: UUID) -> ResponseReturnValue:
    """Leave one day out."""
    row = queries.get_series(scope, series_id)
    form = SkipForm(data=_day_in_address())
    if form.accept(lambda: services.skip(scope, series_id, form.day.data, reason=form.reason.data or "")):  # type: ignore[arg-type]
        return _done(f"{form.day.data} 停一次", series_id)
    return render("care/series/skip.html", form=form, row=row, weekdays=weekday_words, **SHOWN)


@bp.route("/<uuid:series_id>/end", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def end(scope: Scope, series_id: UUID) -> ResponseReturnValue:
    """End a series."""
    row = queries.get_series(scope, series_id)
    form, stopped = EndForm(data={"version": row.version, "from_on": clock.today()}), [0]
    asked: dict[str, Any] = {"reason": form.reason.data or "", "version": form.version.data}
    if form.accept(lambda: stopped.append(services.end(scope, series_id, from_on=cast(Any, form.from_on.data), **asked))):
        return _done(f"已结束，取消了以后的 {stopped[-1]} 件需求", series_id)
    return render("care/series/end.html", form=form, row=row, weekdays=weekday_words, **SHOWN)


def _day_in_address() -> dict[str, Any]:
    """Return the day of the address, for whoever comes from the list of days; nonsense is none."""
    try:
        return {"day": parse_day(request.args.get("day", ""))}
    except ValueError:
        return {}


def _done(words: str, series_id: UUID) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".series", code=here().code, series_id=series_id), 303)
