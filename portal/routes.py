"""Where everything is: one table of (blueprint, prefix). `<code>` is a unit's 12-digit division code."""

from flask import Blueprint, Flask

from portal.home.views import bp as home
from portal.stations.views import bp as activities
from portal.tenants.views.accounts import bp as accounts
from portal.web.health import bp as health

UNIT = "/t/<code>"

ROUTES: tuple[tuple[Blueprint, str], ...] = (
    (health, ""),
    (accounts, ""),
    (home, UNIT),
    (activities, f"{UNIT}/activities"),
)


def init_app(app: Flask) -> None:
    """Hang every blueprint at its prefix."""
    for blueprint, prefix in ROUTES:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
