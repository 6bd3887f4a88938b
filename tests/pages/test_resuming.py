"""A post whose session had ended: the sign-in page carries on what was typed, and nothing is written before she sends it again."""

import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from portal.web.carried import MAX_FIELDS, PASSWORDS
from tests import make
from tests.browse import Browser, check_page
from tests.house.views import PORTAL
from tests.pages.test_activities import LOG, NEW, ROW, grid
from tests.pages.test_second_factor import code as one_time_code
from tests.pages.test_second_factor import enrol, later

OURS = {"Sec-Fetch-Site": "same-origin"}
KEPT = "您填写的内容还在，登录后可继续提交"
FORM = {**grid({**ROW, "note": "第一行\r\n<第二行> & “引号”"}), "once": "d" * 32}


class _Fields(HTMLParser):
    """Reads the fields of the form that is sent to one address, each as often as it stands there."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.is_in, self.found = action, False, list[tuple[str, str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.is_in = values.get("action") == self.action if tag == "form" else self.is_in
        if tag == "input" and self.is_in:
            self.found.append((str(values["name"]), values["value"] or ""))


def fields_of(page: str, action: str) -> list[tuple[str, str]]:
    found = _Fields(action)
    found.feed(page)
    return found.found


def post_late(browse: Browser, path: str = NEW, data: Any = None, **headers: str) -> TestResponse:
    """Send a form without a session, as a page of ours would."""
    browse.client.delete_cookie("sid")
    return browse.client.post(path, data={"csrf_token": "of a session that ended", **(data or FORM)}, headers=headers or OURS)


def give_password(browse: Browser, page: str, name: str = "lianxiang", password: str = make.PASSWORD) -> TestResponse:
    return browse.post("/login", {**dict(fields_of(page, "/login")), "name": name, "password": password})


def send_again(browse: Browser, page: str, path: str = NEW) -> TestResponse:
    fields = fields_of(page, path)
    return browse.client.post(path, data={name: [it for key, it in fields if key == name] for name, _ in fields}, headers=OURS)


def test_what_was_typed_is_carried_through_the_sign_in_and_written_when_she_sends_it(browse: Browser) -> None:
    asked = post_late(browse)
    assert (asked.status_code, asked.headers["Cache-Control"]) == (401, "no-store")
    assert KEPT in asked.text
    assert "第二行" not in asked.text
    shown = give_password(browse, asked.text)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    assert "登记当天活动（连翔社区驿站）" in shown.text
    assert "共 8 项" in shown.text
    assert "妇联约你学家政" not in browse.sign_in("lianxiang").get(LOG).text, "nothing is written before she says so"
    browse.client.delete_cookie("sid")
    shown = give_password(browse, post_late(browse).text)
    assert send_again(browse, shown.text).status_code == 303
    page = browse.get(LOG).text
    assert "妇联约你学家政" in page
    assert "共 1 条" in page


def test_every_field_comes_back_as_it_was(browse: Browser) -> None:
    sent = {**FORM, "rows-0-tags": ["1", "2", "1"], "empty": "", "action": "file"}
    page = give_password(browse, post_late(browse, data=sent).text).text
    carried = [it for it in fields_of(page, NEW) if it[0] != "csrf_token"]
    assert carried == [(name, it) for name, value in sent.items() for it in (value if isinstance(value, list) else [value])]


def test_a_wrong_password_loses_nothing(browse: Browser) -> None:
    refused = give_password(browse, post_late(browse).text, password="错了错了 2026")
    assert refused.status_code == 422
    assert KEPT in refused.text
    assert send_again(browse, give_password(browse, refused.text).text).status_code == 303


def test_the_second_step_carries_it_on_and_so_do_its_ways_out(browse: Browser) -> None:
    enrol(browse)
    with later():
        step = give_password(browse, post_late(browse).text)
        assert KEPT in step.text
        hidden = dict(fields_of(step.text, "/login/code"))
        recovery = browse.post("/login/code?recovery=1", {**hidden, "code": "", "turn": "1"})
        assert (recovery.status_code, "错误" in recovery.text) == (200, False)
        hidden = dict(fields_of(recovery.text, "/login/code?recovery=1"))
        other = browse.post("/login", {**hidden, "code": "", "turn": "1"})
        assert KEPT in other.text
        wrong = browse.post("/login/code", {**hidden, "code": "000000"})
        assert wrong.status_code == 422
        shown = browse.post("/login/code", {**dict(fields_of(wrong.text, "/login/code")), "code": one_time_code()})
        assert "继续提交" in shown.text
        assert send_again(browse, shown.text).status_code == 303


def test_who_waited_too_long_for_her_code_gives_her_password_again(browse: Browser) -> None:
    enrol(browse)
    with later():
        step = give_password(browse, post_late(browse).text)
    with later(minutes=11):
        anew = browse.post("/login/code", {**dict(fields_of(step.text, "/login/code")), "code": "123456"})
    assert anew.status_code == 200
    assert KEPT in anew.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null", "Referer": "http://localhost/"},
        {"Referer": "https://evil.example/?http://localhost/"},
        {"Referer": "http://localhost.evil.example/"},
        {"Origin": "http://["},
        {"X-Nothing": "said"},
    ],
)
def test_what_another_site_may_have_sent_is_not_carried(browse: Browser, headers: dict[str, str]) -> None:
    answer = post_late(browse, **headers)
    assert (answer.status_code, answer.location) == (303, "/login")
    assert "妇联" not in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_did_send_is_refused(browse: Browser, site: str) -> None:
    answer = post_late(browse, **{"Sec-Fetch-Site": site, "Origin": "http://localhost"})
    assert answer.status_code == 403
    assert "carried" not in answer.text


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Referer": f"http://localhost{NEW}"}])
def test_an_old_browser_names_where_it_comes_from(browse: Browser, headers: dict[str, str]) -> None:
    assert KEPT in post_late(browse, **headers).text


def test_the_token_is_of_the_new_session_and_the_old_one_is_not_carried(browse: Browser) -> None:
    page = give_password(browse, post_late(browse).text).text
    fields = fields_of(page, NEW)
    assert [value for name, value in fields if name == "csrf_token"] != ["of a session that ended"]
    assert ("once", "d" * 32) in fields
    forged = {name: value for name, value in fields if name != "csrf_token"}
    assert browse.client.post(NEW, data=forged, headers=OURS).status_code == 400


def test_what_was_written_already_is_not_written_twice(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    first = browse.post(NEW, FORM)
    page = give_password(browse, post_late(browse).text).text
    again, once_more = send_again(browse, page), send_again(browse, page)
    assert {first.location, again.location, once_more.location} == {first.location}
    assert "共 1 条" in browse.get(LOG).text


def test_whoever_signs_in_instead_may_do_what_she_may(browse: Browser) -> None:
    stranger = give_password(browse, post_late(browse).text, "junmen")
    assert "连翔" not in stranger.text, "the name of a unit is told to its own people"
    assert send_again(browse, stranger.text).status_code == 404
    parent = give_password(browse, post_late(browse).text, "jinan")
    assert send_again(browse, parent.text).status_code == 403
    assert "共 1 条" not in browse.sign_in("lianxiang").get(LOG).text


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(browse: Browser, path: str) -> None:
    signed = URLSafeSerializer(str(browse.app.secret_key), salt="carried").dumps((path, [("title", "x")], False, False))
    hidden = check_page(browse.client.get("/login").text).hidden
    answer = browse.post("/login", {**hidden, "carried": signed, "name": "lianxiang", "password": make.PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("carried", ["", "x", "e30.AAAA", "W10", "\x00", "字"])
def test_what_we_never_wrote_is_not_read(browse: Browser, carried: str) -> None:
    hidden = check_page(browse.client.get("/login").text).hidden
    answer = browse.post("/login", {**hidden, "carried": carried, "name": "lianxiang", "password": make.PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("much", [{"note": "字" * 90_000}, {f"rows-{n}-title": "" for n in range(MAX_FIELDS + 1)}])
def test_too_much_is_said_to_be_too_much(browse: Browser, much: dict[str, str]) -> None:
    answer = post_late(browse, data=much)
    assert answer.status_code == 401
    assert "填写的内容太多" in answer.text
    assert len(answer.text) < 20_000
    assert (give_password(browse, answer.text).status_code, KEPT in answer.text) == (303, False)


def test_passwords_are_left_behind_and_she_is_told(browse: Browser) -> None:
    passwords = {"old": "旧的密码在此", "password": "新的密码在此", "again": "x"}
    assert post_late(browse, "/me/password", passwords).status_code == 303, "there was nothing else"
    asked = post_late(browse, f"/t/{make.LIANXIANG}/profile/edit", {"hours": "九点到五点", "password": "不能带走的密码"})
    shown = give_password(browse, asked.text)
    assert "密码不会带过来" in shown.text
    assert fields_of(shown.text, f"/t/{make.LIANXIANG}/profile/edit")[1:] == [("hours", "九点到五点")]


def test_files_must_be_chosen_anew(browse: Browser) -> None:
    asked = post_late(browse, f"/t/{make.LIANXIANG}/photos/", {"once": "e" * 32, "files": (BytesIO(b"x"), "照片.png")})
    assert "选好的文件不能保留" in asked.text
    assert "请在页面上重新选择" in give_password(browse, asked.text).text


def test_who_only_wanted_to_leave_has_nothing_to_send(browse: Browser) -> None:
    browse.client.delete_cookie("sid")
    answer = browse.client.post("/logout", data={"csrf_token": "x"}, headers=OURS)
    assert (answer.status_code, answer.location) == (303, "/login")


def test_who_signed_in_again_elsewhere_is_asked_and_nothing_is_lost(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    sent = {**FORM, "csrf_token": "of the session before"}
    asked = browse.client.post(NEW, data=sent, headers=OURS)
    assert (asked.status_code, asked.headers["Cache-Control"]) == (400, "no-store")
    assert "登记当天活动（连翔社区驿站）" in asked.text
    assert "共 1 条" not in browse.get(LOG).text
    assert send_again(browse, asked.text).status_code == 303
    assert "共 1 条" in browse.get(LOG).text
    elsewhere = browse.client.post(NEW, data=sent, headers={"Origin": "https://evil.example"})
    assert (elsewhere.status_code, "妇联" in elsewhere.text) == (400, False)
    silent = browse.client.post(NEW, data=sent)
    assert (silent.status_code, "妇联" in silent.text) == (400, False)
    assert browse.client.post("/logout", data={"csrf_token": "x"}, headers=OURS).status_code == 400


def test_giving_it_up_leads_back_to_the_form(browse: Browser) -> None:
    headers = {**OURS, "Referer": f"http://localhost{NEW}"}
    page = give_password(browse, post_late(browse, **headers).text).text
    assert re.search(rf'href="{NEW}">放弃', page)


def test_a_page_is_told_whether_her_session_goes_on_and_asking_does_not_prolong_it(browse: Browser) -> None:
    assert browse.client.get("/present").status_code == 401
    browse.sign_in("lianxiang")
    with later(minutes=20):
        answer = browse.client.get("/present")
        assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (204, b"", "no-store")
    with later(minutes=31):
        assert browse.client.head("/present").status_code == 401


def test_every_password_field_is_known_by_name() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.py"))
    assert set(re.findall(r"(\w+) = PasswordField\(", sources)) == PASSWORDS


@pytest.mark.parametrize(("path", "choice"), [("/letters", {"letters": "hant"}), ("/text-size", {"size": "150"})])
def test_choosing_letters_or_their_size_on_the_sign_in_page_loses_nothing(browse: Browser, path: str, choice: dict[str, str]) -> None:
    asked = post_late(browse)
    again = browse.post(path, {**dict(fields_of(asked.text, path)), **choice})
    assert again.status_code == 200
    assert ("繁體字" if path == "/letters" else 'value="150" aria-pressed="true"') in again.text
    if path == "/letters":
        browse.client.delete_cookie("letters")
    shown = give_password(browse, again.text)
    assert "共 8 项" in shown.text
    chosen_late = browse.client.post(path, data={**dict(fields_of(shown.text, path)), "letters": "hans", "size": "100"}, headers=OURS)
    assert "共 8 项" in chosen_late.text, "nor where it waits to be sent"
    assert send_again(browse, chosen_late.text).status_code == 303
