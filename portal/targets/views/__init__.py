"""目标: programmes, targets, how far they have come, and how they are split."""

from portal.targets.views import changes, listing, persons, sheets, splits, targets, todos
from portal.targets.views.blueprint import bp

__all__ = ["bp", "changes", "listing", "persons", "sheets", "splits", "targets", "todos"]
