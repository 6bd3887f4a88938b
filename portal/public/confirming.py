"""Who may confirm by the code of a dispatch slip: whoever was served, or her family, by the telephone the station has of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request

from portal.core.phones import mask_phone
from portal.public import phones, queries
from portal.public.access import Entry
from portal.public.walk import MAX_PROOF, PROOF
from portal.tenants.rules.phone_checks import takes_codes
from portal.volunteer.rules.shifts import Confirmation
from portal.web import senders


@dataclass(frozen=True, slots=True)
class Way:
    """A telephone that takes a code, and whose it is.

    Args:
        confirmed_as: `recipient` or `family`.
    """

    confirmed_as: str
    name: str
    phone: str

    @property
    def words(self) -> str:
        """How it is shown to whoever holds the slip."""
        return f"{mask_phone(self.phone)}（{'本人' if self.confirmed_as == 'recipient' else '家人'}）"

    def __repr__(self) -> str:
        return f"Way({self.confirmed_as})"


class Confirming:
    """The confirmation of this request."""

    def __init__(self, entry: Entry) -> None:
        self.entry, self.scope = entry, entry.scope
        self.served: Any = queries.find_served(entry.scope, entry.subject_id) if entry.subject_id else None

    @cached_property
    def ways(self) -> dict[str, Way]:
        """The telephones that take a code; none without a sender, or of somebody whose record is locked."""
        it = self.served
        if it is None or it.consent_withdrawn_at or it.erased_at or senders.current() is None:
            return {}
        known = (Way("recipient", it.name, it.phone), Way("family", it.family_name or "家人", it.family_phone))
        return {way.confirmed_as: way for way in known if takes_codes(way.phone or "")}

    @property
    def way(self) -> Way | None:
        """The telephone that was chosen."""
        return self.ways.get(request.form.get("way", ""))

    @cached_property
    def proof(self) -> str:
        """What proves that whoever is here holds it; empty before."""
        return request.form.get(PROOF, "")[:MAX_PROOF]

    @property
    def is_proved(self) -> bool:
        """Whether it does."""
        return self.way is not None and phones.proved_at(self.scope, self.way.phone, self.proof) is not None

    def confirmation(self) -> Confirmation:
        """Return who confirms; only once it is proved."""
        way = self.way
        if way is None:
            raise LookupError("nobody has been proved")
        return Confirmation("code", way.confirmed_as, way.name, way.phone)
