"""/t/<unit>/wishes: the list, one wish, writing one down, amending, giving up, forgetting."""

import re
from datetime import date

import pytest

from portal.tallies import services as figures
from portal.training.queries.courses import find_course
from portal.training.rules.intake import Channel
from tests import make
from tests.browse import Browser, check_page

PAGE = f"/t/{make.LIANXIANG}/wishes/"


def course(code: str = "tidying") -> str:
    found = find_course(code)
    assert found
    return str(found.id)


def typed(**changes: str) -> dict[str, str]:
    said = {"name": "李　梅", "phone": "１３８ ００００ １２３４", "course": course(), "collected_on": "2026-03-05", "channel": "grid"}
    return {**said, "collector": "women_head", "consent_channel": "in_person", "has_consented": "y", **changes}


def made(browse: Browser, **changes: object) -> str:
    with browse.app.app_context():
        return str(make.wish(**changes))  # type: ignore[arg-type]


def test_a_wish_is_written_down_and_shown(browse: Browser) -> None:
    browse.sign_in("lianxiang_helper")
    with browse.app.app_context():
        form = typed(
            community="三木", skills="cleaning", born_year="１９８５", priority="lifted", has_priority_consent="y", limits="孩子小"
        )
    done = browse.fill(f"{PAGE}new", form)
    assert done.status_code == 303
    page = browse.get(done.location).text
    for words in ("李梅", "13800001234", "整理收纳", "三木社区", "1985", "脱贫人口", "妇女主任", "推荐", "孩子小", "转为学员", "第 1 版"):
        assert words in page
    listed = browse.get(PAGE).text
    assert "138****1234" in listed
    assert "13800001234" not in listed


