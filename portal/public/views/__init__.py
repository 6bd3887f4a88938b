"""What a scanned code opens, and the register of the codes."""

from portal.public.views import asking, balance, confirming, joining, notices, scanned, shifts
from portal.public.views.blueprint import bp

__all__ = ["asking", "balance", "bp", "confirming", "joining", "notices", "scanned", "shifts"]
