"""How the pages of work show a woman: whole to her own station, masked once she withdrew; and the words they share."""

from typing import Any
from uuid import UUID

from flask import request

from portal.people.rules import mask_name, mask_phone
from portal.placement.rules.work import CAUSES, HOURS, INCOMES, KINDS, LIVINGS, OUTCOMES, PLACES, SATISFACTION, TONES
from portal.training.rules.courses import Tier
from portal.training.rules.intake import Trade

WORDS: dict[str, Any] = {
    "causes": CAUSES,
    "hours": HOURS,
    "incomes": INCOMES,
    "kinds": KINDS,
    "livings": LIVINGS,
    "outcomes": OUTCOMES,
    "outcome_tones": TONES,
    "places": PLACES,
    "satisfaction": SATISFACTION,
    "tiers": {tier.value: tier.label for tier in Tier},
    "trades": {trade.value: trade.label for trade in Trade},
}


def shown_name(row: Any) -> str:
    """Return a woman's name as a page may show it; of who was erased the pseudonym is left."""
    return mask_name(row.name) if row.consent_withdrawn_at and not row.erased_at else row.name


def shown_phone(row: Any) -> str:
    """Return her telephone for lists."""
    return mask_phone(row.phone) if row.phone else ""


def asked_id(name: str) -> UUID | None:
    """Return an id from the address, to choose beforehand; nonsense is none."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None
