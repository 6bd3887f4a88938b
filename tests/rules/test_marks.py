"""Where findings stand in a text."""

from portal.checker.rules import Finding
from portal.narratives.rules.marks import Piece, around, cut


def finding(*spans: tuple[int, int]) -> Finding:
    return Finding("yu_vs_jin", spans, "4000余 > 4000 > 近4000")


def test_the_pieces_joined_are_the_text() -> None:
    text = "参与4000余人，近4000人"
    pieces = cut(text, [finding((2, 7), (9, 14))])
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.numbers] == ["4000余", "近4000"]


def test_a_figure_of_two_findings_carries_both_numbers_and_each_is_led_to_once() -> None:
    pieces = cut("甲10乙20", [finding((1, 3), (4, 6)), finding((1, 3))])
    assert pieces[1] == Piece("10", (1, 2), (1, 2))
    assert pieces[3] == Piece("20", (1,), ())


def test_spans_that_overlap_are_cut_where_either_ends() -> None:
    pieces = cut("0123456", [finding((1, 4)), finding((3, 6))])
    assert [(piece.text, piece.numbers) for piece in pieces] == [("0", ()), ("12", (1,)), ("3", (1, 2)), ("45", (2,)), ("6", ())]


def test_a_text_without_findings_is_one_piece() -> None:
    assert cut("全部相符", []) == [Piece("全部相符")]
    assert cut("", []) == []


def test_a_figure_is_shown_with_words_of_its_own_line() -> None:
    text = "上一行\n全市共开展大宣讲线上线下活动80场，参与妇女群众\n下一行"
    at = text.index("80")
    assert around(text, (at, at + 2), width=8) == ("…宣讲线上线下活动", "80", "场，参与妇女群众…")
