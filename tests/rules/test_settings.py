"""What the portal will not start with."""

from pathlib import Path

import pytest

from portal.core.settings import SettingsError, from_environment

GOOD = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "kX3vQ9mZt7Lr2Wp8Yc5Nd1Hs6Bf4Jg0A",
    "PORTAL_DATA_KEY": "5a" * 32,
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


def test_development_makes_its_secrets_once_and_keeps_them_private(tmp_path: Path) -> None:
    first, second = from_environment(tmp_path, {}), from_environment(tmp_path, {})
    assert (first.secret_key, first.data_key) == (second.secret_key, second.data_key)
    assert first.secret_key != first.data_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert first.database_url == f"sqlite:///{tmp_path / 'portal.db'}"
