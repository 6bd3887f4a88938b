"""How a text breaks into lines, lines into pages, and a title into a shape."""

from datetime import date

import pytest

from portal.core.dates import day_words
from portal.typeset.rules.document import Column, Copies, Document, Figure, Head, Heading, PageBreak, Paragraph, Runs, Table, plain
from portal.typeset.rules.faces import Face, even
from portal.typeset.rules.lines import Line, break_lines
from portal.typeset.rules.pages import LINE, LINES, Item, compose, set_at_foot
from portal.typeset.rules.pictures import set_picture
from portal.typeset.rules.setting import Faces, Text, full_lines, set_document
from portal.typeset.rules.tables import Row, set_table
from portal.typeset.rules.titles import break_title

FACES = {"": even()}
ALL = Faces(*[even()] * 5)
BODY = 28.0765
NOT_FIRST, NOT_LAST = "，。、；：？！）》〉」』】〕”’％%", "（《〈「『【〔“‘"
REPORT = (
    "今年以来，全市各级妇联组织认真贯彻落实省妇联、市委、市政府的部署要求，共开展活动1,234.5场次，服务妇女群众4000余人次，完成年度任务的33.3%，"
    "其中“三免一公”培训（含线上）126期，比上年同期增长20%——这是自2026年7月以来最好的一个月……《关于印发〈巾帼家政驿站建设工作方案〉的通知》"
    "（榕妇〔2026〕3号）明确：到2026年底，建成社区驿站100个，“一老一小”服务覆盖率达到九成以上！"
)


def lines_of(text: str, measure: float = BODY, *, indent: float = 2.0) -> list[str]:
    return [line.text for line in break_lines(plain(text), FACES, measure, indent=indent)]


def width(line: Line, face: Face) -> float:
    inner = sum(face.width(one.text) + one.spacing * (len(one.text) - 1) + one.gap for one in line.segments)
    return line.indent + inner


def test_a_line_of_chinese_has_28_characters_and_the_first_two_fewer() -> None:
    assert [len(line) for line in lines_of("一" * 100)] == [26, 28, 28, 18]


@pytest.mark.parametrize("shift", range(28))
def test_wherever_it_falls_no_line_begins_or_ends_with_what_may_not(shift: int) -> None:
    lines = lines_of("字" * shift + REPORT)
    assert "".join(lines) == "字" * shift + REPORT
    assert [line for line in lines[1:] if line[0] in NOT_FIRST] == []
    assert [line for line in lines[:-1] if line[-1] in NOT_LAST] == []


@pytest.mark.parametrize("shift", range(28))
@pytest.mark.parametrize(
    "whole",
    [
        "1,234.5场",
        "33.3%",
        "4000余",
        "〔2026〕3号",
        "2026年",
        "7月",
        "-12.5%",
        "￥1,200.00元",
        "1.2万人",
        "３３．３％",
        "20个百分点",
        "第12届",
        "Excel",
        "A4",
    ],
)
def test_a_number_is_not_torn_from_its_sign_nor_its_unit(whole: str, shift: int) -> None:
    lines = lines_of("字" * shift + f"共{whole}，其中")
    assert sum(whole in line for line in lines) == 1


@pytest.mark.parametrize("shift", range(28))
def test_every_line_but_the_last_ends_at_the_right_edge(shift: int) -> None:
    lines = break_lines(plain("字" * shift + REPORT), FACES, BODY, indent=2.0)
    assert [round(width(line, FACES[""]), 2) for line in lines[:-1]] == [28.08] * (len(lines) - 1)
    assert width(lines[-1], FACES[""]) <= BODY + 1e-3
    assert [line.is_last for line in lines] == [False] * (len(lines) - 1) + [True]


@pytest.mark.parametrize(
    ("text", "measure", "lines"),
    [
        ("一二三，四五", 3.0, ["一二", "三，四", "五"]),  # nothing to squeeze: the mark takes a character along
        ("一，二，三，四", 5.5, ["一，二，三，", "四"]),  # two marks give half a character
        ("一二（三四", 3.0, ["一二", "（三四"]),
        ("一二——三四", 3.0, ["一二", "——三", "四"]),  # the two stay together
        ("一二……三", 3.0, ["一二", "……三"]),
        ("他说“好”。", 3.0, ["他说", "“好”", "。"]),  # too narrow for any rule
        ("Good morning, Fuzhou", 8.0, ["Good morning,", "Fuzhou"]),
        ("一 二  三", 3.0, ["一 二", "三"]),
        ("", 3.0, [""]),
        ("  \n ", 3.0, [""]),
        ("12345678901234567890", 4.0, ["12345678", "90123456", "7890"]),
        ("1月—6月", 2.5, ["1月—", "6月"]),
        ("一二三四", 1.0, ["一", "二", "三", "四"]),
        ("é" + "e\u0301" * 3, 9.0, ["é" + "e\u0301" * 3]),
    ],
)
def test_lines(text: str, measure: float, lines: list[str]) -> None:
    assert lines_of(text, measure, indent=0.0) == lines


