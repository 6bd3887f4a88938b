"""人员账号: who works at this unit, with which role; a new way in for who lost hers."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.access import here, requires
from portal.tenants.forms.members import ActForm, GrantForm, MemberFilter, ResetForm, RoleForm, first_choice
from portal.tenants.policy import ROLES
from portal.tenants.queries import members as queries
from portal.tenants.rules.members import Act, Member, grantable, state_of, why_not
from portal.tenants.services import members as services
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import flash_with_undo
from portal.web.writes import writes

bp = Blueprint("members", __name__)
register(Entry(80, "人员账号", "members.listing", "member.read", ("platform", "city", "county", "station")))
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/", methods=["GET", "POST"])
@requires(read="member.read", write="member.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List everybody with a role at this unit; one is sought by POST, which keeps her name out of the address and writes nothing."""
    narrowed = MemberFilter().checked()
    text = narrowed.sought_text()
    if text:
        found = queries.seek_members(scope.tenant_id, text)
        rows, page = found[: queries.PAGE_ROWS], Page(1, len(found), queries.PAGE_ROWS)
    else:
        number = page_number()
        rows, total = queries.list_members(scope.tenant_id, page=number)
        page = Page(number, total, queries.PAGE_ROWS)
    waits = queries.count_waiting(scope, directory.get_here(scope), now=clock.now())
    known: dict[str, Any] = {
        "waits": waits,
        "posts": queries.list_posts(scope.tenant_id, [row.id for row in rows]),
        "filter": narrowed,
        "text": text,
    }
    return render("members/listing.html", blocks=("members",), rows=rows, page=page, state_of=state_of, now=clock.now(), **known)


@bp.get("/waiting")
@requires(read="member.read")
def waiting(scope: Scope) -> ResponseReturnValue:
    """List who has no password and no link yet, here and below."""
    unit, number, now = directory.get_here(scope), page_number(), clock.now()
    rows, total = queries.list_waiting(scope, unit, now=now, page=number)
    return render("members/waiting.html", blocks=("members",), rows=rows, page=Page(number, total, queries.PAGE_ROWS))


