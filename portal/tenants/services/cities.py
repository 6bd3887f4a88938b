"""What the operator writes: cities, and the way in for their administrators."""

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core.scope import Scope
from portal.tenants.services import accounts, tree


def create_city(scope: Scope, *, code: str, name: str, admin_name: str, account_name: str) -> None:
    """Add a city with one administrator.

    Raises:
        RuleBroken: the code or the account's name is taken.
    """
    city = tree.add_city(code=code, name=name)
    accounts.add_account(name=account_name, display_name=admin_name, tenant_id=city.id, role="city_admin", made_by=scope.account_id)
    audit.note(scope, "city.create", note=code)


register_words({"city.create": "新增城市"}, group="城市")
