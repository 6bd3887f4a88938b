"""Every write on who works at a unit: a role given, changed, taken away; an account disabled; a new way in."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import Table, delete, insert, select, update

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import day_words
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.core.text import has_long_number
from portal.core.transaction import within
from portal.tenants import queries as directory
from portal.tenants.models import Account, Membership, Tenant
from portal.tenants.policy import ROLES
from portal.tenants.queries import TenantRow
from portal.tenants.queries import members as queries
from portal.tenants.rules import members as rules
from portal.tenants.rules.members import Act, Member
from portal.tenants.services import accounts

account, member, tenant = (cast(Table, it.__table__) for it in (Account, Membership, Tenant))
_TAKEN = "这个账号已在使用；如果是同一个人，请选择“已有账号”并填写账号名和姓名"
_UNKNOWN = "没有账号名和姓名都相符的账号，请向本人核对"
_WORDS = {  # how the audit names what was tried
    Act.CHANGE: "member.change",
    Act.REMOVE: "member.remove",
    Act.DISABLE: "account.disable",
    Act.ENABLE: "account.enable",
    Act.LINK: "account.invite",
}


def add_new(scope: Scope, unit: TenantRow, *, name: str, display_name: str, role: str) -> tuple[int, str]:
    """Make an account as `add_waiting` does, and its one-time link; return its id and the link's secret."""
    made_id = add_waiting(scope, unit, name=name, display_name=display_name, role=role)
    return made_id, accounts.invite(scope, account_id=made_id)


def add_waiting(scope: Scope, unit: TenantRow, *, name: str, display_name: str, role: str) -> int:
    """Make an account with a role at a unit that nobody can enter until somebody makes its one-time link; return its id.

    Raises:
        RuleBroken: the name is taken, or this role is not hers to give.
        Conflict: the unit is closed.
    """
    _check_grant(scope, unit, role)
    if directory.find_account(name):
        raise RuleBroken("account_name", _TAKEN)
    made = accounts.add_account(name=name, display_name=display_name, tenant_id=unit.id, role=role, made_by=scope.account_id)
    audit.note(scope, "member.grant", note=_note(unit, made.id, role))
    return made.id


def add_known(scope: Scope, unit: TenantRow, *, name: str, display_name: str, role: str) -> int:
    """Give an account that works elsewhere a role at this unit too, and tell its holder; return its id.

    Raises:
        RuleBroken: name and holder do not fit; the account is disabled, has never been used, is her own, or has a role here; or this
            role is not hers to give.
        Conflict: the unit is closed.
    """
    has_joined = account.c.password_hash.is_not(None).label("has_joined")
    columns = select(account.c.id, account.c.display_name, account.c.is_active, has_joined)
    known = db.session.execute(columns.where(account.c.name == name).with_for_update()).first()
    _check_grant(scope, unit, role)
    if known is None or known.display_name != display_name:
        raise RuleBroken("account_name", _UNKNOWN)
    if known.id == scope.account_id:
        raise RuleBroken("account_name", "不能给自己添加角色，请由本单位另一位管理员或上级管理员办理")
    if not known.is_active:
        raise RuleBroken("account_name", "这个账号已停用，请先由管理它的单位恢复使用")
    if not known.has_joined:  # whoever holds her first link would hold this role too
        raise RuleBroken("account_name", "这个账号还没有用过登录链接，请等她本人登录以后再添加")
    if roles := queries.list_roles(unit.id, known.id):
        raise RuleBroken("account_name", f"这个账号在本单位已是{_names(roles)}；要更改，请在人员列表里打开她的页面")
    _add_role(scope, unit, known.id, role)
    audit.note(scope, "member.grant", note=_note(unit, known.id, role))
    _tell(known.id, f"{_by(scope)}在{unit.name}为您添加了角色：{ROLES[role]}", is_grave=False)
    return known.id


def change_role(scope: Scope, unit: TenantRow, account_id: int, *, role: str) -> None:
    """Let somebody have this role at a unit, in place of what she has there.

    Raises:
        NotFound: she has no role at the unit or below it.
        RuleBroken: this role is not hers to give, or she has it.
        Conflict: a rule stands against it.
    """
    it = _meet(scope, unit, account_id, Act.CHANGE)
    _check_grant(scope, unit, role)
    if it.roles_here == (role,):
        raise RuleBroken("role", f"她现在就是{ROLES[role]}")
    _take_roles(unit, account_id)
    _add_role(scope, unit, account_id, role)
    audit.note(scope, "member.change", note=_note(unit, account_id, *it.roles_here, "->", role))


def remove(scope: Scope, unit: TenantRow, account_id: int) -> None:
    """Take somebody's roles at a unit away; who has none left anywhere is signed out, and her link dies.

    Raises:
        NotFound: she has no role at the unit or below it.
        Conflict: a rule stands against it.
    """
    it = _meet(scope, unit, account_id, Act.REMOVE)
    _take_roles(unit, account_id)
    if not queries.has_roles(account_id):
        accounts.shut_out(account_id)
    audit.note(scope, "member.remove", note=_note(unit, account_id, *it.roles_here))


def disable(scope: Scope, unit: TenantRow, account_id: int) -> None:
    """Let an account sign in no more: its logins end at once, its link dies.

    Raises:
        NotFound: she has no role at the unit or below it.
        Conflict: a rule stands against it.
    """
    it = _meet(scope, unit, account_id, Act.DISABLE)
    _set_active(account_id, is_active=False)
    audit.note(scope, "account.disable", note=_note(unit, account_id))
    _note_below(scope, it, "account.disable", _note(unit, account_id))