@bp.get("/members.xlsx")
@requires(read="member.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the same list out as Excel."""
    rows, _ = queries.list_members(scope.tenant_id, page=1, size=queries.MOST_MEMBERS)
    posts = queries.list_posts(scope.tenant_id, [row.id for row in rows])
    content, name = BytesIO(make_workbook(_sheet(rows, posts))), f"{here().name}人员账号{clock.today()}.xlsx"
    response = send_file(content, mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/new", methods=["GET", "POST"])
@requires(read="member.manage", write="member.manage")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Add somebody: with a new account and a one-time link, or with the account she has."""
    unit = directory.get_here(scope)
    roles = grantable(queries.list_held(scope), unit.level)
    form = GrantForm(roles, data=first_choice(roles))
    made: list[tuple[int, str]] = []
    if form.is_known and form.accept(lambda: services.add_known(scope, unit, **form.grant())):
        flash("已添加，她下次登录时会看到通知，并可切换到本单位", "success")
        return redirect(url_for(".listing", code=unit.code), 303)
    if not form.is_known and form.accept(lambda: made.append(services.add_new(scope, unit, **form.grant()))):
        member_id, token = made[0]
        return show_link(form.grant(), token, back=url_for(".member", code=unit.code, member_id=member_id))
    return render("members/new.html", form=form, place=unit.name, back=url_for(".listing", code=unit.code))


@bp.get("/<int(max=2147483647):member_id>")
@requires(read="member.read")
def member(scope: Scope, member_id: int) -> ResponseReturnValue:
    """Show one of this unit's people, and what may be done."""
    it, held = _get(scope, member_id), queries.list_held(scope)
    acts = {act.value: why_not(act, it, held) for act in Act if "member.manage" in scope.permissions}
    above = [(name, code) for code, name, is_open in here().parents if is_open]
    return render("members/member.html", it=it, acts=acts, above=above[-1] if above else None, now=clock.now())


@bp.route("/<int(max=2147483647):member_id>/role", methods=["GET", "POST"])
@requires(read="member.manage", write="member.manage")
@writes
def role(scope: Scope, member_id: int) -> ResponseReturnValue:
    """Give her another role at this unit."""
    unit, it = directory.get_here(scope), _get(scope, member_id)
    form = RoleForm(grantable(queries.list_held(scope), unit.level), data={"role": it.roles_here[0] if it.roles_here else ""})
    if form.accept(lambda: services.change_role(scope, unit, member_id, role=form.role.data or "")):
        return _done(member_id, f"已改为{ROLES[str(form.role.data)]}，立即生效")
    return _ask(scope, form, it, Act.CHANGE)


@bp.route("/<int(max=2147483647):member_id>/removal", methods=["GET", "POST"])
@requires(read="member.manage", write="member.manage")
@writes
def removal(scope: Scope, member_id: int) -> ResponseReturnValue:
    """Take her roles at this unit away."""
    it, form = _get(scope, member_id), ActForm()
    if form.accept(lambda: services.remove(scope, directory.get_here(scope), member_id)):
        flash("已移出本单位，立即生效", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    return _ask(scope, form, it, Act.REMOVE)


@bp.route("/<int(max=2147483647):member_id>/disabling", methods=["GET", "POST"])
@requires(read="member.manage", write="member.manage")
@writes
def disabling(scope: Scope, member_id: int) -> ResponseReturnValue:
    """Let her account sign in no more."""
    return _switch(scope, member_id, Act.DISABLE, services.disable, "账号已停用，她已被退出登录", undo=".enabling")


@bp.route("/<int(max=2147483647):member_id>/enabling", methods=["GET", "POST"])
@requires(read="member.manage", write="member.manage")
@writes
def enabling(scope: Scope, member_id: int) -> ResponseReturnValue:
    """Let her account sign in again."""
    return _switch(scope, member_id, Act.ENABLE, services.enable, "账号已恢复使用", undo=".disabling")


@bp.route("/<int(max=2147483647):member_id>/link", methods=["GET", "POST"])
@requires(read="member.manage", write="member.manage")
@writes
def link(scope: Scope, member_id: int) -> ResponseReturnValue:
    """Show a new one-time link: her first one, or one by which she resets her password."""
    unit, it = directory.get_here(scope), _get(scope, member_id)
    form, made = link_form(it), list[str]()
    if form.accept(lambda: made.append(services.make_link(scope, unit, member_id, reason=reason_of(form)))):
        return show_link({"name": it.name, "display_name": it.display_name}, made[0], back=_url(member_id))
    return _ask(scope, form, it, Act.LINK)


def link_form(it: Member) -> ActForm | ResetForm:
    """Return the form of a new link: who has a password needs a reason to get another."""
    return ResetForm() if it.has_joined else ActForm()


def reason_of(form: ActForm | ResetForm) -> str:
    """Return the reason that was given for a new link."""
    return (form.reason.data or "") if isinstance(form, ResetForm) else ""


def show_link(holder: dict[str, str], token: str, *, back: str) -> Response:
    """Show a link: once, so the answer is the page itself; the same form sent again is led back to the person."""
    address = url_for("accounts.join", token=token, _external=True)
    response = render("accounts/link.html", address=address, name=holder["name"], display_name=holder["display_name"], back=back)
    response.location = back  # no browser follows it on a 200; the receipt keeps it
    return response


def _get(scope: Scope, member_id: int) -> Member:
    return queries.get_member(directory.get_here(scope), member_id, viewer_id=scope.account_id)


def _switch(scope: Scope, member_id: int, act: Act, service: Callable[..., None], words: str, *, undo: str) -> ResponseReturnValue:
    it, form = _get(scope, member_id), ActForm()
    if form.accept(lambda: service(scope, directory.get_here(scope), member_id)):
        flash_with_undo(words, url_for(undo, code=here().code, member_id=member_id))
        return redirect(_url(member_id), 303)
    return _ask(scope, form, it, act)


def _ask(scope: Scope, form: Any, it: Member, act: Act) -> Response:
    """Show the form of an act, or why it cannot be done."""
    why = "" if form.refusal else why_not(act, it, queries.list_held(scope))
    return render("members/act.html", form=form, it=it, act=act.value, why=why, back=_url(it.id))


def _done(member_id: int, words: str) -> Response:
    flash(words, "success")
    return redirect(_url(member_id), 303)  # type: ignore[return-value]


def _url(member_id: int) -> str:
    return url_for(".member", code=here().code, member_id=member_id)


def _sheet(rows: Any, posts: dict[int, Any]) -> Sheet:
    columns = [Column("序号", width=6), *(Column(label, width=width) for label, width in _COLUMNS.items())]
    lines = [[n, *_cells(row, posts.get(row.id, ()))] for n, row in enumerate(rows, start=1)]
    facts = [f"单位：{here().name}", f"截至：{clock.local(clock.now()):%Y-%m-%d %H:%M}"]
    totals = ["合计", f"{len(lines)} 人", *[""] * (len(columns) - 2)]
    return Sheet("人员账号", facts, columns, lines, totals, fixed=2)


_COLUMNS = {"姓名": 14, "账号": 20, "角色": 20, "状态": 12, "最近登录": 18, "任职时间": 14, "添加人": 14}


def _cells(row: Any, posts: Any) -> list[str]:
    words, _ = state_of(is_active=row.is_active, has_joined=row.has_joined, has_link=row.link_ends_at is not None)
    signed_in = f"{clock.local(row.signed_in_at):%Y-%m-%d %H:%M}" if row.signed_in_at else "–"
    since = f"{clock.local(row.since):%Y-%m-%d}" if row.since else "–"
    made_by = "、".join(dict.fromkeys(post.made_by for post in posts if post.made_by)) or "–"
    return [row.display_name, row.name, "、".join(ROLES[post.role] for post in posts), words, signed_in, since, made_by]
