"""Every write on persons; the registry's stand at hand here."""

from portal.people.services.consent import give_consent, record_consent, record_withdrawal, withdraw_consent
from portal.people.services.registry import follow_merges, hold_person, let_go, merge_persons, register_person

__all__ = [
    "follow_merges",
    "give_consent",
    "hold_person",
    "let_go",
    "merge_persons",
    "record_consent",
    "record_withdrawal",
    "register_person",
    "withdraw_consent",
]
