"""The checker's parser, layer by layer: characters, numerals, figures, days."""

import pytest

from portal.checker.rules.characters import make_plain
from portal.checker.rules.days import find_days
from portal.checker.rules.figures import Form, Side, find_figures
from portal.checker.rules.numerals import read_numeral
from portal.checker.rules.reading import read


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("培训２０\n人", "培训20人"),
        ("完成 ９５．５ ％", "完成95.5%"),
        ("共1,200人,其中200人", "共1,200人，其中200人"),
        ("第一段。\n第二段。", "第一段。\n第二段。"),
        ("上午9:30开会:三项", "上午9:30开会：三项"),
        ("兩個縣", "两个县"),
    ],
)
def test_a_text_has_one_form(given: str, plain: str) -> None:
    assert make_plain(given).text == plain


def test_every_sign_knows_where_it_stood() -> None:
    given = " 全年 ２０\n项工作"
    plain = make_plain(given)
    start = plain.text.index("20")
    assert given[slice(*plain.span(start, start + 2))] == "２０"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("二十余", None),
        ("二十", 20),
        ("三百五十", 350),
        ("一千零五", 1005),
        ("一万二千", 12000),
        ("二〇二四", 2024),
        ("两", 2),
        ("廿三", 23),
        ("十四五", None),
        ("六七", None),
    ],
)
def test_a_numeral_is_read(words: str, value: int | None) -> None:
    assert read_numeral(words.rstrip("余")) == value or value is None


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("参加4000余人", 4000, 5000, "人"),
        ("参加近4000人", 3000, 4000, "人"),
        ("参加1.2万人次", 11500, 12500, "人次"),
        ("举办二十余场", 20, 30, "场"),
        ("投入3亿元", 250_000_000, 350_000_000, "元"),
        ("不足300户", 200, 300, "户"),
        ("培训1,860名", 1860, 1860, "人"),
        ("规模30—40人", 30, 40, "人"),
    ],
)
def test_a_count_is_an_interval_with_a_unit(text: str, low: float, high: float, unit: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.low, figure.high, figure.unit, figure.form) == (low, high, unit, Form.COUNT)


@pytest.mark.parametrize(
    ("text", "said", "form"),
    [
        ("占33.3%", 33.3, Form.PERCENT),
        ("百分之三十", 30, Form.PERCENT),
        ("占八成", 80, Form.PERCENT),
        ("五成五", 55, Form.PERCENT),
        ("提高5个百分点", 5, Form.POINTS),
        ("是去年的2.5倍", 2.5, Form.TIMES),
        ("翻了一番", 1, Form.TIMES),
    ],
)
def test_a_share_is_read_in_every_writing(text: str, said: float, form: Form) -> None:
    (figure,) = find_figures(text)
    assert (figure.said, figure.form) == (said, form)


@pytest.mark.parametrize(
    "text",
    [
        "“三八”节",
        "“五个一”活动",
        "一老一小",
        "5+1+1",
        "1+N",
        "0-3岁",
        "45岁以下",
        "80后、90后",
        "〔2024〕37号",
        "电话13800138000",
        "0453—6120218",
        "2024年9月底前",
        "第三季度",
        "第12期",
        "一是抓培训",
        "（三）抓就业",
        "《家政服务100问》",
        "近三年",
        "上午9点30分",
        "15.25KB",
        "14页",
        "A4纸",
        "二十大报告",
        "三门县",
        "一支队伍",
    ],
)
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    assert find_figures(text) == []


def test_over_and_near_are_kept() -> None:
    assert [it.side for it in find_figures("超过300人、不足300人、300人左右、300人")] == [Side.OVER, Side.NEAR, Side.ABOUT, Side.AT]


def test_days_are_read_in_every_writing() -> None:
    days = [(it.year, it.month, it.day) for it in find_days("2024年3月5日至8日，9月底，2024-10-01，六月三十一日")]
    assert days == [(2024, 3, 5), (0, 3, 8), (0, 9, 0), (2024, 10, 1), (0, 6, 31)]


def test_a_figure_knows_its_area_its_time_and_whether_it_was_only_planned() -> None:
    mentions = read("安溪县妇联2024年总结\n全年培训800人。上半年，城厢镇培训120人。明年计划培训900人。").mentions
    assert [(it.area, it.period, it.goal) for it in mentions] == [("", "", False), ("城厢镇", "上半年", False), ("", "", True)]
