"""/t/<unit>/volunteers: who helps, and what her account holds."""

from datetime import date

import pytest
from sqlalchemy import Engine, event

from portal.people.rules import Document, DocumentKind
from tests import make, make_roll
from tests.browse import Browser

ROSTER, NEW = f"/t/{make.LIANXIANG}/volunteers/", f"/t/{make.LIANXIANG}/volunteers/new"
TOLD = {"name": "陈秀英", "phone": "139 0000 5678", "note": ""}
FILLED = {**TOLD, "born_on": "1985-06-01", "skills": ["haircut"], "consent_channel": "in_person", "has_consented": "y"}
FIRST_NUMBER = "V3501000000001"


def volunteer(browse: Browser, *args, **changes):
    with browse.app.app_context():
        return make.volunteer(*args, **changes)


def test_a_volunteer_is_registered_without_a_document(browse: Browser) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, FILLED)
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert FIRST_NUMBER in page
    assert "没有出示" in page
    listed = browse.get(ROSTER).text
    assert "陈秀英" in listed
    assert "139****5678" in listed
    assert "13900005678" not in listed


def test_a_document_is_kept_sealed_and_never_shown(browse: Browser) -> None:
    number = make.resident_number()
    answer = browse.sign_in("lianxiang").fill(NEW, {**FILLED, "born_on": "", "document_kind": "resident_id", "number": number.lower()})
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "已登记，加密保存" in page
    assert number not in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "必须填写"),
        ("name", "李", "姓名应为 2 到 30 个字"),
        ("name", "李😀梅", "不能有数字、符号或表情"),
        ("phone", "12345", "11位手机号码"),
        ("note", "字" * 10_000, "最多 500 个字"),
        ("document_kind", "passport", "请填写证件号码"),
        ("document_kind", "library_card", "请从列表中选择"),
        ("number", "350111199001010020", "请选择证件类型"),
        ("has_consented", "", "没有她本人的同意"),
        ("consent_channel", "shouting", "请从列表中选择"),
        ("notice", "0", "告知书已经更新"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(browse: Browser, field: str, value: str, words: str) -> None:
    browse.sign_in("lianxiang")
    filled = {
        name: text for name, text in {**FILLED, "note": "要留下的备注", field: value}.items() if (name, text) != ("has_consented", "")
    }
    answer = browse.fill(NEW, filled)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>错误：" in answer.text
    assert field == "note" or "要留下的备注" in answer.text
    assert "还没有登记志愿者" in browse.get(ROSTER).text


def test_a_wrong_check_digit_is_refused(browse: Browser) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**FILLED, "document_kind": "resident_id", "number": "350111199001010021"})
    assert answer.status_code == 422


def test_she_is_registered_once_at_a_station(browse: Browser) -> None:
    known = volunteer(browse)
    answer = browse.sign_in("lianxiang").fill(NEW, FILLED)
    assert answer.status_code == 409
    assert "没有重复登记" in answer.text
    assert f"{ROSTER}{known}" in answer.text
    assert "共 1 条" in browse.get(ROSTER).text


def test_who_is_known_in_the_city_keeps_her_account_and_nobody_says_where(browse: Browser) -> None:
    document = Document(DocumentKind.RESIDENT_ID, make.resident_number())
    there = volunteer(browse, make.JUNMEN, document=document)
    with browse.app.app_context():
        make.hours(there, make.JUNMEN, worked_min=75)
    filled = {**FILLED, "born_on": "", "phone": "13711112222", "document_kind": "resident_id", "number": document.number}
    answer = browse.sign_in("lianxiang").fill(NEW, filled)
    page = browse.get(answer.location).text
    assert "已有登记，由县级核对" in page
    assert FIRST_NUMBER in page
    assert "1小时15分" in page
    assert "（其他驿站）" in page
    assert "军门" not in page
    assert "冲正<" not in page
    assert browse.fill(NEW, {**filled, "name": "另一个名字"}).status_code == 409


