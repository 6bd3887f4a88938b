"""Who may open what: one line for each endpoint and level of unit, written by hand; test_access.py compares it with what happens.

A new endpoint needs its lines here: `endpoint  unit  who …`. The columns are people of tests/make.py, see PEOPLE; a cell is what she
gets there, for GET and POST (`200/422`), or one status when the endpoint knows one verb only. A POST brings nothing but the token, so
422 says that she was let in and her form was found empty. `-` is 404: she is outside. A level without a line is one where nobody who is
inside may enter (403). Who is outside gets 404, who is not signed in is led to the login; the test asks for that without being told.

An id in the address stands for an object that exists at that unit, see OBJECTS: give a new kind of id its maker there.
"""

from collections.abc import Callable
from typing import Any

from portal.tenants.services.accounts import add_account
from portal.training import queries as trainees
from portal.web import jobs
from tests import make

PEOPLE = {
    "helper": "lianxiang_helper",
    "manager": "lianxiang",
    "clerk": "jinan_clerk",
    "county": "jinan",
    "reader": "fuzhou_reader",
    "city": "fuzhou",
    "operator": "operator",
}
UNITS = {"station": make.LIANXIANG, "county": make.JINAN, "city": make.CITY, "platform": make.PLATFORM}
OUTSIDERS = {"station": "neighbour", "county": "gulou", "city": "linqing", "platform": "fuzhou"}

