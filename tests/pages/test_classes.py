"""/t/<station>/classes: classes, their timetable, who is enrolled."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from portal.core.db import db
from portal.tenants.queries.codes import find_open_code
from portal.training.queries import enrolments as rows
from portal.training.services import classes as services
from portal.training.services import wishes
from portal.training.services.seats import enrolment
from tests import make
from tests.browse import Browser

LIST, NEW = f"/t/{make.LIANXIANG}/classes/", f"/t/{make.LIANXIANG}/classes/new"
WEEK = f"{LIST}week"
TIDYING = "20"
CLASS: dict[str, Any] = {"course_id": TIDYING, "starts_on": "2026-03-02", "ends_on": "2026-03-31", "capacity": "２"}
LESSON: dict[str, Any] = {"held_on": "2026-03-18", "starts_at": "9:00", "ends_at": "11:00", "topic": "衣柜"}
SERIES: dict[str, Any] = {**LESSON, "held_on": "2026-03-02", "weekdays": ["0", "2"], "count": "5"}


def made(browse: Browser, **changes: Any) -> UUID:
    with browse.app.app_context():
        return make.training_class(**changes)


def women(browse: Browser, *names: str) -> list[UUID]:
    with browse.app.app_context():
        return [make.trainee(n=n, name=name, phone=f"1380000{n:04d}") for n, name in enumerate(names, start=1)]


def test_a_class_from_its_opening_to_its_first_lesson(browse: Browser) -> None:
    ids = women(browse, "李梅", "王秀兰", "陈秀英")
    browse.sign_in("lianxiang_helper")
    assert "本站还没有开过班" in browse.get(LIST).text
    page = browse.fill(NEW, CLASS).location
    shown = browse.get(page).text
    for words in ("整理收纳第 1 期", "岗前培训", "待开班", "名额 2", "班级二维码", "还没有排课", "还没有学员报名"):
        assert words in shown
    assert browse.fill(f"{page}/timetable/series", SERIES).status_code == 303
    assert browse.fill(f"{page}/enrolments/new", {"trainees": [str(it) for it in ids]}).status_code == 303
    shown = browse.get(page).text
    for words in ("2026-03-16", "09:00–11:00", "在班学员 2 名", "候补 1 名", "陈秀英", "名额已满，1 名列入候补", "未记考勤"):
        assert words in shown
    assert browse.post(f"{page}/start", {"version": "1"}).status_code == 303
    assert "开班中" in browse.get(page).text
    assert all(words in browse.get(WEEK).text for words in ("周一 03-16", "整理收纳第 1 期", "衣柜"))


def test_who_leaves_gives_her_seat_to_the_first_who_waits(browse: Browser) -> None:
    class_id, ids = made(browse, capacity=1), women(browse, "李梅", "王秀兰")
    with browse.app.app_context():
        first, _ = (make.enrolment(class_id, it) for it in ids)
    browse.sign_in("lianxiang")
    left = browse.fill(f"{LIST}enrolments/{first}/leave", {"reason": "搬家"})
    assert left.status_code == 303
    with browse.client.session_transaction() as cookie:
        assert not any(name in str(cookie["_flashes"]) for name in ("李梅", "王秀兰"))
    assert "候补的 1 名已入班" in browse.get(left.location).text
    assert browse.post(f"{LIST}enrolments/{first}/leave", {"reason": "搬家", "version": "1"}).status_code == 409


def test_those_above_see_numbers_and_no_name(browse: Browser) -> None:
    class_id = made(browse)
    with browse.app.app_context():
        make.enrolment(class_id, make.trainee())
        make.lesson(class_id)
    for name in ("jinan", "fuzhou_reader"):
        page = browse.sign_in(name).get(f"{LIST}{class_id}").text
        assert "整理收纳第 1 期" in page
        assert "在班 1 名" in page
        assert not any(words in page for words in ("李梅", "138****", "13800001234", "班级二维码", "报名</a>"))
        assert browse.get(LIST).status_code == browse.get(WEEK).status_code == 200
        assert browse.get(NEW).status_code == 403
    assert browse.sign_in("neighbour").get(f"{LIST}{class_id}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("course_id", "9999", "请从列表中选择"),
        ("ends_on", "2026-03-01", "不能早于开始日期"),
        ("ends_on", "2029-03-01", "一期最长两年"),
        ("starts_on", "2026-02-30", "没有这一天"),
        ("capacity", "0", "1 到 2000"),
        ("title", "长" * 10_000, "最多 80 个字"),
        ("room_id", "x", "请从列表中选择"),
        ("kind", "other", "请从列表中选择"),
    ],
)
def test_a_class_that_cannot_be(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**CLASS, field: value})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at": "8:00"}, "下课时间要晚于上课时间"),
        ({"ends_at": "25:00"}, "没有这个时间"),
        ({"held_on": "2026-04-01"}, "不在本班"),
        ({"weekdays": []}, "请选择每周哪几天"),
        ({"weekdays": ["7"]}, "请从列表中选择"),
        ({"count": "121"}, "1 到 120"),
        ({"count": "20"}, "不在本班"),
        ({"held_on": "2026-03-16", "count": "1"}, "3月16日（周一）本班已有“整理收纳第 1 期” 09:00–11:00"),
    ],
)
def test_lessons_that_cannot_be(browse: Browser, changes: dict[str, Any], words: str) -> None:
    class_id = made(browse)
    with browse.app.app_context():
        make.lesson(class_id)
    answer = browse.sign_in("lianxiang").fill(f"{LIST}{class_id}/timetable/series", {**SERIES, **changes})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_lesson_may_last_to_midnight_is_moved_and_cancelled(browse: Browser) -> None:
    class_id = made(browse)
    page = f"{LIST}{class_id}"
    with browse.app.app_context():
        lesson_id = make.lesson(class_id)
    browse.sign_in("lianxiang")
    assert browse.fill(f"{LIST}timetable/{lesson_id}", {**LESSON, "ends_at": "２４：００"}).status_code == 303
    assert "09:00–24:00" in browse.get(page).text
    assert browse.post(f"{LIST}timetable/{lesson_id}", {**LESSON, "version": "1"}).status_code == 409
    assert browse.fill(f"{LIST}timetable/{lesson_id}/cancel", {}).status_code == 303
    assert "已取消" in browse.get(page).text
    assert browse.get(f"{LIST}timetable/{lesson_id}/cancel").status_code == 200
    assert browse.fill(f"{LIST}timetable/{lesson_id}/cancel", {}).status_code == 409


def test_trainees_are_found_by_name_sound_and_telephone_and_stay_ticked(browse: Browser) -> None:
    class_id, (mei, lan, _) = made(browse), women(browse, "李梅", "王秀兰", "陈秀英")
    browse.sign_in("lianxiang")
    path = f"{LIST}{class_id}/enrolments/search"
    for sought, found in (("秀", 2), ("wxl", 1), ("xiulan", 1), ("0002", 1), ("%", 0), ("长" * 10_000, 0)):
        page = browse.post(path, {"sought": sought}).text
        assert page.count('name="trainees"') == found, sought
    page = browse.post(path, {"sought": "王秀兰", "trainees": [str(mei), "nonsense"]}).text
    assert f'value="{mei}" id="trainees" checked' in page
    assert f'value="{lan}"' in page
    assert browse.sign_in("jinan").post(path, {"sought": "李"}).status_code == 403


def test_nobody_is_enrolled_whom_the_station_does_not_know_or_who_withdrew(browse: Browser) -> None:
    class_id, (mei,) = made(browse), women(browse, "李梅")
    with browse.app.app_context():
        foreign = make.trainee(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    path = f"{LIST}{class_id}/enrolments/new"
    for sent, words in ((str(foreign), "请从列表中选择"), ("x", "请从列表中选择"), ("", "请选择学员")):
        answer = browse.fill(path, {"trainees": [sent] if sent else []})
        assert answer.status_code == 422
        assert words in answer.text
    assert browse.fill(path, {"trainees": [str(mei)], "cause": "exam"}).status_code == 422
    assert browse.fill(path, {"trainees": [str(mei)], "cause": "complaint", "note": "迟到"}).status_code == 303


def test_a_failed_exam_of_hers_is_offered_as_a_cause(browse: Browser) -> None:
    class_id, (mei,) = made(browse, course="refresher"), women(browse, "李梅")
    with browse.app.app_context():
        entry_id = make.exam_entry(mei, marks=(40, 85))
    browse.sign_in("lianxiang")
    path = f"{LIST}{class_id}/enrolments/new"
    refused = browse.fill(path, {"trainees": [str(mei)]})
    assert "回炉班只收回炉学员" in refused.text
    assert f'value="{entry_id}"' in refused.text
    assert browse.fill(path, {"trainees": [str(mei)], "cause": "exam", "entry_id": str(entry_id)}).status_code == 303
    assert "回炉：考试未通过" in browse.get(f"{LIST}{class_id}").text


def test_all_who_signed_are_confirmed_with_one_click(browse: Browser) -> None:
    class_id, ids = made(browse), women(browse, "李梅", "王秀兰")
    with browse.app.app_context():
        rows_of = [make.enrolment(class_id, it) for it in ids]
    browse.sign_in("lianxiang")
    path = f"{LIST}{class_id}/enrolments/free"
    assert browse.get(path).text.count(" checked") == 3, "both women, and 签字"
    assert browse.fill(path, {"confirmed_on": "2026-03-17", "way": "signed", "enrolments": [str(rows_of[0])]}).status_code == 422
    assert browse.fill(path, {"confirmed_on": "2026-03-16", "way": "signed", "enrolments": []}).status_code == 422
    sent = {"confirmed_on": "2026-03-16", "way": "signed", "enrolments": [str(it) for it in rows_of]}
    assert browse.fill(path, sent).status_code == 303
    assert "2026-03-16 签字" in browse.get(f"{LIST}{class_id}").text
    assert "没有等待确认的学员" in browse.get(path).text


def test_a_class_is_amended_and_cancelled_as_it_was_seen(browse: Browser) -> None:
    class_id = made(browse)
    page = f"{LIST}{class_id}"
    browse.sign_in("lianxiang")
    assert browse.fill(f"{page}/edit", {**CLASS, "title": "收纳班"}).status_code == 303
    assert browse.post(f"{page}/edit", {**CLASS, "version": "1"}).status_code == 409
    assert browse.post(f"{page}/start", {"version": "1"}).status_code == 409
    assert browse.fill(f"{page}/cancel", {"reason": ""}).status_code == 422
    assert browse.fill(f"{page}/cancel", {"reason": "老师生病"}).status_code == 303
    assert "老师生病" in browse.get(page).text
    for path, sent in (("edit", CLASS), ("timetable/new", LESSON), ("enrolments/new", {"trainees": []})):
        assert browse.fill(f"{page}/{path}", sent).status_code in {409, 422}


def test_the_same_form_twice_is_one_class(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sent = {**CLASS, "once": "a" * 32}
    assert [browse.post(NEW, sent).status_code for _ in range(2)] == [303, 303]
    assert "共 1 条" in browse.get(LIST).text


def test_three_hundred_classes_are_listed_filtered_and_searched(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        plans = [make.class_plan("tidying"), make.class_plan("maternity_5")]
        for n in range(300):
            services.open_class(scope, plans[n % 2])
    browse.sign_in("lianxiang")
    assert "第 12 / 12 页" in browse.get(f"{LIST}?page=12").text
    assert "共 150 条" in browse.get(f"{LIST}?kind=level&year=2026&state=planned").text
    assert "共 150 条" in browse.get(f"{LIST}?sought=yuesao").text
    assert "共 1 条" in browse.get(f"{LIST}?sought=第 299 期").text
    for odd in ("?state=x&course=y&year=99999999999&kind=z", "?sought=" + "长" * 3_000, "?page=-1", "?year=1999"):
        assert browse.get(LIST + odd).status_code == 200


def test_htmx_gets_the_list_alone(browse: Browser) -> None:
    part = browse.sign_in("lianxiang").swap(LIST, "classes")
    assert "<html" not in part.text
    assert 'id="classes"' in part.text


def test_another_stations_class_and_lesson_are_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        foreign = make.training_class(make.NEIGHBOUR)
        lesson_id = make.lesson(foreign, make.NEIGHBOUR)
        hers = make.enrolment(foreign, make.trainee(make.NEIGHBOUR), make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for path in (
        f"{foreign}",
        f"{foreign}/edit",
        f"{foreign}/timetable/new",
        f"timetable/{lesson_id}",
        f"enrolments/{hers}/leave",
    ):
        assert browse.get(f"{LIST}{path}").status_code == 404
    assert browse.post(f"{LIST}{foreign}/start", {"version": "1"}).status_code == 404


def test_her_part_of_the_story_is_told(browse: Browser) -> None:
    from portal.training.story import tell

    class_id, (mei,) = made(browse), women(browse, "李梅")
    with browse.app.app_context():
        its_id = make.enrolment(class_id, mei)
        with make.working_at(make.LIANXIANG) as scope:
            own = (scope.changes(enrolment), enrolment.c.id == its_id)
            db.session.execute(update(enrolment).where(*own).values(state="left", reason="搬家"), scope.binds)
            assert [row.state for row in rows.list_of_trainee(scope, mei)] == ["left"]
    with browse.app.test_request_context(), make.working_at(make.LIANXIANG) as scope:
        told = [(it.title, it.detail) for it in tell(scope, make.LIANXIANG, mei) if it.place == 30]
    assert told == [("退出：整理收纳第 1 期", "搬家"), ("报名入班：整理收纳第 1 期", "")]


def test_who_signed_up_by_the_code_of_the_class_is_offered_first(browse: Browser) -> None:
    class_id = made(browse)
    path = f"{LIST}{class_id}/enrolments/new"
    with browse.app.app_context():
        with make.working_at(make.LIANXIANG) as scope:
            code = find_open_code(scope, "class", class_id)
        others = make.wish(name="白兰", phone="13800000001"), make.trainee(n=1, name="白兰", phone="13800000001")
        hers = make.wish(name="周梅", phone="13800000002", public_code=code), make.trainee(n=2, name="周梅", phone="13800000002")
        coming = make.wish(name="吴英", phone="13800000003", public_code=code)
        for wish_id, trainee_id in (others, hers):
            with make.working_at(make.LIANXIANG) as scope:
                wishes.mark_admitted(scope, wish_id, trainee_id)
    page = browse.sign_in("lianxiang").get(path).text
    assert page.index("周梅") < page.index("白兰")
    assert page.count("扫本班二维码报名）") == 1
    assert f"/t/{make.LIANXIANG}/wishes/{coming}" in page.split('id="coming"')[1].split("</section>")[0]
