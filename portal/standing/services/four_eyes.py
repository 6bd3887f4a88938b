"""Who reckoned something does not publish it herself, while another administrator of the city could."""

from portal.core.scope import Scope
from portal.tenants.queries.units import list_people


def is_alone(scope: Scope) -> bool:
    """Whether no other administrator of the city could publish."""
    people = list_people(scope.tenant_id)
    return not any(it.role == "city_admin" and it.is_active and it.has_joined and it.id != scope.account_id for it in people)
