"""Who may open what: one line for each endpoint and level of unit, written by hand; test_access.py compares it with what happens.

A new endpoint needs its lines here: `endpoint  unit  who …`. The columns are people of tests/make.py, see PEOPLE; a cell is what she
gets there, for GET and POST (`200/422`), or one status when the endpoint knows one verb only. A POST brings nothing but the token, so
422 says that she was let in and her form was found empty. `-` is 404: she is outside. A level without a line is one where nobody who is
inside may enter (403). Who is outside gets 404, who is not signed in is led to the login; the test asks for that without being told.

An id in the address stands for an object that exists at that unit, see OBJECTS: give a new kind of id its maker there.
"""

from collections.abc import Callable
from typing import Any

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

# Applications: the county's own business; the clerk files, the administrator decides. 409: nothing is approved yet.
applications.listing       county    -        -        200      200      200      200      -
applications.new           county    -        -        200/422  200/422  403/403  403/403  -
applications.application   county    -        -        200      200      200      200      -
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
jobs.job                   station   200      200      200      200      200      200      -
jobs.job                   county    -        -        200      200      200      200      -
jobs.job                   city      -        -        -        -        200      200      -
jobs.file                  station   200      200      200      200      200      200      -
jobs.file                  county    -        -        200      200      200      200      -
jobs.file                  city      -        -        -        -        200      200      -
jobs.again                 station   303      303      303      303      303      303      -
jobs.again                 county    -        -        303      303      303      303      -
jobs.again                 city      -        -        -        -        303      303      -

# The operator sees which cities there are, and nothing in them. 409: the administrator has come long ago.
cities.listing             platform  -        -        -        -        -        -        200
cities.new                 platform  -        -        -        -        -        -        200/422
cities.link                platform  -        -        -        -        -        -        409
"""

# What is not behind a unit. 400: the login's token is a stranger's, not the visitor's.
BEFORE_A_UNIT = """
endpoint                   access     nobody   manager
health.alive               all        200      200
health.ready               all        200      200
accounts.sign_in           all        200/400  200/400
accounts.join              all        404/404  404/404
accounts.text_size         all        303      303
accounts.start             signed_in  303      302
accounts.units             signed_in  303      200
accounts.sign_out          signed_in  303      303
"""


def _job(code: str) -> Any:
    """Return a job that is done, with a paper to fetch."""
    jobs.register("blank", lambda scope, job_input, progress: b"%PDF-1.7")  # noqa: ARG005
    with make.working_at(code) as scope:
        made = jobs.ask(scope, "blank", {}, "空白.pdf")
    jobs.carry_out(scope, made)
    return made


# What stands for <trainee_id> in an address: made once, or at each unit anew.
OBJECTS: dict[str, Callable[[], Any]] = {
    "account_id": lambda: make.account_id("fuzhou"),
    "application_id": make.application,
    "indicator": lambda: "attendances",
    "service_id": lambda: make.hours(make.volunteer()),
    "token": lambda: "no-such-link",
    "trainee_id": make.trainee,
    "unit_code": lambda: make.LIANXIANG,
    "volunteer_id": lambda: make.volunteer(name="林秀英", phone="13900007777"),
}
OWN_OBJECTS: dict[str, Callable[[str], Any]] = {"activity_id": make.activity, "job_id": _job}