def test_an_address_without_end_is_torn_where_it_may_be() -> None:
    assert lines_of("见https://www.example.gov.cn/zwgk/2026/07/t20260701_1234567890.htm", 20, indent=0)[0].endswith("/")
    assert len(lines_of("a" * 150_000)) > 2000


def test_what_is_marked_in_a_text_is_marked_in_its_lines() -> None:
    runs: Runs = (("共服务", ""), ("4000余", "figure"), ("人次，", ""), ("请核对" * 10, "mark"), ("。", ""))
    lines = break_lines(runs, FACES, 10.0)
    found = [(one.text, one.style) for line in lines for one in line.segments]
    assert "".join(text for text, style in found if style == "mark") == "请核对" * 10
    assert ("4000余", "figure") in found
    assert "".join(text for text, _ in found) == "".join(text for text, _ in runs)


def test_a_ragged_line_is_neither_stretched_nor_squeezed() -> None:
    for line in break_lines(plain(REPORT), FACES, 9.0, is_ragged=True):
        assert all(one.spacing == 0 == one.gap for one in line.segments)
        assert width(line, FACES[""]) <= 9.0 + 1e-6


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("福州市巾帼家政工作通报", ["福州市巾帼家政工作通报"]),
        ("甲\n（2026年2月）", ["甲", "（2026年2月）"]),
        (
            "福州市妇女联合会关于2026年上半年全市巾帼家政工作开展情况的通报",
            ["福州市妇女联合会关于2026年上半年", "全市巾帼家政工作开展情况的通报"],
        ),
        ("", [""]),
    ],
)
def test_a_title_breaks_where_its_sense_allows(title: str, lines: list[str]) -> None:
    assert break_title(title, even(), 20.1) == lines


def test_a_title_of_any_length_fits() -> None:
    for count in (19, 21, 41, 61, 119, 121, 400):
        lines = break_title("妇" * count, even(), 20.1)
        assert "".join(lines) == "妇" * count
        assert max(map(len, lines)) <= 20


def test_a_full_page_has_22_lines() -> None:
    pages = set_document(Document("题", (Paragraph(plain("字" * 28 * 60)),)), ALL)
    assert [full_lines(page) for page in pages] == [22, 22, 19]
    assert all(top % LINE == 0 for page in pages for top, _ in page.placed)


def test_no_heading_stands_at_the_foot_of_a_page() -> None:
    for before in range(18, 23):
        blocks = (Paragraph(plain("字" * 28 * before), is_indented=False), Heading(1, plain("一、工作")), Paragraph(plain("字" * 60)))
        for page in set_document(Document("", blocks), ALL):
            last = page.placed[-1][1]
            assert not last.is_glued, f"{before} lines before"


@pytest.mark.parametrize("before", range(14, 24))
def test_who_signs_never_stands_alone(before: int) -> None:
    document = Document("", (Paragraph(plain("字" * 28 * before), is_indented=False),), signature="福州市妇联", day=date(2026, 3, 5))
    texts = [[item.what.line.text for _, item in page.placed if isinstance(item.what, Text)] for page in set_document(document, ALL)]
    assert texts[-1][-2:] == ["福州市妇联", "2026年3月5日"]
    assert texts[-1][0].startswith("字")


