"""查找: pages of the menu and units below by their names, and people in the lists that keep them.

What is sought may be a name, so it travels in the body, never in an address.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.core.text import clean_text
from portal.tenants import queries as tree
from portal.tenants.access import here, requires
from portal.tenants.divisions import matches
from portal.web import menu
from portal.web.forms import PortalForm, TextField, at_most
from portal.web.menu import Entry, register
from portal.web.render import render

bp = Blueprint("find", __name__)
MOST = 20
PEOPLE = (  # where a name, its sound or a telephone is looked for, and who may
    ("学员", "trainees.roster", "trainee.read"),
    ("志愿者", "volunteers.roster", "volunteer.read"),
    ("服务对象", "recipients.listing", "care.read"),
    ("上岗名单", "placements.listing", "trainee.read"),
    ("用工单位", "employers.listing", "trainee.read"),
)
register(Entry(1, "查找", "find.front", "home.read", ("city", "county", "station")))


class FindForm(PortalForm):
    """What is sought."""

    sought = TextField("找什么", [at_most(30)])


@dataclass(frozen=True, slots=True)
class Found:
    """A page or a unit that fits, and where it is."""

    label: str
    url: str
    detail: str = ""


@bp.route("/", methods=["GET", "POST"])
@requires(read="home.read", write="home.read")
def front(scope: Scope) -> ResponseReturnValue:
    """Show what fits; nothing is written."""
    form = FindForm()
    text = clean_text(form.sought.data or "") if form.validate() else ""
    level, code = here().level, here().code
    pages = [Found(it.label, it.url) for it in menu.items(scope, level=level, code=code) if text and matches(text, it.label)]
    below = tree.list_below(scope) if text and "unit.read" in scope.permissions else []
    units = [
        Found(it.name, url_for("units.card", code=code, unit_code=it.code)) for it in below if it.code != code and matches(text, it.name)
    ]
    people = [(label, url_for(endpoint, code=code)) for label, endpoint, permission in PEOPLE if text and permission in scope.permissions]
    known: dict[str, Any] = {"pages": pages, "units": units[:MOST], "more": max(len(units) - MOST, 0), "people": people}
    return render("home/find.html", form=form, text=text, **known)
