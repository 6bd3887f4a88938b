"""Where everything is: one table of (blueprint, prefix). `<code>` is a unit's 12-digit division code."""

from flask import Blueprint, Flask

from portal.home.views import bp as home
from portal.reports.views.figures import bp as reports
from portal.reports.views.jobs import bp as jobs
from portal.stations.views import bp as activities
from portal.tenants.views.accounts import bp as accounts
from portal.tenants.views.applications import bp as applications
from portal.tenants.views.cities import bp as cities
from portal.tenants.views.units import bp as units
from portal.training.views import bp as trainees
from portal.volunteer.views import bp as volunteers
from portal.web.health import bp as health

UNIT = "/t/<code>"

ROUTES: tuple[tuple[Blueprint, str], ...] = (
    (health, ""),
    (accounts, ""),
    (home, UNIT),
    (activities, f"{UNIT}/activities"),
    (trainees, f"{UNIT}/trainees"),
    (volunteers, f"{UNIT}/volunteers"),
    (applications, f"{UNIT}/applications"),
    (units, f"{UNIT}/units"),
    (cities, f"{UNIT}/cities"),
    (reports, f"{UNIT}/reports"),
    (jobs, f"{UNIT}/jobs"),
)


def init_app(app: Flask) -> None:
    """Hang every blueprint at its prefix."""
    for blueprint, prefix in ROUTES:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