def test_the_foot_of_the_last_page_is_its_last_lines() -> None:
    document = Document("", (Paragraph(plain("字" * 28 * 21)),), copies=Copies("省妇联", "办公室", date(2026, 3, 5)))
    pages = set_document(document, ALL)
    assert [full_lines(page) for page in pages] == [22, 22]
    assert [top // LINE for top, _ in pages[1].placed] == [20, 21]


def test_a_page_break_begins_a_page_and_two_are_as_one() -> None:
    document = Document("", (Paragraph(plain("一")), PageBreak(), PageBreak(), Paragraph(plain("二")), PageBreak()))
    assert len(set_document(document, ALL)) == 2


def test_more_than_a_page_of_what_stays_together_is_divided() -> None:
    assert [full_lines(page) for page in compose(Item(n, is_glued=True) for n in range(50))] == [22, 22, 6]
    assert len(compose([])) == 1


def test_what_does_not_fit_below_goes_to_a_page_of_its_own() -> None:
    pages = compose([Item(n) for n in range(LINES)])
    set_at_foot(pages, [Item("a"), Item("b")])
    assert len(pages) == 2


def table(rows: int, *, totals: bool = True) -> Table:
    columns = (Column("单位"), Column("参加人次", "人次", align="right"), Column("说明"))
    said = tuple((f"第{n}驿站", f"{n * 1234:,}", "按时上报" * (n % 4)) for n in range(rows))
    return Table(columns, said, ("合计", "1", "") if totals else ())


def test_a_table_keeps_the_grid_and_its_head_is_repeated() -> None:
    document = Document("", (Paragraph(plain("前")), table(70), Paragraph(plain("后"))))
    pages = set_document(document, ALL)
    assert len(pages) > 2
    for page in pages:
        rows = [item.what for _, item in page.placed if isinstance(item.what, Row)]
        assert rows[0].kind == "head"
        assert page.used <= LINES * LINE
        tops = [top for top, item in page.placed if isinstance(item.what, Text)]
        assert all(top % LINE == 0 for top in tops)
    kinds = [item.what.kind for _, item in pages[-1].placed if isinstance(item.what, Row)]
    assert kinds[-2:] == ["body", "totals"]


@pytest.mark.parametrize("columns", [1, 2, 8, 15, 30])
def test_a_table_is_as_wide_as_the_type_area(columns: int) -> None:
    heads = tuple(Column(f"指标{n}的名称", "人次", align="right") for n in range(columns))
    items = list(set_table(Table(heads, (tuple("1,234,567" for _ in heads),)), {"": even(), "strong": even()}, 442.2))
    frame = items[0].what.frame
    assert sum(frame.widths) == pytest.approx(442.2)
    assert min(frame.widths) > 0


def test_a_cell_that_holds_a_book_goes_on_on_the_next_page() -> None:
    document = Document("", (Table((Column("甲"), Column("乙")), (("一", "字" * 5000), ("二",))),))
    pages = set_document(document, ALL)
    assert max(page.used for page in pages) <= LINES * LINE
    said = [line for page in pages for _, item in page.placed if item.what.kind == "body" for line in item.what.cells[1].lines]
    assert "".join(said) == "字" * 5000


@pytest.mark.parametrize(
    ("svg", "size"),
    [
        ('<svg viewBox="0 0 200 100"></svg>', (442.0, 233.0)),
        ('<svg viewBox="0 0 100 1000"></svg>', (58.8, 600.0)),  # as high as a page allows
        ("<svg></svg>", None),
        ("no picture", None),
        ('<svg viewBox="0 0 0 5"></svg>', None),
    ],
)
def test_a_picture_stands_within_the_type_area(svg: str, size: tuple[float, float] | None) -> None:
    found = set_picture(Figure(svg), 442.0, most_pt=600.0)
    assert (found and (round(found.width, 1), round(found.height, 1))) == size


def test_a_document_is_kept_as_json_and_read_again() -> None:
    document = Document(
        "题",
        (Heading(1, plain("一、甲")), Paragraph((("乙", "strong"),)), table(2), Figure("<svg/>", "图"), PageBreak()),
        Head("福州市妇女联合会文件", "榕妇〔2026〕3号"),
        signature="市妇联",
        day=date(2026, 3, 5),
        attachments=("名单",),
        copies=Copies("省妇联", "办公室", date(2026, 3, 6)),
        imprint={"unit": "市妇联"},
    )
    assert Document.read(document.kept()) == document
    assert Document.read({"title": "题"}) == Document("题")


def test_a_day_has_no_leading_nought() -> None:
    assert day_words(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize("shift", range(28))
def test_no_line_is_stretched_so_that_it_falls_apart(shift: int) -> None:
    lines = break_lines(plain("字" * shift + REPORT), FACES, BODY, indent=2.0)
    assert max(one.gap for line in lines for one in line.segments) < 0.12
