"""Account names, names and telephones of holders, and addresses to go back to."""

import pytest

from portal.tenants.rules.accounts import BadAccount, is_local, parse_account_name, parse_display_name, parse_mobile


@pytest.mark.parametrize("target", ["/", "/t/350111100013/activities/?month=2026-03", "/t/1/中文", "/a:b"])
def test_a_path_of_ours_is_local(target: str) -> None:
    assert is_local(target)


@pytest.mark.parametrize(
    "target",
    [
        *("", "//evil.example", "/\\evil.example", "https:evil", "https://evil.example", "javascript:alert(1)", "evil"),
        *("/a\nb", "/a\n", "/\tb", "/a\\b", "https://[", "//[", " /a", "\x00/"),
    ],
)
def test_all_else_is_not(target: str) -> None:
    assert not is_local(target)


@pytest.mark.parametrize(("raw", "name"), [("sanmu", "sanmu"), ("SanMu_1", "sanmu_1"), (" ｓａｎｍｕ ", "sanmu"), ("a" * 40, "a" * 40)])
def test_the_name_of_an_account(raw: str, name: str) -> None:
    assert parse_account_name(raw) == name


@pytest.mark.parametrize("raw", ["ab", "a" * 41, "1abc", "_abc", "san mu", "san-mu", "三木", "sanmu😀", "s\x00a", "sаnmu"])
def test_what_is_no_name_of_an_account(raw: str) -> None:
    with pytest.raises(BadAccount):
        parse_account_name(raw)


@pytest.mark.parametrize(
    ("raw", "name"), [("陈秀英", "陈秀英"), (" 陈 秀英\x00", "陈 秀英"), ("阿依古丽·买买提", "阿依古丽·买买提"), ("𠮷田", "𠮷田")]
)
def test_the_name_of_a_holder(raw: str, name: str) -> None:
    assert parse_display_name(raw) == name


@pytest.mark.parametrize("raw", ["陈", "陈" * 31, "陈秀英1", "陈秀英😀", "<b>陈</b>", "\x00\x00\x00"])
def test_what_is_no_name_of_a_holder(raw: str) -> None:
    with pytest.raises(BadAccount):
        parse_display_name(raw)


@pytest.mark.parametrize("raw", ["13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234", "１３８００００１２３４"])
def test_a_mobile_number_is_kept_in_one_form(raw: str) -> None:
    assert parse_mobile(raw) == "13800001234"


@pytest.mark.parametrize("raw", ["1380000123", "138000012345", "12800001234", "83512345", "电话没有", "-13800001234e", "١٣٨٠٠٠٠١٢٣٤"])
def test_what_is_no_mobile_number(raw: str) -> None:
    with pytest.raises(BadAccount):
        parse_mobile(raw)
