"""撤销 beside a notice: one press posts the counter-write that there is anyway, once, for whoever may make it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.audit.models import AuditLine
from portal.core.db import db
from tests import make, make_care, make_giving, make_redemptions, make_shifts, make_work
from tests.browse import Browser
from tests.pages import test_activities as activities
from tests.pages import test_classes as classes
from tests.pages import test_exams as exams
from tests.pages import test_funds as funds
from tests.pages import test_giving as giving
from tests.pages import test_health_checks as health
from tests.pages import test_hours as hours
from tests.pages import test_lessons as lessons
from tests.pages import test_members as members
from tests.pages import test_openings as openings
from tests.pages import test_placements as placements
from tests.pages import test_requests as requests
from tests.pages.test_resuming import fields_of

Prepare = Callable[[Browser], tuple[str, dict[str, str]]]
STATION = f"/t/{make.LIANXIANG}"


def offered(browse: Browser, answer: TestResponse) -> tuple[str, dict[str, str | list[str]]]:
    """Open the page a write leads to, and return where its button posts, and what."""
    assert answer.status_code == 303, answer.text
    page = browse.get(str(answer.location)).text
    action = unescape(str((re.search(r'<form method="post" action="([^"]+)" class="notice', page) or ("", ""))[1]))
    fields = fields_of(page, action)
    return action, {name: [it for key, it in fields if key == name] for name, _ in fields}


def press(browse: Browser, button: tuple[str, dict[str, str | list[str]]]) -> TestResponse:
    return browse.client.post(button[0], data=button[1])


def actions(browse: Browser) -> list[str]:
    """Return what the audit says was done, the last first."""
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        lines = select(AuditLine.action).where(scope.owns(AuditLine), AuditLine.result == "done").order_by(AuditLine.id.desc())
        return list(db.session.scalars(lines, scope.binds))


def an_activity(_: Browser) -> tuple[str, dict[str, str]]:
    return activities.NEW, activities.grid(activities.ROW)


def two_activities(_: Browser) -> tuple[str, dict[str, str]]:
    return activities.NEW, activities.grid(activities.ROW, {**activities.ROW, "title": "收纳培训"})


def some_hours(browse: Browser) -> tuple[str, dict[str, str]]:
    hours.volunteer(browse)
    return hours.NEW, hours.grid(hours.ROW, {**hours.ROW, "starts_at": "14:00"})


def a_class(_: Browser) -> tuple[str, dict[str, str]]:
    return classes.NEW, classes.CLASS


def a_lesson(browse: Browser) -> tuple[str, dict[str, str]]:
    return f"{classes.LIST}{classes.made(browse)}/timetable/new", classes.LESSON


def an_exam(_: Browser) -> tuple[str, dict[str, str]]:
    return exams.NEW, exams.PLAN


def a_cost(browse: Browser) -> tuple[str, dict[str, str]]:
    class_id, fund_id = funds.ledger(browse)
    return funds.costs_of(class_id), funds.sent(fund_id)


def a_request(browse: Browser) -> tuple[str, dict[str, str]]:
    with browse.app.app_context():
        make_care.recipient()
    return requests.NEW, requests.ASK


def an_opening(browse: Browser) -> tuple[str, dict[str, str]]:
    return openings.NEW, openings.one(browse)


def a_placement(browse: Browser) -> tuple[str, dict[str, str]]:
    with browse.app.app_context():
        trainee_id, employer_id = make_work.ready(), make_work.employer()
        return placements.of(trainee_id, "/new"), placements.body(employer_id)


def a_certificate(browse: Browser) -> tuple[str, dict[str, str]]:
    with browse.app.app_context():
        return f"{health.LIST}of/{make.trainee()}/new", {**health.ONE, **health.SAID}


def an_account_disabled(browse: Browser) -> tuple[str, dict[str, str]]:
    return members.page_of(browse, "lianxiang_helper", "disabling"), {}


def an_ended_class(browse: Browser) -> tuple[str, dict[str, str]]:
    group = lessons.Group(browse)
    group.take()
    return f"{group.page}/end", {"ended_on": "2026-03-16"}


def a_reservation(browse: Browser) -> tuple[str, dict[str, str]]:
    with browse.app.app_context():
        her = make_redemptions.rich(300)
        make_redemptions.item(count=5)
    return f"{STATION}/shop/volunteers/{her}", {"codes": "A01"}


def a_gift(browse: Browser) -> tuple[str, dict[str, str]]:
    page, giver, mother = giving.pair(browse)
    bond = giving.made(browse, make_giving.kinship, giver, mother)
    return f"{page}/gift", {"kinship": str(bond), "moved": "90", "giver_min": "600", "receiver_min": "0"}


WRITES: list[tuple[Prepare, str, str]] = [
    (an_activity, "activity.void", "这 1 场活动已作废"),
    (two_activities, "activity.void", "这 2 场活动已作废"),
    (some_hours, "shift.void", "这 2 条已作废"),
    (a_class, "class.cancel", "班级已取消"),
    (a_lesson, "lesson.cancel", "已取消 2026-03-18 的课"),
    (an_exam, "exam.cancel", "已取消考试"),
    (a_cost, "cost.void", "金额退回资金余额"),
    (a_request, "request.cancel", "已取消"),
    (an_opening, "opening.close", "已停止公布"),
    (a_placement, "placement.void", "已作废，不再计入数字"),
    (a_certificate, "health.void", "已作废这份健康证明"),
    (an_ended_class, "class.reopen", "已撤销结班"),
    (a_reservation, "redemption.void", "物品回到库存，时间退回账户"),
    (a_gift, "time.take_back", "已收回，时间已转回她的账户"),
    (an_account_disabled, "account.enable", "账号已恢复使用"),
]


@pytest.mark.parametrize(("prepare", "action", "words"), WRITES, ids=[it[0].__name__ for it in WRITES])
def test_what_was_written_is_taken_back_by_its_counter_write_once(browse: Browser, prepare: Prepare, action: str, words: str) -> None:
    path, sent = prepare(browse)
    button = offered(browse.sign_in("lianxiang"), browse.fill(path, sent))
    answer = press(browse, button)
    assert answer.status_code == 303
    assert words in browse.get(str(answer.location)).text
    done = actions(browse)
    assert action in done[:2]
    assert press(browse, button).location == answer.location
    assert actions(browse) == done


def test_a_suspended_county_works_on_at_once(browse: Browser) -> None:
    log = f"/t/{make.JINAN}/activities/new"
    answer = browse.sign_in("fuzhou").fill(f"/t/{make.CITY}/units/{make.JINAN}/suspend", {"reason": "点错了"})
    button = offered(browse, answer)
    assert browse.sign_in("jinan").get(log).status_code == 403
    browse.sign_in("fuzhou")
    assert press(browse, button).status_code == 303
    assert browse.sign_in("jinan").get(log).status_code == 200


def test_the_button_stands_beside_the_notice_and_nowhere_else(browse: Browser) -> None:
    answer = browse.sign_in("lianxiang").fill(*two_activities(browse))
    page = browse.get(str(answer.location)).text
    assert re.search(r"已登记 2 场活动</span>\s+<button class=\"link\">撤销</button>", page)
    assert 'class="link">撤销' not in browse.get(activities.LOG).text
    assert "妇联约你学家政" in page
    amended = re.search(rf'href="({STATION}/activities/[0-9a-f-]{{36}})"', page)
    assert amended
    changed = browse.fill(amended[1], {**activities.ROW, "attendances": "31"})
    assert 'class="link">撤销' not in browse.get(str(changed.location)).text, "what has no honest way back is offered none"


def test_it_is_taken_back_all_or_nothing(browse: Browser) -> None:
    answer = browse.sign_in("lianxiang").fill(*two_activities(browse))
    button = offered(browse, answer)
    page = browse.get(activities.LOG + "?month=2026-03").text
    one = re.findall(rf'href="({STATION}/activities/[0-9a-f-]{{36}})"', page)[0]
    assert browse.fill(one, {**activities.ROW, "attendances": "31"}).status_code == 303
    assert press(browse, button).status_code == 409
    assert "共 2 条" in browse.get(activities.LOG + "?month=2026-03").text


def test_hours_of_a_numbered_sheet_are_mended_and_not_taken_back(browse: Browser) -> None:
    """Each of its rows is keyed once for ever."""
    hours.volunteer(browse)
    with browse.app.app_context():
        serial = make_shifts.hours_sheet()
    answer = browse.sign_in("lianxiang").fill(hours.NEW, {"serial": serial, **hours.grid(hours.ROW)})
    assert offered(browse, answer) == ("", {})


def test_verified_hours_are_not_taken_back_by_it(browse: Browser) -> None:
    button = offered(browse.sign_in("lianxiang"), browse.fill(*some_hours(browse)))
    assert browse.post(f"{STATION}/shifts/?tab=verify", {"ids": button[1]["ids"]}).status_code == 303
    assert press(browse, button).status_code == 409


def test_who_may_not_is_refused_as_ever(browse: Browser) -> None:
    button = offered(browse.sign_in("lianxiang"), browse.fill(*an_activity(browse)))
    for name, status in (("jinan", 403), ("neighbour", 404)):
        browse.sign_in(name)
        assert browse.client.post(button[0], data={**button[1], "csrf_token": browse.csrf}).status_code == status
    browse.sign_in("lianxiang")
    assert browse.client.post(button[0], data={**button[1], "csrf_token": ""}).status_code == 400
    assert press(browse, button).status_code == 303


@pytest.mark.parametrize("ids", [[], ["x"], ["\x00"], ["00000000-0000-7000-8000-000000000000"]])
@pytest.mark.parametrize("path", [f"{STATION}/activities/undo", f"{STATION}/volunteers/hours/undo"])
def test_what_is_not_there_cannot_be_taken_back(browse: Browser, path: str, ids: list[str]) -> None:
    answer = browse.sign_in("lianxiang").post(path, {"ids": ids})
    assert answer.status_code in {404, 409}


def test_many_rows_are_too_many_for_a_button(browse: Browser) -> None:
    rows = activities.grid(*({**activities.ROW, "title": f"第 {n} 场"} for n in range(21)))
    answer = browse.sign_in("lianxiang").fill(activities.NEW, rows)
    page = browse.get(str(answer.location)).text
    assert "已登记 21 场活动" in page
    assert 'class="link">撤销' not in page
