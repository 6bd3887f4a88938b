"""What a scanned code opens, and the register of the codes."""

from portal.public.views import joining, scanned
from portal.public.views.blueprint import bp

__all__ = ["bp", "joining", "scanned"]
