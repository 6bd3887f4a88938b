"""/t/<unit>/trainees: the intake."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from portal.core.db import db
from portal.tallies import services as tallies
from portal.training.rules.intake import Trade
from tests import make
from tests.browse import Browser, check_page

LIST, NEW = f"/t/{make.LIANXIANG}/trainees/", f"/t/{make.LIANXIANG}/trainees/new"
JUNMEN_NEW = f"/t/{make.JUNMEN}/trainees/new"
NUMBER = make.resident_number()
MASKED = f"{NUMBER[:6]}********{NUMBER[-4:]}"
FORM: dict[str, Any] = {
    "name": "李梅",
    "phone": "13800001234",
    "community": "连翔社区",
    "document_kind": "resident_id",
    "number": NUMBER,
    "wish": "maternity",
    "skills": [],
    "note": "",
    "taken_on": "2026-03-05",
    "channel": "counter",
    "consent_channel": "in_person",
    "has_consented": "y",
    "notice": "1",
}


def rows(browse: Browser, table: str, code: str = make.LIANXIANG) -> int:
    """Count what a unit has, by raw SQL."""
    with browse.app.app_context(), make.working_at(code):
        return db.session.execute(text(f"SELECT count(*) FROM {table}"), execution_options={"trusted": True}).scalar_one()


def admit(browse: Browser, path: str = NEW, **changes: Any) -> Any:
    return browse.fill(path, {**FORM, **changes})


def test_a_trainee_without_a_skill_is_taken_in_and_trained_first(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    answer = admit(browse)
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    for words in ("李梅", "13800001234", MASKED, "先培训", "月嫂", "驿站柜台", "第 1 版", "2026-03-16 10:00", "36 岁"):
        assert words in page
    assert NUMBER not in page
    assert "由县级核对" not in page


def test_a_trainee_with_skills_is_referred(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    page = browse.get(admit(browse, skills=["cleaning", "tidying"]).location).text
    assert "推荐" in page
    assert "整理收纳、保洁" in page


def test_lists_mask_what_the_record_shows(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    admit(browse)
    page = browse.get(LIST).text
    assert MASKED in page
    assert "138****1234" in page
    assert "13800001234" not in page
    assert NUMBER not in page


def test_nothing_personal_is_left_in_address_or_cookie(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    answer = admit(browse)
    said = answer.location + str(answer.headers.getlist("Set-Cookie"))
    assert not any(secret in said for secret in ("李梅", NUMBER, "13800001234"))
    assert browse.get(LIST).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("number", NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "校验码不符"),
        ("number", "35011119900230002X", "出生日期不存在"),
        ("number", "350111209901010021", "出生日期晚于今天"),
        ("number", "350111900101002", "15位的旧号码"),
        ("number", "", "必须填写"),
        ("number", "\u200b \x00", "必须填写"),
        ("number", "1" * 10_000, "号码应为18位"),
        ("document_kind", "passport ", "请从列表中选择"),
        ("document_kind", "", "必须填写"),
        ("document_kind", "residence_permit", "810000"),
        ("name", "", "必须填写"),
        ("name", " \u3000", "必须填写"),
        ("name", "\u200b\x00", "必须填写"),
        ("phone", "\u200b", "必须填写"),
        ("taken_on", " ", "必须填写"),
        ("name", "李", "2 到 30 个字"),
        ("name", "李梅😀", "不能有数字、符号或表情"),
        ("name", "<b>李梅</b>", "不能有数字、符号或表情"),
        ("name", "李" * 10_000, "2 到 30 个字"),
        ("phone", "", "必须填写"),
        ("phone", "12345", "手机号码"),
        ("phone", "NaN", "手机号码"),
        ("community", "长" * 81, "最多 80 个字"),
        ("wish", "", "必须填写"),
        ("wish", "pilot", "请从列表中选择"),
        ("skills", ["cleaning", "pilot"], "请从列表中选择"),
        ("note", "字" * 10_000, "最多 500 个字"),
        ("taken_on", "", "必须填写"),
        ("taken_on", "2026-02-30", "没有这一天"),
        ("taken_on", "2026-03-17", "不能晚于今天"),
        ("taken_on", "1999-01-01", "日期太早"),
        ("channel", "telepathy", "请从列表中选择"),
        ("consent_channel", "", "必须填写"),
        ("consent_channel", "silence", "请从列表中选择"),
        ("has_consented", "", "没有她本人的同意，不能登记"),
        ("has_consented", "false", "没有她本人的同意，不能登记"),
        ("notice", "2", "告知书已经更新"),
        ("notice", "9" * 400, "告知书已经更新"),
        ("notice", "v1", "告知书已经更新"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(browse: Browser, field: str, value: Any, words: str) -> None:
    browse.sign_in("lianxiang")
    answer = admit(browse, **{"note": "一定要留下的备注", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert field == "note" or "一定要留下的备注" in answer.text
    assert field == "number" or NUMBER in answer.text  # typed once, never again
    assert "<title>错误：" in answer.text
    assert "<b>李梅" not in answer.text
    assert (rows(browse, "trainee"), rows(browse, "intake"), rows(browse, "person"), rows(browse, "tally")) == (0, 0, 0, 0)


def test_everything_typed_stays_after_an_error(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    text = admit(browse, name="李", skills=["cleaning"], channel="grid", consent_channel="paper").text
    for kept in (
        'value="cleaning" id="skills-6" checked',
        'selected value="grid"',
        'value="paper" id="consent_channel-1" checked',
        'value="2026-03-05"',
    ):
        assert kept in text
    assert 'name="has_consented"' in text.split("checked")[-2] + text.split("checked")[-1]


@pytest.mark.parametrize(
    ("kind", "typed", "masked"),
    [
        ("resident_id", "１１０１０５１９４９１２３１００２ｘ", "110105********002X"),
        ("resident_id", " 110105 19491231 002x ", "110105********002X"),
        ("resident_id", "440524188001010014", "440524********0014"),
        ("passport", "e 12345678", "E1*****78"),
        ("hk_macau_permit", "H12345678", "H1*****78"),
        ("residence_permit", "810000199408230021", "810000********0021"),
    ],
)
def test_numbers_are_read_kindly(browse: Browser, kind: str, typed: str, masked: str) -> None:
    browse.sign_in("lianxiang")
    answer = admit(browse, document_kind=kind, number=typed)
    assert answer.status_code == 303, answer.text
    assert masked in browse.get(answer.location).text


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name", "李\x00梅\u200b", "李梅"),
        ("name", " 阿依.古丽 ", "阿依·古丽"),
        ("name", "𠮷田惠", "𠮷田惠"),
        ("phone", "＋86 138-0000-1234", "13800001234"),
    ],
)
def test_junk_is_stripped_not_refused(browse: Browser, field: str, typed: str, kept: str) -> None:
    browse.sign_in("lianxiang")
    assert kept in browse.get(admit(browse, **{field: typed}).location).text


def test_markup_in_free_text_stays_text(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    page = browse.get(admit(browse, note="<script>alert(1)</script>", community="{{ 7*7 }}<i>").location).text
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}&lt;i&gt;" in page


def test_the_same_number_again_leads_to_the_record_she_has(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    first = admit(browse)
    again = admit(browse, name="王芳", number=NUMBER.lower().replace("", " "))
    assert again.status_code == 409
    assert "本站已登记过她" in again.text
    assert f'<a href="{first.location}">查看记录</a>' in again.text
    assert again.text.count("本站已登记过她") == 1
    assert "王芳" in again.text
    assert rows(browse, "trainee") == 1
    assert rows(browse, "audit_line WHERE action = 'trainee.admit' AND result = 'refused'") == 1


def test_one_known_elsewhere_is_kept_and_nothing_is_told(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert admit(browse).status_code == 303
    browse.sign_in("junmen")
    answer = admit(browse, JUNMEN_NEW, name="李小梅", phone="13900005678", community="", taken_on="2026-03-10")
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "已有登记，由县级核对" in page
    assert not any(secret in page for secret in ("连翔", "李梅", "13800001234", "2026-03-05", "晋安"))
    assert "已有登记" in browse.get(f"/t/{make.JUNMEN}/trainees/").text
    assert "由县级核对" not in browse.sign_in("lianxiang").get(LIST).text


def test_the_same_form_sent_twice_admits_once(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    form = {**FORM, "once": "a" * 32}
    first, second = browse.post(NEW, form), browse.post(NEW, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert rows(browse, "trainee") == 1
    assert browse.post(NEW, {**form, "name": "王芳"}).status_code == 409
    assert rows(browse, "trainee") == 1


def test_a_closed_month_is_refused_on_the_form(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    browse.sign_in("lianxiang")
    answer = admit(browse)
    assert answer.status_code == 409
    assert "2026年3月已由" in answer.text
    assert "查看记录" not in answer.text
    assert NUMBER in answer.text
    assert rows(browse, "person") == 0


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *(("lianxiang", 200), ("lianxiang_helper", 200), ("jinan", 403), ("jinan_clerk", 403), ("fuzhou", 403), ("fuzhou_reader", 403)),
        *(("neighbour", 404), ("junmen", 404), ("gulou", 404), ("linqing", 404), ("stranger", 404), ("operator", 404)),
    ],
)
def test_who_may_read_and_take_in(browse: Browser, name: str, status: int) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee(n=9)
    browse.sign_in(name)
    for path in (LIST, NEW, f"{LIST}{trainee_id}", f"{LIST}{trainee_id}/edit"):
        assert browse.get(path).status_code == status
    assert browse.post(LIST, {"sought": "李"}).status_code == status
    assert browse.post(NEW, FORM).status_code == (303 if status == 200 else status)
    assert browse.post(f"{LIST}{trainee_id}/edit", {**FORM, "version": "1"}).status_code == (303 if status == 200 else status)


@pytest.mark.parametrize(("name", "code"), [("jinan", make.JINAN), ("fuzhou", make.CITY)])
def test_a_county_and_a_city_have_no_such_page(browse: Browser, name: str, code: str) -> None:
    browse.sign_in(name)
    assert browse.get(f"/t/{code}/trainees/").status_code == 403
    assert browse.post(f"/t/{code}/trainees/new", FORM).status_code == 403
    assert "trainees" not in browse.get(f"/t/{code}/").text


def test_a_stranger_is_led_to_the_login(browse: Browser) -> None:
    assert browse.get(LIST).location.startswith("/login?next=")
    assert browse.get(NEW).status_code == 303


@pytest.mark.parametrize("code", [make.NEIGHBOUR, make.JUNMEN, make.OTHER_STATION])
def test_another_tenants_trainee_is_not_found(browse: Browser, code: str) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee(code)
    browse.sign_in("lianxiang")
    nobodys = "00000000-0000-7000-8000-000000000000"
    for path in (f"{LIST}{trainee_id}", f"{LIST}{trainee_id}/edit", f"/t/{code}/trainees/{trainee_id}"):
        assert browse.get(path).status_code == 404
    assert browse.get(f"{LIST}{trainee_id}").text.replace(str(trainee_id), nobodys) == browse.get(f"{LIST}{nobodys}").text
    assert browse.post(f"{LIST}{trainee_id}/edit", {**FORM, "version": "1"}).status_code == 404
    assert browse.get(f"{LIST}not-a-uuid").status_code == 404
    assert browse.post(f"{LIST}{trainee_id}").status_code == 405


def test_ids_in_the_body_are_not_listened_to(browse: Browser) -> None:
    with browse.app.app_context():
        foreign = make.trainee(make.JUNMEN, n=5, name="王芳")
        own = make.trainee()
    browse.sign_in("lianxiang")
    ids: dict[str, Any] = {
        "id": foreign,
        "trainee_id": foreign,
        "tenant_id": make.JUNMEN,
        "city_id": "1",
        "person_id": foreign,
        "intake_id": foreign,
    }
    assert browse.fill(f"{LIST}{own}/edit", {**FORM, **ids, "name": "李小梅"}).status_code == 303
    answer = admit(browse, number=make.resident_number(2), **{**ids, "is_known_elsewhere": "y", "branch": "refer", "admitted_by": "1"})
    page = browse.get(answer.location).text
    assert "由县级核对" not in page
    assert "先培训" in page
    assert "王芳" in browse.sign_in("junmen").get(f"/t/{make.JUNMEN}/trainees/").text


def test_a_change_of_skills_shows_at_once(browse: Browser) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee()
    browse.sign_in("lianxiang")
    page = f"{LIST}{trainee_id}"
    shown = browse.get(f"{page}/edit").text
    assert 'value="李梅"' in shown
    assert MASKED in shown
    assert NUMBER not in shown
    assert browse.fill(f"{page}/edit", {**FORM, "skills": ["elder_care"], "note": "会做月子餐"}).status_code == 303
    after = browse.get(page).text
    assert "已有技能，可以推荐上岗" in after
    assert "会做月子餐" in after


@pytest.mark.parametrize("version", ["0", "2", "", "x", "-1", "9" * 30])
def test_a_change_on_another_version_is_refused_and_stays_typed(browse: Browser, version: str) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee()
    browse.sign_in("lianxiang")
    answer = browse.fill(f"{LIST}{trainee_id}/edit", {**FORM, "name": "李小梅", "version": version})
    assert answer.status_code == 409
    assert "刚才被别人修改过" in answer.text
    assert "李小梅" in answer.text
    assert "查看记录" not in answer.text
    assert "李小梅" not in browse.get(LIST).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("name", "李梅😀", "不能有"), ("phone", "110", "手机号码"), ("note", "字" * 501, "最多 500"), ("wish", "", "必须填写")],
)
def test_a_bad_change_is_named_and_not_kept(browse: Browser, field: str, value: str, words: str) -> None:
    with browse.app.app_context():
        trainee_id = make.trainee()
    browse.sign_in("lianxiang")
    answer = browse.fill(f"{LIST}{trainee_id}/edit", {**FORM, "community": "改过的社区", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "改过的社区" in answer.text
    assert "改过的社区" not in browse.get(LIST).text


def test_a_search_finds_by_name_and_by_the_end_of_a_telephone(browse: Browser) -> None:
    with browse.app.app_context():
        make.trainee(n=1)
        make.trainee(n=2, name="王芳", phone="13900005678", skills=(Trade.CLEANING,))
    browse.sign_in("lianxiang")
    assert "王芳" not in browse.post(LIST, {"sought": "李"}).text
    found = browse.post(LIST, {"sought": "５６ 78"})
    assert found.status_code == 200
    assert "王芳" in found.text
    assert "李梅" not in found.text
    assert "没有符合条件的学员" in browse.post(LIST, {"sought": "李", "branch": "refer"}).text
    assert browse.post(LIST, {"sought": "", "branch": "refer"}).location.endswith("/trainees/?branch=refer")
    assert "李梅" not in browse.get(LIST + "?branch=refer").text
    assert "李梅" in browse.get(LIST + "?month=2026-03&branch=train_first").text
    assert "没有符合条件的学员" in browse.get(LIST + "?month=2026-02").text


@pytest.mark.parametrize(
    "query", ["?month=2026-13", "?branch=x", "?page=0", "?page=99999999999999999999", "?month=%00&branch=%ff", "?page=-1&month=9999-99"]
)
def test_a_nonsense_address_still_gives_the_list(browse: Browser, query: str) -> None:
    with browse.app.app_context():
        make.trainee()
    assert browse.sign_in("lianxiang").get(LIST + query).status_code == 200


@pytest.mark.parametrize("sought", ["%", "_", "\\", "'; DROP TABLE trainee; --", "字" * 10_000, "\x00", "😀", "<b>"])
def test_a_nonsense_search_finds_nobody_or_everybody_but_never_fails(browse: Browser, sought: str) -> None:
    browse.sign_in("lianxiang")
    assert browse.post(LIST, {"sought": sought}).status_code in {200, 303}


def test_htmx_gets_the_block_alone_and_history_the_page(browse: Browser) -> None:
    with browse.app.app_context():
        make.trainee()
    browse.sign_in("lianxiang")
    part = browse.swap(LIST, "trainees")
    assert "<html" not in part.text
    assert 'id="trainees"' in part.text
    assert "李梅" in part.text
    whole = browse.client.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true", "HX-Target": "trainees"})
    assert "<html" in whole.text


@contextmanager
def counted() -> Generator[list[str]]:
    """Collect the statements that are run."""
    said: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield said
    event.remove(Engine, "before_cursor_execute", note)


def test_one_row_and_twenty_cost_the_same_queries(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        make.trainee(n=1)
    with counted() as one:
        browse.get(LIST)
    with browse.app.app_context():
        for n in range(2, 21):
            make.trainee(n=n)
    with counted() as twenty:
        assert browse.get(LIST).text.count(">查看<") == 20
    assert len(one) == len(twenty) > 0


def test_the_notice_is_read_where_it_is_consented_to(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    page = browse.get(NEW)
    for words in ("为什么收集", "收集什么", "谁能看到", "您的权利", "撤回同意", "不影响您接受服务"):
        assert words in page.text
    assert check_page(page.text).hidden["notice"] == "1"


def test_a_priority_group_is_kept_with_a_consent_of_its_own_and_given_up_with_a_withdrawal(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    refused = admit(browse, priority="lifted")
    assert refused.status_code == 422
    assert "单独同意" in refused.text
    page = admit(browse, priority="lifted", has_priority_consent="y", is_student="y").location
    shown = browse.get(page).text
    assert "脱贫人口" in shown
    assert "在校学生" in shown
    assert "同意（重点人群）" in shown
    edit = browse.get(f"{page}/edit").text
    assert 'selected value="lifted"' in edit
    assert browse.fill(f"{page}/edit", {**FORM, "priority": "disabled"}).status_code == 422
    assert browse.fill(f"{page}/edit", {**FORM, "priority": ""}).status_code == 303
    shown = browse.get(page).text
    assert "脱贫人口" not in shown
    assert "在校学生" not in shown
    assert "撤回同意（重点人群）" in shown


def test_what_she_said_with_her_wish_stands_in_the_form_and_what_she_says_at_the_counter_is_kept(browse: Browser) -> None:
    wish_id = make_wish(browse, priority="lifted", has_priority_consent=True, is_student=True)
    browse.sign_in("lianxiang")
    form = browse.get(f"{NEW}?wish={wish_id}").text
    assert 'selected value="lifted"' in form
    page = browse.get(admit(browse, f"{NEW}?wish={wish_id}", priority="").location).text
    assert "脱贫人口" not in page
    assert "（重点人群）" not in page


def test_the_record_says_which_steps_she_has_completed(browse: Browser) -> None:
    with browse.app.app_context():
        woman = make.trainee()
        make.completed(woman, ended_on=date(2026, 3, 9))
    panel = browse.sign_in("lianxiang").get(f"{LIST}{woman}").text.split('id="steps"')[1].split("</section>")[0]
    assert panel.count("还没有") == 4
    assert "2026-03-09 完成，共 1 次" in panel


def make_wish(browse: Browser, **changes: Any) -> Any:
    with browse.app.app_context():
        return make.wish(**changes)
