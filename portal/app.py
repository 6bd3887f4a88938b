"""The factory: settings, kits, then every package at its place."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import commands, routes
from portal.audit import services as audit
from portal.core import clock, lost, text, transaction
from portal.core.db import db
from portal.core.secrets import Vault
from portal.core.settings import Settings, SettingsError, from_environment
from portal.people import vault
from portal.tenants import access, policy, queries, refusals
from portal.tenants.views import resuming
from portal.web import (
    assets,
    charts,
    errors,
    htmx,
    language,
    liking,
    logs,
    menu,
    metrics,
    moments,
    security,
    senders,
    stranger,
    uploads,
    words,
    writes,
)

PLATFORM_NAME = "巾帼家政驿站平台"
ROOT = Path(__file__).parent.parent
MAX_BODY_BYTES = 2 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Build the portal.

    Raises:
        SettingsError: production with missing or weak secrets, or with the demo's accounts.
    """
    settings = settings or from_environment(ROOT / "instance")
    app = Flask("portal", template_folder="templates", static_folder=None)
    app.jinja_options = {"cache_size": -1}  # there are more templates than the 400 that Jinja keeps compiled
    app.config.update(_config(settings))
    app.extensions["portal.settings"] = settings
    app.extensions["portal.vault"] = vault.use(Vault(settings.data_key))
    logs.init_app(app)
    metrics.init_app(app, list_cities=lambda: [city.path for city in queries.list_cities()])
    htmx.init_app(app)
    db.init_app(app)
    transaction.watch(db.session)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    for kit in (security, uploads, errors, assets, charts, senders, language, moments, words, access, routes, commands):
        kit.init_app(app)
    writes.keep_refusals_with(audit.note_refusal)
    errors.tell_of_refusals(refusals.note_refused)
    errors.ask_again_with(resuming.ask_again)
    _prepare_templates(app)
    if settings.is_production:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
        _refuse_demo_accounts(app)
    return app


def _refuse_demo_accounts(app: Flask) -> None:
    """Do not start in production while an account with the printed password can sign in."""
    with app.app_context(), suppress(OperationalError):  # a database that is away may come back, and has served before
        if inspect(db.engine).has_table("account") and (names := queries.list_demo_accounts()):
            raise SettingsError(f"production refuses the demo's accounts: {', '.join(names)}")
        db.session.remove()


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": transaction.engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_production,
    }


def _prepare_templates(app: Flask) -> None:
    env: Any = app.jinja_env  # Jinja's own annotations know only its built-in filters
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.do")
    env.filters.update(
        {
            "minutes": text.format_minutes,
            "hours": text.format_hours,
            "local": clock.local,
            "clock": text.format_clock,
            "lost_pieces": lost.pieces,
            "thousands": "{:,}".format,
        }
    )
    env.filters["role_name"] = policy.ROLES.__getitem__
    env.globals.update(level_names=policy.LEVELS)
    app.context_processor(_surroundings)


def _surroundings() -> dict[str, Any]:
    """What every page's frame needs; it must work without a database."""
    try:
        who = None if g.get("is_open_to_all") else access.visitor()
    except Exception:  # noqa: BLE001  # an error page is shown even when nobody can be known
        who = None
    unit, scope = (who.unit, who.scope) if who else (None, None)
    return {
        "platform_name": PLATFORM_NAME,
        "visitor": who,
        "unit": unit,
        "nav": words.said_items(menu.items(scope, level=unit.level, code=unit.code)) if unit and scope else [],
        "crumbs": _crumbs(who, unit),
        "csrf_token": who.csrf if who else stranger.token(),
        "text_size": liking.liked("text-size", "100"),
        "letters": language.letters(),
        "today": clock.today(),
        "can": scope.permissions if scope else frozenset(),
    }


def _crumbs(who: access.Visitor | None, unit: access.Unit | None) -> list[tuple[str, str | None]]:
    if not unit or not who:
        return []
    parents = [(name, url_for("home.glance", code=code) if is_open else None) for code, name, is_open in unit.parents]
    return [*parents, (unit.name, url_for("home.glance", code=unit.code))]
