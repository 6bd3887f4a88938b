"""/t/<unit>/trainees/<id>/document and …/copy: a person's data in full, once, with a reason, not too often."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.audit.models import AuditLine
from portal.core import clock
from portal.core.db import db
from portal.people import rolls
from portal.people.services import disclosure, withdraw_consent
from tests import make
from tests.browse import Browser

TRAINEES = f"/t/{make.LIANXIANG}/trainees/"
NUMBER, PHONE = make.resident_number(), "13800001234"
FORM = {"why": "counter", "reason": "核对报名材料"}
COPY = {"why": "document", "reason": ""}


@pytest.fixture
def trainee_id(browse: Browser) -> UUID:
    with browse.app.app_context():
        return make.trainee()


def lines(browse: Browser, action: str = "person.unmask") -> list[tuple[str, str, UUID | None]]:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        mine = select(AuditLine.result, AuditLine.note, AuditLine.subject_id).where(scope.owns(AuditLine), AuditLine.action == action)
        return [tuple(row) for row in db.session.execute(mine.order_by(AuditLine.id), scope.binds)]


def limit(browse: Browser, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    known = browse.app.extensions["portal.settings"]
    monkeypatch.setitem(browse.app.extensions, "portal.settings", replace(known, unmasks_per_hour=most))


def test_the_manager_sees_number_and_telephone_once_with_a_reason(browse: Browser, trainee_id: UUID) -> None:
    browse.sign_in("lianxiang")
    page = f"{TRAINEES}{trainee_id}/document"
    assert NUMBER not in browse.get(page).text
    answer = browse.fill(page, FORM)
    assert answer.status_code == 200
    assert NUMBER in answer.text
    assert PHONE in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert NUMBER not in str(answer.headers)
    assert lines(browse) == [("done", "当面核对证件：核对报名材料", trainee_id)]
    shown = browse.get(f"{TRAINEES}{trainee_id}").text
    assert "核对报名材料" in shown
    assert NUMBER not in shown


def test_the_same_form_sent_again_shows_nothing_more(browse: Browser, trainee_id: UUID) -> None:
    browse.sign_in("lianxiang")
    form = {**FORM, "once": "b" * 32}
    assert NUMBER in browse.post(f"{TRAINEES}{trainee_id}/document", form).text
    again = browse.post(f"{TRAINEES}{trainee_id}/document", form)
    assert (again.status_code, again.location) == (303, f"{TRAINEES}{trainee_id}")
    assert len(lines(browse)) == 1


def test_a_volunteer_without_a_document_has_none_to_show(browse: Browser) -> None:
    with browse.app.app_context():
        volunteer_id = make.volunteer()
    page = browse.sign_in("lianxiang").fill(f"/t/{make.LIANXIANG}/volunteers/{volunteer_id}/document", FORM)
    assert "没有登记证件" in page.text
    assert "13900005678" in page.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("why", "", "必须填写"),
        ("why", "curiosity", "请从列表中选择"),
        ("reason", "", "必须填写"),
        ("reason", " \u200b\x00", "必须填写"),
        ("reason", "字" * 10_000, "最多 200 个字"),
        ("reason", "李梅来了", "不要写她的姓名"),
        ("reason", "电话 138 0000 1234", "不要写电话或证件号码"),
        ("reason", "１３８００００１２３４", "不要写电话或证件号码"),
    ],
)
def test_what_is_wrong_shows_nothing(browse: Browser, trainee_id: UUID, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(f"{TRAINEES}{trainee_id}/document", {**FORM, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert NUMBER not in answer.text
    assert lines(browse) == []


def test_without_the_password_nothing_is_shown(browse: Browser, trainee_id: UUID) -> None:
    browse.sign_in("lianxiang", is_proved=False)
    answer = browse.fill(f"{TRAINEES}{trainee_id}/document", {**FORM, "password": "wrong"})
    assert answer.status_code == 422
    assert "密码不对" in answer.text
    assert NUMBER not in answer.text


@pytest.mark.parametrize("most", [0, 2])
def test_the_hours_records_are_soon_used_up(browse: Browser, monkeypatch: pytest.MonkeyPatch, trainee_id: UUID, most: int) -> None:
    limit(browse, monkeypatch, most)
    browse.sign_in("lianxiang")
    pages = [f"{TRAINEES}{trainee_id}/document", f"{TRAINEES}{trainee_id}/copy"]
    for n in range(most):
        assert browse.fill(pages[n % 2], (FORM, COPY)[n % 2]).status_code == 200
    answer = browse.fill(pages[0], FORM)
    assert answer.status_code == 429
    assert f"最多查看 {most} 名" in answer.text
    assert NUMBER not in answer.text
    assert lines(browse)[-1][0] == "refused"


def test_a_colleagues_looks_do_not_count(browse: Browser, monkeypatch: pytest.MonkeyPatch, trainee_id: UUID) -> None:
    with browse.app.app_context():
        make.add_role("lianxiang_helper", make.LIANXIANG, "manager")
        db.session.commit()
    limit(browse, monkeypatch, 1)
    for name in ("lianxiang", "lianxiang_helper"):
        assert browse.sign_in(name).fill(f"{TRAINEES}{trainee_id}/document", FORM).status_code == 200


def test_an_hour_later_she_may_look_again(browse: Browser, monkeypatch: pytest.MonkeyPatch, trainee_id: UUID) -> None:
    limit(browse, monkeypatch, 1)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope, clock.pretending(clock.now() - timedelta(minutes=61)):
        disclosure.look(scope, rolls.get("trainees").get(scope, trainee_id), action=disclosure.UNMASK, reason="以前", limit=1)
    assert browse.sign_in("lianxiang").fill(f"{TRAINEES}{trainee_id}/document", FORM).status_code == 200


def test_who_withdrew_is_shown_to_nobody_but_gets_her_copy(browse: Browser, trainee_id: UUID) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, rolls.get("trainees").get(scope, trainee_id), channel="in_person", note="")
    browse.sign_in("lianxiang")
    assert browse.get(f"{TRAINEES}{trainee_id}/document").status_code == 409
    assert browse.post(f"{TRAINEES}{trainee_id}/document", FORM).status_code == 409
    assert NUMBER in browse.fill(f"{TRAINEES}{trainee_id}/copy", COPY).text


OTHERS = [("lianxiang_helper", 403), ("jinan", 403), ("fuzhou", 403), ("neighbour", 404), ("linqing", 404)]


@pytest.mark.parametrize(("name", "status"), OTHERS)
@pytest.mark.parametrize("page", ["document", "copy", "number", "erase", "consent", "doubles"])
def test_nobody_else_may(browse: Browser, trainee_id: UUID, name: str, status: int, page: str) -> None:
    browse.sign_in(name)
    assert browse.get(f"{TRAINEES}{trainee_id}/{page}").status_code == status
    assert browse.post(f"{TRAINEES}{trainee_id}/{page}", FORM).status_code == status


@pytest.mark.parametrize("page", ["document", "copy", "number", "erase", "consent", "doubles"])
def test_another_stations_record_is_not_found(browse: Browser, page: str) -> None:
    with browse.app.app_context():
        theirs = make.trainee(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for roll in ("trainees", "volunteers"):
        assert browse.get(f"/t/{make.LIANXIANG}/{roll}/{theirs}/{page}").status_code == 404
        assert browse.post(f"/t/{make.LIANXIANG}/{roll}/{theirs}/{page}", FORM).status_code == 404


def test_her_copy_holds_all_that_is_held(browse: Browser, trainee_id: UUID) -> None:
    page = browse.sign_in("lianxiang").fill(f"{TRAINEES}{trainee_id}/copy", COPY).text
    for words in ("李梅", PHONE, NUMBER, "连翔社区", "月嫂", "2026-03-05", "驿站柜台", "告知书第 1 版", "本人出示证件原件"):
        assert words in page
    assert lines(browse, "person.copy") == [("done", "本人出示证件原件", trainee_id)]


def test_a_volunteers_copy_holds_her_hours(browse: Browser) -> None:
    with browse.app.app_context():
        volunteer_id = make.volunteer()
        make.hours(volunteer_id, worked_min=90)
    page = browse.sign_in("lianxiang").fill(f"/t/{make.LIANXIANG}/volunteers/{volunteer_id}/copy", COPY).text
    for words in ("13900005678", "V3501000000001", "1小时30分", "理发", "2026-03-05"):
        assert words in page


@pytest.mark.parametrize("name", ["no-such-roll", "accounts"])
def test_there_are_no_other_rolls(browse: Browser, trainee_id: UUID, name: str) -> None:
    assert browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/{name}/{trainee_id}/document").status_code == 404
