"""Where everything is: one table of (blueprint, prefix). `<code>` is a unit's 12-digit division code."""

from flask import Blueprint, Flask

from portal.home.views import bp as home
from portal.people.views import bp as persons
from portal.placement import models as _placement  # noqa: F401  # pyright: ignore[reportUnusedImport]  # its tables, until its pages are here
from portal.reports.views.figures import bp as reports
from portal.reports.views.jobs import bp as jobs
from portal.stations.views.activities import bp as activities
from portal.stations.views.propagandists import bp as propagandists
from portal.tenants.views.accounts import bp as accounts
from portal.tenants.views.applications import bp as applications
from portal.tenants.views.audit import bp as audit
from portal.tenants.views.cities import bp as cities
from portal.tenants.views.members import bp as members
from portal.tenants.views.moves import bp as moves
from portal.tenants.views.new_units import bp as new_units
from portal.tenants.views.own import bp as own
from portal.tenants.views.own import second as second_factor
from portal.tenants.views.photos import bp as photos
from portal.tenants.views.profiles import bp as profiles
from portal.tenants.views.stuck import bp as stuck
from portal.tenants.views.unit_sheets import bp as unit_sheets
from portal.tenants.views.units import bp as units
from portal.training.views.asking import bp as records
from portal.training.views.intake import bp as trainees
from portal.volunteer.views import bp as volunteers
from portal.web.health import bp as health
from portal.web.metrics import bp as metrics

UNIT = "/t/<code>"

ROUTES: tuple[tuple[Blueprint, str], ...] = (
    (health, ""),
    (metrics, ""),
    (accounts, ""),
    (own, "/me"),
    (second_factor, "/me/second-factor"),
    (home, UNIT),
    (activities, f"{UNIT}/activities"),
    (propagandists, f"{UNIT}/propagandists"),
    (trainees, f"{UNIT}/trainees"),
    (volunteers, f"{UNIT}/volunteers"),
    (records, f"{UNIT}/records"),
    (persons, UNIT),
    (applications, f"{UNIT}/applications"),
    (stuck, f"{UNIT}/applications/stuck"),
    (units, f"{UNIT}/units"),
    (new_units, f"{UNIT}/units/new"),
    (unit_sheets, f"{UNIT}/units/sheet"),
    (profiles, f"{UNIT}/profile"),
    (moves, f"{UNIT}/units"),
    (cities, f"{UNIT}/cities"),
    (members, f"{UNIT}/members"),
    (photos, f"{UNIT}/photos"),
    (reports, f"{UNIT}/reports"),
    (jobs, f"{UNIT}/jobs"),
    (audit, f"{UNIT}/audit"),
)


def init_app(app: Flask) -> None:
    """Hang every blueprint at its prefix."""
    for blueprint, prefix in ROUTES:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
