"""政策: what counts in the city, to look up; the city keeps it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.library.forms import PolicyFilter, PolicyForm
from portal.library.queries import policies as queries
from portal.library.rules import CATEGORIES, host_of, is_in_force, paragraphs
from portal.library.services import policies as services
from portal.tenants.access import here, requires
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("policies", __name__)
KEEP = "library.keep"
register(Entry(74, "政策与微课堂", "policies.listing", "library.read", also=("micro_classes",)))
_FIELDS = ("version", "category", "title", "source", "number", "issued_on", "ends_on", "url", "text", "is_shown", "is_public")


@bp.get("/")
@requires(read="library.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the policies, the latest first."""
    narrowed, number = PolicyFilter(), page_number()
    narrowed.keep_to(may_keep=KEEP in scope.permissions)
    narrowed.checked()
    chosen = {"category": narrowed.category.data or "", "text": narrowed.sought, "state": narrowed.wanted}
    rows, total = queries.list_policies(scope, **chosen, page=number)
    known: dict[str, Any] = {"categories": CATEGORIES, "is_in_force": is_in_force, "today": clock.today()}
    known["is_narrowed"] = chosen != {"category": "", "text": "", "state": "shown"}
    page = Page(number, total, queries.PAGE_ROWS)
    return render("library/policies.html", blocks=("policies",), rows=rows, page=page, filter=narrowed, **known)


@bp.get("/<uuid:policy_id>")
@requires(read="library.read")
def policy(scope: Scope, policy_id: UUID) -> ResponseReturnValue:
    """Show one policy."""
    row = queries.get_policy(scope, policy_id, state="" if KEEP in scope.permissions else "shown")
    shown: dict[str, Any] = {"paragraphs": paragraphs(row.text), "host": host_of(row.url), "categories": CATEGORIES}
    return render("library/policy.html", row=row, is_now=is_in_force(row.ends_on, clock.today()), **shown)


@bp.route("/new", methods=["GET", "POST"])
@requires(read=KEEP, write=KEEP)
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put a policy on the shelf."""
    form, made = PolicyForm(), list[UUID]()
    if form.accept(lambda: made.append(services.add_policy(scope, form.draft()))):
        flash(f"已登记：{form.title.data}", "success")
        return _to(made[0])
    return render("library/policy_form.html", form=form, row=None)


@bp.route("/<uuid:policy_id>/amendment", methods=["GET", "POST"])
@requires(read=KEEP, write=KEEP)
@writes
def amendment(scope: Scope, policy_id: UUID) -> ResponseReturnValue:
    """Change a policy, hide it, or show it again."""
    row = queries.get_policy(scope, policy_id)
    form = PolicyForm(data={name: getattr(row, name) for name in _FIELDS})
    if form.accept(lambda: services.amend_policy(scope, policy_id, form.draft(), version=form.version.data)):
        flash("已保存修改" if form.is_shown.data else "已保存，各单位和群众都不再看到这条政策", "success")
        return _to(policy_id)
    return render("library/policy_form.html", form=form, row=row)


def _to(policy_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".policy", code=here().code, policy_id=policy_id), 303)
