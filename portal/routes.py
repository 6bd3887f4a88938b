"""Where everything is: one table of (blueprint, prefix). `<code>` is a unit's 12-digit division code."""

from flask import Blueprint, Flask

from portal.bulletins.views import bp as bulletins
from portal.care.views.facilities import bp as facilities
from portal.care.views.recipients import bp as recipients
from portal.care.views.requests import bp as requests
from portal.care.views.series import bp as series
from portal.circulars.views import bp as circulars
from portal.home.find import bp as find
from portal.home.keys import bp as keys
from portal.home.manual import bp as manual
from portal.home.styleguide import bp as styleguide
from portal.home.tips import bp as tips
from portal.home.views import bp as home
from portal.imports.views import bp as imports
from portal.library.views.micro_classes import bp as micro_classes
from portal.library.views.policies import bp as policies
from portal.narratives.views import bp as narratives
from portal.narratives.views.checking import bp as checking
from portal.people.views import bp as persons
from portal.placement.views.employers import bp as employers
from portal.placement.views.gate import bp as gate
from portal.placement.views.health_checks import bp as health_checks
from portal.placement.views.openings import bp as openings
from portal.placement.views.placements import bp as placements
from portal.problems.views.blueprints import problems, rounds
from portal.problems.views.plans import bp as plans
from portal.problems.views.studies import bp as studies
from portal.public.views import bp as public
from portal.public.views.certificates import bp as certificate_checks
from portal.public.views.codes import bp as codes
from portal.public.views.papers import bp as paper_checks
from portal.reports.views.figures import bp as reports
from portal.reports.views.funnel import bp as funnel
from portal.reports.views.jobs import bp as jobs
from portal.reports.views.tags import bp as tags
from portal.returns.views import bp as returns
from portal.returns.views.corrections import bp as corrections
from portal.returns.views.due import bp as due
from portal.returns.views.years import bp as years
from portal.shop.views.checks import bp as shop_checks
from portal.shop.views.front import bp as shop
from portal.shop.views.redemptions import bp as redemptions
from portal.shop.views.sheets import bp as shop_sheets
from portal.shop.views.stock import bp as stock
from portal.shop.views.stocktakes import bp as stocktakes
from portal.standing.views.formulas import bp as formulas
from portal.standing.views.grades import bp as grades
from portal.standing.views.objections import bp as objections
from portal.standing.views.ranking import bp as ranking
from portal.standing.views.reckonings import bp as reckonings
from portal.standing.views.star_evidence import bp as star_evidence
from portal.standing.views.star_reckonings import bp as star_reckonings
from portal.standing.views.star_rules import bp as star_rules
from portal.standing.views.stars import bp as stars
from portal.standing.views.women import bp as women
from portal.stations.views.activities import bp as activities
from portal.stations.views.guests import bp as guests
from portal.stations.views.propagandists import bp as propagandists
from portal.targets.views import bp as targets
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
from portal.tenants.views.units import bp as units
from portal.training.views.asking import bp as records
from portal.training.views.certificates import bp as certificates
from portal.training.views.classes import bp as classes
from portal.training.views.demand import bp as demand
from portal.training.views.enrolments import bp as enrolments
from portal.training.views.exams import bp as exams
from portal.training.views.findings import bp as findings
from portal.training.views.funds import bp as funds
from portal.training.views.intake import bp as trainees
from portal.training.views.lesson import bp as lesson
from portal.training.views.lessons import bp as lessons
from portal.training.views.proof import bp as proof
from portal.training.views.registers import bp as registers
from portal.training.views.timetable import bp as timetable
from portal.training.views.wish_ends import bp as wish_ends
from portal.training.views.wish_sheets import bp as wish_sheets
from portal.training.views.wishes import bp as wishes
from portal.volunteer.views import bp as volunteers
from portal.volunteer.views.bank import bp as bank
from portal.volunteer.views.dispatch import bp as dispatch
from portal.volunteer.views.disputes import bp as disputes
from portal.volunteer.views.giving import bp as giving
from portal.volunteer.views.honours import bp as honours
from portal.volunteer.views.notices import bp as notices
from portal.volunteer.views.shifts import bp as shifts
from portal.web.health import bp as health
from portal.web.metrics import bp as metrics

UNIT = "/t/<code>"

