"""Points, ranks and who is not ranked: by hand, to the thousandth."""

from fractions import Fraction

import pytest

from portal.core.errors import RuleBroken
from portal.core.text import months_until
from portal.standing.rules.formulas import Basis, Formula, Item, check_formula, explain, explain_item
from portal.standing.rules.history import table_of
from portal.standing.rules.measures import FIGURES, OWN, SHARES, Value, amount_words, choices, points_words, rounded, values_of
from portal.standing.rules.movement import movement_of
from portal.standing.rules.ranking import Entrant, Women, digest_of, line_of, ranks_of, reckon

TOTAL, RATE, PER = Basis.TOTAL, Basis.RATE, Basis.PER_10K


def formula(*items: tuple[str, Basis, int], least_base: int = 5) -> Formula:
    return Formula("2026-01", tuple(Item(*item) for item in items), least_base)


def county(n: int, *, women: int | None = None, left_out: str = "", **values: int | tuple[int, int]) -> Entrant:
    held = {code: Value(*value) if isinstance(value, tuple) else Value(value) for code, value in values.items()}
    return Entrant(n, f"35010{n}", f"县{n}", held, Women(women, 2025) if women else None, (1, "d" * 64), left_out)


def test_the_best_gets_the_weight_and_the_others_their_share_of_it_half_up() -> None:
    lines = reckon(formula(("sessions", TOTAL, 100)), [county(1, sessions=1), county(2, sessions=3), county(3, sessions=6)])
    assert [(line.name, line.rank, line.points) for line in lines] == [("县3", 1, 100_000), ("县2", 2, 50_000), ("县1", 3, 16_667)]


@pytest.mark.parametrize(("amount", "wanted"), [((1, 2), 1), ((3, 2), 2), ((1, 3), 0), ((2, 3), 1), ((-1, 2), 0), ((5, 1), 5)])
def test_halves_go_up(amount: tuple[int, int], wanted: int) -> None:
    assert rounded(Fraction(*amount)) == wanted


@pytest.mark.parametrize(
    ("points", "ranks"),
    [
        ([9, 8, 8, 7], [1, 2, 2, 4]),
        ([9, 9, 9], [1, 1, 1]),
        ([0, 0], [1, 1]),
        ([1, 2, 3], [3, 2, 1]),
        ([], []),
    ],
)
def test_who_has_as_many_points_stands_beside(points: list[int], ranks: list[int]) -> None:
    assert list(ranks_of(dict(enumerate(points))).values()) == ranks


def test_a_share_is_compared_as_part_over_whole_and_never_rounded_first() -> None:
    lines = reckon(
        formula(("pass_rate", RATE, 100)),
        [county(1, pass_rate=(20, 30)), county(2, pass_rate=(80, 90))],
    )
    assert [(line.name, line.points) for line in lines] == [("县2", 100_000), ("县1", 75_000)]


def test_too_small_a_base_is_listed_without_rank_and_is_not_the_best() -> None:
    shown = reckon(
        formula(("pass_rate", RATE, 100)), [county(1, pass_rate=(4, 4)), county(2, pass_rate=(3, 6)), county(3, pass_rate=(2, 8))]
    )
    assert [(line.name, line.rank, line.points) for line in shown] == [("县2", 1, 100_000), ("县3", 2, 50_000), ("县1", None, None)]
    assert shown[-1].why == "考试合格率的分母（参加考试）是 4，不到 5"


def test_nought_of_nought_is_no_share_even_without_a_least_base() -> None:
    lines = reckon(formula(("pass_rate", RATE, 100), least_base=0), [county(1, pass_rate=(0, 0)), county(2, pass_rate=(0, 1))])
    assert [(line.name, line.rank, line.points) for line in lines] == [("县2", 1, 0), ("县1", None, None)]


def test_a_county_without_a_count_of_women_is_not_ranked_in_that_item_and_the_rest_makes_a_hundred() -> None:
    it = formula(("sessions", PER, 50), ("attendances", TOTAL, 50))
    lines = reckon(it, [county(1, sessions=9, attendances=30), county(2, women=20_000, sessions=4, attendances=60)])
    assert [(line.name, line.points) for line in lines] == [("县2", 100_000), ("县1", 50_000)]
    mark = lines[1].marks[0]
    assert (mark.points, mark.why, mark.worth) == (None, "没有妇女人数", None)


def test_of_whom_nothing_was_asked_is_not_ranked_in_that_and_few_are_enough() -> None:
    it = formula(("on_time_rate", RATE, 50), ("attendances", TOTAL, 50))
    lines = reckon(it, [county(1, on_time_rate=(0, 0), attendances=60), county(2, on_time_rate=(1, 2), attendances=30)])
    assert [(line.name, line.points) for line in lines] == [("县1", 100_000), ("县2", 75_000)]
    assert lines[0].marks[0].why == "当月没有应上报的月报"


