"""/t/<unit>/policies and /t/<unit>/micro-classes: the city's shelf, read by everybody in it."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from tests import make, make_library
from tests.browse import Browser

CITY, STATION = (f"/t/{code}" for code in (make.CITY, make.LIANXIANG))
POLICY = {
    "title": "家政培训补贴",
    "category": "training",
    "source": "福州市人社局",
    "number": "榕人社〔2026〕１２号",
    "issued_on": "２０２６-01-05",
    "url": "https://www.fuzhou.gov.cn/12",
    "text": "第一段\n第二段<b>",
    "is_shown": "y",
}
LESSON = {
    "title": "新生儿洗澡",
    "teacher": "林老师",
    "minutes": "１２",
    "published_on": "2026-03-01",
    "url": "https://v.qq.com/x/a1",
    "summary": "六步",
    "is_shown": "y",
    "is_public": "y",
}


@pytest.fixture
def made(app: Flask) -> dict[str, Any]:
    with app.app_context():
        return {"policy": make_library.policy(), "lesson": make_library.lesson()}


def test_the_city_puts_a_policy_on_the_shelf_and_a_station_reads_it(browse: Browser) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}/policies/new", POLICY)
    assert answer.status_code == 303
    page = browse.sign_in("lianxiang").get(answer.location.replace(make.CITY, make.LIANXIANG)).text
    for words in (
        "家政培训补贴",
        "榕人社〔2026〕12号",
        "2026-01-05",
        "现行有效",
        "<p>第一段</p>",
        "<p>第二段&lt;b&gt;</p>",
        "www.fuzhou.gov.cn",
    ):
        assert words in page
    assert 'href="https://www.fuzhou.gov.cn/12" target="_blank" rel="noopener noreferrer"' in page
    assert "/amendment" not in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "必须填写"),
        ("title", "长" * 10_000, "2 到 100 个字"),
        ("category", "army", "从列表中选择"),
        ("url", "javascript:alert(1)", "https:// 或 http:// 开头"),
        ("issued_on", "2026-03-17", "还没有到"),
        ("ends_on", "2025-02-29", "没有这一天"),
        ("ends_on", "2026-01-04", "不能早于发文日期"),
        ("text", "\x00 ", "必须填写"),
        ("text", "字" * 20_001, "最多 20000 个字"),
    ],
)
def test_what_a_policy_cannot_say_is_told_at_the_field(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}/policies/new", {**POLICY, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "错误：" in answer.text
    assert "还没有登记政策" in browse.get(f"{CITY}/policies/").text


def test_a_policy_that_is_over_says_so(browse: Browser, app: Flask) -> None:
    with app.app_context():
        over = make_library.policy(ends_on=date(2026, 3, 15))
    page = browse.sign_in("lianxiang").get(f"{STATION}/policies/{over}").text
    assert "已于 2026-03-15 到期" in page
    assert "已失效" in browse.get(f"{STATION}/policies/").text


@pytest.mark.parametrize("sought", ["补贴", "pxbt", "peixunbutie", "〔2026〕12", "到驿站办理", "renlizi"])
def test_a_policy_is_found_by_its_title_its_number_its_text_and_by_sound(
    made: dict[str, Any], browse: Browser, app: Flask, sought: str
) -> None:
    with app.app_context():
        make_library.policy(title="别的文件", number="", text="无关", source="民政", category="care")
    page = browse.sign_in("lianxiang").get(f"{STATION}/policies/?q={sought}").text
    assert "家政服务员培训补贴办法" in page
    assert "别的文件" not in page


def test_the_list_is_narrowed_and_nonsense_finds_nothing(made: dict[str, Any], browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "没有符合条件" in browse.get(f"{STATION}/policies/?category=care").text
    assert "没有符合条件" in browse.get(f"{STATION}/policies/?q=%25").text
    assert "共 1 条" in browse.get(f"{STATION}/policies/?category=\x00&state=hidden&page=-1").text  # who may not keep it sees what is shown
    part = browse.swap(f"{STATION}/policies/?q=pxbt", "policies").text
    assert "<html" not in part
    assert "培训补贴" in part


def test_what_is_hidden_is_the_keepers_alone_and_comes_back(made: dict[str, Any], browse: Browser) -> None:
    url = f"{CITY}/policies/{made['policy']}"
    hidden = {name: value for name, value in POLICY.items() if name != "is_shown"}
    assert browse.sign_in("fuzhou").fill(f"{url}/amendment", hidden).status_code == 303
    assert "已停止显示" in browse.get(url).text
    assert "家政培训补贴" in browse.get(f"{CITY}/policies/?state=hidden").text
    assert "家政培训补贴" not in browse.get(f"{CITY}/policies/").text
    assert browse.sign_in("lianxiang").get(f"{STATION}/policies/{made['policy']}").status_code == 404
    assert browse.sign_in("fuzhou").fill(f"{url}/amendment", POLICY).status_code == 303
    assert browse.sign_in("lianxiang").get(f"{STATION}/policies/{made['policy']}").status_code == 200
    lines = browse.sign_in("fuzhou").get(f"{CITY}/audit/").text
    assert "停止显示政策" in lines
    assert "恢复显示政策" in lines


@pytest.mark.parametrize(("what", "sent"), [("policies", POLICY), ("micro-classes", LESSON)])
def test_of_two_at_once_one_is_told(made: dict[str, Any], browse: Browser, what: str, sent: dict[str, str]) -> None:
    url = f"{CITY}/{what}/{made['policy' if what == 'policies' else 'lesson']}/amendment"
    browse.sign_in("fuzhou")
    assert browse.post(url, {**sent, "version": "1"}).status_code == 303
    late = browse.post(url, {**sent, "version": "1", "title": "迟到的标题"})
    assert late.status_code == 409
    assert "刚才被别人修改过" in late.text
    assert "迟到的标题" in late.text


@pytest.mark.parametrize("what", ["policies", "micro-classes"])
def test_another_citys_shelf_is_not_there(made: dict[str, Any], browse: Browser, what: str) -> None:
    which, other = made["policy" if what == "policies" else "lesson"], f"/t/{make.OTHER_CITY}"
    browse.sign_in("linqing")
    for url in (f"{other}/{what}/{which}", f"{other}/{what}/{which}/amendment"):
        assert browse.get(url).status_code == 404
    assert browse.post(f"{other}/{what}/{which}/amendment", POLICY | LESSON | {"version": "1"}).status_code == 404
    assert "还没有" in browse.get(f"{other}/{what}/").text


def test_the_form_sent_twice_makes_one(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    for url, sent in ((f"{CITY}/policies/new", POLICY), (f"{CITY}/micro-classes/new", LESSON)):
        assert [browse.post(url, {**sent, "once": f"{url[-20:]}"}).status_code for _ in range(2)] == [303, 303]
    assert "共 1 条" in browse.get(f"{CITY}/policies/").text
    assert "共 1 条" in browse.get(f"{CITY}/micro-classes/").text


@pytest.mark.parametrize(("field", "value", "words"), [("minutes", "0", "1 到 600"), ("minutes", "1e2", "整数"), ("url", "", "必须填写")])
def test_what_a_lesson_cannot_be_is_told_at_the_field(browse: Browser, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}/micro-classes/new", {**LESSON, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_opening_a_lesson_counts_one_view_and_leads_there(made: dict[str, Any], browse: Browser) -> None:
    url = f"{STATION}/micro-classes/{made['lesson']}"
    browse.sign_in("lianxiang")
    answer = browse.fill(url, {})
    assert answer.location == f"{url}/leave"
    leaving = browse.get(answer.location)
    assert leaving.headers["Refresh"] == "0; url=https://v.qq.com/x/page/a1.html"
    for _ in range(2):
        browse.get(answer.location)  # a reload, a crawler
        browse.fill(url, {})  # pressed again at once
    assert "累计 1 次（不计入人次）" in browse.get(url).text
    browse.sign_in("junmen").fill(f"/t/{make.JUNMEN}/micro-classes/{made['lesson']}", {})
    assert "本月 2 次，累计 2 次" in browse.get(f"/t/{make.JUNMEN}/micro-classes/{made['lesson']}").text
    assert browse.sign_in("linqing").post(f"/t/{make.OTHER_CITY}/micro-classes/{made['lesson']}").status_code == 404


def test_views_are_told_by_month_and_go_to_excel(made: dict[str, Any], browse: Browser, app: Flask) -> None:
    with app.app_context():
        for who in ("one", "two"):
            make_library.watch(made["lesson"], whose=who)
        make_library.lesson(title="没人看的课", is_shown=False)
    page = browse.sign_in("lianxiang").get(f"{STATION}/micro-classes/views").text
    for words in ("2026-03", "不计入人次", "新生儿洗澡"):
        assert words in page
    assert browse.get(f"{STATION}/micro-classes/views?year=1999").status_code == 200
    assert browse.get(f"{STATION}/micro-classes/views?q=x").status_code == 200
    content = browse.get(f"{STATION}/micro-classes/views.xlsx?year=2026").data
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    told = next(row for row in rows if "新生儿洗澡" in row)
    assert (told[6], told[16]) == (2, 2)
    assert any("不计入人次" in str(cell) for row in rows for cell in row)
    assert any("没人看的课" in row for row in rows)
