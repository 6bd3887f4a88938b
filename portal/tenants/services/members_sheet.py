"""The rows of an Excel sheet of accounts, each made as it is at the page, but without a link: no sheet ever holds a way in."""

from collections import Counter
from collections.abc import Mapping, Sequence

from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.tenants import queries as directory
from portal.tenants.models import Account
from portal.tenants.policy import ROLES
from portal.tenants.queries import TenantRow
from portal.tenants.queries import members as queries
from portal.tenants.rules.importing import plain_code
from portal.tenants.rules.members import MemberDraft, grantable
from portal.tenants.services import members
from portal.web.importing import Outcome


def add_members(scope: Scope, rows: Sequence[tuple[int, MemberDraft]]) -> list[Outcome]:
    """Make the accounts that can be made, each at its unit; return what became of each row."""
    below = directory.list_below(scope)
    here = next(unit for unit in below if unit.id == scope.tenant_id)
    units, row_of = _by_words(below), dict[str, int]()
    found: list[Outcome] = []
    for row, draft in rows:
        unit = units.get(plain_code(draft.unit)) if draft.unit else here
        if draft.name in row_of:
            outcome = Outcome([("account_name", f"与第 {row_of[draft.name]} 行重复")])
        elif unit is None:
            outcome = Outcome([("unit", "没有这个单位，或不在本单位下面；请填区划代码，或与系统里完全相同的名称")])
        else:
            outcome = _add(scope, unit, draft)
        if not outcome.faults:
            row_of[draft.name] = row
        found.append(outcome)
    return found


def _by_words(units: Sequence[TenantRow]) -> Mapping[str, TenantRow]:
    """Return the units by their codes, and by the names that only one of them has."""
    names = Counter(unit.name for unit in units)
    named = {plain_code(unit.name): unit for unit in units if names[unit.name] == 1}
    return {**named, **{unit.code: unit for unit in units}}


def _add(scope: Scope, unit: TenantRow, draft: MemberDraft) -> Outcome:
    if before := directory.find_account(draft.name):
        return _met(unit, before, draft)
    try:
        with within(db.session(), scope, unit.path) as inner:
            _check_role(inner, unit, draft.role)
            members.add_waiting(inner, unit, name=draft.name, display_name=draft.display_name, role=draft.role)
    except RuleBroken as broken:
        return Outcome([(broken.field, broken.message)])
    except Conflict as conflict:
        return Outcome([("unit", conflict.message)])
    return Outcome(told=f"{unit.name}的{ROLES[draft.role]}")


def _check_role(scope: Scope, unit: TenantRow, role: str) -> None:
    """Say which roles there are, where this one cannot be given at a unit."""
    roles = grantable(queries.list_held(scope), unit.level)
    if role not in roles:
        names = "、".join(ROLES[one] for one in roles)
        raise RuleBroken("role", f"您在{unit.name}可以添加的角色：{names}" if names else f"您不能在{unit.name}添加人员")


def _met(unit: TenantRow, before: Account, draft: MemberDraft) -> Outcome:
    """Tell of an account that is there: the same person with the same role, or somebody else."""
    held = queries.list_roles(unit.id, before.id)
    is_same = before.display_name == draft.display_name
    if is_same and draft.role in held:
        return Outcome([("account_name", f"{unit.name}已有这个账号")], is_known=True)
    if is_same and held:
        names = "、".join(ROLES[role] for role in held)
        return Outcome([("role", f"这个账号在{unit.name}已是{names}；要更改，请在人员列表里打开她的页面")])
    return Outcome([("account_name", "这个账号名已有人使用，请换一个；同一个人请在“添加人员”里选“已有账号”")])
