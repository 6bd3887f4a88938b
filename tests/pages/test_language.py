"""繁體 for who wants it: pages and parts of pages are converted, what a form sends never is; lost letters are told and kept."""

import re

from tests import make
from tests.browse import Browser

LOG, NEW = f"/t/{make.LIANXIANG}/activities/", f"/t/{make.LIANXIANG}/activities/new"
ROW = {"kind_id": "1", "title": "后来的志愿活动", "held_on": "2026-03-05", "place": "里弄", "attendances": "30", "women": "28"}


def turn_to(browse: Browser, letters: str, back: str = "/login") -> None:
    sent = browse.post("/letters", {"letters": letters, "next": back})
    assert (sent.status_code, sent.location) == (303, back)


def test_a_page_is_in_the_letters_that_were_chosen(browse: Browser) -> None:
    assert 'lang="zh-CN"' in browse.get("/login").text
    turn_to(browse, "hant")
    page = browse.get("/login")
    assert '<html lang="zh-Hant"' in page.text
    assert "巾幗家政驛站平臺" in page.text
    assert page.headers["Content-Language"] == "zh-Hant"
    assert re.search(r'value="hant"[^>]*aria-pressed="true"', page.text)
    turn_to(browse, "hans")
    assert "巾帼家政驿站平台" in browse.get("/login").text


def test_nonsense_and_other_sites_change_nothing(browse: Browser) -> None:
    turn_to(browse, "klingon")
    assert 'lang="zh-CN"' in browse.get("/login").text
    assert browse.post("/letters", {"letters": "hant", "next": "https://example.cn/"}).location == "/"
    assert browse.client.get("/letters").status_code == 405
    assert browse.client.post("/letters", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_parts_of_pages_and_refusals_are_converted_too(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        make.activity(title="后来的志愿活动")
    turn_to(browse, "hant")
    part = browse.swap(LOG + "?month=2026-03", "log").text
    assert "<html" not in part
    assert "後來的志願活動" in part
    assert 'data-label="類別"' in part
    lost = browse.get(f"/t/{make.LIANXIANG}/nowhere")
    assert lost.status_code == 404
    assert "沒有找到" in lost.text


def test_what_a_page_in_traditional_letters_sends_back_is_what_was_kept(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        activity_id = make.activity(title="后来的志愿活动", place="里弄")
    turn_to(browse, "hant")
    path = f"{LOG}{activity_id}"
    page = browse.get(path).text
    assert "志願" in page
    assert 'value="后来的志愿活动"' in page
    sent = {name: value for name, value in re.findall(r'<input[^>]*\bname="(\w+)"[^>]*\bvalue="([^"]*)"', page) if name != "csrf_token"}
    kind = re.findall(r'<option selected value="([^"]+)"', page)[0]
    answer = browse.fill(path, {**sent, "kind_id": kind, "note": "看过"})
    assert answer.status_code == 303
    turn_to(browse, "hans")
    assert 'value="后来的志愿活动"' in browse.get(path).text


def test_what_is_no_page_is_never_converted(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    turn_to(browse, "hant")
    sheet = browse.get(f"/t/{make.LIANXIANG}/guests/guests.xlsx")
    assert (sheet.status_code, sheet.headers.get("Content-Language")) == (200, None)


def test_lost_letters_are_told_and_kept_as_they_came(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    answer = browse.fill(NEW, {f"rows-0-{name}": value for name, value in {**ROW, "note": "晋安区???女联合会"}.items()})
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "第 1 行 备注：第 4 字处（“晋安区”之后）有 3 个丢失的字。已按原样保存" in page
    link = re.findall(rf'href="({LOG}[0-9a-f-]{{36}})"', browse.get(LOG + "?month=2026-03").text)[0]
    page = browse.get(link).text
    assert 'value="晋安区???女联合会"' in page
    assert "有 3 个丢失的字" in page
    browse.sign_in("jinan")
    assert '<mark title="丢失的字">???</mark>女联合会' in browse.get(link.replace(make.LIANXIANG, make.JINAN)).text


def test_a_name_with_lost_letters_is_refused(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    answer = browse.fill(f"/t/{make.LIANXIANG}/trainees/new", {"name": "陈\ufffd英"})
    assert answer.status_code == 422
    assert "第 2 字处（“陈”之后）有 1 个丢失的字，请对照证件重新输入姓名" in answer.text


def test_a_text_that_is_only_checked_shows_its_lost_letters_at_the_field(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    page = browse.fill(f"/t/{make.CITY}/checking/", {"text": "全市培训\ufffd\ufffd人次，家政?务"}).text
    assert "第 5 字处（“全市培训”之后）有 2 个丢失的字；第 12 字处（“次，家政”之后）有 1 个丢失的字" in page
    assert "已按原样保存" not in page
