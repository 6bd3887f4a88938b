"""Every write of the ledger: accounts are opened, minutes are posted and taken back; and what cannot be in it is named."""

from portal.ledger.services.accounts import follow_accounts, follow_person, issuer, merge_accounts, open_account, pool, set_person
from portal.ledger.services.faults import register_checker, verify
from portal.ledger.services.posting import post, reverse

__all__ = [
    "follow_accounts",
    "follow_person",
    "issuer",
    "merge_accounts",
    "open_account",
    "pool",
    "post",
    "register_checker",
    "reverse",
    "set_person",
    "verify",
]
