"""我要服务: anybody asks her station for a service, one question a page."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.care.models import ServiceRequest
from portal.core.db import db
from portal.tenants.models import PublicCode, Tenant
from tests import make, make_codes
from tests.browse import Browser
from tests.make_codes import PHONE, Stranger

ELDER: dict[str, dict[str, Any]] = {
    "whom": {"whom": "elder"},
    "kind": {"kind": "escort", "detail": "去市一医院"},
    "when": {"when": "day"},
    "day": {"day": "2026-03-20", "part": "am"},
    "home": {"community": make.LIANXIANG, "place": "3 幢 201"},
    "who": {"served": "林阿婆", "asker": "李梅"},
    "phone": {"phone": PHONE},
    "sent": {},
    "notice": {"has_consented": "y"},
}


class Asker(Stranger):
    """Somebody who asks."""

    def __init__(self, app: Flask, code: str) -> None:
        super().__init__(app, code, "ask")

    def reach(self, step: str, **changes: dict[str, Any]) -> "Asker":
        """Answer everything before a step."""
        for name, answers in ELDER.items():
            if name == step:
                return self
            if f'name="at" value="{name}"' in self.page.text:
                told = {"sent_code": self.phone.sent[-1][1]} if name == "sent" else answers
                self.answer(**{**told, **changes.get(name, {})})
        return self


@pytest.fixture
def asker(app: Flask) -> Any:
    before = app.extensions["portal.sender"]
    with app.app_context():
        code = make_codes.code()
    yield Asker(app, code)
    app.extensions["portal.sender"] = before


def requests(app: Flask, unit: str = make.LIANXIANG) -> list[Any]:
    table = ServiceRequest.__table__
    with app.app_context(), make.working_at(unit) as scope:
        return list(db.session.execute(select(table).where(scope.owns(table)), scope.binds))


def test_somebody_asks_for_a_neighbour(asker: Asker, app: Flask) -> None:
    page = asker.reach("check").page
    assert "去市一医院" in page.text
    page = asker.answer()
    [kept] = requests(app)
    assert kept.number in page.text
    said = (kept.kind, kept.channel, kept.state, kept.wanted_on, kept.start_min, kept.is_urgent, kept.asker, kept.asker_phone, kept.place)
    assert said == ("escort", "code", "new", date(2026, 3, 20), 480, False, "李梅", PHONE, "3 幢 201")
    assert kept.note == "为邻居或社区里的老人申请，被服务人：林阿婆；希望上午；去市一医院"
    assert kept.phone_checked_at is not None
    for hers in ("李梅", "林阿婆", PHONE):
        assert hers not in page.text + page.request.url
    with app.app_context():
        assert db.session.scalar(select(PublicCode.scans).where(PublicCode.code == asker.code)) == 1


def test_who_wants_it_at_once_is_asked_for_no_day_and_for_herself_for_no_other_name(asker: Asker, app: Flask) -> None:
    asker.reach("who", whom={"whom": "self"}, when={"when": "asap"})
    assert "被服务人" not in asker.page.text
    asker.reach("check", who={"served": "", "asker": "林阿婆"}).answer()
    [kept] = requests(app)
    assert (kept.is_urgent, kept.wanted_on, kept.start_min, kept.note) == (True, date(2026, 3, 16), None, "去市一医院")


def test_the_same_form_twice_is_one_request(asker: Asker, app: Flask) -> None:
    body = asker.reach("check").fields
    first, second = (asker.browser.client.post(asker.path, data=body).location for _ in range(2))
    assert first == second
    assert len(requests(app)) == 1


def test_without_a_sender_it_is_taken_unchecked_and_counted_by_telephone(asker: Asker, app: Flask) -> None:
    app.extensions["portal.sender"] = None
    body = asker.reach("check").fields
    assert asker.browser.client.post(asker.path, data=body).status_code == 303
    [kept] = requests(app)
    assert kept.phone_checked_at is None
    answers = [asker.browser.client.post(asker.path, data={**body, "detail": f"第 {n} 次"}).status_code for n in range(3)]
    assert answers == [303, 303, 429]


@pytest.mark.parametrize(
    ("step", "answers", "words"),
    [
        ("whom", {"whom": "nobody"}, "请从列表中选择"),
        ("kind", {"kind": "shop_duty"}, "请从列表中选择"),
        ("kind", {"kind": "other", "detail": ""}, "请用几个字写明"),
        ("kind", {"kind": "escort", "detail": "急" * 10_000}, "最多 100 个字"),
        ("when", {}, "请选一项"),
        ("day", {"day": "2026-03-15", "part": ""}, "已经过去"),
        ("day", {"day": "2026-09-01", "part": ""}, "最多提前 60 天"),
        ("day", {"day": "2026-02-30", "part": ""}, "没有这一天"),
        ("day", {"day": "2026-03-20", "part": "night"}, "请从列表中选择"),
        ("home", {"community": "", "place": ""}, "请选择社区（村）"),
        ("who", {"served": "", "asker": "李梅"}, "必须填写"),
        ("who", {"served": "林\x00", "asker": "李梅"}, "姓名应为"),
        ("phone", {"phone": "0591-83512345"}, "验证码只能发到手机"),
        ("notice", {}, "要先同意"),
    ],
)
def test_a_bad_answer_is_told_at_its_field(asker: Asker, step: str, answers: dict[str, Any], words: str) -> None:
    page = asker.reach(step).answer(**answers)
    assert (page.status_code, f'name="at" value="{step}"' in page.text) == (422, True)
    assert words in page.text


@pytest.mark.parametrize(
    ("forged", "step"),
    [
        ({"phone": "13900009999"}, "sent"),
        ({"phone_proof": "e30.x.y"}, "sent"),
        ({"kind": "other", "detail": ""}, "kind"),
        ({"whom": ""}, "whom"),
    ],
)
def test_what_was_tampered_with_on_the_way_is_asked_once_more(asker: Asker, app: Flask, forged: dict[str, Any], step: str) -> None:
    page = asker.reach("check").answer(**forged)
    assert (page.status_code, f'name="at" value="{step}"' in page.text) == (422, True)
    assert requests(app) == []


@pytest.mark.parametrize(("status", "answer", "words"), [("suspended", 409, "暂停"), ("closed", 410, "撤销")])
def test_a_station_that_is_not_open_says_so(asker: Asker, app: Flask, status: str, answer: int, words: str) -> None:
    body = asker.reach("check").fields
    with app.app_context(), make.working_at(make.LIANXIANG):
        db.session.query(Tenant).filter_by(code=make.LIANXIANG).one().status = status
    for page in (asker.browser.client.post(asker.path, data=body), *(asker.open(name) for name in ("shift", "balance", "notices"))):
        assert (page.status_code, words in page.text) == (answer, True)
    assert requests(app) == []


def test_the_first_page_leads_to_everything(app: Flask, browse: Browser) -> None:
    with app.app_context():
        code = make_codes.code()
    page = browse.get(f"/p/{code}").text
    for name in ("join", "ask", "shift", "balance", "notices"):
        assert f"/p/{code}/{name}" in page


def test_the_code_of_a_class_asks_for_no_service(app: Flask, browse: Browser) -> None:
    with app.app_context():
        code = make_codes.code(class_id=make_codes.bare_class())
    for name in ("ask", "shift", "balance", "notices", "confirm"):
        assert browse.get(f"/p/{code}/{name}").status_code == 409
