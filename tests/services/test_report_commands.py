"""`flask report list` and `flask report print`: papers by name, made without the browser and without the worker."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from pypdf import PdfReader

from portal.web import jobs
from tests import make, make_bulletins, make_problems, make_rankings, make_returns, make_stars

NAME = f"{make.LIANXIANG}/return/2026-02"


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["report", *(str(it) for it in arguments)])


@pytest.fixture
def february(app: Flask) -> Flask:
    """A station that logged and submitted its February."""
    with app.app_context():
        make_returns.logged(attendances=4321)
        make_returns.submitted()
    return app


def test_every_kind_of_paper_is_named_with_what_it_is(app: Flask) -> None:
    with app.app_context():
        application, sheet = make.application(), make_problems.sheet()
        make.application("draft", community_code=make.SANMU)
        make_rankings.ranking()
        make_bulletins.published("2026-01")
        make_bulletins.draft("2026-02")
        make_stars.shown(2024)
    lines = dict(line.split(" ", 1) for line in run(app, "list").output.splitlines())
    told = {
        f"{make.CITY}/ranking/2026-01": "福州市2026年1月县（市、区）排名（公示中）",
        f"{make.CITY}/bulletin/2026-1": "〔2026〕1号 2026年1月通报",
        f"{make.CITY}/stars/county-2024": "福州市2024年县级妇联星级评定（公示中）",
        f"{make.JINAN}/return/2026-01": "晋安区2026年1月月报（已审核）",
        f"{make.LIANXIANG}/rollup/2026": "连翔社区驿站 2026年数据汇总表",
        f"{make.JINAN}/application_form/{application}": "三木社区驿站建站审批表（已上报）",
        f"{make.LIANXIANG}/inspection_sheet/{sheet}": "连翔社区驿站一季度季度观摩评分表",
    }
    assert {name: lines.get(name) for name in told} == told
    assert len([name for name in lines if "/application_form/" in name]) == 1
    assert len([name for name in lines if "/bulletin/" in name]) == 1
    narrowed = run(app, "list", make.LIANXIANG).output.splitlines()
    assert narrowed
    assert all(line.startswith(make.LIANXIANG) for line in narrowed)


def test_a_paper_is_made_as_the_worker_makes_it(february: Flask, tmp_path: Path) -> None:
    out = tmp_path / "月报.pdf"
    out.write_text("an older one")
    done = run(february, "print", NAME, out, "--site", "https://portal.example")
    assert done.exit_code == 0, done.output
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert "4,321" in text
    assert "连翔社区驿站巾帼家政工作月报" in text
    assert list(tmp_path.iterdir()) == [out]
    again = tmp_path / "again.pdf"
    assert run(february, "print", NAME, again).exit_code == 0
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    "name",
    ["", "nonsense", "350111100013", "999999999999/return/2026-02", f"{make.LIANXIANG}/return/2026-13", f"{make.LIANXIANG}/secrets/2026"]
    + [f"{make.CITY}/{kind}" for kind in ("ranking/2026-02", "bulletin/2026-9", "stars/county-2024", "stars/x-٢٠٢٤", "rollup/26")]
    + [f"{make.JINAN}/application_form/1", f"{make.JINAN}/inspection_sheet/00000000-0000-0000-0000-000000000000", "٣٥/return/2026-02"],
)
def test_an_unknown_name_is_said_with_names_near_it(february: Flask, tmp_path: Path, name: str) -> None:
    done = run(february, "print", name, tmp_path / "x.pdf")
    assert done.exit_code == 1
    assert f"no paper is called {name}" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_mistyped_name_is_answered_with_the_right_one(february: Flask, tmp_path: Path) -> None:
    assert NAME in run(february, "print", NAME.replace("return", "retrun"), tmp_path / "x.pdf").output


def test_what_cannot_be_written_is_said(february: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs.runs, "return", _blank)
    done = run(february, "print", NAME, tmp_path / "nowhere" / "x.pdf")
    assert (done.exit_code, "there is no folder" in done.output) == (1, True)
    (tmp_path / "full.pdf").mkdir()
    assert run(february, "print", NAME, tmp_path / "full.pdf").exit_code == 2
    monkeypatch.setattr(Path, "replace", _full)
    done = run(february, "print", NAME, tmp_path / "x.pdf")
    assert (done.exit_code, "No space left" in done.output) == (1, True)
    assert not list(tmp_path.glob(".x.pdf*"))


def test_a_paper_that_fails_says_why(february: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs.runs, "return", _fail)
    done = run(february, "print", NAME, tmp_path / "x.pdf")
    assert (done.exit_code, "生成时出错（ZeroDivisionError）" in done.output) == (1, True)


def _blank(*_: Any) -> bytes:
    return b"%PDF-1.7"


def _fail(*_: Any) -> bytes:
    return bytes(1 // 0)


def _full(*_: Any) -> Path:
    raise OSError(28, "No space left on device")
