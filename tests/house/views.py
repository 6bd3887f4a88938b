"""What the sources of the views say, read without running them."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"


@dataclass(frozen=True)
class View:
    """A view's endpoint and its source."""

    endpoint: str
    source: ast.FunctionDef

    def calls(self, name: str) -> Iterator[ast.Call]:
        """Yield the calls of a function by its plain name."""
        for node in ast.walk(self.source):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node

    def blocks(self) -> set[str]:
        """Return the blocks its renders may answer with alone."""
        given = [word.value for call in self.calls("render") for word in call.keywords if word.arg == "blocks"]
        return {name for value in given for name in ast.literal_eval(value)}


def read_views(app: Flask) -> list[View]:
    """Return every view of the URL map with its source."""
    found = []
    for endpoint, view in sorted(app.view_functions.items()):
        plain = inspect.unwrap(view)
        tree = ast.parse(Path(inspect.getfile(plain)).read_text(encoding="utf-8"))
        sources = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == plain.__name__]
        assert len(sources) == 1, f"{endpoint}: its view is not a plain function of its module"
        found.append(View(endpoint, sources[0]))
    return found
