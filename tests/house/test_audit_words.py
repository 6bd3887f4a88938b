"""Every action of the audit has its word in Chinese: who reads the audit knows no English."""

import ast
import re
from collections.abc import Iterator

from flask import Flask

from portal.audit.words import groups, word_of
from tests.house.test_sources import trees

ACTION = re.compile(r"[a-z]+\.[a-z_]+")
NOTES = {"note": 1, "line_of": 1}  # which argument is the action


def actions_of(tree: ast.Module) -> Iterator[str]:
    """Yield what a module hands to the audit; an action made of parts is yielded as a pattern, `application\\..*`."""
    named = constants(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = [call.args[NOTES[name]]] if name in NOTES and len(call.args) > NOTES[name] else []
        for value in [*given, *(word.value for word in call.keywords if word.arg == "action")]:
            yield from words_of(value, named)


def constants(tree: ast.Module) -> dict[str, str]:
    """Return {name: text} of what a module names at its top, `A, B = "x", "y"` too."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Name, ast.Tuple)):
            names = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else [node.targets[0]]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            pairs = zip(names, values, strict=False)
            found |= {
                n.id: v.value for n, v in pairs if isinstance(n, ast.Name) and isinstance(v, ast.Constant) and isinstance(v.value, str)
            }
    return found


def words_of(value: ast.expr, named: dict[str, str]) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield re.escape(value.value)
    elif isinstance(value, ast.Name) and value.id in named:
        yield re.escape(named[value.id])
    elif isinstance(value, ast.IfExp):
        yield from words_of(value.body, named)
        yield from words_of(value.orelse, named)
    elif isinstance(value, ast.JoinedStr):
        yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".*" for part in value.values)


def test_every_action_has_its_word(sqlite_app: Flask) -> None:
    from portal.audit.words import _words

    missing = {
        f"{name}: {pattern}"
        for name, tree in trees().items()
        for pattern in actions_of(tree)
        if ACTION.fullmatch(re.sub(r"\\(.)|\.\*", r"\1", pattern) or "x") or ".*" in pattern
        if not any(re.fullmatch(pattern, action) for action in _words)
    }
    assert missing == set(), "say it in Chinese: register_words({action: …}, group=…) of portal.audit.words, beside what the package writes"


def test_words_are_a_clerks_and_groups_are_told_apart(sqlite_app: Flask) -> None:
    from portal.audit.words import _words

    assert [word for action, word in _words.items() if not ACTION.fullmatch(action) or re.search("[A-Za-z]{4,}", word)] == []
    assert len(groups()) >= 6
    assert word_of("activity.log") == "登记活动"
