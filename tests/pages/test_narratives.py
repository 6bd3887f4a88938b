"""/t/<unit>/narratives: begun, written, saved by hand and by the page itself, finished, revised, printed."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from portal.core.db import db
from portal.narratives.models import Narrative
from portal.narratives.services import narratives
from tests import make, make_narratives
from tests.browse import Browser

CITY, COUNTY, OTHER = (f"/t/{code}/narratives/" for code in (make.CITY, make.JINAN, make.OTHER_CITY))
USUAL = {"title": make_narratives.TITLE, "first": make_narratives.FIRST, "last": make_narratives.LAST}
SWAP = {"HX-Request": "true", "HX-Target": "saved"}


def made(browse: Browser, maker: Any, *args: Any, **kwargs: Any) -> Any:
    with browse.app.app_context():
        return maker(*args, **kwargs)


def begun(browse: Browser, text: str = make_narratives.TEXT, **said: Any) -> Any:
    return made(browse, make_narratives.begin, text=text, **said)


def kept(browse: Browser, which: Any) -> Any:
    return made(browse, make_narratives.kept, which)


def test_a_report_is_begun_written_finished_and_printed(browse: Browser) -> None:
    made(browse, make.activity)
    browse.sign_in("fuzhou")
    assert "还没有汇报材料" in browse.get(CITY).text
    answer = browse.fill(f"{CITY}new", USUAL)
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "（一）在“谋实”上下功夫" in page
    assert "没有发现互相矛盾的数字" in page
    assert f'href="/t/{make.CITY}/reports/rollup?table=daily&amp;sort=-attendances&amp;first=2026-01&amp;last=2026-03" title="' in page
    which = answer.location.split("/")[-2]
    assert browse.fill(answer.location, {"text": "省妇联：\n一、情况\n参加【参加人次】。"}).status_code == 303
    assert "月的月报还没有上报" in browse.get(f"{CITY}{which}/finish").text
    assert browse.fill(f"{CITY}{which}/finish", {}).status_code == 303
    read = browse.get(f"{CITY}{which}").text
    assert "已定稿" in read
    assert ">30人次</a>" in read
    assert browse.get(answer.location).status_code == 303
    assert browse.post(f"{CITY}{which}/paper").status_code == 303
    word = browse.get(f"{CITY}{which}/word.docx")
    assert word.data.startswith(b"PK")
    assert "已定稿" in browse.swap(CITY, "narratives").text
    browse.sign_in("fuzhou_reader")
    assert browse.get(f"{CITY}{which}").status_code == 200
    assert browse.get(answer.location).status_code == 403


def test_the_page_saves_by_itself_and_hands_out_the_next_version(browse: Browser) -> None:
    which = begun(browse)
    browse.sign_in("fuzhou")
    typed = {"version": "2", "text": "新的一段【参加人次】"}
    answer = browse.post(f"{CITY}{which}/text", typed, headers=SWAP)
    assert answer.status_code == 200
    assert "已自动保存 10:00" in answer.text
    assert 'name="version" value="3"' in answer.text
    assert answer.headers["HX-Trigger"] == "narrative-saved"
    assert "<html" not in answer.text
    preview = browse.swap(f"{CITY}{which}/text", "preview").text
    assert "新的一段" in preview
    assert "textarea" not in preview
    stale = browse.post(f"{CITY}{which}/text", {**typed, "text": "另一段"}, headers=SWAP)
    assert stale.status_code == 409
    assert 'name="version" value="2"' in stale.text
    assert "没有自动保存" in stale.text
    long = browse.post(f"{CITY}{which}/text", {"version": "3", "text": "字" * 60_001}, headers=SWAP)
    assert long.status_code == 422
    assert "最多 60000 个字" in long.text
    assert kept(browse, which).text == typed["text"]


def test_who_was_overtaken_keeps_all_she_typed_and_saves_it_on_purpose(browse: Browser) -> None:
    which = begun(browse)
    browse.sign_in("fuzhou")
    page = browse.get(f"{CITY}{which}/text")
    made(browse, _save, which, "别人写的")
    answer = browse.post(f"{CITY}{which}/text", {"version": "2", "text": "<b>我</b>写的"})
    assert page.status_code == 200
    assert answer.status_code == 409
    assert "&lt;b&gt;我&lt;/b&gt;写的</textarea>" in answer.text
    assert "别人写的</textarea>" in answer.text
    assert 'name="version" value="3"' in answer.text
    assert browse.post(f"{CITY}{which}/text", {"version": "3", "text": "<b>我</b>写的"}).status_code == 303
    assert kept(browse, which).text == "<b>我</b>写的"


def _save(which: Any, text: str) -> None:
    with make.working_at(make.CITY, "fuzhou") as scope:
        narratives.save(scope, which, text=text, version=2)


def test_a_figure_is_picked_into_the_empty_brackets(browse: Browser) -> None:
    made(browse, make.activity)
    which = begun(browse)
    browse.sign_in("fuzhou")
    assert "参加人次：30人次" in browse.get(f"{CITY}{which}/text").text
    picked = {"action": "pick", "figure": "参加人次", "whose": "晋安区", "manner": "约", "text": "共【】到场"}
    assert browse.fill(f"{CITY}{which}/text", picked).status_code == 303
    assert kept(browse, which).text == "共【参加人次｜晋安区｜约】到场"
    refused = browse.fill(f"{CITY}{which}/text", {"action": "pick", "text": "没选【】"})
    assert refused.status_code == 422
    assert "请先选一个数字" in refused.text
    assert "没选【】</textarea>" in refused.text


def test_wrong_tokens_and_contradictions_are_shown_at_their_place_and_keep_it_from_being_finished(browse: Browser) -> None:
    which = begun(browse, text="开头\n参加【参加人数】。")
    browse.sign_in("fuzhou")
    page = browse.get(f"{CITY}{which}/text").text
    assert "第 2 行 【参加人数】：没有“参加人数”这个指标，是不是“参加人次”？" in page
    refused = browse.fill(f"{CITY}{which}/finish", {})
    assert refused.status_code == 422
    assert "第 2 行【参加人数】" in refused.text
    assert browse.post(f"{CITY}{which}/paper").status_code == 409
    assert browse.fill(f"{CITY}{which}/text", {"text": "全市目标100人，已完成50人，完成目标任务的80%。"}).status_code == 303
    page = browse.get(f"{CITY}{which}/text").text
    assert 'id="figure-1"' in page
    assert 'href="#finding-1"' in page
    unsaid = browse.fill(f"{CITY}{which}/finish", {})
    assert unsaid.status_code == 422
    assert "请先改好" in unsaid.text
    assert browse.fill(f"{CITY}{which}/finish", {"despite": "两个数口径不同"}).status_code == 303
    assert "两个数口径不同" in browse.get(f"{CITY}{which}").text


def test_a_finished_report_stays_as_it_was_and_its_revision_takes_its_place(browse: Browser) -> None:
    first = made(browse, make_narratives.finished)
    made(browse, make.activity, held_on=date(2026, 2, 20), attendances=7777, women=0)
    browse.sign_in("fuzhou")
    assert "7807" not in browse.get(f"{CITY}{first}").text
    late = browse.post(f"{CITY}{first}/text", {"version": "3", "text": "晚了"})
    assert late.status_code == 409
    assert "已经定稿" in late.text
    answer = browse.fill(f"{CITY}{first}/revision", {})
    assert "7807人次" in browse.get(answer.location).text
    assert browse.fill(f"{CITY}{first}/revision", {}).status_code == 409
    second = answer.location.split("/")[-2]
    assert browse.fill(f"{CITY}{second}/finish", {}).status_code == 303
    assert "已被新版替代" in browse.get(f"{CITY}{first}").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "必须填写"),
        ({"title": "字" * 10_000}, "最多 60 个字"),
        ({"last": "2026-05"}, "还没有到"),
        ({"first": "２０２６年４月"}, "结束月份不能早于开始月份"),
        ({"first": "三月"}, "请填写月份"),
        ({"source": "01900000-0000-7000-8000-000000000000"}, "请从列表中选择"),
    ],
)
def test_what_cannot_be_begun_is_said_at_its_field(browse: Browser, typed: dict[str, str], words: str) -> None:
    answer = browse.sign_in("fuzhou").fill(f"{CITY}new", {**USUAL, **typed})
    assert answer.status_code == 422
    assert words in answer.text


def test_title_and_months_of_a_draft_are_changed_and_its_figures_with_them(browse: Browser) -> None:
    made(browse, make.activity)
    which = begun(browse)
    browse.sign_in("fuzhou")
    before = browse.get(f"{CITY}{which}/text").text
    assert browse.fill(f"{CITY}{which}/amendment", {"title": "二月汇报", "first": "2026-02", "last": "2026-03"}).status_code == 303
    row = kept(browse, which)
    assert (row.title, row.first_month, row.version) == ("二月汇报", "2026-02", 3)
    assert "30人次" in before
    late = browse.post(f"{CITY}{which}/amendment", {"version": "2", **USUAL})
    assert late.status_code == 409
    assert browse.fill(f"{CITY}{which}/amendment", {**USUAL, "last": "2027-01"}).status_code == 422


def test_a_county_writes_its_own_and_another_unit_sees_nothing_of_it(browse: Browser) -> None:
    made(browse, make.activity)
    which = made(browse, make_narratives.begin, make.JINAN, "jinan_clerk", text=None, title="晋安区汇报")
    browse.sign_in("jinan_clerk")
    page = browse.get(f"{COUNTY}{which}/text").text
    assert "全区开展巾帼家政活动【活动场次】" in page
    assert browse.get(f"{COUNTY}{which}/finish").status_code == 403
    browse.sign_in("fuzhou")
    assert "晋安区汇报" not in browse.get(CITY).text
    assert browse.get(f"{CITY}{which}").status_code == 404
    assert "全区开展" in browse.get(f"{COUNTY}{which}").text
    assert browse.get(f"{COUNTY}{which}/text").status_code == 403
    browse.sign_in("linqing")
    assert browse.get(f"{OTHER}{which}/text").status_code == 404
    assert browse.post(f"{OTHER}{which}/text", {"version": "1", "text": "x"}).status_code == 404
    assert browse.post(f"{OTHER}{which}/paper").status_code == 404


def test_a_draft_whose_months_are_over_waits_for_who_writes(browse: Browser) -> None:
    begun(browse, last="2026-02")
    begun(browse, title="本月还在写的")
    browse.sign_in("fuzhou")
    page = browse.get(f"/t/{make.CITY}/").text
    assert f"汇报材料《{make_narratives.TITLE}》还是草稿" in page
    assert "本月还在写的" not in page
    assert "还是草稿" not in browse.sign_in("fuzhou_reader").get(f"/t/{make.CITY}/").text


def test_a_tampered_report_says_so_and_is_not_printed(browse: Browser) -> None:
    which = made(browse, make_narratives.finished)
    with browse.app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        db.session.execute(update(Narrative).where(scope.changes(Narrative)).values(text="改过的"), scope.binds)
    browse.sign_in("fuzhou")
    assert "内容与校验码不符" in browse.get(f"{CITY}{which}").text
    assert browse.post(f"{CITY}{which}/paper").status_code == 409


def test_the_longest_text_is_saved_and_shown(browse: Browser) -> None:
    made(browse, make.activity)
    which = begun(browse, text="短")
    text = "\n".join("【参加人次】" + "字" * 194 for _ in range(300))[:60_000]  # 201 characters a line
    answer = browse.sign_in("fuzhou").fill(f"{CITY}{which}/text", {"text": text})
    assert answer.status_code == 303
    assert len(kept(browse, which).text) == 60_000
    assert browse.get(f"{CITY}{which}/text").status_code == 200
