"""/t/<unit>/targets: programmes, targets, completion, and the way from a draft to what counts."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from portal.targets.rules.progress import show_percent
from tests import make
from tests.browse import Browser
from tests.make_targets import Inside


@pytest.fixture
def world(browse: Browser) -> Inside:
    return Inside(browse.app)


LIST, COUNTY = f"/t/{make.CITY}/targets/", f"/t/{make.JINAN}/targets/"
PROGRAMME = {"year": "２０２６", "name": "家政服务提升工程", "document": "关于实施提升工程的通知", "document_number": "榕妇〔2026〕5 号"}
TARGET = {
    "name": "宣讲",
    "measure": "sessions",
    "kind": "",
    "first_month": "2026-01",
    "last_month": "2026-09",
    "province_value": "8",
    "province_source": "闽妇〔2026〕1 号",
    "city_value": "１０",
    "city_source": "榕妇〔2026〕5 号",
}


def page_of(target_id: Any, unit: str = make.CITY, tail: str = "") -> str:
    return f"/t/{unit}/targets/{target_id}{tail}"


def test_from_a_document_to_a_target_that_a_county_sees(browse: Browser, world: Inside) -> None:
    browse.sign_in("fuzhou")
    assert "还没有发布的目标" in browse.get(LIST).text
    made = browse.fill(f"{LIST}programmes/new", PROGRAMME)
    drafted = browse.fill(made.location, TARGET)
    assert drafted.status_code == 303
    split = drafted.location
    target_id = split.split("/")[-2]
    assert "还差 <strong>10</strong>" in browse.get(split).text
    early = browse.fill(page_of(target_id, tail="/publish"), {"reason": "首次发布"})
    assert early.status_code == 422
    assert "市定 10 场，分解合计 0 场，还差 10 场，不能发布" in early.text
    browse.fill(split, {"action": "even"})
    assert browse.fill(page_of(target_id, tail="/publish"), {"reason": "首次发布"}).status_code == 303
    page = browse.get(LIST).text
    assert "+25.0%" in page
    assert "未登记" in page
    county = browse.sign_in("jinan").get(COUNTY).text
    assert "宣讲" in county
    assert "1–9 月" in county


def test_golden_completion_against_each_baseline(browse: Browser, world: Inside) -> None:
    made = world.target(is_published=True, measure="sessions", province_value=8, city_value=10, first_month="2026-01")
    for _ in range(8):
        world.activity()
    world.activity(code=make.JUNMEN)
    world.activity(code=make.CITY)
    row, counties = world.completions()[0], world.county_completions()
    assert (row.done, show_percent(row.of_province), show_percent(row.of_city)) == (10, "125.0%", "100.0%")
    assert (row.elapsed, row.lead, row.planned) == (205, 795, 3)
    assert (counties["晋安区"].done, counties["鼓楼区"].done, counties["市本级"].done) == (8, 1, 1)
    assert sum(it.whole for it in counties.values()) == 10
    page = browse.sign_in("fuzhou").get(page_of(made)).text
    assert "125.0%" in page
    assert "reports/rollup" in page


def test_a_cut_off_counts_to_the_end_of_its_month(browse: Browser, world: Inside) -> None:
    world.target(is_published=True)
    world.activity(attendances=30)
    browse.sign_in("fuzhou")
    assert "2 月 28 日" in browse.get(f"{LIST}?year=2026&month=2026-02").text
    assert "30.0%" not in browse.get(f"{LIST}?year=2026&month=2026-02").text
    assert "30.0%" in browse.get(LIST).text
    assert "应在 2026 年之内" in browse.get(f"{LIST}?year=2026&month=2025-02").text


def test_persons_are_counted_once_and_kinds_apart(browse: Browser, world: Inside) -> None:
    world.target(is_published=True, name="甲", measure="attendances", kind_id=1)
    world.target(is_published=True, name="乙", measure="trained_persons")
    world.activity(kind_id=1, attendances=30)
    world.activity(kind_id=2, attendances=50)
    assert {it.target.aim.name: it.done for it in world.completions()} == {"甲": 30, "乙": 0}


def test_what_is_drafted_counts_only_when_it_is_published_with_a_reason(browse: Browser, world: Inside) -> None:
    made = world.target(is_published=True)
    browse.sign_in("fuzhou")
    browse.fill(
        page_of(made, tail="/edit"), {**TARGET, "name": "宣讲人次", "measure": "attendances", "last_month": "2026-12", "city_value": "120"}
    )
    county = Browser(browse.app).sign_in("jinan")
    hers = county.get(page_of(made, make.JINAN)).text
    assert 'data-label="任务">50</td>' in hers, "its half of what was published"
    assert "一季度" in hers
    assert "修改中，第 1 版仍有效" in browse.get(LIST).text
    assert "还差 20 人次" in browse.fill(page_of(made, tail="/publish"), {"reason": "加码"}).text
    world.split(made, {"鼓楼区": {"2026-12": 24}}, version=4)
    assert browse.fill(page_of(made, tail="/publish"), {"reason": ""}).status_code == 422
    assert browse.fill(page_of(made, tail="/publish"), {"reason": "按省里要求加码"}).status_code == 303
    log = browse.get(page_of(made, tail="/changes")).text
    for words in ("按省里要求加码", "市定", "120", "鼓楼区 2026 年 12 月", "第 2 版"):
        assert words in log
    hers = county.get(page_of(made, make.JINAN, "/changes")).text
    assert "按省里要求加码" in hers
    assert "鼓楼区" not in hers


def test_a_draft_is_thrown_away_and_a_target_withdrawn_with_its_trace(browse: Browser, world: Inside) -> None:
    made = world.target(is_published=True)
    world.split(made, {"鼓楼区": {"2026-12": 99}}, version=3)
    browse.sign_in("fuzhou")
    assert browse.fill(page_of(made, tail="/revert"), {}).status_code == 303
    assert world.aim_of(made).parts != {}
    assert "没有可以放弃的修改" in browse.post(page_of(made, tail="/revert"), {"version": "5"}).text
    assert browse.fill(page_of(made, tail="/withdraw"), {"reason": "省里取消"}).status_code == 303
    assert "还没有发布的目标" in browse.get(LIST).text
    assert "省里取消" in browse.get(page_of(made, tail="/changes")).text
    assert browse.fill(page_of(made, tail="/edit"), TARGET).status_code == 409
    assert browse.post(page_of(made, tail="/withdraw"), {"version": "6", "reason": "再一次"}).status_code == 409


def test_of_two_admins_the_second_is_told(browse: Browser, world: Inside) -> None:
    made, its = world.target(), world.programme("另一个")
    browse.sign_in("fuzhou")
    first = {**TARGET, "version": "1"}
    assert browse.post(page_of(made, tail="/edit"), first).status_code == 303
    late = browse.post(page_of(made, tail="/edit"), {**first, "name": "另一个名字"})
    assert late.status_code == 409
    assert "刚才有人改过这个目标" in late.text
    assert "另一个名字" in late.text, "what was typed stays"
    assert browse.post(page_of(made, tail="/publish"), {"version": "1", "reason": "发布"}).status_code == 409
    amendment = f"{LIST}programmes/{its}"
    typed = {**PROGRAMME, "year": "2026", "version": "1"}
    assert browse.post(amendment, typed).status_code == 303
    assert browse.post(amendment, typed).status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"province_value": "0"}, "应在 1 到"),
        ({"city_value": "-1"}, "不能是负数"),
        ({"city_value": "10000000"}, "应在 1 到"),
        ({"city_value": "十"}, "请填写整数"),
        ({"city_value": "", "province_value": ""}, "至少填一个"),
        ({"province_source": ""}, "请填写依据"),
        ({"first_month": "2026-10"}, "结束月份不能早于开始月份"),
        ({"last_month": "2027-01"}, "应在 2026 年之内"),
        ({"last_month": "2026-13"}, "没有这个月份"),
        ({"measure": "pass_rate"}, "请从列表中选择"),
        ({"measure": "service", "kind": "1"}, "不分活动类别"),
        ({"kind": "999"}, "请从列表中选择"),
        ({"name": "长" * 10_000}, "最多 80 个字"),
        ({"name": "\x00"}, "必须填写"),
    ],
)
def test_a_target_that_cannot_be_is_refused_with_what_was_typed(
    browse: Browser, world: Inside, changes: dict[str, str], words: str
) -> None:
    its = world.programme()
    refused = browse.sign_in("fuzhou").fill(f"{LIST}programmes/{its}/new", {**TARGET, **changes})
    assert refused.status_code == 422
    assert words in refused.text
    assert "闽妇" in refused.text or "province_source" in changes


def test_a_lower_city_target_is_warned_of(browse: Browser, world: Inside) -> None:
    made = world.target(province_value=100, city_value=80)
    assert "市定低于省定 20.0%" in browse.sign_in("fuzhou").get(page_of(made, tail="/publish")).text


def test_one_name_a_year_and_the_year_stays(browse: Browser, world: Inside) -> None:
    its = world.programme("家政服务提升工程")
    browse.sign_in("fuzhou")
    assert "已经有“家政服务提升工程”" in browse.fill(f"{LIST}programmes/new", PROGRAMME).text
    assert "年度不能改" in browse.fill(f"{LIST}programmes/{its}", {**PROGRAMME, "year": "2027"}).text
    assert "2000 到 2099" in browse.fill(f"{LIST}programmes/new", {**PROGRAMME, "year": "1999"}).text


def test_others_find_nothing_and_a_county_no_draft(browse: Browser, world: Inside) -> None:
    draft, published = world.target(name="草稿"), world.target(name="已发布", is_published=True)
    county = Browser(browse.app).sign_in("jinan")
    assert county.get(page_of(draft, make.JINAN)).status_code == 404
    assert county.get(page_of(published, make.JINAN)).status_code == 200
    assert county.get(page_of(published, make.JINAN, "/split")).status_code == 403
    assert county.get(page_of(published, make.JINAN, f"/persons/{make.GULOU}")).status_code == 404
    other = Browser(browse.app).sign_in("linqing")
    for tail in ("", "/split", "/edit", "/publish", "/changes", "/persons", "/split.xlsx"):
        assert other.get(page_of(published, make.OTHER_CITY, tail)).status_code == 404


def test_who_answers_is_handed_over_and_kept(browse: Browser, world: Inside) -> None:
    made = world.target(is_published=True)
    browse.sign_in("jinan")
    hers = page_of(made, make.JINAN, f"/persons/{make.JINAN}")
    said = {"name": "林秀英", "post": "分管副主席", "since_on": "2026-01-05"}
    assert browse.fill(hers, said).status_code == 303
    assert "林秀英" in browse.get(COUNTY).text
    assert "应晚于上一任" in browse.fill(hers, {**said, "name": "陈梅", "since_on": "2026-01-05"}).text
    assert "还没有到这一天" in browse.fill(hers, {**said, "name": "陈梅", "since_on": "2026-03-17"}).text
    assert browse.fill(hers, {**said, "name": "陈梅", "since_on": "2026-03-01"}).status_code == 303
    page = browse.get(hers).text
    assert "2026-02-28" in page
    late = browse.post(hers, {**said, "name": "黄芳", "since_on": "2026-03-10", "seen": ""})
    assert late.status_code == 409
    assert "刚才有人登记了新的责任人" in late.text


def test_a_county_added_or_closed_after_the_split_is_told(browse: Browser, world: Inside) -> None:
    made = world.target(is_published=True)
    world.open_county()
    page = browse.sign_in("fuzhou").get(page_of(made)).text
    assert "台江区还没有分到任务" in page
    assert "县区有变动，需重新分解" in browse.get(LIST).text


def test_the_list_is_handed_out_as_excel(browse: Browser, world: Inside) -> None:
    world.target(is_published=True, name="=1+1")
    for person, path in (("fuzhou", LIST), ("jinan", COUNTY)):
        sent = Browser(browse.app).sign_in(person).get(f"{path}targets.xlsx")
        cells = CalamineWorkbook.from_filelike(BytesIO(sent.data)).get_sheet_by_index(0).to_python()
        assert any("=1+1" in row for row in cells)
