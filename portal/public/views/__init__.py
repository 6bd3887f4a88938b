"""What a scanned code opens, and the register of the codes."""

from portal.public.views import asking, balance, confirming, finder, joining, notices, offers, progress, scanned, shelf, shifts
from portal.public.views.blueprint import bp

__all__ = ["asking", "balance", "bp", "confirming", "finder", "joining", "notices", "offers", "progress", "scanned", "shelf", "shifts"]
