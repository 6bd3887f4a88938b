"""扫码入口: the codes of a station, and the poster of one."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from portal.tenants.queries.codes import list_codes
from portal.tenants.rules.units import Profile
from portal.tenants.services import profiles
from portal.tenants.services.code_tries import MOST_MISSES, refuse_who_guesses
from portal.web import jobs, papers
from tests import make, make_codes
from tests.browse import Browser, check_page

BASE = f"/t/{make.LIANXIANG}/codes/"


@pytest.fixture
def manager(browse: Browser) -> Browser:
    return browse.sign_in("lianxiang")


def codes_of(app: Flask, kind: str = "station") -> list[str]:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return [row.code for row in list_codes(scope, kind)]


def test_a_code_is_made_shown_and_ended(manager: Browser, app: Flask) -> None:
    answer = manager.fill(f"{BASE}new", {"channel": "grid", "label": "三木网格群"})
    [made] = codes_of(app)
    assert answer.location == f"{BASE}{made}"
    page = manager.get(answer.location).text
    assert "data:image/svg+xml" in page
    assert f"http://localhost/p/{made}" in page
    assert "三木网格群" in manager.get(BASE).text
    assert manager.fill(f"{BASE}{made}/end", {}).status_code == 303
    assert "已停用" in manager.get(BASE).text
    assert manager.get(f"/p/{made}").status_code == 410


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"channel": "grid", "label": ""}, "必须填写"),
        ({"channel": "tv", "label": "电视"}, "请从列表中选择"),
        ({"channel": "grid", "label": "群" * 10_000}, "最多 40 个字"),
        ({"channel": "grid", "label": "林大姐 13800001234"}, "不要写电话"),
        ({"channel": "grid\x00", "label": "群"}, "请从列表中选择"),
    ],
)
def test_a_code_nobody_would_find_again_is_refused(manager: Browser, app: Flask, said: dict[str, str], words: str) -> None:
    answer = manager.fill(f"{BASE}new", said)
    assert answer.status_code == 422
    assert words in answer.text
    assert codes_of(app) == []


def test_the_same_form_twice_makes_one_code(manager: Browser, app: Flask) -> None:
    body = {"once": "one", "channel": "grid", "label": "三木网格群"}
    assert manager.post(f"{BASE}new", body).location == manager.post(f"{BASE}new", body).location
    assert len(codes_of(app)) == 1


def test_a_class_has_its_own_code_and_another_stations_class_none_here(manager: Browser, app: Flask) -> None:
    with app.app_context():
        mine, others = make.training_class(), make.training_class(make.NEIGHBOUR)
    before = set(codes_of(app, "class"))  # a class is opened with one
    refused = manager.fill(f"{BASE}new-class", {"which": str(others), "channel": "poster"})
    assert refused.status_code == 422
    assert manager.fill(f"{BASE}new-class", {"which": str(mine), "channel": "poster"}).status_code == 303
    [made] = set(codes_of(app, "class")) - before
    assert manager.get(f"{BASE}{made}").status_code == 200


def test_another_stations_code_is_not_here(manager: Browser, app: Flask) -> None:
    with app.app_context():
        others = make_codes.code(make.NEIGHBOUR)
    for path in (others, f"{others}/end", "%00", "x" * 3000):
        assert manager.get(f"{BASE}{path}").status_code == 404
    assert manager.post(f"{BASE}{others}/poster").status_code == 404
    assert manager.post(f"{BASE}{others}/end").status_code == 404


@pytest.mark.parametrize("style", ["rose", "plain", "of nobody"])
def test_the_poster_says_where_and_what_is_free(manager: Browser, app: Flask, style: str) -> None:
    with app.app_context():
        code = make_codes.code(label="菜市场门口")
        with make.working_at(make.LIANXIANG) as scope:
            said = Profile(contact_phone="0591-83512345", address="鼓山镇福马路 1 号", open_hours="每天 8:30 至 17:30")
            profiles.keep_profile(scope, said, version=0)
    answer = manager.post(f"{BASE}{code}/poster", {"style": style})
    assert answer.status_code == 303
    with app.app_context():
        job_id = UUID(answer.location.rsplit("/", 1)[1])
        with make.working_at(make.LIANXIANG) as scope:
            pass
        jobs.carry_out(scope, job_id)
        with make.working_at(make.LIANXIANG) as scope:
            path = papers.find(jobs.get(scope, job_id).file_digest)
    assert path is not None
    reader = PdfReader(BytesIO(path.read_bytes()))
    text = reader.pages[0].extract_text().replace("\n", "")
    for words in ("连翔社区驿站", "免费培训", "免费考证", "免费上岗", f"http://localhost/p/{code}", "福马路", "0591-83512345", "8:30"):
        assert words in text
    assert len(reader.pages) == 1


def test_the_code_of_a_running_class_signs_in_and_nobody_learns_who(app: Flask, browse: Browser) -> None:
    with app.app_context():
        code = _lesson_now()
    page = browse.get(f"/p/{code}")
    assert "上课签到" in page.text
    answer = _arrive(browse, code, "１３８００００１２３４")
    assert answer.status_code == 303
    assert "签到成功" in browse.get(answer.location).text
    assert "已经签过到" in browse.get(_arrive(browse, code, "13800001234").location).text
    for phone, status in (("13999999999", 422), ("", 422), ("1\x00", 422), ("1" * 10_000, 422)):
        assert _arrive(browse, code, phone).status_code == status
    assert browse.get(f"/p/{code}/join").status_code == 303


def test_a_class_without_a_lesson_now_says_when_the_next_one_is(app: Flask, browse: Browser) -> None:
    with app.app_context():
        code = _lesson_now(start_min=15 * 60, end_min=17 * 60)
    page = browse.get(f"/p/{code}")
    assert (page.status_code, "3月16日 15:00" in page.text) == (200, True)


def test_whoever_tries_out_telephones_is_stopped(app: Flask, browse: Browser) -> None:
    with app.app_context():
        code = _lesson_now()
    for n in range(MOST_MISSES):
        assert _arrive(browse, code, f"139{n:08d}").status_code == 422
    assert _arrive(browse, code, "13800001234").status_code == 429
    assert browse.get(f"/p/{code}").status_code == 200
    with app.app_context():
        refuse_who_guesses("127.0.0.1")  # who checks certificates from there is not stopped with her


def _lesson_now(**times: Any) -> str:
    """Return the code of a class that runs with one woman in it; unless told otherwise it is in the midst of a lesson."""
    class_id = make.running_class()
    make.lesson(class_id, **times)
    make.enrolment(class_id, make.trainee())
    return make_codes.code(class_id=class_id)


def _arrive(browse: Browser, code: str, phone: str) -> TestResponse:
    hidden = check_page(browse.client.get(f"/p/{code}").text).hidden
    return browse.post(f"/p/{code}/arrival", {**hidden, "phone": phone})
