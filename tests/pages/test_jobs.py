"""/t/<unit>/jobs/<job>: a paper asked for, made by the worker, opened by the same unit alone."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.web import jobs, papers
from tests import make
from tests.browse import Browser

PAPER = f"/t/{make.JINAN}/reports/rollup/paper"


def ask(browse: Browser) -> str:
    """Ask for the roll-up of 晋安 and return the address of its job."""
    answer = browse.post(PAPER)
    assert answer.status_code == 303
    return answer.location


def open_file(browse: Browser, address: str) -> Any:
    """Open the file of a job, and close it as a server does."""
    return browse.get(f"{address}/file", buffered=True)


def work(app: Flask, address: str) -> None:
    """Do what the worker does with one job."""
    with app.app_context():
        path = make.tenant(address.split("/")[2]).path
        db.session.rollback()
        jobs.carry_out(Scope(path), UUID(address.rsplit("/", 1)[1]))


def test_a_paper_is_asked_for_made_and_opened(browse: Browser) -> None:
    with browse.app.app_context():
        make.activity(attendances=1234, women=1000)
    browse.sign_in("jinan")
    address = ask(browse)
    waiting = browse.get(address)
    assert "正在排队" in waiting.text
    assert 'hx-trigger="every 2s"' in waiting.text
    assert open_file(browse, address).status_code == 404
    work(browse.app, address)
    done = browse.swap(address, "job")
    assert "已生成" in done.text
    assert "hx-trigger" not in done.text
    file = open_file(browse, address)
    assert (file.mimetype, file.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert file.headers["Content-Disposition"].startswith("inline;")
    assert browse.get(f"{address}/file?save=1", buffered=True).headers["Content-Disposition"].startswith("attachment;")
    name = unquote(file.headers["Content-Disposition"].split("filename*=UTF-8''")[1])
    assert name == "晋安区巾帼家政工作数据汇总表（2026年1月至3月）.pdf"
    text = PdfReader(BytesIO(file.data)).pages[0].extract_text()
    assert "1,234" in text
    assert "连翔社区驿站" in text


def test_the_paper_holds_what_was_asked_for_and_not_what_came_after(browse: Browser) -> None:
    with browse.app.app_context():
        make.activity(attendances=1234, women=1000)
    address = ask(browse.sign_in("jinan"))
    with browse.app.app_context():
        make.activity(attendances=4321, women=1)
    work(browse.app, address)
    text = PdfReader(BytesIO(open_file(browse, address).data)).pages[0].extract_text()
    assert "1,234" in text
    assert "5,555" not in text


def test_an_unchanged_paper_is_not_made_again(browse: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browse.sign_in("jinan")
    address = ask(browse)
    work(browse.app, address)
    monkeypatch.setitem(jobs.runs, "rollup", _never)
    assert ask(browse) == address
    work(browse.app, address)
    assert "已生成" in browse.get(address).text
    with browse.app.app_context():
        make.activity()
    assert ask(browse) != address


def test_a_failed_job_says_why_and_is_done_anew(browse: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browse.sign_in("jinan")
    address = ask(browse)
    with monkeypatch.context() as broken:
        broken.setitem(jobs.runs, "rollup", _never)
        work(browse.app, address)
    page = browse.get(address).text
    assert "没有生成成功：生成时出错（ZeroDivisionError）" in page
    assert "重新生成" in page
    assert browse.post(address).status_code == 303
    assert "正在排队" in browse.get(address).text
    work(browse.app, address)
    assert "已生成" in browse.get(address).text


def test_a_paper_whose_worker_is_gone_says_so_after_a_while(browse: Browser) -> None:
    address = ask(browse.sign_in("jinan"))
    with browse.app.app_context():
        path = make.tenant(make.JINAN).path
        assert jobs.claim(Scope(path), UUID(address.rsplit("/", 1)[1])) is not None
    assert "可能中断了" not in browse.get(address).text
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert "可能中断了" in browse.swap(address, "job").text


def test_a_paper_whose_file_is_gone_is_made_anew(browse: Browser) -> None:
    browse.sign_in("jinan")
    address = ask(browse)
    work(browse.app, address)
    with browse.app.app_context():
        digest = _digest(address)
        found = papers.find(digest)
        assert found is not None
        found.unlink()
    assert open_file(browse, address).status_code == 404
    assert "文件已被清理" in browse.get(address).text
    assert ask(browse) == address
    assert "正在排队" in browse.get(address).text
    work(browse.app, address)
    assert open_file(browse, address).status_code == 200


def test_asking_again_for_a_done_one_by_its_page_changes_nothing(browse: Browser) -> None:
    browse.sign_in("jinan")
    address = ask(browse)
    work(browse.app, address)
    assert browse.post(address).status_code == 303
    assert "已生成" in browse.get(address).text


@pytest.mark.parametrize(
    ("name", "status"),
    [("jinan_clerk", 200), ("fuzhou", 200), ("gulou", 404), ("lianxiang", 404), ("linqing", 404), ("operator", 404)],
)
def test_who_may_open_a_paper(browse: Browser, name: str, status: int) -> None:
    address = ask(browse.sign_in("jinan"))
    work(browse.app, address)
    browse.sign_in(name)
    assert browse.get(address).status_code == status
    assert open_file(browse, address).status_code == status
    assert browse.post(address).status_code == (303 if status == 200 else status)


def test_a_paper_is_found_at_its_own_unit_alone(browse: Browser) -> None:
    """The city may read the county's figures; the county's job is still none of the city's."""
    address = ask(browse.sign_in("fuzhou"))
    work(browse.app, address)
    elsewhere = address.replace(make.JINAN, make.CITY)
    for path in (elsewhere, f"{elsewhere}/file", address.replace(make.JINAN, make.LIANXIANG)):
        assert browse.get(path).status_code == 404
    assert browse.post(elsewhere).status_code == 404


@pytest.mark.parametrize("job_id", ["00000000-0000-0000-0000-000000000000", "nonsense", "1"])
def test_a_job_that_does_not_exist_is_not_found(browse: Browser, job_id: str) -> None:
    browse.sign_in("jinan")
    assert browse.get(f"/t/{make.JINAN}/jobs/{job_id}").status_code == 404
    assert browse.get(f"/t/{make.JINAN}/jobs/{job_id}/file").status_code == 404


def test_the_way_to_a_paper_is_a_post_with_the_page_s_token(browse: Browser) -> None:
    browse.sign_in("jinan")
    assert browse.get(PAPER).status_code == 405
    assert browse.post(PAPER, {"csrf_token": "wrong"}).status_code == 400


def _never(*_: Any) -> bytes:
    return bytes(1 // 0)


def _digest(address: str) -> str:
    path = make.tenant(address.split("/")[2]).path
    db.session.rollback()
    scope = Scope(path)
    db.session.info["scope"] = scope
    try:
        return jobs.get(scope, UUID(address.rsplit("/", 1)[1])).file_digest
    except NotFound:
        return ""
    finally:
        db.session.rollback()
        db.session.info.clear()
