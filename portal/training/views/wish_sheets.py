"""Many wishes at once: a paper sheet typed in, blank ones printed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.training.forms.wish_sheets import BlankForm, PaperForm, rows_of_a_sheet
from portal.training.queries import wish_sheets as queries
from portal.training.rules.wish_sheets import GROUPS, PRINTED_ROWS, SKILLS
from portal.training.services import wish_papers, wishes
from portal.training.services import wish_sheets as services
from portal.training.views.wishes import offered_communities
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("wish_sheets", __name__)


@bp.route("/paper", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def paper(scope: Scope) -> ResponseReturnValue:
    """Type a paper sheet in, on a screen ordered as the sheet is."""
    offered = services.offered_by(offered_communities())
    form = PaperForm(data={"collected_on": clock.today(), "rows": rows_of_a_sheet()})
    form.offer(offered)
    made: list[UUID] = []
    if form.accept(lambda: made.extend(wishes.record_wishes(scope, form.drafts(offered.notices), rows=form.numbers()))):
        flash(f"已录入 {len(made)} 份意愿，可以接着录下一张", "success")
        return redirect(url_for(".paper", code=here().code), 303)
    day = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    shown: dict[str, Any] = {"entered": queries.count_entered(scope, day), "skills": SKILLS, "groups": GROUPS}
    return render("training/wishes/paper.html", form=form, offered=offered, **shown)


@bp.route("/blank", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def blank(scope: Scope) -> ResponseReturnValue:
    """Ask for blank paper sheets as PDF."""
    form, made = BlankForm(), list[UUID]()
    if form.accept(lambda: made.append(wish_papers.ask_for_sheets(scope, here().name, **form.asked()))):
        return redirect(url_for("jobs.job", code=here().code, job_id=made[0]), 303)
    return render("training/wishes/blank.html", form=form, rows=PRINTED_ROWS)
