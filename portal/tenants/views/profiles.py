"""A unit's own screen: how to reach it, with whom it works, what it offers, its photos and its history."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.access import here, requires
from portal.tenants.forms.units import ProfileForm, RenameForm
from portal.tenants.queries import photos
from portal.tenants.queries import profiles as queries
from portal.tenants.queries import units as unit_queries
from portal.tenants.rules.coordinates import coordinates_words, place_of
from portal.tenants.rules.units import CHANGES, DEPARTMENTS, OFFERS, PROFILE_OF, words_of
from portal.tenants.services import profiles as services
from portal.tenants.services import tree
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("profiles", __name__)
register(Entry(80, "本单位", "profiles.profile", "home.read", ("city", "county", "station")))
_LABELS = {
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "address": "地址",
    "open_hours": "开放时间",
    "company_name": "共建企业",
    "company_contact": "企业联系人",
    "shared_with": "共用场所",
    "offers": "提供的服务",
    "departments": "合作部门",
    "introduction": "简介",
    "latitude_e6": "地图坐标",
}
_TONES = {"open": "good", "reopen": "good", "suspend": "warn", "close": "bad"}


@bp.get("/")
@requires(read="home.read")
def profile(scope: Scope) -> ResponseReturnValue:
    """Show what this unit says of itself."""
    row = directory.get_here(scope)
    if row.level not in PROFILE_OF:
        raise NotFound
    known: dict[str, Any] = {"place": directory.find_division(row.code), "opened_on": directory.find_opening(scope)}
    known["profile"] = shown_profile(row.level, queries.find_profile(scope, row.id))
    return render("units/profile.html", row=row, **known, photos=photos.list_photos(scope, "unit"), history=history_of(row.id))


@bp.route("/edit", methods=["GET", "POST"])
@requires(read="unit.edit", write="unit.edit")
@writes
def edit(scope: Scope) -> ResponseReturnValue:
    """Change what this unit says of itself."""
    row = queries.find_profile(scope, scope.tenant_id)
    form = ProfileForm(data=ProfileForm.of(row))
    form.keep_to(here().level)
    if form.accept(lambda: services.keep_profile(scope, form.profile(), version=form.version.data)):
        flash("已保存本单位信息", "success")
        return redirect(url_for(".profile", code=here().code), 303)
    return render("units/profile_form.html", form=form)


@bp.route("/name", methods=["GET", "POST"])
@requires(read="unit.edit", write="unit.edit")
@writes
def rename(scope: Scope) -> ResponseReturnValue:
    """Give this very unit another name."""
    row = directory.get_here(scope)
    form = RenameForm(data={"seen": row.name, "name": row.name})
    if form.accept(lambda: tree.rename_unit(scope, row, **form.wanted())):
        flash(f"已改名为“{form.name.data}”", "success")
        return redirect(url_for(".profile", code=row.code), 303)
    return render("units/rename.html", form=form, row=row, back=url_for(".profile", code=row.code))


def shown_profile(level: str, row: Any) -> dict[str, Any]:
    """Return what a page shows of a profile: its facts with their labels, and who wrote them."""
    said = queries.profile_of(row)
    at = place_of(said.latitude_e6, said.longitude_e6)
    chosen = {"offers": _words(OFFERS, said.offers), "departments": _words(DEPARTMENTS, said.departments)}
    chosen |= {"latitude_e6": coordinates_words(at) if at else ""}
    facts = [(label, chosen.get(name, getattr(said, name))) for name, label in _LABELS.items() if name in PROFILE_OF[level]]
    written = f"{row.changed_by_name or '平台'} 于 {clock.local(row.changed_at):%Y-%m-%d} 修改" if row else ""
    return {"facts": facts, "written": written}


def history_of(unit_id: int) -> list[tuple[str, str, str, str]]:
    """Return a unit's history for a timeline: when, what, who and why, in which colour."""
    return [_told(it) for it in unit_queries.list_changes(unit_id)]


def _told(it: Any) -> tuple[str, str, str, str]:
    change, since = words_of(it.kind, it.before, it.after), f"{it.since_month} 起生效" if it.since_month else ""
    title = f"{CHANGES[it.kind]}：{change}" if change else CHANGES[it.kind]
    note = "；".join(words for words in (it.display_name or "平台", since, it.reason) if words)
    return f"{clock.local(it.at):%Y-%m-%d %H:%M}", title, note, _TONES.get(it.kind, "neutral")


def _words(known: dict[str, str], chosen: Sequence[str]) -> str:
    return "、".join(words for name, words in known.items() if name in chosen)
