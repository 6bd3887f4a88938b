"""What the portal will not start with."""

from pathlib import Path

import pytest

from portal.core.settings import SettingsError, from_environment

GOOD = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "kX3vQ9mZt7Lr2Wp8Yc5Nd1Hs6Bf4Jg0A",
    "PORTAL_DATA_KEY": "0f4a7c1e93b25d8860e1f3a94c7b2d5e8891a06c3f7e4d2b15c9a8f07e6d3b42",
    "DATABASE_URL": "postgresql://portal_app@db/portal",
}


def test_production_starts_with_everything_given(tmp_path: Path) -> None:
    settings = from_environment(tmp_path, GOOD)
    assert settings.is_production
    assert settings.database_url == "postgresql+psycopg://portal_app@db/portal"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "PORTAL_DATA_KEY", "DATABASE_URL"])
def test_production_refuses_what_is_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment(tmp_path, {key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("weak", ["changeme", "x" * 40, "dev", "secret"])
def test_production_refuses_a_weak_secret(tmp_path: Path, weak: str) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        from_environment(tmp_path, {**GOOD, "SECRET_KEY": weak})


@pytest.mark.parametrize("weak", ["5a" * 32, "0" * 64, "changeme", "5a" * 31])
def test_production_refuses_a_weak_or_broken_data_key(tmp_path: Path, weak: str) -> None:
    with pytest.raises(SettingsError, match="PORTAL_DATA_KEY"):
        from_environment(tmp_path, {**GOOD, "PORTAL_DATA_KEY": weak})


def test_production_refuses_one_secret_for_two_purposes(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="of its own"):
        from_environment(tmp_path, {**GOOD, "SECRET_KEY": GOOD["PORTAL_DATA_KEY"]})


@pytest.mark.parametrize("url", ["portal", "mysql://portal@db/portal", "postgresql://portal_app:geheim@db:port/portal", "://"])
def test_an_address_that_is_none_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL"):
        with pytest.raises(SettingsError, match=name) as refused:
            from_environment(tmp_path, {**GOOD, name: url})
        assert "geheim" not in str(refused.value)


def test_a_short_token_for_the_metrics_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PORTAL_METRICS_TOKEN"):
        from_environment(tmp_path, {**GOOD, "PORTAL_METRICS_TOKEN": "prometheus"})
    assert from_environment(tmp_path, {**GOOD, "PORTAL_METRICS_TOKEN": "k" * 16}).metrics_token == "k" * 16


@pytest.mark.parametrize(
    ("name", "value"), [("PORTAL_KEEP_AUDIT_DAYS", "30"), ("PORTAL_TOTP", "maybe"), ("PORTAL_UNMASKS_PER_HOUR", "many")]
)
def test_a_setting_beyond_the_law_or_sense_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment(tmp_path, {**GOOD, name: value})


def test_development_makes_its_secrets_once_and_keeps_them_private(tmp_path: Path) -> None:
    first, second = from_environment(tmp_path, {}), from_environment(tmp_path, {})
    assert (first.secret_key, first.data_key) == (second.secret_key, second.data_key)
    assert first.secret_key != first.data_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert first.database_url == f"sqlite:///{tmp_path / 'portal.db'}"


@pytest.mark.parametrize(
    ("environment", "wanted"), [({}, "print"), (GOOD, "none"), ({**GOOD, "PORTAL_SMS": "city.sms:Gateway"}, "city.sms:Gateway")]
)
def test_who_sends_codes_is_the_log_of_a_demo_and_nobody_in_production_until_named(
    tmp_path: Path, environment: dict[str, str], wanted: str
) -> None:
    assert from_environment(tmp_path, environment).sms == wanted


@pytest.mark.parametrize("named", ["print", "city.sms", "rm -rf:x", "a:b:c", "短信:发"])
def test_production_refuses_a_sender_that_is_none(tmp_path: Path, named: str) -> None:
    with pytest.raises(SettingsError, match="PORTAL_SMS"):
        from_environment(tmp_path, {**GOOD, "PORTAL_SMS": named})