BEHIND_A_UNIT = """
endpoint                   unit      helper   manager  clerk    county   reader   city     operator

home.glance                station   200      200      200      200      200      200      -
home.glance                county    -        -        200      200      200      200      -
home.glance                city      -        -        -        -        200      200      -
home.glance                platform  -        -        -        -        -        -        200

# The daily log: everybody above reads it, each unit writes its own.
activities.log             station   200      200      200      200      200      200      -
activities.log             county    -        -        200      200      200      200      -
activities.log             city      -        -        -        -        200      200      -
activities.day             station   200/422  200/422  403/403  403/403  403/403  403/403  -
activities.day             county    -        -        200/422  200/422  403/403  403/403  -
activities.day             city      -        -        -        -        403/403  200/422  -
activities.activity        station   200/422  200/422  200/403  200/403  200/403  200/403  -
activities.activity        county    -        -        200/422  200/422  200/403  200/403  -
activities.activity        city      -        -        -        -        200/403  200/422  -
activities.void            station   200/422  200/422  403/403  403/403  403/403  403/403  -
activities.void            county    -        -        200/422  200/422  403/403  403/403  -
activities.void            city      -        -        -        -        403/403  200/422  -

# Persons: their own station and nobody above it. A search is sent by POST, and an empty one is led back to the list.
trainees.roster            station   200/303  200/303  403/403  403/403  403/403  403/403  -
trainees.admission         station   200/422  200/422  403/403  403/403  403/403  403/403  -
trainees.trainee           station   200      200      403      403      403      403      -
trainees.amendment         station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.roster          station   200/200  200/200  403/403  403/403  403/403  403/403  -
volunteers.registration    station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.volunteer       station   200      200      403      403      403      403      -
volunteers.amendment       station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.hours           station   200      200      403      403      403      403      -
volunteers.credit          station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.reversal        station   200/422  200/422  403/403  403/403  403/403  403/403  -

# What is done with a person's data is the manager's; the county may ask for one record at a time.
persons.document           station   403/403  200/422  403/403  403/403  403/403  403/403  -
persons.copy               station   403/403  200/422  403/403  403/403  403/403  403/403  -
persons.correction         station   403/403  200/422  403/403  403/403  403/403  403/403  -
persons.consent            station   403/403  200/422  403/403  403/403  403/403  403/403  -
persons.erasure            station   403/403  200/422  403/403  403/403  403/403  403/403  -
persons.doubles            station   403/403  200/200  403/403  403/403  403/403  403/403  -
persons.merge              station   403/403  200/422  403/403  403/403  403/403  403/403  -
persons.due                station   403      200      403      403      403      403      -
records.listing            station   403      403      403      200      403      403      -
records.record             station   403/403  403/403  403/403  200/422  403/403  403/403  -

# Applications: the county's own business; the clerk files, the administrator decides. 409: nothing is approved yet. A city has a
# list of all its counties' and is led from there to theirs.
applications.listing       county    -        -        200      200      200      200      -
applications.listing       city      -        -        -        -        302      302      -
applications.new           county    -        -        200/422  200/422  403/403  403/403  -
applications.application   county    -        -        200      200      200      200      -
applications.application   city      -        -        -        -        302      302      -
applications.photos        county    -        -        200/422  200/422  403/403  403/403  -
applications.visit_photos  county    -        -        200/422  200/422  403/403  403/403  -
applications.paper         county    -        -        303      303      303      303      -
applications.paper         city      -        -        -        -        303      303      -
stuck.listing              county    -        -        302      302      302      302      -
stuck.listing              city      -        -        -        -        200      200      -
applications.edit          county    -        -        200/422  200/422  403/403  403/403  -
applications.visit         county    -        -        200/422  200/422  403/403  403/403  -
applications.withdraw      county    -        -        200/422  200/422  403/403  403/403  -
applications.decision      county    -        -        403/403  200/422  403/403  403/403  -
applications.link          county    -        -        403      409      403      403      -

units.listing              county    -        -        200      200      200      200      -
units.listing              city      -        -        -        -        200      200      -
units.card                 county    -        -        200      200      200      200      -
units.card                 city      -        -        -        -        200      200      -
units.opening              county    -        -        403/403  200/422  403/403  403/403  -
moves.move                 city      -        -        -        -        403/403  200/422  -
units.rename               county    -        -        403/403  200/422  403/403  403/403  -
units.rename               city      -        -        -        -        403/403  200/422  -
units.rule                 county    -        -        403/403  200/422  403/403  403/403  -
units.rule                 city      -        -        -        -        403/403  200/422  -
new_units.new              county    -        -        403/403  200/422  403/403  403/403  -
new_units.new              city      -        -        -        -        403/403  200/422  -
new_units.local            county    -        -        403/403  200/422  403/403  403/403  -
new_units.local            city      -        -        -        -        403/403  200/422  -
unit_sheets.upload         county    -        -        403/403  200/422  403/403  403/403  -
unit_sheets.upload         city      -        -        -        -        403/403  200/422  -
unit_sheets.blank          county    -        -        403      200      403      403      -
unit_sheets.blank          city      -        -        -        -        403      200      -
unit_sheets.sheet          county    -        -        403/403  200/422  403/403  403/403  -
unit_sheets.sheet          city      -        -        -        -        403/403  200/422  -

# A unit's own screen: all who read the unit see it, its own head writes it; nothing in its form must be filled. The platform has none.
profiles.profile           station   200      200      200      200      200      200      -
profiles.profile           county    -        -        200      200      200      200      -
profiles.profile           city      -        -        -        -        200      200      -
profiles.profile           platform  -        -        -        -        -        -        -
profiles.edit              station   403/403  200/303  403/403  403/403  403/403  403/403  -
profiles.edit              county    -        -        403/403  200/303  403/403  403/403  -
profiles.edit              city      -        -        -        -        403/403  200/303  -
profiles.rename            station   403/403  200/422  403/403  403/403  403/403  403/403  -
profiles.rename            county    -        -        403/403  200/422  403/403  403/403  -
profiles.rename            city      -        -        -        -        403/403  200/422  -

# Propagandists: read from above too, with telephones masked.
propagandists.listing      station   200      200      200      200      200      200      -
propagandists.export       station   200      200      200      200      200      200      -
propagandists.new          station   403/403  200/422  403/403  403/403  403/403  403/403  -
propagandists.amendment    station   403/403  200/422  403/403  403/403  403/403  403/403  -
propagandists.end          station   403/403  200/422  403/403  403/403  403/403  403/403  -

# Photos: who reads the unit sees its own; who may edit it adds and removes them. Those of other things are asked for on their pages.
photos.unit                station   403/403  200/422  403/403  403/403  403/403  403/403  -
photos.unit                county    -        -        403/403  200/422  403/403  403/403  -
photos.unit                city      -        -        -        -        403/403  200/422  -
photos.photo               station   200      200      200      200      200      200      -
photos.photo               county    -        -        200      200      200      200      -
photos.photo               city      -        -        -        -        200      200      -
photos.photo               platform  -        -        -        -        -        -        200
photos.removal             station   403/403  200/303  403/403  403/403  403/403  403/403  -
photos.removal             county    -        -        403/403  200/303  403/403  403/403  -
photos.removal             city      -        -        -        -        403/403  200/303  -

# Figures and papers: for all who read the unit.
reports.rollup             station   200      200      200      200      200      200      -
reports.rollup             county    -        -        200      200      200      200      -
reports.rollup             city      -        -        -        -        200      200      -
reports.export             station   200      200      200      200      200      200      -
reports.export             county    -        -        200      200      200      200      -
reports.export             city      -        -        -        -        200      200      -
reports.paper              station   303      303      303      303      303      303      -
reports.paper              county    -        -        303      303      303      303      -
reports.paper              city      -        -        -        -        303      303      -
reports.figure             station   200      200      200      200      200      200      -
reports.figure             county    -        -        200      200      200      200      -
reports.figure             city      -        -        -        -        200      200      -
reports.station            station   -        -        -        -        -        -        -
reports.station            county    -        -        200      200      200      200      -
reports.station            city      -        -        -        -        -        -        -
jobs.job                   station   200      200      200      200      200      200      -
jobs.job                   county    -        -        200      200      200      200      -
jobs.job                   city      -        -        -        -        200      200      -
jobs.file                  station   200      200      200      200      200      200      -
jobs.file                  county    -        -        200      200      200      200      -
jobs.file                  city      -        -        -        -        200      200      -
jobs.again                 station   303      303      303      303      303      303      -
jobs.again                 county    -        -        303      303      303      303      -
jobs.again                 city      -        -        -        -        303      303      -

# The audit of a unit: who leads it and who rules above it. The export is a POST, since it leaves a line.
audit.listing              station   403      200      403      200      403      200      -
audit.listing              county    -        -        403      200      403      200      -
audit.listing              city      -        -        -        -        403      200      -
audit.listing              platform  -        -        -        -        -        -        200
audit.export               station   403      200      403      200      403      200      -
audit.export               county    -        -        403      200      403      200      -
audit.export               city      -        -        -        -        403      200      -
audit.export               platform  -        -        -        -        -        -        200

# The operator sees which cities there are, and nothing in them.
cities.listing             platform  -        -        -        -        -        -        200
cities.new                 platform  -        -        -        -        -        -        200/422
cities.admins              platform  -        -        -        -        -        -        200
cities.new_admin           platform  -        -        -        -        -        -        200/422
cities.link                platform  -        -        -        -        -        -        200/422

# Who works at a unit: its people but the helper see the list, and so does everybody above; heads here and above give and take roles.
members.listing            station   403      200      200      200      200      200      -
members.listing            county    -        -        200      200      200      200      -
members.listing            city      -        -        -        -        200      200      -
members.listing            platform  -        -        -        -        -        -        200
members.export             station   403      200      200      200      200      200      -
members.export             county    -        -        200      200      200      200      -
members.export             city      -        -        -        -        200      200      -
members.export             platform  -        -        -        -        -        -        200
members.new                station   403/403  200/422  403/403  200/422  403/403  200/422  -
members.new                county    -        -        403/403  200/422  403/403  200/422  -
members.new                city      -        -        -        -        403/403  200/422  -
members.new                platform  -        -        -        -        -        -        200/422
members.member             station   403      200      200      200      200      200      -
members.member             county    -        -        200      200      200      200      -
members.member             city      -        -        -        -        200      200      -
members.member             platform  -        -        -        -        -        -        200
members.role               station   403/403  200/422  403/403  200/422  403/403  200/422  -
members.role               county    -        -        403/403  200/422  403/403  200/422  -
members.role               city      -        -        -        -        403/403  200/422  -
members.role               platform  -        -        -        -        -        -        200/422
members.removal            station   403/403  200/303  403/403  200/303  403/403  200/303  -
members.removal            county    -        -        403/403  200/303  403/403  200/303  -
members.removal            city      -        -        -        -        403/403  200/303  -
members.removal            platform  -        -        -        -        -        -        200/303
members.disabling          station   403/403  200/303  403/403  200/303  403/403  200/303  -
members.disabling          county    -        -        403/403  200/303  403/403  200/303  -
members.disabling          city      -        -        -        -        403/403  200/303  -
members.disabling          platform  -        -        -        -        -        -        200/303
members.enabling           station   403/403  200/409  403/403  200/409  403/403  200/409  -
members.enabling           county    -        -        403/403  200/409  403/403  200/409  -
members.enabling           city      -        -        -        -        403/403  200/409  -
members.enabling           platform  -        -        -        -        -        -        200/409
members.link               station   403/403  200/200  403/403  200/200  403/403  200/200  -
members.link               county    -        -        403/403  200/200  403/403  200/200  -
members.link               city      -        -        -        -        403/403  200/200  -
members.link               platform  -        -        -        -        -        -        200/200
"""