def test_per_ten_thousand_women_the_small_county_wins() -> None:
    lines = reckon(formula(("sessions", PER, 100)), [county(1, women=10_000, sessions=2), county(2, women=100_000, sessions=10)])
    assert [(line.name, line.points, line.marks[0].worth) for line in lines] == [("县1", 100_000, 2), ("县2", 50_000, 1)]


def test_where_nobody_can_be_compared_in_anything_nobody_is_ranked() -> None:
    lines = reckon(formula(("sessions", PER, 100)), [county(1, sessions=2), county(2, sessions=10)])
    assert [(line.rank, line.why) for line in lines] == [(None, "没有一项可以比较")] * 2


def test_a_best_of_nought_gives_nobody_points_and_less_than_nought_counts_as_nought() -> None:
    it = formula(("sessions", TOTAL, 40), ("attendances", TOTAL, 60))
    lines = reckon(it, [county(1, sessions=0, attendances=-3), county(2, sessions=0, attendances=6)])
    assert [(line.name, [mark.points for mark in line.marks]) for line in lines] == [("县2", [0, 60_000]), ("县1", [0, 0])]


def test_who_is_left_out_shows_no_figures_and_is_not_the_best() -> None:
    lines = reckon(formula(("sessions", TOTAL, 100)), [county(1, sessions=99, left_out="当月撤并"), county(2, sessions=3)])
    assert [(line.name, line.rank, line.why, len(line.marks)) for line in lines] == [("县2", 1, "", 1), ("县1", None, "当月撤并", 0)]


def test_lines_come_back_as_they_were_kept_and_the_digest_tells_every_change() -> None:
    it = formula(("sessions", PER, 50), ("pass_rate", RATE, 50), least_base=1)
    lines = reckon(it, [county(1, women=9, sessions=2, pass_rate=(1, 2)), county(2, sessions=1, pass_rate=(1, 3))])
    assert [line_of(line.listed()) for line in lines] == lines
    first = digest_of(1, "2026-01", 1, it, lines)
    assert first == digest_of(1, "2026-01", 1, it, [line_of(line.listed()) for line in lines])
    assert first != digest_of(1, "2026-01", 2, it, lines)
    assert first != digest_of(1, "2026-01", 1, it, lines[::-1])


@pytest.mark.parametrize(
    ("items", "field", "words"),
    [
        ([], "rows", "至少"),
        ([("sessions", TOTAL, 99)], "rows-0-weight", "还差 1"),
        ([("sessions", TOTAL, 60), ("women", TOTAL, 60)], "rows-1-weight", "多了 20"),
        ([("sessions", TOTAL, 50), ("sessions", TOTAL, 50)], "rows-1-measure", "只能列一次"),
        ([("sessions", RATE, 100)], "rows-0-basis", "不是比率"),
        ([("pass_rate", TOTAL, 100)], "rows-0-basis", "是比率"),
        ([("on_time_rate", PER, 100)], "rows-0-basis", "是比率"),
        ([("nothing", TOTAL, 100)], "rows-0-measure", "没有这个指标"),
        ([("sessions", TOTAL, 0), ("women", TOTAL, 100)], "rows-0-weight", "1 到 100"),
        ([("sessions", TOTAL, -20), ("women", TOTAL, 120)], "rows-0-weight", "1 到 100"),
    ],
)
def test_a_formula_that_contradicts_itself_is_refused_at_its_row(items: list[tuple[str, Basis, int]], field: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words) as broken:
        check_formula(formula(*items), last_ranked="", this_month="2026-03")
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("since", "is_fine"), [("2026-01", False), ("2026-02", False), ("2026-03", True), ("2031-12", True), ("2032-01", False)]
)
def test_a_formula_begins_after_what_was_ranked_and_not_too_far_ahead(since: str, *, is_fine: bool) -> None:
    it = Formula(since, (Item("sessions", TOTAL, 100),))
    if is_fine:
        check_formula(it, last_ranked="2026-02", this_month="2026-03")
        return
    with pytest.raises(RuleBroken) as broken:
        check_formula(it, last_ranked="2026-02", this_month="2026-03")
    assert broken.value.field == "since_month"


def test_every_measure_can_be_chosen_and_is_told_in_words() -> None:
    codes = [code for code, *_ in choices()]
    assert len(codes) == len(set(codes)) == len(FIGURES) + len(SHARES) + len(OWN)
    for code in codes:
        item = Item(code, RATE if code in SHARES or code in OWN else PER, 100)
        assert item.label
        assert "÷" in explain_item(item)
        check_formula(Formula("2026-01", (item,)), last_ranked="", this_month="2026-01")
    assert any("不到 5" in line for line in explain(formula(("pass_rate", RATE, 100))))


