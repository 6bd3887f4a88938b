"""Identity documents."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.people import rules
from portal.people.rules import DocumentKind, Sex

TODAY = date(2026, 3, 8)
steady = settings(derandomize=True, max_examples=300, deadline=None)


def numbered(first_17):
    """The 18 characters of GB 11643, computed as the standard's own table says."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, first_17, strict=True))
    return first_17 + "10X98765432"[total % 11]


def read(raw, kind=DocumentKind.RESIDENT_ID, today=TODAY):
    return rules.parse_document(kind, raw, today=today)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("440524188001010014", "440524188001010014"),  # an example of the standard: born in 1880
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        (" 110105 19491231 002x ", "11010519491231002X"),
        ("110105-19491231-002×", "11010519491231002X"),
        ("110105\u200b19491231\u00a0002X\ufeff", "11010519491231002X"),
    ],
)
def test_a_number_is_put_right_before_it_is_checked(raw, number):
    assert read(raw).number == number


def test_the_standards_examples_have_the_check_digit_the_table_gives():
    assert numbered("11010519491231002") == "11010519491231002X"
    assert numbered("44052418800101001") == "440524188001010014"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("", "请填写证件号码"),
        (" - ", "请填写证件号码"),
        ("110105194912310021", "校验码"),
        ("110105491231002", "旧号码"),
        ("11010519491231002", "17位"),
        ("11010519491231002XX", "19位"),
        ("1101051949123100XX", "前17位"),
        ("1101051949123１00٣X", "前17位"),
        ("11010519491231002Y", "前17位"),
        (numbered("11010519900230001"), "不存在"),
        (numbered("11010519901301001"), "不存在"),
        (numbered("11010519900001001"), "不存在"),
        (numbered("11010519000229001"), "不存在"),
        (numbered("11010518691231001"), "不存在"),
        (numbered("11010520260309001"), "晚于今天"),
        (numbered("11010520990101001"), "晚于今天"),
        (numbered("01010519900101001"), "开头"),
        (numbered("81000019900101001"), "改选"),
        (numbered("91011019900101001"), "改选"),
    ],
)
def test_an_impossible_number_is_refused_and_told_why(raw, says):
    with pytest.raises(rules.BadDocument, match=says):
        read(raw)


@pytest.mark.parametrize("first_17", ["11010518700101001", "11010520260308001", "11010520000229001"])
def test_the_first_and_the_last_possible_birth_are_taken(first_17):
    assert read(numbered(first_17)).number == numbered(first_17)


@pytest.mark.parametrize("area", ["110103", "310103", "230671", "513001", "659999"])
def test_an_abolished_or_unknown_area_is_never_refused(area):
    number = numbered(f"{area}19900101002")
    assert read(number).number == number


