"""One-time codes and devices, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from pyotp.totp import TOTP

from portal.tenants.rules.devices import UNKNOWN, name_device
from portal.tenants.rules.second_factor import address_of, clean_code, in_groups, is_demanded, is_one_time, matching_step

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the one of RFC 6238, appendix B
AT = datetime(2026, 3, 16, 2, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")])
def test_the_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert matching_step(SECRET, code, at=datetime.fromtimestamp(second, UTC)) == second // 30


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_step_early_or_late_is_taken_for_what_it_is(steps: int, fits: bool) -> None:
    code = TOTP(SECRET).at(AT, counter_offset=steps)
    assert matching_step(SECRET, code, at=AT) == (int(AT.timestamp()) // 30 + steps if fits else None)


def test_without_a_secret_no_code_fits() -> None:
    assert matching_step("", TOTP(SECRET).at(AT), at=AT) is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [("123 456", "123456"), ("１２３４５６", "123456"), (" ABCDE-fghij\n", "abcdefghij"), ("", ""), ("一二三", ""), ("\x00" * 9, "")],
)
def test_a_code_is_compared_in_one_form(raw: str, code: str) -> None:
    assert clean_code(raw) == code


@pytest.mark.parametrize(("code", "is_of_the_clock"), [("123456", True), ("12345", False), ("1234567", False), ("abcdefghij", False)])
def test_six_digits_are_of_the_clock(code: str, is_of_the_clock: bool) -> None:
    assert is_one_time(code) is is_of_the_clock


@pytest.mark.parametrize(
    ("policy", "roles", "demanded"),
    [
        ("required", {"manager"}, False),
        ("required", {"helper", "manager"}, False),
        ("required", set(), False),
        ("required", {"county_clerk"}, True),
        ("required", {"manager", "city_reader"}, True),
        ("required", {"operator"}, True),
        ("offered", {"operator"}, False),
        ("off", {"city_admin"}, False),
    ],
)
def test_who_must_have_a_second_factor(policy: str, roles: set[str], demanded: bool) -> None:
    assert is_demanded(policy, roles) is demanded


def test_the_address_for_the_authenticator_names_platform_and_account() -> None:
    address = address_of(SECRET, account_name="lianxiang")
    assert address.startswith("otpauth://totp/")
    assert "lianxiang" in address
    assert f"secret={SECRET}" in address


def test_a_code_is_shown_in_groups() -> None:
    assert in_groups("abcdefghij", 5) == "abcde fghij"


WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
ANDROID = "Mozilla/5.0 (Linux; Android 14; ALN-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Windows 电脑 · Chrome"),
        (f"{WINDOWS} Edg/126.0", "Windows 电脑 · Edge"),
        (f"{ANDROID} MicroMessenger/8.0", "安卓手机 · 微信"),
        (f"{ANDROID} MicroMessenger/8.0 wxwork/4.1", "安卓手机 · 企业微信"),
        (f"{ANDROID} HuaweiBrowser/15.0", "安卓手机 · 华为浏览器"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "iPad · Safari"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0", "苹果电脑 · Firefox"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 Safari/537.36", "鸿蒙 · Chrome"),
        ("curl/8.5.0", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_device_has_a_plain_name(agent: str, words: str) -> None:
    assert name_device(agent) == words


def test_no_name_is_longer_than_what_is_kept() -> None:
    assert len(name_device(WINDOWS * 500)) <= 120


def test_the_clock_of_the_standard_runs_in_half_minutes() -> None:
    early = matching_step(SECRET, TOTP(SECRET).at(AT), at=AT)
    late = matching_step(SECRET, TOTP(SECRET).at(AT + timedelta(seconds=30)), at=AT + timedelta(seconds=30))
    assert (early or 0) + 1 == late