def test_the_same_form_sent_twice_registers_once(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    form = {**FILLED, "notice": "2", "once": "b" * 32}
    first, second = browse.post(NEW, form), browse.post(NEW, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


def test_numbers_follow_each_other_in_a_city_and_begin_anew_in_another(browse: Browser) -> None:
    volunteer(browse)
    volunteer(browse, make.JUNMEN)
    volunteer(browse, make.OTHER_STATION)
    assert "V3501000000002" in browse.sign_in("junmen").get(f"/t/{make.JUNMEN}/volunteers/").text
    assert "V3715810000001" in browse.sign_in("stranger").get(f"/t/{make.OTHER_STATION}/volunteers/").text


@pytest.mark.parametrize("sought", ["秀英", "陈", "5678", "139-0000-5678", "１３９", FIRST_NUMBER, "v350100", "0000001"])
def test_a_volunteer_is_found_by_name_telephone_or_number(browse: Browser, sought: str) -> None:
    volunteer(browse)
    volunteer(browse, name="林小红", phone="13712340000")
    found = browse.sign_in("lianxiang").post(ROSTER, {"sought": sought}).text
    assert "陈秀英" in found
    assert "林小红" not in found or sought == "v350100"


@pytest.mark.parametrize("sought", ["%", "_", "\\", "王五", "x" * 31])
def test_signs_of_a_pattern_are_only_signs(browse: Browser, sought: str) -> None:
    volunteer(browse)
    answer = browse.sign_in("lianxiang").post(ROSTER, {"sought": sought})
    assert answer.status_code == 200
    assert ("陈秀英" in answer.text) == (len(sought) > 30)


@pytest.mark.parametrize(
    ("name", "status"),
    [("lianxiang", 200), ("lianxiang_helper", 200), ("jinan", 403), ("fuzhou", 403), ("neighbour", 404), ("gulou", 404), ("linqing", 404)],
)
def test_who_may_read_the_roll(browse: Browser, name: str, status: int) -> None:
    volunteer_id = volunteer(browse)
    browse.sign_in(name)
    for path in (ROSTER, f"{ROSTER}{volunteer_id}", f"{ROSTER}hours/"):
        assert browse.get(path).status_code == status


@pytest.mark.parametrize(("name", "status"), [("jinan", 403), ("fuzhou", 403), ("junmen", 404), ("stranger", 404)])
def test_who_may_not_register(browse: Browser, name: str, status: int) -> None:
    volunteer_id = volunteer(browse)
    browse.sign_in(name)
    for path in (NEW, f"{ROSTER}{volunteer_id}/edit", f"{ROSTER}hours/new"):
        assert browse.post(path, FILLED).status_code == status


def test_a_neighbours_volunteer_is_not_found(browse: Browser) -> None:
    theirs = volunteer(browse, make.JUNMEN)
    browse.sign_in("lianxiang")
    for path in (f"{ROSTER}{theirs}", f"{ROSTER}{theirs}/edit"):
        assert browse.get(path).status_code == 404
    assert browse.post(f"{ROSTER}{theirs}/edit", FILLED).status_code == 404


def test_what_is_written_of_her_is_amended_unless_somebody_was_faster(browse: Browser) -> None:
    page = f"{ROSTER}{volunteer(browse)}"
    browse.sign_in("lianxiang")
    assert browse.fill(f"{page}/edit", {**FILLED, "phone": "0591-83512345"}).status_code == 303
    assert "0591-83512345" in browse.get(page).text
    assert browse.post(f"{page}/edit", {**FILLED, "version": "1"}).status_code == 409
    assert browse.post(f"{page}/edit", {**FILLED, "version": "9" * 30}).status_code == 409
    assert browse.post(f"{page}/edit", {**FILLED, "name": ""}).status_code == 422


def test_the_statement_runs_along_and_its_pages_agree(browse: Browser) -> None:
    volunteer_id = volunteer(browse)
    with browse.app.app_context():
        for day in range(1, 28):
            make.hours(volunteer_id, served_on=date(2026, 2, day), worked_min=60)
    browse.sign_in("lianxiang")
    first, second = browse.get(f"{ROSTER}{volunteer_id}").text, browse.get(f"{ROSTER}{volunteer_id}?page=2").text
    assert "27小时" in first
    assert "共 27 条" in first
    assert ">2小时<" in second
    assert "2026-02-01 服务" in second
    assert "2026-02-02 服务" in second
    assert "2026-02-03 服务" not in second


def test_htmx_gets_the_block_alone(browse: Browser) -> None:
    volunteer_id = volunteer(browse)
    browse.sign_in("lianxiang")
    for path, block in ((ROSTER, "volunteers"), (f"{ROSTER}{volunteer_id}", "statement"), (f"{ROSTER}hours/", "services")):
        part = browse.swap(path, block).text
        assert "<html" not in part
        assert f'id="{block}"' in part


def test_the_roll_costs_the_same_for_one_and_for_twenty(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    register_with_hours(browse, range(1))
    few = count_statements(browse, ROSTER)
    register_with_hours(browse, range(1, 20))
    assert "共 20 条" in browse.get(ROSTER).text
    assert count_statements(browse, ROSTER) == few


def register_with_hours(browse: Browser, numbers: range) -> None:
    with browse.app.app_context():
        for n in numbers:
            make.hours(make.volunteer(phone=f"138{n:08d}"))


def count_statements(browse: Browser, path: str) -> int:
    said: list[str] = []

    def listen(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        browse.get(path)
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    return len(said)


def test_what_is_told_of_her_stands_on_her_page(browse: Browser) -> None:
    told = {**FILLED, "skills": ["haircut", "meals"], "free_slots": ["1am", "7eve"], "community": "三木社区", "member_group": "party"}
    answer = browse.sign_in("lianxiang").fill(NEW, told)
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    for words in ("1985-06-01（40 岁）", "理发、助餐", "周一上午、周日晚上", "三木社区", "在职党员"):
        assert words in page
    edit = browse.get(f"{answer.location}/edit").text
    assert edit.count(" checked") == 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"born_on": ""}, "参加服务的要填写出生日期"),
        ({"skills": []}, "请至少选一项"),
        ({"skills": ["flying"]}, "请从列表中选择"),
        ({"free_slots": ["8am"]}, "请从列表中选择"),
        ({"born_on": "2013-01-01"}, "本市规定满 14 岁"),
        ({"born_on": "2010-01-01"}, "监护人的姓名"),
        ({"born_on": "2010-01-01", "guardian_name": "陈大山", "guardian_phone": "12"}, "11位手机号码"),
        ({"community": "没有的社区"}, "没有叫"),
        ({"document_kind": "resident_id", "number": make.resident_number()}, "与证件号码里的出生日期"),
    ],
)
def test_whom_the_rules_do_not_let_help_is_told_why(browse: Browser, changes: dict[str, object], words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**FILLED, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert "还没有登记志愿者" in browse.get(ROSTER).text


def test_a_relative_who_only_receives_tells_neither_birth_nor_skills(browse: Browser) -> None:
    only = {**TOLD, "is_receiver_only": "y", "consent_channel": "paper", "has_consented": "y"}
    answer = browse.sign_in("lianxiang").fill(NEW, only)
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "不参加服务" in page
    assert "录入签名表</a>" not in page
    assert "名志愿者还没有登记" not in browse.get(ROSTER).text
    assert "陈秀英" in browse.get(f"{ROSTER}?show=receivers").text


def test_who_was_registered_with_less_is_listed_to_be_completed(browse: Browser) -> None:
    volunteer_id = volunteer(browse)
    volunteer(browse, name="林小红", phone="13712340000", born_on=date(1990, 1, 1), skills=("meals",))
    browse.sign_in("lianxiang")
    todo = browse.get(f"{ROSTER}?show=todo").text
    assert "陈秀英" in todo
    assert "林小红" not in todo
    assert "1 名志愿者还没有登记" in browse.get(ROSTER).text
    edit = f"{ROSTER}{volunteer_id}/edit"
    assert browse.fill(edit, {**TOLD, "version": "1"}).status_code == 303
    assert browse.fill(edit, {**TOLD, "born_on": "1985-06-01", "skills": ["meals"], "version": "2"}).status_code == 303
    assert browse.fill(edit, {**TOLD, "version": "3"}).status_code == 422
    assert "名志愿者还没有登记" not in browse.get(ROSTER).text


def test_recognised_hours_are_told_apart_from_the_balance(browse: Browser) -> None:
    volunteer_id = volunteer(browse)
    with browse.app.app_context():
        for day in range(1, 12):
            make.hours(volunteer_id, served_on=date(2026, 2, day), worked_min=600)
    page = browse.sign_in("lianxiang").get(f"{ROSTER}{volunteer_id}").text
    assert "1 星" in page
    assert "再服务 190小时 到 2 星" in page
    assert "1 星" in browse.get(ROSTER).text


def test_she_is_found_by_pinyin(browse: Browser) -> None:
    volunteer(browse)
    volunteer(browse, name="林小红", phone="13712340000")
    found = browse.sign_in("lianxiang").post(ROSTER, {"sought": "CXY"}).text
    assert "陈秀英" in found
    assert "林小红" not in found


def test_who_agreed_to_the_first_notice_is_asked_before_more_is_written_down(browse: Browser) -> None:
    volunteer_id = volunteer(browse)
    with browse.app.app_context():
        make_roll.agreed_to_the_first_notice(volunteer_id)
    page = f"{ROSTER}{volunteer_id}"
    shown = browse.sign_in("lianxiang").get(page).text
    assert "她同意的是第 1 版告知书" in shown
    assert "自愿的：证件类型和号码、备注" in shown
    assert browse.fill(f"{page}/edit", {**TOLD, "note": "周末有空"}).status_code == 303
    told = {**TOLD, "born_on": "1985-06-01", "skills": ["meals"]}
    assert "请把新版告诉她" in browse.fill(f"{page}/edit", told).text
    assert "请选择她是怎样同意的" in browse.fill(f"{page}/edit", {**told, "has_consented": "y"}).text
    agreed = {**told, "has_consented": "y", "consent_channel": "paper"}
    assert "告知书已经更新" in browse.fill(f"{page}/edit", {**agreed, "notice": "1"}).text
    assert browse.fill(f"{page}/edit", agreed).status_code == 303
    shown = browse.get(page).text
    assert "告知书第 2 版，在纸质告知书上签字" in shown
    assert "她同意的是第 1 版" not in shown
