"""Pictures of numbers: lengths are proportional from nought, ticks stand where they should, nothing leaves the frame, no name is markup."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from portal.web import charts
from portal.web.charts import Bar, Bars, Columns, Funnel, Goal, Picture, Point, Progress, Share, Trend
from portal.web.charts.drawing import BODY, NARROW, clean, width_of
from portal.web.charts.scale import axis_words, scale_of

SVG = "{http://www.w3.org/2000/svg}"
COUNTIES = (
    "鼓楼区",
    "台江区",
    "仓山区",
    "马尾区",
    "晋安区",
    "长乐区",
    "福清市",
    "闽侯县",
    "连江县",
    "罗源县",
    "闽清县",
    "永泰县",
    "平潭县",
)
LONG = "一个名字长得不得了的社区巾帼家政服务驿站" * 4
NASTY = '<script>alert("1")</script>&amp;\x00\x0b\ud800'


def bars(*values: float | None, names: tuple[str, ...] = COUNTIES, **more: Any) -> Bars:
    return Bars(
        "各县场次",
        "场",
        tuple(Bar(name, value, "–" if value is None else f"{value:,}") for name, value in zip(names, values, strict=False)),
        **more,
    )


def trend(*values: float | None, before: tuple[float | None, ...] = ()) -> Trend:
    points = tuple(
        Point(str(n % 12 + 1), value, "–" if value is None else f"{value:,}", "2025年" if n == 0 else "") for n, value in enumerate(values)
    )
    return Trend("每月人次", "人次", points, before)


def columns(*values: float | None) -> Columns:
    return Columns(
        "历年场次", "场", tuple(Bar(str(2017 + n), value, "–" if value is None else f"{value:,}") for n, value in enumerate(values))
    )


def progress(*goals: tuple[str, int, dict[str, int | None]]) -> Progress:
    return Progress(
        "目标进度",
        tuple(
            Goal(
                label,
                tuple(Share(name, value, "–" if value is None else f"{value / 10:.1f}%") for name, value in shares.items()),
                due,
                f"{due / 10:.1f}%",
            )
            for label, due, shares in goals
        ),
    )


def funnel(*values: int) -> Funnel:
    steps = tuple(Bar(name, value, f"{value:,} 人") for name, value in zip(("意愿", "培训", "考证", "上岗"), values, strict=False))
    return Funnel("从意愿到上岗", steps, tuple("" if n == 0 else "意愿的 50.0%" for n in range(len(steps))))


ALL: dict[str, Picture] = {
    "counties": bars(1234, 900, 820, 640, 501, 433, 300, 250, 120, 66, 12, 3, 0),
    "three thousand fold": bars(300_000, 100, 0, None),
    "long names": bars(12, 3, 0, names=(LONG, NASTY, "东山")),
    "one bar": bars(5),
    "no bar": bars(),
    "noughts": bars(0, 0),
    "nothing known": bars(None, None),
    "below nought": bars(-5, 3),
    "points": bars(98.25, 66, None, whole=100, is_ordered=True),
    "forty bars": bars(*range(40), names=tuple(f"驿站{n}" for n in range(40))),
    "two periods": Bars("对比", "场", (Bar("鼓楼区", 12, "12", 30, "30"), Bar(LONG, 0, "0", 4, "4")), names=("3月", "2月")),
    "huge": bars(10**12, 1),
    "year": trend(1200, 1300, 900, 1500, 2100, 1800, 2500, 2300, 1900, 2600, 1100, 1750),
    "gaps": trend(120, 180, None, 300, None, None, before=(100, None, 90, 80, 70, 60)),
    "one month": trend(7),
    "no month": trend(),
    "months of nought": trend(*[0] * 12),
    "five years": trend(*[n * 37 % 90 for n in range(60)]),
    "years": columns(5200, 4100, None, 7800, 2300),
    "ten years": columns(*range(299_000, 399_000, 10_000)),
    "no year": columns(),
    "marked years": Columns("历年", "场", (Bar("2024", 5, "5", mark="typed"), Bar("2025", 2, "2", mark="partial"))),
    "both baselines": progress(("培训", 205, {"市定": 651, "省定": 820}), (LONG, 405, {"市定": None, "省定": 1890})),
    "goals of counties": progress(("鼓楼区", 205, {"": 900}), ("晋安区", 205, {"": 0})),
    "forty goals": progress(*((f"目标{n}", 205, {"市定": 300}) for n in range(40))),
    "no goal": progress(),
    "funnel": funnel(3210, 2100, 1500, 980),
    "funnel that widens": funnel(10, 20),
    "funnel of nothing": funnel(0, 0, 0, 0),
    "no funnel": Funnel("从意愿到上岗", ()),
}


def drawn(picture: Picture) -> ET.Element:
    """Return the picture as XML; not well-formed, it fails here."""
    return ET.fromstring(charts.chart(picture))


def rects(picture: Picture, fill: str = "#ad2757") -> list[dict[str, float]]:
    found = [it.attrib for it in drawn(picture).iter(f"{SVG}rect") if it.get("fill") == fill]
    return [{name: float(it[name].rstrip("%rem")) for name in ("x", "y", "width", "height")} for it in found]


def words(picture: Picture) -> list[str]:
    return [it.text or "" for it in drawn(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", ALL)
def test_every_picture_is_an_image_that_says_what_it_shows(name: str) -> None:
    root = drawn(ALL[name])
    title, told = list(root)[:2]
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert (title.tag, title.text) == (f"{SVG}title", ALL[name].title)
    assert told.tag == f"{SVG}desc"
    assert str(told.text).endswith("。")


@pytest.mark.parametrize("name", ALL)
def test_nothing_leaves_the_frame_at_the_narrowest(name: str) -> None:
    root = drawn(ALL[name])
    high = float(str(root.get("height")).removesuffix("rem"))
    for it in root.iter():
        across = [float(str(it.get(key)).removesuffix("%")) for key in ("x", "x1", "x2", "cx") if it.get(key)]
        down = [float(str(it.get(key)).removesuffix("rem")) for key in ("y1", "y2", "cy") if it.get(key)]
        if it.tag == f"{SVG}rect":
            across.append(across[0] + float(str(it.get("width")).removesuffix("%")))
            down.append(float(str(it.get("y")).removesuffix("rem")) + float(str(it.get("height")).removesuffix("rem")))
        if it.tag == f"{SVG}text":
            size = float(str(it.get("font-size")).removesuffix("rem"))
            down.append(float(str(it.get("y")).removesuffix("em")) * size)
            across += edges(it, across[0], size)
        assert all(-0.5 <= x <= 101 for x in across), (it.tag, it.text, across)
        assert all(0 <= y <= high for y in down), (it.tag, it.text, down, high)


def edges(it: ET.Element, x: float, size: float) -> tuple[float, float]:
    """Return from where to where a text reaches, in hundredths of the narrowest drawing."""
    wide = width_of(it.text or "", size) / NARROW * 100
    start = x + float(str(it.get("dx", "0em")).removesuffix("em")) * size / NARROW * 100
    start -= {"start": 0, "middle": wide / 2, "end": wide}[str(it.get("text-anchor"))]
    return start, start + wide


@pytest.mark.parametrize("name", ALL)
def test_no_picture_carries_style_script_or_an_id(name: str) -> None:
    markup = charts.chart(ALL[name])
    assert "style=" not in markup
    assert "<style" not in markup
    assert "<script" not in markup
    assert " id=" not in markup


@pytest.mark.parametrize("name", ALL)
def test_what_is_kept_is_drawn_the_same(name: str) -> None:
    kept = charts.keep(ALL[name])
    assert charts.read(kept) == ALL[name]
    assert charts.chart(kept) == charts.chart(ALL[name])


@pytest.mark.parametrize("values", [(1000, 500, 250), (300_000, 30_000, 3000), (1, 1), (98.25, 49.125)])
def test_bars_are_as_long_as_their_numbers(values: tuple[float, ...]) -> None:
    long = [it["width"] for it in rects(bars(*values))]
    assert long == pytest.approx([long[0] * value / values[0] for value in values], abs=0.002)


def test_bars_begin_at_one_edge_and_stand_from_the_largest_to_the_smallest() -> None:
    picture = bars(3, None, 12, 0, 7)
    assert len({it["x"] for it in rects(picture)}) == 1
    assert [it for it in words(picture) if it in COUNTIES] == ["仓山区", "晋安区", "鼓楼区", "马尾区", "台江区"]
    assert [it for it in words(picture) if it not in COUNTIES] == ["12", "7", "3", "0", "–"]


def test_an_order_that_is_given_is_kept() -> None:
    assert [it for it in words(bars(3, 12, 7, is_ordered=True)) if it in COUNTIES] == list(COUNTIES[:3])


@pytest.mark.parametrize(("values", "count"), [((0, 0), 0), ((None, 5), 1), ((-3, 5), 1), ((), 0)])
def test_what_is_nought_or_not_known_has_no_bar(values: tuple[float | None, ...], count: int) -> None:
    assert len(rects(bars(*values))) == count


def test_what_is_small_beside_the_largest_is_still_seen() -> None:
    assert rects(bars(3_000_000, 1))[1]["width"] > 0


def test_a_bar_of_a_hundred_points_is_measured_against_a_hundred() -> None:
    half, full = (rects(bars(value, whole=100))[0]["width"] for value in (49.5, 99.0))
    assert half == pytest.approx(full / 2, abs=0.002)
    assert full < rects(bars(99.0))[0]["width"]


def test_more_bars_than_can_be_read_are_told() -> None:
    for name in ("forty bars", "forty goals"):
        assert len(rects(ALL[name])) == 30
        assert "另有 10 个没有画出，见表" in words(ALL[name])


def test_two_periods_stand_under_each_other_on_one_scale() -> None:
    now, before = rects(ALL["two periods"])[1], rects(ALL["two periods"], "#b9b3aa")
    assert before[1]["width"] == pytest.approx(now["width"] * 30 / 12, abs=0.01)
    assert [it for it in words(ALL["two periods"]) if it in ("3月", "2月")] == ["3月", "2月"]


def test_a_long_name_stands_above_its_bar_and_is_cut() -> None:
    name = words(bars(5, 3, names=(LONG, "东山")))[0]
    assert name.endswith("…")
    assert width_of(name, BODY) <= NARROW
    assert LONG in charts.chart(bars(5, 3, names=(LONG, "东山")))  # whole beside the mouse, and in the description


def test_a_name_is_text_and_no_markup() -> None:
    markup = charts.chart(bars(5, 4, names=(NASTY, '"><b>')))
    assert "<script" not in markup
    assert "<b>" not in markup
    assert clean(NASTY) in str(ET.fromstring(markup)[1].text)


def test_a_line_is_broken_where_a_number_is_missing() -> None:
    root = drawn(trend(1, 2, None, 4, 5, 6))
    assert len([it for it in root.iter(f"{SVG}line") if it.get("stroke") == "#ad2757"]) == 3
    assert len(list(root.iter(f"{SVG}circle"))) == 5


def test_heights_of_a_line_are_measured_from_nought() -> None:
    root = drawn(trend(0, 500, 1000))
    nought, half, full = (float(str(it.get("cy")).removesuffix("rem")) for it in root.iter(f"{SVG}circle"))
    assert nought - half == pytest.approx(half - full, abs=0.002)
    axis = next(it for it in root.iter(f"{SVG}line") if it.get("stroke") == "#8b8881")
    assert float(str(axis.get("y1")).removesuffix("rem")) == pytest.approx(nought)


@pytest.mark.parametrize(
    ("picture", "last"), [(trend(5, 7, 1234), "1,234"), (trend(5, 9, None), "9"), (trend(7), "7"), (trend(None), "没有数据")]
)
def test_the_last_number_is_written(picture: Trend, last: str) -> None:
    assert words(picture).count(last) == 1


def test_a_month_that_is_not_over_is_hollow() -> None:
    picture = Trend("每月", "场", (Point("1", 5, "5"), Point("2", 2, "2", is_partial=True)))
    assert [it.get("fill") for it in drawn(picture).iter(f"{SVG}circle")] == ["#ad2757", "#ffffff"]
    assert [it.get("stroke-dasharray") for it in drawn(picture).iter(f"{SVG}line") if it.get("stroke") == "#ad2757"] == ["5 4"]
    assert "2（至今）" in words(picture)


def test_columns_are_as_high_as_their_numbers_and_stand_on_nought() -> None:
    high = rects(columns(1000, 500, 0, None))
    assert [it["height"] for it in high] == [pytest.approx(10), pytest.approx(5)]
    assert len({round(it["y"] + it["height"], 3) for it in high}) == 1


@pytest.mark.parametrize("most", [1000, 1400, 1890])
def test_the_tick_stands_where_the_goal_should_be(most: int) -> None:
    picture = progress(("培训", 205, {"市定": 410, "省定": most}))
    tick = next(it for it in list(drawn(picture).iter(f"{SVG}line"))[1:] if it.get("stroke") == "#23262b")
    bar = rects(picture)[0]
    assert float(str(tick.get("x1")).removesuffix("%")) == pytest.approx(bar["x"] + bar["width"] / 2, abs=0.002)


def test_what_is_far_beyond_the_goal_says_so() -> None:
    assert "▶ 189.0%" in words(ALL["both baselines"])
    assert not any("▶" in it for it in words(progress(("培训", 205, {"市定": 1100}))))


def test_a_step_of_a_funnel_is_as_wide_as_its_number_and_stands_in_the_middle() -> None:
    wide = rects(funnel(3000, 1500, 750))
    assert [it["width"] / wide[0]["width"] for it in wide] == pytest.approx([1, 0.5, 0.25], abs=0.001)
    assert [it["x"] + it["width"] / 2 for it in wide] == pytest.approx([wide[0]["x"] + wide[0]["width"] / 2] * 3, abs=0.002)


@pytest.mark.parametrize(
    ("most", "top", "ticks"),
    [(0, 1, 2), (1, 1, 2), (3, 3, 4), (7, 8, 5), (62, 80, 5), (1065, 1250, 6), (299_000, 300_000, 4), (10**12, 10**12, 6)],
)
def test_axes_begin_at_nought_and_hold_the_largest(most: float, top: float, ticks: int) -> None:
    scale = scale_of([most, None, 0])
    assert (scale.ticks[0], scale.top, len(scale.ticks)) == (0, top, ticks)
    assert scale.top >= most


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (500, "500"), (2500, "2,500"), (0.5, "0.5"), (10_000, "1万"), (15_000, "1.5万"), (300_000, "30万"), (2.5e8, "2.5亿")],
)
def test_large_numbers_are_short_at_an_axis(value: float, said: str) -> None:
    assert axis_words(value) == said


def test_on_paper_a_picture_has_a_size_of_paper() -> None:
    root = ET.fromstring(charts.paper_chart(bars(3, 2)))
    high = charts.draw(bars(3, 2)).height_pt
    assert (root.get("width"), root.get("height")) == ("156mm", f"{high:g}pt")
    assert [float(it) for it in str(root.get("viewBox")).split()] == pytest.approx([0, 0, 156 * 96 / 25.4, high * 96 / 72], abs=0.01)


def test_no_picture_is_no_markup() -> None:
    assert charts.chart(None) == charts.paper_chart(None) == ""