# What is not behind a unit. 400: the login's token is a stranger's, not the visitor's.
BEFORE_A_UNIT = """
endpoint                   access     nobody   manager
health.alive               all        200      200
health.ready               all        200      200
metrics.show               all        200      200
accounts.sign_in           all        200/400  200/400
accounts.code              all        303/400  303/400
accounts.join              all        404/404  404/404
accounts.text_size         all        303      303
accounts.start             signed_in  303      302
accounts.units             signed_in  303      200
accounts.sign_out          signed_in  303      303
own.me                     signed_in  303      200
own.name                   signed_in  303/303  200/422
own.password               signed_in  303/303  200/422
own.end_login              signed_in  303      303
own.end_others             signed_in  303      303
second_factor.set_up       signed_in  303/303  200/422
second_factor.codes        signed_in  303/303  303/303
second_factor.end          signed_in  303/303  303/303
"""


def _job(code: str) -> Any:
    """Return a job that is done, with a paper to fetch."""
    jobs.register("blank", lambda scope, job_input, progress: b"%PDF-1.7")  # noqa: ARG005
    with make.working_at(code) as scope:
        made = jobs.ask(scope, "blank", {}, "空白.pdf")
    jobs.carry_out(scope, made)
    return made


def _member(code: str) -> int:
    """Return somebody new with the lowest role of the unit."""
    role = {make.CITY: "city_reader", make.JINAN: "county_clerk", make.LIANXIANG: "helper", make.PLATFORM: "operator"}[code]
    with make.working_at(code):
        return add_account(name=f"new_{role}", display_name="陈秀英", tenant_id=make.tenant(code).id, role=role).id


