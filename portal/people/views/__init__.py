"""A station's records of persons: shown in full, corrected, joined, locked, copied, erased."""

from portal.people.views import consent, due, merging, records
from portal.people.views.blueprint import bp

__all__ = ["bp", "consent", "due", "merging", "records"]
