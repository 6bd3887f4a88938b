"""查找: pages of the menu and units below by their names, people and titles in the lists that keep them.

What is sought may be a name, so it travels in the body, never in an address.
"""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.core.text import clean_text, to_ascii_digits
from portal.home.found import Found, Group, find_rows
from portal.tenants import queries as tree
from portal.tenants.access import here, requires
from portal.tenants.divisions import matches
from portal.web import menu
from portal.web.forms import PortalForm, TextField, at_most
from portal.web.menu import Entry, register
from portal.web.render import render

bp = Blueprint("find", __name__)
MOST_UNITS = 20
register(Entry(1, "查找", "find.front", "home.read", ("city", "county", "station")))


class FindForm(PortalForm):
    """What is sought."""

    sought = TextField("找什么", [at_most(30)])

    def text(self) -> str:
        """Return what is sought; the digits of a telephone without what groups them."""
        text = clean_text(to_ascii_digits(self.sought.data or "")) if self.validate() else ""
        digits = text.replace(" ", "").replace("-", "")
        return digits if digits.isdigit() else text


@bp.route("/", methods=["GET", "POST"])
@requires(read="home.read", write="home.read")
def front(scope: Scope) -> ResponseReturnValue:
    """Show what fits; nothing is written."""
    form = FindForm()
    text = form.text()
    groups = [it for it in (_pages(scope, text), *find_rows(scope, text), _units(scope, text)) if it.rows] if text else []
    return render("home/find.html", form=form, text=text, groups=groups, count=sum(it.total for it in groups))


def _pages(scope: Scope, text: str) -> Group:
    found = [Found(it.label, it.url) for it in menu.items(scope, level=here().level, code=here().code) if matches(text, it.label)]
    return Group("页面", "", is_named=False, total=len(found), rows=found)


def _units(scope: Scope, text: str) -> Group:
    below, code = tree.list_below(scope) if "unit.read" in scope.permissions else [], here().code
    found = [it for it in below if it.code != code and matches(text, it.name)]
    rows = [Found(it.name, url_for("units.card", code=code, unit_code=it.code)) for it in found[:MOST_UNITS]]
    return Group("单位", "", is_named=False, total=len(found), rows=rows)