def test_frozen_figures_are_added_up_over_kinds_and_persons_are_those_of_the_month() -> None:
    figures = [("sessions", 1, 2), ("sessions", 2, 3), ("passed", 0, 8), ("examined", 0, 9)]
    found = values_of(figures, [("trained", 4, 40)], ["sessions", "women", "pass_rate", "trained_persons", "on_time_rate"])
    assert found == {"sessions": Value(5), "women": Value(0), "pass_rate": Value(8, 9), "trained_persons": Value(4)}


@pytest.mark.parametrize(
    ("code", "amount", "words"),
    [
        ("sessions", Fraction(1234), "1,234"),
        ("sessions", Fraction(1, 3), "0.333"),
        ("service", Fraction(90), "1.5"),
        ("pass_rate", Fraction(8, 9), "88.889%"),
        ("pass_rate", Fraction(1), "100%"),
    ],
)
def test_amounts_are_read_in_their_unit(code: str, amount: Fraction, words: str) -> None:
    assert amount_words(code, amount) == words


def test_points_have_three_decimals() -> None:
    assert [points_words(it) for it in (100_000, 16_667, 5, -1_500, None)] == ["100.000", "16.667", "0.005", "-1.500", "–"]


BOTH = formula(("sessions", TOTAL, 50), ("attendances", TOTAL, 50))


def test_a_county_reads_why_it_moved_and_who_overtook_it() -> None:
    before = reckon(
        BOTH, [county(1, sessions=10, attendances=100), county(2, sessions=5, attendances=50), county(3, sessions=4, attendances=40)]
    )
    after = reckon(
        BOTH, [county(1, sessions=4, attendances=100), county(2, sessions=10, attendances=100), county(3, sessions=4, attendances=40)]
    )
    move = movement_of(1, before, after)
    assert (move.places, move.short, move.overtaken_by, move.overtook) == (-1, "降 1", ("县2",), ())
    assert move.words() == [
        "从第 1 名到第 2 名（降 1），总分 100.000 → 70.000（-30.000）。",
        "“场次”少得 30.000 分：本县 10 → 4，最好的县 10 → 10。",
        "被县2超过。",
    ]
    assert movement_of(2, before, after).overtook == ("县1",)
    assert movement_of(3, before, after).short == "持平"


def test_who_was_level_and_is_behind_now_was_overtaken() -> None:
    one = formula(("sessions", TOTAL, 100))
    before = reckon(one, [county(1, sessions=10), county(2, sessions=10)])
    after = reckon(one, [county(1, sessions=9), county(2, sessions=10)])
    assert movement_of(1, before, after).overtaken_by == ("县2",)


def test_a_changed_formula_is_told_item_by_item() -> None:
    before = reckon(formula(("sessions", TOTAL, 60), ("intakes", TOTAL, 40)), [county(1, sessions=5, intakes=0)])
    after = reckon(formula(("sessions", TOTAL, 50), ("attendances", TOTAL, 50)), [county(1, sessions=5, attendances=9)])
    words = {change.label: (change.gained, change.words()) for change in movement_of(1, before, after).items}
    assert words["场次"] == (-10_000, "本县 5 → 5，最好的县 5 → 5，权重 60% → 50%")
    assert words["人次"] == (50_000, "公式新列的项目")
    assert words["新增学员"][1] == "公式不再列的项目"


def test_without_a_rank_before_or_now_nothing_is_compared() -> None:
    one = formula(("sessions", TOTAL, 100))
    after = reckon(one, [county(1, sessions=9), county(2, left_out="当月撤并")])
    assert movement_of(1, [], after).words() == ["本月第 1 名，总分 100.000。上一次没有排名，不比较名次。"]
    assert movement_of(2, after, after).words() == ["本月没有排名：当月撤并。"]


def test_history_has_a_line_for_each_county_ever_ranked() -> None:
    one = formula(("sessions", TOTAL, 100))
    january, february = (
        reckon(one, [county(1, sessions=1), county(2, sessions=2)]),
        reckon(one, [county(2, sessions=2), county(3, sessions=2)]),
    )
    table = table_of([("2026-01", january), ("2026-02", february)])
    assert [(it.name, it.ranks) for it in table] == [
        ("县1", {"2026-01": 2}),
        ("县2", {"2026-01": 1, "2026-02": 1}),
        ("县3", {"2026-02": 1}),
    ]
    assert months_until("2026-02", 3) == ["2025-12", "2026-01", "2026-02"]
