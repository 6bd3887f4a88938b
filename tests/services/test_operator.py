"""`flask operator` and `flask places`: how a portal that nobody can sign in to comes by its first account."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.browse import Browser


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=list(arguments))


def link_of(done: Any) -> str:
    assert done.exit_code == 0, done.output
    found = re.search(r"(/join/\S+)", done.output)
    assert found
    return found[1]


def test_a_new_operator_gets_a_link_that_opens(app: Flask) -> None:
    path = link_of(run(app, "operator", "yunwei2", "--display-name", "第二位运维"))
    page = Browser(app).get(path)
    assert page.status_code == 200
    assert "第二位运维" in page.text


def test_an_operator_who_lost_her_password_gets_a_new_link_and_the_old_one_dies(app: Flask) -> None:
    first, second = (link_of(run(app, "operator", "operator")) for _ in range(2))
    browse = Browser(app)
    assert browse.get(first).status_code == 404
    assert browse.get(second).status_code == 200


@pytest.mark.parametrize("name", ["fuzhou", "lianxiang"])
def test_somebody_else_is_not_made_an_operator(app: Flask, name: str) -> None:
    done = run(app, "operator", name)
    assert done.exit_code == 1
    assert "换一个名字" in done.output


@pytest.mark.parametrize("name", ["", "  ", "a b", "名字" * 40])
def test_a_name_that_is_none_is_refused_in_words(app: Flask, name: str) -> None:
    done = run(app, "operator", name)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_snapshot_is_loaded_once(app: Flask) -> None:
    first, second = (run(app, "places", "linqing") for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "新增 0 " not in first.output
    assert "新增 0 " in second.output
    assert run(app, "places", "nowhere").exit_code == 2