@pytest.mark.parametrize(
    ("field", "sent", "words"),
    [
        ("name", "9", "姓名只能用文字"),
        ("phone", "12345", "11位手机号码"),
        ("course", "999", "请从列表中选择"),
        ("course", "", "必须填写"),
        ("collected_on", "2026-03-17", "不能晚于今天"),
        ("collected_on", "2023-01-01", "日期太早"),
        ("collected_on", "2026-02-29", "没有这一天"),
        ("community", "没有的社区", "没有叫“没有的社区”的社区"),
        ("born_year", "1850", "出生年应在"),
        ("born_year", "2027", "出生年应在"),
        ("priority", "lifted", "单独同意"),
        ("serial", "260316-KHTM-03", "表号有一处不对"),
        ("limits", "长" * 10_000, "最多 100 个字"),
        ("note", "长" * 201, "最多 200 个字"),
        ("name", "李\0梅<b>", "姓名只能用文字"),
        ("has_consented", "", "没有她本人的同意"),
        ("notice", "9", "再次确认同意"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(browse: Browser, field: str, sent: str, words: str) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        form = typed(limits="孩子小") | {field: sent}
    form = {name: value for name, value in form.items() if value}
    answer = browse.fill(f"{PAGE}new", form)
    assert answer.status_code == 422
    assert words in answer.text or field == "notice"
    assert "孩子小" in answer.text or field == "limits"
    assert "还没有登记意愿" in browse.get(PAGE).text


def test_a_double_is_refused_and_a_form_sent_twice_is_one_wish(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        form = {**typed(), "notice": "1", "once": "a" * 32}
    assert [browse.post(f"{PAGE}new", form).status_code for _ in range(2)] == [303, 303]
    again = browse.post(f"{PAGE}new", {**form, "once": "b" * 32})
    assert again.status_code == 422
    assert "已于 2026-03-05 登记过同一门课程" in again.text
    assert "共 1 条" in browse.get(PAGE).text


def test_the_list_is_narrowed_and_a_name_stands_in_no_address(browse: Browser) -> None:
    made(browse)
    made(browse, name="王芳", phone="13900005678", course="nutrition", channel=Channel.POSTER)
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        number = course("nutrition")
    for query in (f"course={number}", "channel=poster"):
        page = browse.get(f"{PAGE}?{query}").text
        assert "王芳" in page
        assert "李梅" not in page
    assert "没有符合条件" in browse.get(f"{PAGE}?state=dropped").text
    assert "没有符合条件" in browse.get(f"{PAGE}?month=2026-02").text
    found = browse.fill(PAGE, {"sought": "wf"})
    assert (found.status_code, "王芳" in found.text, "李梅" in found.text) == (200, True, False)
    assert browse.fill(PAGE, {"state": "open"}).location.endswith("wishes/?state=open")
    for nonsense in ("?state=x", "?course=x", "?month=2026-13", "?page=x", "?channel=%00"):
        assert browse.get(PAGE + nonsense).status_code == 200


def test_htmx_gets_the_list_alone(browse: Browser) -> None:
    made(browse)
    part = browse.sign_in("lianxiang").swap(PAGE, "wishes").text
    assert part.strip().startswith("<section")


def test_a_wish_is_amended_as_it_was_seen(browse: Browser) -> None:
    page = f"{PAGE}{made(browse, priority='lifted', has_priority_consent=True)}"
    browse.sign_in("lianxiang")
    with browse.app.app_context():
        form = {"name": "李梅", "phone": "13800001234", "course": course("nutrition"), "limits": "上午有空"}
    stale = check_page(browse.get(f"{page}/edit").text).hidden
    assert browse.fill(f"{page}/edit", form).status_code == 303
    assert "营养配餐" in browse.get(page).text
    assert "没有登记" in browse.get(page).text
    late = browse.post(f"{page}/edit", {**stale, **form, "once": "c" * 32})
    assert late.status_code == 409
    assert "被别人修改过" in late.text


def test_a_wish_is_dropped_with_a_reason_that_names_nobody(browse: Browser) -> None:
    page = f"{PAGE}{made(browse)}"
    browse.sign_in("lianxiang")
    assert browse.fill(f"{page}/drop", {"reason": "李梅搬走了"}).status_code == 422
    assert browse.fill(f"{page}/drop", {"reason": "搬走了"}).status_code == 303
    assert "这份意愿已作废：搬走了" in browse.get(page).text
    assert browse.fill(f"{page}/drop", {"reason": "搬走了"}).status_code == 409


def test_consent_is_taken_back_and_her_data_erased(browse: Browser) -> None:
    page = f"{PAGE}{made(browse)}"
    browse.sign_in("lianxiang")
    assert browse.fill(f"{page}/withdrawal", {}).status_code == 303
    assert "李*" in browse.get(page).text
    assert browse.get(f"{page}/edit").status_code == 409
    assert browse.fill(f"{page}/erasure", {"why": "asked"}).status_code == 422
    assert browse.fill(f"{page}/erasure", {"why": "asked", "is_sure": "y"}).status_code == 303
    assert not re.search("李|1234", browse.get(page).text.partition("<main")[2])


def test_who_is_a_trainee_already_is_linked(browse: Browser) -> None:
    wish_id = made(browse)
    with browse.app.app_context():
        trainee_id = make.trainee()
    browse.sign_in("lianxiang")
    assert "就是她，关联起来" in browse.get(f"{PAGE}{wish_id}").text
    done = browse.fill(f"{PAGE}{wish_id}/link", {})
    assert done.location.endswith(f"/trainees/{trainee_id}")
    story = browse.get(done.location).text
    assert "意愿：整理收纳" in story
    assert "她已是本站学员" in browse.get(f"{PAGE}{wish_id}").text
    assert browse.post(f"{PAGE}{wish_id}/erasure", {"why": "asked", "is_sure": "y", "version": "2"}).status_code == 409


def test_a_closed_month_refuses(browse: Browser) -> None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        form = typed()
        figures.close_month(scope, "2026-03")
    refused = browse.sign_in("lianxiang").fill(f"{PAGE}new", form)
    assert refused.status_code == 409
    assert "关账" in refused.text


@pytest.mark.parametrize("ending", ["", "/edit", "/drop", "/withdrawal", "/erasure", "/link"])
def test_another_stations_wish_is_not_there(browse: Browser, ending: str) -> None:
    wish_id = made(browse)
    browse.sign_in("neighbour")
    page = f"/t/{make.NEIGHBOUR}/wishes/{wish_id}{ending}"
    assert browse.get(page).status_code == 404
    assert not ending or browse.post(page, {"reason": "x", "version": "1"}).status_code == 404
    assert browse.get(f"{PAGE}{wish_id}{ending}").status_code == 404


def test_what_waits_is_told_at_home(browse: Browser) -> None:
    with browse.app.app_context():
        make.wish(collected_on=date(2026, 1, 5))
        make.wish(course="nutrition")
    assert "意愿待接收 1 份" in browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/").text
