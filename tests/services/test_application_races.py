"""Two administrators at one moment, on databases of their own: one wins, the other is told who was first."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier, Event
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.tenants import queries as directory
from portal.tenants.services import applications
from portal.web.models import Photo
from tests import make
from tests.browse import Browser
from tests.databases import BOTH, committed

ADMINS = ("jinan", "jinan_deputy")
nth = count()


@pytest.fixture(scope="module", params=BOTH)
def hasty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "hasty") as app:
        yield app


def at_once(app: Flask, path: str, *bodies: dict[str, str]) -> list[TestResponse]:
    """Let both administrators send at one moment, each from her own browser."""
    start = Barrier(len(ADMINS))

    def send(name: str, body: dict[str, str]) -> TestResponse:
        browse = Browser(app).sign_in(name)
        start.wait(20)
        return browse.post(path, body)

    with ThreadPoolExecutor(len(ADMINS)) as pool:
        return list(pool.map(send, ADMINS, bodies))


def visited(app: Flask, account: str) -> UUID:
    with app.app_context():
        place = directory.list_communities(make.JINAN)[20 + next(nth)]  # the world's own stations are among the first
        return make.application("visited", community_code=place.code, manager_account=account)


def audited(app: Flask, subject_id: UUID) -> Counter[tuple[str, str]]:
    """Count the (action, result) of what was decided, or refused to be."""
    with app.app_context(), make.working_at(make.JINAN) as scope:
        line = select(AuditLine.action, AuditLine.result).where(scope.owns(AuditLine), AuditLine.subject_id == subject_id)
        decided = line.where(AuditLine.action.in_([f"application.{verdict}" for verdict in ("approve", "return", "refuse")]))
        return Counter(tuple(row) for row in db.session.execute(decided, scope.binds))


@pytest.mark.parametrize("n", range(4))
def test_of_two_approvals_at_once_one_counts(hasty: Flask, n: int) -> None:
    made = visited(hasty, f"twice{n}")
    sent = {"verdict": "approve", "version": "2"}
    answers = at_once(hasty, f"/t/{make.JINAN}/applications/{made}/decision", sent, sent)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    winner, loser = (ADMINS[n] for n in sorted(range(2), key=lambda n: answers[n].status_code))
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert re.search(rf"已由 {winner} 的使用人 于 2026-03-16 \d\d:\d\d 批准，您这一次没有保存", told), loser
    assert audited(hasty, made) == {("application.approve", "done"): 1, ("application.approve", "refused"): 1}
    with hasty.app_context():
        assert directory.find_account(f"twice{n}") is not None


def test_an_approval_judged_while_another_is_saved_says_who_was_first(hasty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is saved between the second's look at the application and its look at what the first has made."""
    made, saved, judge, looks = visited(hasty, "between"), Event(), applications._check_still_free, count()

    def judge_late(row: Any) -> None:
        if next(looks) == 0:
            saved.wait(1)  # in vain, when the second holds the application and the first waits for it
        judge(row)

    def send(name: str) -> TestResponse:
        answer = Browser(hasty).sign_in(name).post(path, {"verdict": "approve", "version": "2"})
        saved.set()
        return answer

    path = f"/t/{make.JINAN}/applications/{made}/decision"
    monkeypatch.setattr(applications, "_check_still_free", judge_late)
    with ThreadPoolExecutor(len(ADMINS)) as pool:
        answers = list(pool.map(send, ADMINS))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert "批准，您这一次没有保存" in next(answer.text for answer in answers if answer.status_code == 409)


@pytest.mark.parametrize("n", range(4))
def test_of_a_return_and_an_approval_at_once_one_counts(hasty: Flask, n: int) -> None:
    made = visited(hasty, f"either{n}")
    path = f"/t/{make.JINAN}/applications/{made}/decision"
    answers = at_once(hasty, path, {"verdict": "approve", "version": "2"}, {"verdict": "return", "reason": "再看看", "version": "2"})
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    won = ("approve", "批准") if answers[0].status_code == 303 else ("return", "退回修改")
    lost = {"approve": "return", "return": "approve"}[won[0]]
    assert f"{won[1]}，您这一次没有保存" in next(answer.text for answer in answers if answer.status_code == 409)
    assert audited(hasty, made) == {(f"application.{won[0]}", "done"): 1, (f"application.{lost}", "refused"): 1}


def test_the_same_photo_from_two_at_once_is_kept_once(hasty: Flask) -> None:
    made = visited(hasty, "photographed")
    start = Barrier(2)

    def add(colour: str) -> None:
        with hasty.app_context():
            make.developed(colour)
            start.wait(20)
            make.photo(make.JINAN, colour, subject="visit", subject_id=made)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, ["plum", "plum"]))
    with hasty.app_context(), make.working_at(make.JINAN) as scope:
        kept = select(func.count()).select_from(Photo).where(scope.owns(Photo), Photo.subject_id == made)
        assert db.session.execute(kept, scope.binds).scalar_one() == 1
