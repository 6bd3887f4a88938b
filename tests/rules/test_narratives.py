"""What a written report is made of: tokens, words for round figures, an outline, a template."""

from types import SimpleNamespace
from typing import Any

import pytest

from portal.checker.rules import find_contradictions
from portal.narratives.rules.documents import document_of
from portal.narratives.rules.figures import Fault, Figure, fill, keep, read
from portal.narratives.rules.names import NAMES
from portal.narratives.rules.offers import insert, token_of
from portal.narratives.rules.outline import Kind, outline, without_notes
from portal.narratives.rules.periods import period_of
from portal.narratives.rules.pieces import paragraphs
from portal.narratives.rules.places import Known, Unit, settle
from portal.narratives.rules.reading import Reading, read_text
from portal.narratives.rules.template import Reporter, all_of, compose, sections
from portal.narratives.rules.tokens import Ask, BadToken, Form, find_tokens, read_token
from portal.narratives.rules.wording import about, exact, growth, points
from portal.reports.rules.measures import FIGURES, SHARES
from portal.typeset.rules.document import Heading, Paragraph

SPAN = ("2026-01", "2026-03")
UNITS = (
    Unit(1, "350100000000", "福州市", "city"),
    Unit(2, "350111000000", "晋安区", "county"),
    Unit(3, "350111100013", "连翔社区驿站", "station"),
    Unit(4, "350102000001", "连翔社区驿站", "station"),
)
KNOWN = Known(UNITS, [(1, "政策宣讲")], SPAN, begins="2025-02", until="2026-03")


def figure(words: str, **said: Any) -> Figure:
    usual: dict[str, Any] = {
        "label": "参加人次",
        "unit_code": "350100000000",
        "unit": "福州市",
        "first": "2026-01",
        "last": "2026-03",
        "period": "2026年1月至3月",
    }
    return Figure(words, **{**usual, **said})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0人次"),
        (7, "7人次"),
        (19, "19人次"),
        (20, "20人次"),
        (99, "99人次"),
        (100, "100人次"),
        (101, "100余人次"),
        (105, "100余人次"),
        (106, "约110人次"),
        (107, "约110人次"),
        (108, "近110人次"),
        (109, "近110人次"),
        (995, "990余人次"),
        (998, "近1000人次"),
        (4000, "4000人次"),
        (4001, "4000余人次"),
        (4213, "4200余人次"),
        (4250, "4200余人次"),
        (4251, "约4300人次"),
        (4279, "约4300人次"),
        (4280, "近4300人次"),
        (4980, "近5000人次"),
        (5000, "5000人次"),
        (12_345, "12000余人次"),
        (99_900, "近10万人次"),
        (123_456, "12万余人次"),
        (125_001, "约13万人次"),
        (1_999_999, "近200万人次"),
        (-5, "-5人次"),
    ],
)
def test_round_words_are_chosen_by_the_value(value: int, words: str) -> None:
    assert about(value, "人次") == words


def test_yu_never_stands_with_a_figure_not_exceeded_nor_jin_with_one_reached() -> None:
    for value in range(20_000):
        said = about(value, "人")
        number = int(said.strip("余近约人"))
        if "余" in said:
            assert number < value
        elif "近" in said:
            assert value < number
        elif "约" not in said:
            assert number == value


@pytest.mark.parametrize(
    ("minutes", "words"), [(90, "1.5小时"), (1200, "20小时"), (2730, "45余小时"), (6000, "100小时"), (59_700, "990余小时")]
)
def test_hours_are_rounded_as_hours_though_minutes_are_kept(minutes: int, words: str) -> None:
    assert about(minutes, "小时", is_minutes=True) == words


def test_exact_words_carry_their_unit() -> None:
    assert exact(4213, "人次") == "4213人次"
    assert exact(75_030, "小时", is_minutes=True) == "1250.5小时"


@pytest.mark.parametrize(("before", "after", "words"), [(200, 250, "增长25.0%"), (3, 2, "下降33.3%"), (8, 8, "持平"), (1, 0, "下降100.0%")])
def test_growth_is_said_with_its_direction(before: int, after: int, words: str) -> None:
    assert growth(before, after) == words


def test_between_shares_there_are_percentage_points() -> None:
    assert points(333, 450) == "提高11.7个百分点"
    assert points(450, 333) == "下降11.7个百分点"


