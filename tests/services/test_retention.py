"""What was kept long enough goes; persons stay until somebody looks at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db
from portal.core.settings import Retention
from portal.people.retention import purge, purge_everywhere
from portal.tenants.models import Invitation, Login, LoginAttempt
from portal.web import jobs, papers
from portal.web.models import Receipt
from tests import make

ALL = ("sign_ins", "receipts", "papers")


@contextmanager
def days_ago(days: int) -> Iterator[datetime]:
    moment = clock.now() - timedelta(days=days)
    with clock.pretending(moment):
        yield moment


def sign_ins(days: int) -> None:
    """Leave a failure, a login and a link of so many days ago."""
    with days_ago(days) as moment, make.working_at(make.PLATFORM, "operator"):
        who = make.account_id("lianxiang")
        times = {"started_at": moment, "seen_at": moment, "ends_at": moment + timedelta(hours=12)}
        db.session.add(LoginAttempt(name_digest="a" * 64, address="127.0.0.1", at=moment))
        db.session.add(Login(digest=f"{days:064d}", account_id=who, csrf="c", address="127.0.0.1", agent="", lacks_second=False, **times))
        db.session.add(Invitation(digest=f"{days:064d}", account_id=who, made_by=who, ends_at=moment + timedelta(hours=1)))


def receipt(days: int) -> None:
    with days_ago(days) as moment, make.working_at(make.LIANXIANG) as scope:
        said = {"account_id": scope.account_id, "key": f"{days}", "digest": "d", "location": "/", "made_at": moment}
        db.session.add(Receipt(**scope.stamp(Receipt), **said))


def paper(days: int, content: bytes = b"%PDF-1.7 old") -> tuple[UUID, str]:
    """Have a paper made so many days ago."""
    jobs.register("kept", lambda scope, job_input, progress: bytes.fromhex(job_input["content"]))  # noqa: ARG005
    with days_ago(days):
        with make.working_at(make.LIANXIANG) as scope:
            made = jobs.ask(scope, "kept", {"content": content.hex(), "days": days}, "报表.pdf")
        jobs.carry_out(scope, made)
    with make.working_at(make.LIANXIANG) as scope:
        return made, str(jobs.get(scope, made).file_digest)


def left() -> dict[str, int]:
    with make.working_at(make.LIANXIANG) as scope:
        receipts = db.session.execute(select(func.count()).select_from(Receipt).where(scope.owns(Receipt)), scope.binds).scalar_one()
        kinds: Any = {"failures": LoginAttempt, "logins": Login, "links": Invitation}
        return {"receipts": receipts, **{name: db.session.scalar(select(func.count()).select_from(it)) for name, it in kinds.items()}}


def test_what_is_older_than_the_settings_say_goes_and_the_rest_stays(session: Session) -> None:
    for days in (31, 29):
        sign_ins(days)
        receipt(days)
    _, old = paper(91)
    _, young = paper(89, b"%PDF-1.7 young")
    assert {name: purge(is_dry=False)[name] for name in ("sign_ins",)} == {"sign_ins": 3}
    assert left() == {"receipts": 1, "failures": 1, "logins": 1, "links": 1}
    assert (papers.find(old), papers.find(young) is not None) == (None, True)


def test_a_dry_run_counts_and_removes_nothing(session: Session) -> None:
    sign_ins(31)
    receipt(31)
    _, old = paper(91)
    assert {name: purge(is_dry=True)[name] for name in ALL} == {"sign_ins": 3, "receipts": 1, "papers": 1}
    assert left() == {"receipts": 1, "failures": 1, "logins": 1, "links": 1}
    assert papers.find(old)


def test_a_paper_that_went_is_made_again_by_its_job(session: Session) -> None:
    made, old = paper(91)
    purge(is_dry=False)
    with make.working_at(make.LIANXIANG) as scope:
        assert jobs.get(scope, made).state == "done"
        jobs.restart(scope, made)
    jobs.carry_out(scope, made)
    assert papers.find(old)


def test_a_file_a_younger_job_shows_stays(session: Session) -> None:
    _, old = paper(91)
    _, same = paper(10)
    assert old == same
    assert purge(is_dry=False)["papers"] == 0
    assert papers.find(old)


def test_no_days_keep_for_ever(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = Retention(persons=0, papers=0, sign_ins=0, receipts=0)
    monkeypatch.setitem(app.extensions, "portal.settings", replace(app.extensions["portal.settings"], keep=keep))
    sign_ins(4000)
    receipt(4000)
    assert sum(purge(is_dry=False).values()) == 0
    assert left() == {"receipts": 1, "failures": 1, "logins": 1, "links": 1}


def test_persons_are_counted_and_never_erased_unasked(session: Session) -> None:
    with clock.pretending(datetime(2023, 1, 10, tzinfo=UTC)):
        make.trainee(taken_on=date(2023, 1, 10))
        make.volunteer()
    make.trainee(n=2)
    assert purge(is_dry=False)["persons"] == 2
    assert purge(is_dry=False)["persons"] == 2


def test_the_worker_purges_what_is_due(session: Session) -> None:
    receipt(31)
    purge_everywhere()
    assert left()["receipts"] == 0


def test_the_command_says_what_it_did(app: Flask, session: Session) -> None:
    sign_ins(31)
    said = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
    assert "登录失败、已结束的登录和用过的链接：应删除 3" in said
    assert "不会自动删除" in said
