"""Who sends codes: what a setting may name, and what the log of a demo says."""

import logging

import pytest
from flask import Flask

from portal.core.settings import SettingsError
from portal.web import senders


class Gateway:
    """A sender as an operator writes one."""

    def send_code(self, phone: str, code: str) -> None:
        """Send nothing."""


def broken() -> None:
    raise OSError


@pytest.mark.parametrize("named", ["no.such.module:Gateway", f"{__name__}:nothing", f"{__name__}:broken", "builtins:dict", "os:sep"])
def test_a_setting_that_names_no_sender_stops_the_start(named: str) -> None:
    with pytest.raises(SettingsError, match="PORTAL_SMS"):
        senders.load(named)


def test_a_class_that_sends_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("string.Gateway", Gateway, raising=False)
    assert isinstance(senders.load("string:Gateway"), Gateway)


def test_without_one_nothing_is_sent(sqlite_app: Flask) -> None:
    assert senders.load("none") is None


def test_the_demos_sender_writes_the_code_and_masks_the_telephone(caplog: pytest.LogCaptureFixture) -> None:
    sender = senders.load("print")
    assert sender is not None
    with caplog.at_level(logging.INFO, logger="portal.sms"):
        sender.send_code("13800001234", "042137")
    assert "042137" in caplog.text
    assert "138****1234" in caplog.text
    assert "13800001234" not in caplog.text
