"""The pages of the way into work."""

from portal.placement.views import employers, gate, health_checks, placements, story, women

__all__ = ["employers", "gate", "health_checks", "placements", "story", "women"]
