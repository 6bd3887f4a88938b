"""What the operator writes: cities, and the way in for the first of their people."""

from portal.audit import services as audit
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.tenants import queries
from portal.tenants.models import Account
from portal.tenants.services import accounts, tree


def create_city(scope: Scope, *, code: str, name: str, admin_name: str, account_name: str) -> None:
    """Add a city with one administrator.

    Raises:
        RuleBroken: the code or the account's name is taken.
    """
    city = tree.add_city(code=code, name=name)
    accounts.add_account(name=account_name, display_name=admin_name, tenant_id=city.id, role="city_admin")
    audit.note(scope, "city.create", note=code)


def make_link(scope: Scope, account_id: int) -> tuple[Account, str]:
    """Return a city's administrator and the secret of a new one-time link for her; her earlier links die.

    Raises:
        NotFound: this account administers no city.
        Conflict: she has a password: a link would open her city's pages to the operator.
    """
    account = queries.find_city_admin(account_id)
    if account is None:
        raise NotFound
    if account.password_hash is not None:
        raise Conflict("这位管理员已经设置过密码，平台运维不能再为她生成链接。", action="account.invite")
    return account, accounts.invite(scope, account_id=account.id)
