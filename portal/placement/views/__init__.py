"""The pages of the way into work."""

from portal.placement.views import employers, figures, gate, health_checks, placements, story, women

__all__ = ["employers", "figures", "gate", "health_checks", "placements", "story", "women"]
