"""三免台账: of every class and every woman, what was given, who paid, and that she paid nothing."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.training import queries as cases
from portal.training.forms.proof import STATES, PaperForm, ProofFilter, UndoForm
from portal.training.queries import funds
from portal.training.queries import proof as queries
from portal.training.rules.classes import ClassKind
from portal.training.rules.enrolments import EnrolmentState, FreeWay
from portal.training.rules.exams import Result
from portal.training.rules.funds import Item, format_yuan
from portal.training.services import paper_belongings as _belongings  # noqa: F401  # pyright: ignore[reportUnusedImport]  # so that it registers
from portal.training.services import proof as services
from portal.training.services import proof_papers as papers
from portal.training.story import Door, register_door
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("proof", __name__)
PAGE_ROWS = 25
register_door(Door(20, "免费证明", "proof.woman", "trainee.read"))
register(Entry(28, "三免台账", "proof.listing", "fund.read", ("station",), also=("funds",)))
_WORDS: dict[str, Any] = {"yuan": format_yuan, "item": Item, "result": Result, "way": FreeWay, "state": EnrolmentState, "kind": ClassKind}


@bp.get("/")
@requires(read="fund.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the classes with what each still lacks before it is proved."""
    narrowed, number = ProofFilter().checked(), page_number()
    every = queries.list_classes(scope)
    counts = {state: sum(evidence.state == state for _, evidence in every) for state in STATES}
    chosen = [it for it in every if narrowed.state.data in (None, "", it[1].state)]
    page = Page(number, len(chosen), PAGE_ROWS)
    shown = chosen[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    known: dict[str, Any] = {"counts": counts, "total": len(every), "paid_fen": sum(row.cost_fen for row, _ in every), **_WORDS}
    known |= {"women": sum(it.women for _, it in every), "confirmed": sum(it.confirmed for _, it in every)}
    return render("training/proof/listing.html", blocks=("proof",), rows=shown, page=page, filter=narrowed, **known)


@bp.get("/<uuid:class_id>")
@requires(read="fund.read")
def a_class(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Show the proof of one class: lessons, payments, and what each woman was given; her name for the station alone."""
    row, evidence = queries.get_class(scope, class_id)
    is_named = "trainee.read" in scope.permissions
    women, shares = queries.list_given(scope, [class_id], is_named=is_named), papers.shares_of(scope, [class_id])
    lists: dict[str, Any] = {"lessons": queries.list_lessons(scope, class_id), "costs": funds.list_costs_of_class(scope, class_id)}
    shown: dict[str, Any] = {"women": women, "shares": shares, "is_named": is_named, **lists, **_WORDS}
    return render("training/proof/class.html", row=row, evidence=evidence, form=PaperForm(), **shown)


@bp.post("/<uuid:class_id>/paper")
@requires(write="fund.read")
@writes
def class_paper(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Ask for the ledger of a class as PDF; with names for the station's own people."""
    job_id = papers.ask_for_class_paper(scope, class_id, is_named="trainee.read" in scope.permissions)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


@bp.post("/enrolments/<uuid:enrolment_id>/undo")
@requires(write="class.keep")
@writes
def undo(scope: Scope, enrolment_id: UUID) -> ResponseReturnValue:
    """Take back a confirmation that was noted by mistake."""
    form = UndoForm()
    class_id = services.take_confirmation_back(scope, enrolment_id, version=form.version.data)
    flash("已取消她的免费确认", "success")
    return redirect(url_for(".a_class", code=here().code, class_id=class_id) + "#women", 303)


@bp.get("/women/<uuid:trainee_id>")
@requires(read="trainee.read")
def woman(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Show one woman's proof to her own station: all classes, with her share of what was paid."""
    case, rows = cases.get_trainee(scope, trainee_id), papers.woman_rows(scope, trainee_id)
    sums: dict[str, Any] = {"share_fen": sum(it["share_fen"] for it in rows), "minutes": sum(it["attended_min"] for it in rows)}
    sums["is_confirmed"] = papers.is_confirmed(rows)
    return render("training/proof/woman.html", case=case, rows=rows, form=PaperForm(), yuan=format_yuan, **sums)


@bp.post("/women/<uuid:trainee_id>/paper")
@requires(write="trainee.read")
@writes
def woman_paper(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Ask for the ledger of a woman as PDF."""
    job_id = papers.ask_for_woman_paper(scope, trainee_id)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)
