"""/t/<unit>/demand: who asks for what and where, and what can be opened."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import insert

from portal.core.db import db
from portal.training.queries.courses import find_course
from portal.training.queries.demand import demand
from tests import make
from tests.browse import Browser

LIST, COURSES = f"/t/{make.LIANXIANG}/demand/", f"/t/{make.LIANXIANG}/demand/courses"


def ask(n: int, place: str | None = make.LIANXIANG, course: str = "tidying", code: str = make.LIANXIANG) -> None:
    found = find_course(course)
    assert found is not None
    with make.working_at(code) as scope:
        what = {**scope.stamp(demand), "asked_on": date(2026, 3, 5), "course_id": found.id, "community_code": place}
        how = {"branch": "train_first", "channel": "grid", "state": "open"}
        db.session.execute(insert(demand), [{**what, **how, "id": uuid4()} for _ in range(n)])


def test_a_station_sees_what_it_can_open(browse: Browser) -> None:
    with browse.app.app_context():
        ask(6)
        ask(4, make.NEIGHBOUR)
        ask(2, None, "nutrition")
    browse.sign_in("lianxiang")
    page = browse.get(LIST).text
    assert "同街镇（鼓山镇） 10 名" in page
    assert page.index("整理收纳") < page.index("营养配餐"), "what can be opened comes first"
    assert "够人点单、可以开班的课程：1 门" in browse.get(f"/t/{make.LIANXIANG}/").text
    places = browse.get(f"{LIST}?course=20").text
    assert all(words in places for words in ("本社区", "本街镇"))
    preset = browse.get(f"/t/{make.LIANXIANG}/classes/new?course=20").text
    assert '<option selected value="20">整理收纳</option>' in preset


def test_who_asked_is_offered_the_class(browse: Browser) -> None:
    with browse.app.app_context():
        her = make.trainee()
        class_id = make.training_class()
        from portal.training.services import wishes

        wish_id = make.wish(course="tidying")
        with make.working_at(make.LIANXIANG) as scope:
            wishes.mark_admitted(scope, wish_id, her)
    browse.sign_in("lianxiang")
    path = f"/t/{make.LIANXIANG}/classes/{class_id}/enrolments/new"
    assert "（点了这门课）" in browse.get(path).text
    assert browse.fill(path, {"trainees": [str(her)]}).status_code == 303
    assert "没有等候开班的意愿" in browse.get(LIST).text


@pytest.mark.parametrize(("name", "code"), [("jinan", make.JINAN), ("fuzhou_reader", make.CITY)])
def test_those_above_see_streets_and_no_small_count(browse: Browser, name: str, code: str) -> None:
    with browse.app.app_context():
        ask(12)
        ask(2, None, "nutrition")
    browse.sign_in(name)
    page = browse.get(f"/t/{code}/demand/").text
    for words in ("鼓山镇", "连翔社区驿站", "可以开班", "&lt;3", "12 以上", "没有填写住处"):
        assert words in page
    assert '人数">2<' not in page
    assert "&lt;3" in browse.get(LIST).text, "nor at the station's own page"
    assert "&lt;3" in browse.get(COURSES).text
    assert 'id="demand"' in browse.swap(f"/t/{code}/demand/", "demand").text


def test_the_catalogue_tells_what_can_be_learnt(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(COURSES).text
    for words in ("母婴护理员（月嫂）初级", "五级/初级工（母婴护理员）", "4-10-01-06", "二级/技师", "母婴照护", ">80<", "职业经理人"):
        assert words in page


@pytest.mark.parametrize("name", ["neighbour", "gulou", "linqing", "operator"])
def test_outsiders_see_nothing(browse: Browser, name: str) -> None:
    browse.sign_in(name)
    assert browse.get(LIST).status_code == browse.get(COURSES).status_code == 404


def test_a_filter_that_makes_no_sense_is_none(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for odd in ("?course=x", "?course=99999999999", "?course=9999"):
        assert browse.get(LIST + odd).status_code == 200
