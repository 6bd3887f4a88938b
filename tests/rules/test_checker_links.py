"""Figures that are bound by many small signs: told paragraphs apart, in words of their own."""

import json
from importlib.resources import files

import pytest

from portal.checker.rules import find_contradictions
from portal.checker.rules.links.claims import Way, claims_in, follows, pairs_of
from portal.checker.rules.links.rows import adds_up, readings_of, rows_in, totals_in
from portal.checker.rules.links.weighing import is_explained, weights
from portal.checker.rules.reading import read

FUND = (
    "市妇女儿童发展基金会于3月8日设立“她技能”专项基金，首年募集目标500万元。\n"
    "截至12月20日，实际到账善款362.5万元，其中企业捐赠261万元，占72%；个人捐赠101.5万元，占28%。\n"
    "经核算，首年募集目标完成{}%，详细账目已在官网公示。"
)
CARD = (
    "7月至9月，县人社局集中兑付今年春季家政培训补贴198万元，资金直达1,320名学员个人账户。\n"
    "发放共分3批：7月18日兑付460人，8月16日兑付510人，9月12日兑付350人。\n"
    "据统计，春季培训补贴人均到手{}元，群众满意度达99.1%。"
)
TALK = (
    "全县设考点7个，取得职业技能等级证书2,316人。其中五级1,390人，四级695人，三级231人。\n"
    "上述拿到证书的学员里，出自脱贫户、低保户家庭的有{}人，她们大多在结业后两个月内走上了岗位。"
)
CANTEEN = (
    "今年上半年，9家食堂累计供餐18.74万份，其中到店就餐12.18万份，志愿者送餐上门6.56万份。\n"
    "镇民政办负责人摆了一笔账：今年头六个月，全镇长者食堂总共端出{}万份饭菜。"
)
TARGETS = (
    "家庭养老床位年初下达计划860张，截至12月20日验收合格731张；适老化改造计划1,200户，实际完工1,266户；老年食堂计划新增24处，建成21处。\n"
    "对照年度目标，适老化改造完成率105.5%，老年食堂完成率87.5%，家庭养老床位完成率{}%。"
)
COURSE = (
    "一、集中授课。5月6日开班，6月5日结束。\n二、考核认定。学员统一于6月14日参加考试，合格104人。\n"
    "三、发证就业。{}，学校举行仪式，向考试合格的104人颁发证书。"
)


@pytest.mark.parametrize(
    ("kind", "text", "wrong", "right"),
    [
        ("percent_of_target", FUND, "84.6", "72.5"),
        ("percent_of_target", TARGETS, "91.3", "85.0"),
        ("per_capita", CARD, "1,800", "1,500"),
        ("part_exceeds_whole", TALK, "2,478", "478"),
        ("same_measure_two_values", CANTEEN, "17.84", "18.74"),
        ("date_order", COURSE, "6月10日", "6月20日"),
    ],
)
def test_what_is_told_apart_is_held_together(kind: str, text: str, wrong: str, right: str) -> None:
    assert [it.kind for it in find_contradictions(text.format(wrong))] == [kind]
    assert find_contradictions(text.format(right)) == []


def test_a_claim_knows_how_it_is_reckoned() -> None:
    text = "年度任务2000人，已培训1700人，完成85%，比上年增长20%，人均补贴500元，满意率98%，提高3个百分点。"

    assert [it.way for it in claims_in(read(text))] == [Way.GOAL, Way.GROWTH, Way.AVERAGE, Way.SHARE, Way.POINTS]


def test_a_claim_follows_from_the_pair_that_gives_it() -> None:
    reading = read("年度任务2000人，已培训1700人，完成85%。")
    (claim,) = claims_in(reading)
    fitting = [pair for pair in pairs_of(reading, claim) if follows(claim, *pair)]

    assert [(one.figure.said, other.figure.said) for one, other in fitting] == [(1700, 2000)]
    assert is_explained(reading, claim, frozenset())


def test_a_row_may_be_the_parts_of_a_figure_before_it() -> None:
    reading = read("共举办讲座36场，其中防诈骗15场，急救12场，膳食9场。")
    (row,) = rows_in(reading)
    fitting = [it for it in readings_of(reading, row) if adds_up(it)]

    assert [(it.whole.figure.said, len(it.row)) for it in fitting] == [(36, 3)]
    assert totals_in(reading).wholes == {fitting[0].whole.number}


def test_an_empty_text_and_one_without_figures_have_no_links() -> None:
    assert list(claims_in(read(""))) == []
    assert list(rows_in(read("各级妇联认真落实。"))) == []


def test_every_way_of_reckoning_has_its_weights() -> None:
    told = json.loads(files("portal.checker.rules.links").joinpath("weights.json").read_text(encoding="utf-8"))

    assert set(told) == {*Way, "same", "sum"}
    assert weights() == told
    assert all(abs(weight) < 20 for some in told.values() for weight in some.values())
