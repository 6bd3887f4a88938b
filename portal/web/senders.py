"""Who sends a code to a telephone: nobody, the log of a demo, or what PORTAL_SMS names."""

import logging
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

from flask import Flask, current_app

from portal.core.phones import mask_phone
from portal.core.settings import Settings, SettingsError

_log = logging.getLogger("portal.sms")


@runtime_checkable
class Sender(Protocol):
    """What brings a code to a telephone; it raises whatever it likes when it could not."""

    def send_code(self, phone: str, code: str) -> None:
        """Send six digits to a mobile telephone of the mainland, `13800001234`, within seconds."""
        ...


class LogSender:
    """Writes the code into the server's log, where whoever runs a demo reads it; never in production."""

    def send_code(self, phone: str, code: str) -> None:
        """Write it; the telephone is masked, as everywhere in the log."""
        _log.info("短信验证码 %s：%s", mask_phone(phone), code)


def init_app(app: Flask) -> None:
    """Take the sender of the settings.

    Raises:
        SettingsError: what they name is no sender.
    """
    settings: Settings = app.extensions["portal.settings"]
    app.extensions["portal.sender"] = load(settings.sms)


def current() -> Sender | None:
    """Return the sender in use; None where telephones are not checked."""
    return current_app.extensions["portal.sender"]


def load(named: str) -> Sender | None:
    """Return the sender a setting names.

    Args:
        named: `none`, `print`, or `module:callable`: a class or function that is called once, without arguments, and returns a `Sender`.

    Raises:
        SettingsError: there is no such thing, or it returns no sender.
    """
    if named in {"none", "print"}:
        return LogSender() if named == "print" else None
    made = _made(named)
    if not isinstance(made, Sender) or isinstance(made, type):
        raise SettingsError(f"PORTAL_SMS: {named} returns nothing that has send_code(phone, code)")
    return made


def _made(named: str) -> Any:
    module, _, name = named.partition(":")
    try:
        return getattr(import_module(module), name)()
    except Exception as error:
        raise SettingsError(f"PORTAL_SMS: {named} cannot be loaded ({type(error).__name__})") from error
