"""Who a volunteer is, told by her number and the telephone her station has of her; it travels in the body of the page, signed."""

from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.core.errors import NotFound, RuleBroken
from portal.core.scope import Scope
from portal.ledger.queries.accounts import get_city_code
from portal.public.rules import full_number
from portal.tenants.services.code_tries import Tried, count_miss, refuse_who_guesses
from portal.volunteer.queries.roll import Member, find_by_number, get_volunteer
from portal.web.writes import beforehand

KNOWN_S = 900  # so long she need not say again who she is


def recognise(scope: Scope, digits: str, phone: str) -> Member:
    """Return the station's volunteer with this number and this telephone.

    Raises:
        Throttled: too many pairs were tried from here that do not fit.
        RuleBroken: they do not fit; the words are the same whatever is wrong with them.
    """
    refuse_who_guesses(scope.address, Tried.VOLUNTEER)
    found = find_by_number(scope, full_number(digits, get_city_code(scope)))
    if found is None or found.phone != phone or found.is_locked:
        with beforehand():
            count_miss(scope.address, Tried.VOLUNTEER)
        raise RuleBroken("number", "编号和电话号码对不上本站的登记。请核对后再填，或请工作人员帮您办理")
    return found


def seal(scope: Scope, volunteer_id: UUID) -> str:
    """Return what the page carries of who she is."""
    return _signer().dumps({"unit": scope.tenant_id, "volunteer": volunteer_id.hex})


def read_seal(scope: Scope, sealed: str) -> Member | None:
    """Return whom this station's page was shown to; None when it is forged, another station's, or too old."""
    try:
        said: Any = _signer().loads(sealed, max_age=KNOWN_S)
        volunteer_id = UUID(said["volunteer"]) if said["unit"] == scope.tenant_id else None
    except (BadData, TypeError, KeyError, ValueError):
        return None
    try:
        found = get_volunteer(scope, volunteer_id) if volunteer_id else None
    except NotFound:  # two rows of hers were made one meanwhile
        return None
    return found if found and not found.is_locked else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="portal.volunteer")