def test_every_figure_and_share_has_one_name_of_its_own() -> None:
    assert set(NAMES) == {*FIGURES, *SHARES}
    assert len(set(NAMES.values())) == len(NAMES)


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("上年同期", ("2025-01", "2025-03")),
        ("上期", ("2025-10", "2025-12")),
        ("上月", ("2026-02", "2026-02")),
        ("本月", ("2026-03", "2026-03")),
        ("今年以来", ("2026-01", "2026-03")),
        ("2025年", ("2025-01", "2025-12")),
        ("2026年2月", ("2026-02", "2026-02")),
        ("2026-02", ("2026-02", "2026-02")),
        ("2025年11月至2026年2月", ("2025-11", "2026-02")),
        ("2026年1月至3月", ("2026-01", "2026-03")),
        ("2026年3月至1月", None),
        ("2026年13月", None),
        ("晋安区", None),
    ],
)
def test_periods_are_counted_from_the_months_of_the_report(words: str, months: Any) -> None:
    assert period_of(words, SPAN) == months


def test_a_token_says_its_measure_and_its_options_in_any_order() -> None:
    wanted = read_token("【 参加人次 ｜ 晋安区|约｜上月】", SPAN)
    assert (wanted.code, wanted.form, wanted.period, wanted.names) == ("attendances", Form.ABOUT, "上月", ("晋安区",))
    target = read_token("【省定完成率：巾帼家政基地】", SPAN)
    assert (target.ask, target.target) == (Ask.OF_PROVINCE, "巾帼家政基地")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("【", "没有配对"),
        ("【】", "还没有写指标"),
        ("【参加人数】", "没有“参加人数”这个指标，是不是"),
        ("【参加人次｜约｜同比】", "写法写了两个"),
        ("【参加人次｜上月｜本月】", "期间写了两个"),
        ("【参加人次｜甲｜乙｜丙】", "选项太多"),
        ("【市顶目标：基地】", "是不是“市定目标”"),
        ("【省定目标】", "请写明是哪个目标"),
        ("【省定目标：基地｜上月】", "不能另写期间"),
        ("【省定目标：基地｜同比】", "目标不能写同比"),
    ],
)
def test_a_token_that_says_nothing_known_is_told_why(source: str, why: str) -> None:
    with pytest.raises(BadToken, match=why):
        read_token(source, SPAN)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("【参加人次｜马尾区】", "不是本单位或下属单位"),
        ("【参加人次｜连翔社区驿站】", "有 2 个单位叫“连翔社区驿站”，请改写单位代码：350111100013、350102000001"),
        ("【参加人次｜晋安区｜福州市】", "单位写了两个"),
        ("【培训人次｜政策宣讲】", "不分活动类别"),
        ("【参加人次｜2025年1月】", "2025年1月还没有数据：平台上的数据从2025年2月开始"),
        ("【参加人次｜同比】", "2025年1月还没有数据"),
        ("【参加人次｜2027年】", "2027年1月还没有到"),
        ("【省定目标：基地】", "2026 年还没有发布目标"),
    ],
)
def test_names_and_months_that_are_not_there_are_told(source: str, why: str) -> None:
    with pytest.raises(BadToken, match=why):
        settle(read_token(source, SPAN), KNOWN)


def test_a_unit_is_found_by_name_or_code_and_a_kind_by_name() -> None:
    assert settle(read_token("【参加人次｜晋安区｜政策宣讲】", SPAN), KNOWN).kind_id == 1
    assert settle(read_token("【参加人次｜350111100013】", SPAN), KNOWN).unit.id == 3


def test_figures_stand_where_their_tokens_stood_and_a_wrong_one_stays() -> None:
    text = "※ 【提示】\n开展【活动场次】，\n有【怪】和【活动场次】"
    filled = fill(text, {"【活动场次】": figure("12场"), "【怪】": Fault("没有")})
    assert filled.text == "※ 【提示】\n开展12场，\n有【怪】和12场"
    assert [filled.text[it.start : it.end] for it in filled.places] == ["12场", "【怪】", "12场"]
    assert [(token.line, why) for token, why in filled.faults] == [(3, "没有")]


def test_kept_figures_are_read_as_they_were() -> None:
    found = {"【参加人次】": figure("12人次", exact="x"), "【坏】": Fault("没有")}
    assert read(keep(found)) == {"【参加人次】": found["【参加人次】"]}


