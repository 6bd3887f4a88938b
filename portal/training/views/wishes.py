"""意愿: the wishes of a station, one written down, shown, amended, linked with a trainee."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.queries import current_consent
from portal.people.rules.records import require_hers
from portal.tenants.access import here, requires
from portal.tenants.queries import list_communities, places
from portal.training import story
from portal.training.forms.wishes import LinkForm, ToldForm, WishForm, WishSearch, fields_of
from portal.training.queries import wish_checks
from portal.training.queries import wishes as queries
from portal.training.queries.courses import list_courses, map_courses
from portal.training.queries.wishes import WishFilter, WishRow
from portal.training.rules.intake import Channel, branch_for
from portal.training.rules.wish_sheets import Option, name_communities
from portal.training.rules.wishes import CONSENTS, PRIORITIES, WishState
from portal.training.services import wishes as services
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("wishes", __name__)
register(Entry(18, "意愿", "wishes.listing", "trainee.read", ("station",)))


@bp.route("/", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the station's wishes; a name is sought by POST, which keeps it out of the address and writes nothing."""
    courses, narrowed = map_courses(), WishSearch()
    narrowed.course.offer([(str(it.id), it.name) for it in courses.values()])
    narrowed.checked()
    asked, sought = _asked(narrowed), narrowed.sought_text()
    if request.method == "POST" and not sought and not narrowed.errors:
        return redirect(url_for(".listing", code=here().code, **asked), 303)
    number = 1 if sought else page_number()
    rows, total = queries.list_wishes(scope, _filter(asked, sought), page=number)
    first, last = clock.days_of(clock.month_of(clock.today()))
    found: dict[str, Any] = {"rows": rows, "page": Page(number, total, queries.PAGE_ROWS), "courses": courses}
    sums = queries.count_wishes(scope, first=first, last=last)
    return render("training/wishes/listing.html", blocks=("wishes",), filter=narrowed, sums=sums, priorities=PRIORITIES, **found)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Write one wish down."""
    form, communities = WishForm(), offered_communities()
    form.offer(list_courses(), communities)
    made: list[UUID] = []
    if form.accept(lambda: made.extend(services.record_wishes(scope, [form.draft()]))):
        flash(f"已登记意愿，去向：{branch_for(form.told().skills).label}", "success")
        return redirect(url_for(".wish", code=here().code, wish_id=made[0]), 303)
    notice = current_consent(clock.today())
    form.show_notice(notice.version)
    return render("training/wishes/new.html", form=form, notice=notice, communities=communities)


@bp.get("/<uuid:wish_id>")
@requires(read="trainee.read")
def wish(scope: Scope, wish_id: UUID) -> ResponseReturnValue:
    """Show one wish to its own station."""
    row = queries.get_wish(scope, wish_id)
    alike = wish_checks.find_trainee_like(scope, name=row.told.name, phone=row.told.phone) if row.is_open else None
    shown: dict[str, Any] = {"course": map_courses()[row.told.course_id], "lives": _place_of(row), "alike": alike}
    return render("training/wishes/wish.html", row=row, consents=CONSENTS, priorities=PRIORITIES, **shown)


@bp.route("/<uuid:wish_id>/edit", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def amendment(scope: Scope, wish_id: UUID) -> ResponseReturnValue:
    """Amend what she said."""
    row = queries.get_wish(scope, wish_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.AMEND, subject_id=wish_id)
    communities = offered_communities(row)
    form = ToldForm(data=fields_of(row, communities))
    form.offer(list(map_courses().values()), communities, kept=row.told.course_id)
    if form.accept(lambda: services.amend_wish(scope, wish_id, form.told(), version=form.version.data)):
        flash("已保存修改", "success")
        return redirect(url_for(".wish", code=here().code, wish_id=wish_id), 303)
    return render("training/wishes/amendment.html", form=form, row=row, communities=communities)


@bp.route("/<uuid:wish_id>/link", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def link(scope: Scope, wish_id: UUID) -> ResponseReturnValue:
    """Say that she is this trainee of the station already."""
    row, form = queries.get_wish(scope, wish_id), LinkForm()
    alike = wish_checks.find_trainee_like(scope, name=row.told.name, phone=row.told.phone)
    if alike is None:
        return redirect(url_for(".wish", code=here().code, wish_id=wish_id), 303)
    if form.accept(lambda: services.mark_admitted(scope, wish_id, alike)):
        flash("已关联到她的学员记录", "success")
        return redirect(url_for("trainees.trainee", code=here().code, trainee_id=alike), 303)
    return render("training/wishes/link.html", form=form, row=row, alike=alike)


def offered_communities(row: WishRow | None = None) -> list[Option]:
    """Return the county's communities, and the one a wish has already."""
    county_code = here().parents[-1][0]  # the page is a station's, and a county stands just above it
    found = name_communities(list_communities(county_code))
    code = row.told.community_code if row else None
    if code and code not in {one.value for one in found}:
        found.append(Option(code, places.names_of([code]).get(code, code)))
    return found


def _asked(narrowed: WishSearch) -> dict[str, Any]:
    """Return what of the filter stands in an address."""
    return {name: getattr(narrowed, name).data or None for name in ("state", "course", "channel", "month")}


def _filter(asked: dict[str, Any], sought: str) -> WishFilter:
    state, course, channel, month = (asked[name] for name in ("state", "course", "channel", "month"))
    days: tuple[date, date] | None = clock.days_of(month) if month else None
    kinds = (WishState(state) if state else None, int(course) if course else None, Channel(channel) if channel else None)
    return WishFilter(*kinds, days, sought)


def _place_of(row: WishRow) -> str:
    code = row.told.community_code
    return "，".join(part for part in (places.names_of([code]).get(code, code) if code else "", row.told.place) if part)


def _tell(scope: Scope, code: str, trainee_id: UUID) -> Iterable[story.Event]:
    """Tell of a trainee what she wished for, and who asked her."""
    rows = queries.list_of_trainee(scope, trainee_id)
    courses = map_courses() if rows else {}
    for row in rows:
        title, came = f"意愿：{courses[row.told.course_id].name}", f"{row.collector.label}采集；来源：{row.channel.label}"
        url = url_for("wishes.wish", code=code, wish_id=row.id)
        yield story.Event(row.collected_on, 10, title, f"{came}；{row.demand_state.label}", url=url, tone="info")


story.register_teller(_tell)