def enable(scope: Scope, unit: TenantRow, account_id: int) -> None:
    """Let a disabled account sign in again, with the password it had.

    Raises:
        NotFound: she has no role at the unit or below it.
        Conflict: a rule stands against it.
    """
    it = _meet(scope, unit, account_id, Act.ENABLE)
    _set_active(account_id, is_active=True)
    audit.note(scope, "account.enable", note=_note(unit, account_id))
    _note_below(scope, it, "account.enable", _note(unit, account_id))


def make_link(scope: Scope, unit: TenantRow, account_id: int, *, reason: str = "") -> str:
    """Return the secret of a new one-time link; earlier ones die.

    Somebody who has a password keeps it until the link is used, and is told at her next sign-in who made it and why.

    Raises:
        NotFound: she has no role at the unit or below it.
        RuleBroken: she has a password, and there is no reason, or one that belongs into no audit.
        Conflict: a rule stands against it.
    """
    it = _meet(scope, unit, account_id, Act.LINK)
    if not it.has_joined:
        _note_below(scope, it, "account.invite", _note(unit, account_id))
        return accounts.invite(scope, account_id=account_id)
    if not reason:
        raise RuleBroken("reason", "请写明为什么重设密码")
    if has_long_number(reason):
        raise RuleBroken("reason", "这里不要写电话或证件号码，操作记录里不留个人信息")
    _note_below(scope, it, "account.reset", _note(unit, account_id, reason))
    _tell(account_id, f"{_by(scope)}为您生成了重设密码的链接（原因：{reason}）", is_grave=True)
    return accounts.invite(scope, account_id=account_id, purpose="reset", reason=reason)


def _meet(scope: Scope, unit: TenantRow, account_id: int, act: Act) -> Member:
    """Lock an account and the units it works at, so that nobody changes them meanwhile, and judge what is wanted.

    Raises:
        NotFound: she has no role at the unit or below it.
        Conflict: a rule stands against it.
    """
    db.session.execute(select(account.c.id).where(account.c.id == account_id).with_for_update())
    units = db.session.scalars(select(member.c.tenant_id).where(member.c.account_id == account_id)).all()
    _lock_units({*units, unit.id})
    it = queries.get_member(unit, account_id, viewer_id=scope.account_id)
    if why := rules.why_not(act, it, queries.list_held(scope)):
        raise Conflict(why, action=_WORDS[act])
    return it


def _check_grant(scope: Scope, unit: TenantRow, role: str) -> None:
    """Lock the unit and see that it takes people in, and that the role is hers to give: both may have changed since she came in."""
    _lock_units({unit.id})
    status = db.session.scalar(select(tenant.c.status).where(tenant.c.id == unit.id))
    if status == "closed":
        raise Conflict(f"{unit.name}已撤销，不能再添加人员。", action="member.grant")
    if role not in rules.grantable(queries.list_held(scope), unit.level):
        raise RuleBroken("role", "您不能授予这个角色，请从列表中选择")


def _lock_units(unit_ids: Collection[int]) -> None:
    """Queue with whoever gives or takes away roles there; always in one order, so that no two wait for each other."""
    rows = select(tenant.c.id).where(tenant.c.id.in_(unit_ids)).order_by(tenant.c.id)
    db.session.execute(rows.with_for_update(key_share=True))  # rows that refer to the unit go on being written


def _add_role(scope: Scope, unit: TenantRow, account_id: int, role: str) -> None:
    """Give a role; a link that somebody else made, and may have kept, does not open it."""
    accounts.end_links(account_id, keep_of=scope.account_id)
    row = {"account_id": account_id, "tenant_id": unit.id, "role": role, "made_by": scope.account_id, "made_at": clock.now()}
    db.session.execute(insert(member), [row])


def _take_roles(unit: TenantRow, account_id: int) -> None:
    db.session.execute(delete(member).where(member.c.tenant_id == unit.id, member.c.account_id == account_id))


def _set_active(account_id: int, *, is_active: bool) -> None:
    db.session.execute(update(account).where(account.c.id == account_id).values(is_active=is_active))
    accounts.shut_out(account_id)  # when she comes back, too: a sign-in may have been under way


def _tell(account_id: int, words: str, *, is_grave: bool) -> None:
    before = db.session.scalar(select(account.c.notice).where(account.c.id == account_id)) or ""
    told = rules.add_notice(before, words, is_grave=is_grave)
    db.session.execute(update(account).where(account.c.id == account_id).values(notice=told))


def _by(scope: Scope) -> str:
    today = clock.today()
    return f"{day_words(today)} {directory.find_display_name(scope.account_id)} "


def _names(roles: Collection[str]) -> str:
    return "、".join(ROLES[role] for role in roles)


def _note_below(scope: Scope, it: Member, action: str, words: str) -> None:
    """Let the units below, where she works, read in their own audit what was done with her account from above."""
    for path in sorted({post.path for post in it.posts if not post.is_here}):
        with within(db.session(), scope, path) as below:
            audit.note(below, action, note=words)


def _note(unit: TenantRow, account_id: int, *words: str) -> str:
    return " ".join((unit.code, f"account {account_id}", *words))


register_words(
    {
        "member.grant": "添加人员",
        "member.change": "更改角色",
        "member.remove": "移出本单位",
        "account.disable": "停用账号",
        "account.enable": "恢复账号",
    },
    group="人员账号",
)
