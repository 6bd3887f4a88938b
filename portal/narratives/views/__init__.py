"""The pages of the package, module by module."""

from portal.narratives.views import editor, narratives, todos
from portal.narratives.views.blueprint import bp

__all__ = ["bp", "editor", "narratives", "todos"]