def test_lines_are_known_by_their_numbers() -> None:
    text = "省妇联：\n一、工作开展情况\n（一）在“谋实”上下功夫。各级一起干。\n1．压实责任\n2.5万人参加\n※ 提示\n\n正文一、二：\n二、下一步"
    kinds = [(it.kind, it.text[: it.head]) for it in outline(text)]
    assert kinds == [
        (Kind.ADDRESSEE, ""),
        (Kind.FIRST, "一、工作开展情况"),
        (Kind.SECOND, "（一）在“谋实”上下功夫。"),
        (Kind.THIRD, "1．压实责任"),
        (Kind.BODY, ""),
        (Kind.BODY, ""),
        (Kind.FIRST, "二、下一步"),
    ]
    assert "※" not in without_notes(text)


def test_a_document_has_its_parts_and_a_draft_says_it_is_one() -> None:
    text = "省妇联：\n一、情况\n（一）谋实。干了12场。\n正文"
    row = SimpleNamespace(title="汇报", state="draft")
    document = document_of(row, Reading(fill(text, {})), unit="福州市", day=None)  # type: ignore[arg-type]
    assert (document.title, document.addressee, document.signature) == ("汇报\n（草稿）", "省妇联", "福州市妇女联合会")
    assert document.blocks == (
        Heading(1, (("一、情况", ""),)),
        Paragraph((("（一）谋实。", "kai"), ("干了12场。", ""))),
        Paragraph((("正文", ""),)),
    )


def test_pieces_joined_again_are_the_text_with_findings_on_their_figures() -> None:
    text = "开展【活动场次】，其中宣讲30场、讲座50场，合计【活动场次】。"
    filled = fill(text, {"【活动场次】": figure("70场")})
    start = filled.text.index("30场")
    finding = SimpleNamespace(spans=((start, start + 3), (2, 5)))
    (paragraph,) = paragraphs(filled, [finding])  # type: ignore[list-item]
    assert "".join(it.text for it in paragraph.pieces) == filled.text
    assert [(it.text, it.numbers) for it in paragraph.pieces if it.numbers] == [("70场", (1,)), ("30场", (1,))]
    assert [it.text for it in paragraph.pieces if it.figure] == ["70场", "70场"]


def test_a_figure_goes_where_the_empty_brackets_are_else_to_the_end() -> None:
    token = token_of("参加人次", whose="晋安区", manner="约")
    assert token == "【参加人次｜晋安区｜约】"
    assert insert("甲【】乙【】", token) == f"甲{token}乙【】"
    assert insert("甲\n※ 提示", token) == f"甲{token}\n※ 提示"
    assert insert("", token) == token
    assert insert("※ 提示", token) == f"{token}\n※ 提示"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("参加【参加人次】人", "“人”可能多了"),
        ("近【参加人次】", "“近”可能不对"),
        ("【参加人次】余", "“余”可能不对：要写约数，请写【参加人次｜约】"),
        ("【参加人次】名单", ""),
        ("参加【参加人次】，人均", ""),
    ],
)
def test_words_that_a_figure_brings_itself_are_doubted(text: str, doubt: str) -> None:
    said = read_text(text, {"【参加人次】": figure("4213人次")}).doubts
    assert doubt in "".join(said)
    assert len(said) == bool(doubt)


def aim(name: str) -> Any:
    return SimpleNamespace(name=name, uplift=250)


def test_the_template_is_a_whole_report_of_tokens_with_the_skeleton() -> None:
    parts = sections(Reporter("福州市", "city", "2026年1月至3月", ("晋安区", "鼓楼区"), [aim("基地")]))
    sources = {it.source for it in find_tokens(all_of(parts))}
    assert len(sources) >= 25
    text = compose(parts, dict.fromkeys(sources, figure("30人次")))
    assert {it.source for it in find_tokens(text)} == sources
    firsts = [it.text[: it.head][:6] for it in outline(text) if it.kind in (Kind.FIRST, Kind.SECOND)]
    assert firsts == [
        "一、工作开展",
        "（一）在“谋",
        "（二）在“开",
        "（三）在“出",
        "二、下一步工",
        "（一）对着目",
        "（二）围着需",
        "（三）沿着社",
    ]
    assert "※" not in text


def test_what_has_no_figures_is_left_out_and_the_writer_is_told() -> None:
    parts = sections(Reporter("晋安区", "county", "2026年3月"))
    sources = [it.source for it in find_tokens(all_of(parts))]
    text = compose(parts, {**dict.fromkeys(sources, figure("0人次", is_nought=True)), "【活动场次】": figure("3场")})
    assert [it.source for it in find_tokens(text)] == ["【活动场次】"]
    assert text.count("本期还没有登记数据") == 2
    assert "※ 本期没有数据、没有写入的：大宣讲、活动同比、培训、就业" in text
    assert find_contradictions(without_notes(text)) == []
