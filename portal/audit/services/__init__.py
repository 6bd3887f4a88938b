"""The audit's writes: lines with the action they tell of, seals over them, archives of what is old."""

from portal.audit.services.lines import note, note_refusal
from portal.audit.services.seals import Report, seal_next, verify

__all__ = ["Report", "note", "note_refusal", "seal_next", "verify"]