@given(st.integers(100000, 809999), st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
@steady
def test_one_wrong_digit_is_always_noticed(area, birth, order, place, shift):
    number = numbered(f"{area}{birth:%Y%m%d}{order:03d}")
    assert rules.birth_of(read(number)) == birth
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(rules.BadDocument):
        read(wrong)


@given(st.text(st.characters(), max_size=40) | st.text("0123456789Xx -HM", max_size=20), st.sampled_from(DocumentKind))
@steady
def test_any_text_is_read_or_refused_never_a_crash(raw, kind):
    with suppress(rules.BadDocument):
        document = read(raw, kind)
        assert read(document.number, kind) == document


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_a_residence_permit_has_its_own_areas_and_the_same_check(area):
    number = numbered(f"{area}19900101002")
    document = read(number, DocumentKind.RESIDENCE_PERMIT)
    assert (rules.birth_of(document), rules.sex_of(document)) == (date(1990, 1, 1), Sex.FEMALE)
    with pytest.raises(rules.BadDocument, match="校验码"):
        read(number[:17] + ("0" if number[17] != "0" else "1"), DocumentKind.RESIDENCE_PERMIT)


def test_a_resident_number_is_no_residence_permit():
    with pytest.raises(rules.BadDocument, match="810000"):
        read("11010519491231002X", DocumentKind.RESIDENCE_PERMIT)


@pytest.mark.parametrize(
    ("kind", "raw", "number"),
    [
        (DocumentKind.HK_MACAU_PERMIT, "h12345678", "H12345678"),
        (DocumentKind.HK_MACAU_PERMIT, "M1234567801", "M12345678"),
        (DocumentKind.TAIWAN_PERMIT, "12345678", "12345678"),
        (DocumentKind.TAIWAN_PERMIT, "1234567890(B)", "1234567890B"),
        (DocumentKind.PASSPORT, "e 1234-5678", "E12345678"),
        (DocumentKind.PASSPORT, "Ｅ１２３４５６７８", "E12345678"),
        (DocumentKind.PASSPORT, "12345", "12345"),
        (DocumentKind.PASSPORT, "A" * 16 + "1", "A" * 16 + "1"),
        (DocumentKind.FOREIGN_CARD, "usa110082010001", "USA110082010001"),
        (DocumentKind.FOREIGN_CARD, numbered("91184019900101002"), numbered("91184019900101002")),
    ],
)
def test_other_documents_have_their_own_shape(kind, raw, number):
    assert read(raw, kind) == rules.Document(kind, number)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (DocumentKind.HK_MACAU_PERMIT, "A12345678"),
        (DocumentKind.HK_MACAU_PERMIT, "H1234567"),
        (DocumentKind.HK_MACAU_PERMIT, "H123456789"),
        (DocumentKind.TAIWAN_PERMIT, "1234567"),
        (DocumentKind.TAIWAN_PERMIT, "1234567B"),
        (DocumentKind.PASSPORT, "E123"),
        (DocumentKind.PASSPORT, "A" * 17 + "1"),
        (DocumentKind.PASSPORT, "ABCDEFGH"),
        (DocumentKind.PASSPORT, "护照12345"),
        (DocumentKind.FOREIGN_CARD, "11010519491231002X"),
        (DocumentKind.FOREIGN_CARD, numbered("91184019900101002")[:17] + "?"),
        (DocumentKind.FOREIGN_CARD, numbered("91184019900230002")),
    ],
)
def test_another_shape_is_refused(kind, raw):
    with pytest.raises(rules.BadDocument):
        read(raw, kind)


def test_every_kind_of_document_has_its_name_and_a_reader():
    for kind in DocumentKind:
        assert kind.label
        with pytest.raises(rules.BadDocument):
            read("", kind)
    assert DocumentKind("resident_id").label == "居民身份证"


@pytest.mark.parametrize(("order", "sex"), [("001", Sex.MALE), ("002", Sex.FEMALE), ("999", Sex.MALE), ("010", Sex.FEMALE)])
def test_the_seventeenth_digit_tells_the_sex(order, sex):
    assert rules.sex_of(read(numbered(f"35011119900101{order}"))) is sex


def test_a_passport_tells_neither_birth_nor_sex():
    passport = read("12345199001011234", DocumentKind.PASSPORT)
    assert rules.birth_of(passport) is None
    assert rules.sex_of(passport) is None
    assert rules.birth_of(read("USA110082010001", DocumentKind.FOREIGN_CARD)) is None


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2000, 3, 8), date(2026, 3, 7), 25),
        (date(2000, 3, 8), date(2026, 3, 8), 26),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2000, 2, 29), date(2024, 2, 28), 23),
        (date(2000, 2, 29), date(2024, 2, 29), 24),
        (date(2026, 3, 8), date(2026, 3, 8), 0),
        (date(1999, 12, 31), date(2000, 1, 1), 0),
    ],
)
def test_age_changes_on_the_birthday(birth, day, age):
    assert rules.age_on(birth, day) == age


def test_there_is_no_age_before_birth():
    with pytest.raises(ValueError, match="before the birth"):
        rules.age_on(date(2026, 3, 9), TODAY)


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
@steady
def test_age_never_falls_and_grows_by_one_at_most(birth, days):
    day = birth + timedelta(days=days)
    assert rules.age_on(birth, day + timedelta(days=1)) - rules.age_on(birth, day) in {0, 1}


@pytest.mark.parametrize(
    ("kind", "number", "masked"),
    [
        (DocumentKind.RESIDENT_ID, "350111199001010024", "350111********0024"),
        (DocumentKind.PASSPORT, "E12345678", "E1*****78"),
        (DocumentKind.PASSPORT, "E1234", "E***4"),
        (DocumentKind.HK_MACAU_PERMIT, "H12345678", "H1*****78"),
        (DocumentKind.FOREIGN_CARD, "USA110082010001", "US***********01"),
    ],
)
def test_a_number_is_shown_masked(kind, number, masked):
    assert rules.mask_number(rules.Document(kind, number)) == masked


def test_a_document_printed_by_accident_shows_no_number():
    assert repr(read("11010519491231002X")) == "Document(resident_id, 110105********002X)"
    assert "19491231" not in f"{read('11010519491231002X')}"
