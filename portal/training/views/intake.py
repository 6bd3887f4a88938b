"""The intake: the station's trainees, one taken in, one shown, one amended."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.people.history import History
from portal.people.queries import current_consent
from portal.people.rules import age_on
from portal.people.rules.records import require_hers
from portal.tenants.access import here, requires
from portal.tenants.queries import list_communities
from portal.training import queries, story
from portal.training.forms.intake import AdmissionForm, TraineeFilter, TraineeForm, fields_of, fields_of_wish
from portal.training.queries import completion
from portal.training.queries.courses import map_courses
from portal.training.queries.wishes import WishRow, get_wish
from portal.training.records import TRAINEES
from portal.training.rules.classes import ClassKind
from portal.training.rules.courses import steps_reached
from portal.training.rules.intake import Branch, branch_for
from portal.training.rules.wishes import PRIORITIES
from portal.training.services import intake as services
from portal.training.services import wishes
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("trainees", __name__)
register(Entry(20, "学员", "trainees.roster", "trainee.read", ("station",)))


@bp.route("/", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def roster(scope: Scope) -> ResponseReturnValue:
    """List the station's trainees; a name is sought by POST, which keeps it out of the address and writes nothing."""
    narrowed = TraineeFilter().checked()
    month, branch, sought = narrowed.month.data, narrowed.branch.data or None, narrowed.sought_text()
    if request.method == "POST" and not sought and not narrowed.errors:
        return redirect(url_for(".roster", code=here().code, month=month, branch=branch), 303)
    chosen = queries.Filter(clock.days_of(month) if month else None, Branch(branch) if branch else None, sought)
    number = 1 if sought else page_number()
    rows, total = queries.list_trainees(scope, chosen, page=number)
    first, last = clock.days_of(clock.month_of(clock.today()))
    sums = queries.count_intakes(scope, first=first, last=last)
    page = Page(number, total, queries.PAGE_ROWS)
    return render("training/roster.html", blocks=("trainees",), rows=rows, page=page, filter=narrowed, sums=sums)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="trainee.admit", write="trainee.admit")
@writes
def admission(scope: Scope) -> ResponseReturnValue:
    """Take a woman in; one who wished before finds in the form what she said then."""
    wish = _wish(scope)
    form = AdmissionForm(data=fields_of_wish(wish, _names()) if wish else None)
    admitted: list[UUID] = []
    if form.accept(lambda: admitted.append(_admit(scope, form, wish))):
        flash(f"已登记学员，去向：{branch_for(form.particulars().skills).label}", "success")
        return redirect(url_for(".trainee", code=here().code, trainee_id=admitted[0]), 303)
    notice = current_consent(clock.today())
    form.show_notice(notice.version)
    form.lead_to_known("查看记录", lambda known_id: url_for(".trainee", code=here().code, trainee_id=known_id))
    return render("training/admission.html", form=form, notice=notice, communities=_communities(), wish=wish)


@bp.get("/<uuid:trainee_id>")
@requires(read="trainee.read")
def trainee(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Show one trainee to her own station."""
    row = queries.get_trainee(scope, trainee_id)
    age = None if row.born_on is None else age_on(row.born_on, clock.today())
    told = [(it.on, it.title, it.detail, it.tone, it.url) for it in story.tell(scope, here().code, trainee_id)]
    group = PRIORITIES.get(row.priority, "")
    known: dict[str, Any] = {"group": group, "history": History.of(scope, TRAINEES, trainee_id), "steps": _steps(scope, trainee_id)}
    stages = story.stages(scope, here().code, row)
    known |= {"stages": stages, "todo": story.next_stage(scope, row, stages), "doors": story.doors(scope)}
    return render("training/trainee.html", row=row, age=age, told=told, **known)


@bp.route("/<uuid:trainee_id>/edit", methods=["GET", "POST"])
@requires(read="trainee.admit", write="trainee.admit")
@writes
def amendment(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Amend what is written of a trainee."""
    row = queries.get_trainee(scope, trainee_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.AMEND, subject_id=trainee_id)
    form = TraineeForm(data=fields_of(row))
    if form.accept(lambda: services.amend_trainee(scope, trainee_id, form.particulars(), version=form.version.data)):
        flash("已保存修改", "success")
        return redirect(url_for(".trainee", code=here().code, trainee_id=trainee_id), 303)
    return render("training/amendment.html", form=form, row=row, communities=_communities())


def _communities() -> list[str]:
    """Return the names of the county's communities, to be offered as she types."""
    return list(dict.fromkeys(_names().values()))


def _names() -> dict[str, str]:
    county_code = here().parents[-1][0]  # the page is a station's, and a county stands just above it
    return {row.code: row.name for row in list_communities(county_code)}


def _wish(scope: Scope) -> WishRow | None:
    """Return the open wish she comes from; one that was dealt with meanwhile is as if it were not there."""
    try:
        row = get_wish(scope, UUID(request.args.get("wish", "")))
    except (ValueError, NotFound):
        return None
    return row if row.is_open else None


def _admit(scope: Scope, form: AdmissionForm, wish: WishRow | None) -> UUID:
    trainee_id = services.admit_trainee(scope, form.admission())
    if wish:
        wishes.mark_admitted(scope, wish.id, trainee_id, is_asked_again=True)
    return trainee_id


def _steps(scope: Scope, trainee_id: UUID) -> list[tuple[str, str]]:
    """Return (step, how far she has come) of the way 5+1+1."""
    known = map_courses()
    done = completion.list_completions(scope, trainee_id)
    told = ((known[it.course_id].step, it.is_refresher or it.kind is ClassKind.REFRESHER, it.ended_on) for it in done)
    return [(step.label, f"{at[0]} 完成，共 {at[1]} 次" if at else "还没有") for step, at in steps_reached(told).items()]


def _tell(scope: Scope, code: str, trainee_id: UUID) -> list[story.Event]:
    row = queries.get_trainee(scope, trainee_id)
    return [story.Event(row.taken_on, 20, "登记为学员", f"来源：{row.channel.label}；去向：{row.branch.label}", tone="good")]


story.register_teller(_tell)