def _intake(trainee_id: Any) -> Any:
    """Return the nameless row of a trainee."""
    with make.working_at(make.LIANXIANG) as scope:
        return trainees.get_trainee(scope, trainee_id).intake_id


# What stands for <trainee_id> in an address: made once, or at each unit anew.
OBJECTS: dict[str, Callable[[], Any]] = {
    "account_id": lambda: make.account_id("fuzhou"),
    "city_code": lambda: make.CITY,
    "application_id": make.application,
    "indicator": lambda: "attendances",
    "intake_id": lambda: _intake(make.trainee(n=78)),
    "other_id": lambda: make.volunteer(name="王秀英", phone="13900008888"),
    "other_roll": lambda: "volunteers",
    "record_id": lambda: make.trainee(n=77),
    "roll": lambda: "trainees",
    "login_key": lambda: "0" * 16,
    "service_id": lambda: make.hours(make.volunteer()),
    "step": lambda: "suspend",
    "token": lambda: "no-such-link",
    "trainee_id": make.trainee,
    "unit_code": lambda: make.LIANXIANG,
    "volunteer_id": lambda: make.volunteer(name="林秀英", phone="13900007777"),
}
OWN_OBJECTS: dict[str, Callable[[str], Any]] = {
    "activity_id": make.activity,
    "job_id": _job,
    "member_id": _member,
    "photo_id": make.photo,
    "propagandist_id": make.propagandist,
    "sheet_id": make.unit_sheet,
}