ROUTES: tuple[tuple[Blueprint, str], ...] = (
    (health, ""),
    (metrics, ""),
    (styleguide, ""),
    (accounts, ""),
    (tips, ""),
    (own, "/me"),
    (second_factor, "/me/second-factor"),
    (public, "/p"),
    (certificate_checks, "/v"),
    (paper_checks, "/c"),
    (home, UNIT),
    (manual, f"{UNIT}/help"),
    (find, f"{UNIT}/find"),
    (keys, f"{UNIT}/keys"),
    (codes, f"{UNIT}/codes"),
    (activities, f"{UNIT}/activities"),
    (guests, f"{UNIT}/guests"),
    (propagandists, f"{UNIT}/propagandists"),
    (wishes, f"{UNIT}/wishes"),
    (wish_ends, f"{UNIT}/wishes"),
    (wish_sheets, f"{UNIT}/wishes/sheets"),
    (trainees, f"{UNIT}/trainees"),
    (exams, f"{UNIT}/exams"),
    (certificates, f"{UNIT}/certificates"),
    (demand, f"{UNIT}/demand"),
    (registers, f"{UNIT}/registers"),
    (classes, f"{UNIT}/classes"),
    (timetable, f"{UNIT}/classes"),
    (enrolments, f"{UNIT}/classes"),
    (lessons, f"{UNIT}/classes/<uuid:class_id>/lessons"),
    (lesson, f"{UNIT}/lessons"),
    (placements, f"{UNIT}/placements"),
    (health_checks, f"{UNIT}/health-checks"),
    (employers, f"{UNIT}/employers"),
    (openings, f"{UNIT}/openings"),
    (gate, f"{UNIT}/gate"),
    (proof, f"{UNIT}/proof"),
    (funds, f"{UNIT}/funds"),
    (findings, f"{UNIT}/findings"),
    (requests, f"{UNIT}/requests"),
    (series, f"{UNIT}/requests/series"),
    (dispatch, f"{UNIT}/requests/<uuid:request_id>/dispatch"),
    (volunteers, f"{UNIT}/volunteers"),
    (giving, UNIT),
    (honours, f"{UNIT}/volunteers/honours"),
    (recipients, f"{UNIT}/recipients"),
    (facilities, f"{UNIT}/facilities"),
    (shop, f"{UNIT}/shop"),
    (stock, f"{UNIT}/shop/stock"),
    (stocktakes, f"{UNIT}/shop/stocktakes"),
    (redemptions, f"{UNIT}/shop/redemptions"),
    (shop_sheets, f"{UNIT}/shop/sheets"),
    (shop_checks, f"{UNIT}/shop/checks"),
    (shifts, f"{UNIT}/shifts"),
    (notices, f"{UNIT}/shifts/notice"),
    (disputes, f"{UNIT}/disputes"),
    (bank, f"{UNIT}/bank"),
    (records, f"{UNIT}/records"),
    (persons, UNIT),
    (applications, f"{UNIT}/applications"),
    (stuck, f"{UNIT}/applications/stuck"),
    (units, f"{UNIT}/units"),
    (new_units, f"{UNIT}/units/new"),
    (profiles, f"{UNIT}/profile"),
    (moves, f"{UNIT}/units"),
    (cities, f"{UNIT}/cities"),
    (members, f"{UNIT}/members"),
    (photos, f"{UNIT}/photos"),
    (reports, f"{UNIT}/reports"),
    (targets, f"{UNIT}/targets"),
    (funnel, f"{UNIT}/funnel"),
    (returns, f"{UNIT}/returns"),
    (corrections, f"{UNIT}/corrections"),
    (years, f"{UNIT}/years"),
    (due, f"{UNIT}/returns/due"),
    (tags, f"{UNIT}/tags"),
    (problems, f"{UNIT}/problems"),
    (rounds, f"{UNIT}/rounds"),
    (studies, f"{UNIT}/studies"),
    (bulletins, f"{UNIT}/bulletins"),
    (policies, f"{UNIT}/policies"),
    (micro_classes, f"{UNIT}/micro-classes"),
    (circulars, f"{UNIT}/circulars"),
    (narratives, f"{UNIT}/narratives"),
    (ranking, f"{UNIT}/ranking"),
    (reckonings, f"{UNIT}/ranking"),
    (objections, f"{UNIT}/ranking"),
    (formulas, f"{UNIT}/ranking/formulas"),
    (women, f"{UNIT}/ranking/women"),
    (stars, f"{UNIT}/stars"),
    (star_reckonings, f"{UNIT}/stars"),
    (star_rules, f"{UNIT}/stars/rules"),
    (star_evidence, f"{UNIT}/stars/evidence"),
    (grades, f"{UNIT}/stars/grades"),
    (checking, f"{UNIT}/checking"),
    (plans, f"{UNIT}/plans"),
    (imports, f"{UNIT}/imports"),
    (jobs, f"{UNIT}/jobs"),
    (audit, f"{UNIT}/audit"),
)


def init_app(app: Flask) -> None:
    """Hang every blueprint at its prefix."""
    for blueprint, prefix in ROUTES:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
