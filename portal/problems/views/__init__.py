"""The pages of problems, rounds and studies."""

from portal.problems.views import problems, rounds, sheets, steps

__all__ = ["problems", "rounds", "sheets", "steps"]
