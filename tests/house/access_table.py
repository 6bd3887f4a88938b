"""Who may open what: one line for each endpoint and level of unit, written by hand; test_access.py compares it with what happens.

A new endpoint needs its lines here: `endpoint  unit  who …`. The columns are people of tests/make.py, see PEOPLE; a cell is what she
gets there, for GET and POST (`200/422`), or one status when the endpoint knows one verb only. A POST brings nothing but the token, so
422 says that she was let in and her form was found empty. `-` is 404: she is outside. A level without a line is one where nobody who is
inside may enter (403). Who is outside gets 404, who is not signed in is led to the login; the test asks for that without being told.

An id in the address stands for an object that exists at that unit, see OBJECTS: give a new kind of id its maker there.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update

from portal.care.models import ServiceRequest
from portal.core.db import db
from portal.tenants.rules.imprints import Facts
from portal.tenants.services.accounts import add_account
from portal.tenants.services.imprints import imprint
from portal.training import queries as trainees
from portal.training.queries import certificates
from portal.web import jobs
from tests import (
    make,
    make_bulletins,
    make_care,
    make_circulars,
    make_codes,
    make_corrections,
    make_due,
    make_giving,
    make_imports,
    make_library,
    make_narratives,
    make_plans,
    make_problems,
    make_proof,
    make_rankings,
    make_redemptions,
    make_requests,
    make_roll,
    make_shifts,
    make_stars,
    make_studies,
    make_targets,
    make_work,
)

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
find.front                 station   200/200  200/200  200/200  200/200  200/200  200/200  -
find.front                 county    -        -        200/200  200/200  200/200  200/200  -
find.front                 city      -        -        -        -        200/200  200/200  -
find.front                 platform  -        -        -        -        -        -        200/200
keys.table                 station   200      200      200      200      200      200      -
keys.table                 county    -        -        200      200      200      200      -
keys.table                 city      -        -        -        -        200      200      -
keys.table                 platform  -        -        -        -        -        -        200
keys.switch                station   303      303      303      303      303      303      -
keys.switch                county    -        -        303      303      303      303      -
keys.switch                city      -        -        -        -        303      303      -
keys.switch                platform  -        -        -        -        -        -        303
manual.page                station   200      200      200      200      200      200      -
manual.page                county    -        -        200      200      200      200      -
manual.page                city      -        -        -        -        200      200      -
manual.page                platform  -        -        -        -        -        -        200
manual.part                station   200      200      200      200      200      200      -
manual.part                county    -        -        200      200      200      200      -
manual.part                city      -        -        -        -        200      200      -
manual.part                platform  -        -        -        -        -        -        200
manual.picture             station   200      200      200      200      200      200      -
manual.picture             county    -        -        200      200      200      200      -
manual.picture             city      -        -        -        -        200      200      -
manual.picture             platform  -        -        -        -        -        -        200

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
activities.undo            station   409      409      403      403      403      403      -
activities.undo            county    -        -        409      409      403      403      -
activities.undo            city      -        -        -        -        403      409      -
guests.listing             station   200      200      200      200      200      200      -
guests.listing             county    -        -        200      200      200      200      -
guests.listing             city      -        -        -        -        200      200      -
guests.export              station   200      200      200      200      200      200      -
guests.export              county    -        -        200      200      200      200      -
guests.export              city      -        -        -        -        200      200      -
guests.guests              station   200/409  200/409  403/403  403/403  403/403  403/403  -
guests.guests              county    -        -        200/409  200/409  403/403  403/403  -
guests.guests              city      -        -        -        -        403/403  200/409  -

# One month on its way: read from above, submitted by its unit, reviewed by the one above it.
returns.own                station   200      200      200      200      200      200      -
returns.own                county    -        -        200      200      200      200      -
returns.own                city      -        -        -        -        200      200      -
returns.one                station   200      200      200      200      200      200      -
returns.one                county    -        -        200      200      200      200      -
returns.one                city      -        -        -        -        200      200      -
returns.export             station   200      200      200      200      200      200      -
returns.export             county    -        -        200      200      200      200      -
returns.export             city      -        -        -        -        200      200      -
returns.paper              station   303      303      303      303      303      303      -
returns.paper              county    -        -        303      303      303      303      -
returns.paper              city      -        -        -        -        303      303      -
returns.submit             station   403/403  200/409  403/403  403/403  403/403  403/403  -
returns.submit             county    -        -        403/403  200/409  403/403  403/403  -
returns.submit             city      -        -        -        -        403/403  -        -
returns.waiting            county    -        -        200/422  200/422  403/403  403/403  -
returns.waiting            city      -        -        -        -        403/403  200/422  -
returns.accept             county    -        -        409      409      403      403      -
returns.accept             city      -        -        -        -        403      409      -
returns.give_back          county    -        -        200/422  200/422  403/403  403/403  -
returns.give_back          city      -        -        -        -        403/403  200/422  -
returns.archive            county    -        -        200/409  200/409  403/403  403/403  -
returns.archive            city      -        -        -        -        403/403  200/409  -
returns.reopen             county    -        -        403/403  200/422  403/403  403/403  -
returns.reopen             city      -        -        -        -        403/403  200/422  -

# The board of all months, and when they are due: everybody reads it, the city sets it, whoever is above gives more time.
returns.board              station   200      200      200      200      200      200      -
returns.board              county    -        -        200      200      200      200      -
returns.board              city      -        -        -        -        200      200      -
returns.sheet              station   200      200      200      200      200      200      -
returns.sheet              county    -        -        200      200      200      200      -
returns.sheet              city      -        -        -        -        200      200      -
due.rules                  station   200      200      200      200      200      200      -
due.rules                  county    -        -        200      200      200      200      -
due.rules                  city      -        -        -        -        200      200      -
due.calendar               station   200      200      200      200      200      200      -
due.calendar               county    -        -        200      200      200      200      -
due.calendar               city      -        -        -        -        200      200      -
due.exceptions             station   200      200      200      200      200      200      -
due.exceptions             county    -        -        200      200      200      200      -
due.exceptions             city      -        -        -        -        200      200      -
due.new                    city      -        -        -        -        403/403  200/422  -
due.withdrawal             city      -        -        -        -        403/403  200/422  -
due.declaration            city      -        -        -        -        403/403  200/422  -
due.take_back              city      -        -        -        -        403      303      -
due.exception              county    -        -        403/403  200/422  403/403  403/403  -
due.exception              city      -        -        -        -        403/403  200/422  -

# Wishes: who they are of is the station's alone; a woman is erased by its manager.
wishes.listing             station   200/303  200/303  403/403  403/403  403/403  403/403  -
wishes.new                 station   200/422  200/422  403/403  403/403  403/403  403/403  -
wishes.amendment           station   200/422  200/422  403/403  403/403  403/403  403/403  -
wish_ends.drop             station   200/422  200/422  403/403  403/403  403/403  403/403  -
wish_sheets.paper          station   200/422  200/422  403/403  403/403  403/403  403/403  -
wish_sheets.blank          station   200/422  200/422  403/403  403/403  403/403  403/403  -
wishes.wish                station   200      200      403      403      403      403      -
wishes.link                station   303/303  303/303  403/403  403/403  403/403  403/403  -
wish_ends.withdrawal       station   200/409  200/409  403/403  403/403  403/403  403/403  -
wish_ends.erasure          station   403/403  200/422  403/403  403/403  403/403  403/403  -
wish_ends.due              station   403      200      403      403      403      403      -

# What is asked of the station names who is served: the station's alone.
requests.listing           station   200/200  200/200  403/403  403/403  403/403  403/403  -
requests.new               station   200/422  200/422  403/403  403/403  403/403  403/403  -
requests.request           station   200      200      403      403      403      403      -
requests.amendment         station   200/422  200/422  403/403  403/403  403/403  403/403  -
requests.acceptance        station   200/422  200/422  403/403  403/403  403/403  403/403  -
requests.cancellation      station   200/422  200/422  403/403  403/403  403/403  403/403  -
requests.slip              station   303      303      403      403      403      403      -
requests.figures           station   200      200      403      403      403      403      -
dispatch.candidates        station   200/422  200/422  403/403  403/403  403/403  403/403  -
dispatch.finish            station   409      409      403      403      403      403      -
series.listing             station   200/200  200/200  403/403  403/403  403/403  403/403  -
series.new                 station   200/422  200/422  403/403  403/403  403/403  403/403  -
series.series              station   200      200      403      403      403      403      -
series.skip                station   200/422  200/422  403/403  403/403  403/403  403/403  -
series.end                 station   200/422  200/422  403/403  403/403  403/403  403/403  -

# Persons: their own station and nobody above it. A search is sent by POST, and an empty one is led back to the list.
trainees.roster            station   200/303  200/303  403/403  403/403  403/403  403/403  -
trainees.admission         station   200/422  200/422  403/403  403/403  403/403  403/403  -
trainees.trainee           station   200      200      403      403      403      403      -
trainees.amendment         station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.roster          station   200/200  200/200  403/403  403/403  403/403  403/403  -
volunteers.registration    station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.volunteer       station   200      200      403      403      403      403      -
volunteers.amendment       station   200/422  200/422  403/403  403/403  403/403  403/403  -
# Who is served is the station's alone; how many used a facility, and the stock book, are nameless: those above read them.
recipients.listing         station   200/303  200/303  403/403  403/403  403/403  403/403  -
recipients.new             station   200/422  200/422  403/403  403/403  403/403  403/403  -
recipients.recipient       station   200      200      403      403      403      403      -
recipients.amendment       station   200/422  200/422  403/403  403/403  403/403  403/403  -
recipients.aid             station   200/409  200/409  403/403  403/403  403/403  403/403  -
facilities.listing         station   200      200      200      200      200      200      -
facilities.new             station   200/422  200/422  403/403  403/403  403/403  403/403  -
facilities.amendment       station   200/422  200/422  403/403  403/403  403/403  403/403  -
facilities.end             station   200/409  200/409  403/403  403/403  403/403  403/403  -
facilities.day             station   200/422  200/422  403/403  403/403  403/403  403/403  -
facilities.uses            station   200      200      200      200      200      200      -
facilities.export          station   200      200      200      200      200      200      -
stock.listing              station   200      200      200      200      200      200      -
stock.new                  station   403/403  200/422  403/403  403/403  403/403  403/403  -
stock.amendment            station   403/403  200/422  403/403  403/403  403/403  403/403  -
stock.end                  station   403/403  200/409  403/403  403/403  403/403  403/403  -
stock.inflow               station   403/403  200/422  403/403  403/403  403/403  403/403  -
stock.loss                 station   403/403  200/422  403/403  403/403  403/403  403/403  -
stock.book                 station   200      200      200      200      200      200      -
stock.export               station   200      200      200      200      200      200      -
stocktakes.listing         station   200      200      200      200      200      200      -
stocktakes.new             station   403/403  200/409  403/403  403/403  403/403  403/403  -
stocktakes.stocktake       station   200      200      200      200      200      200      -
stocktakes.counting        station   403/403  200/422  403/403  403/403  403/403  403/403  -
stocktakes.finish          station   403/403  200/409  403/403  403/403  403/403  403/403  -
stocktakes.recount         station   403      409      403      403      403      403      -
stocktakes.drop            station   403      409      403      403      403      403      -

volunteers.mark            station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.mark_void       station   200/422  200/422  403/403  403/403  403/403  403/403  -

# Targets: the city sets them and splits them; a county reads what was published, and names who answers for its part.
targets.listing            county    -        -        200      200      200      200      -
targets.listing            city      -        -        -        -        200      200      -
targets.export             county    -        -        200      200      200      200      -
targets.export             city      -        -        -        -        200      200      -
targets.target             county    -        -        200      200      200      200      -
targets.target             city      -        -        -        -        200      200      -
targets.changes            county    -        -        200      200      200      200      -
targets.changes            city      -        -        -        -        200      200      -
targets.persons            county    -        -        200      200      200      200      -
targets.persons            city      -        -        -        -        200      200      -
targets.person             county    -        -        200/403  200/422  200/403  200/403  -
targets.person             city      -        -        -        -        200/403  200/422  -
targets.new_programme      city      -        -        -        -        403/403  200/422  -
targets.programme          city      -        -        -        -        403/403  200/422  -
targets.new                city      -        -        -        -        403/403  200/422  -
targets.amendment          city      -        -        -        -        403/403  200/422  -
targets.publication        city      -        -        -        -        403/403  200/422  -
targets.withdrawal         city      -        -        -        -        403/403  200/422  -
targets.upload             city      -        -        -        -        403/403  200/422  -
targets.sheet              city      -        -        -        -        403/403  200/422  -
targets.kept_sheet         city      -        -        -        -        403      303      -
targets.split              city      -        -        -        -        403/403  200/409  -
targets.reversion          city      -        -        -        -        403/403  200/409  -
targets.template           city      -        -        -        -        403      200      -

# The ranking: the city sets the formula and reckons, a county reads and objects. 409: the notice is not over, a month is not accepted,
# or nothing is changed that was not seen.
ranking.front              county    -        -        200      200      200      200      -
ranking.front              city      -        -        -        -        200      200      -
ranking.history            county    -        -        200      200      200      200      -
ranking.history            city      -        -        -        -        200      200      -
ranking.ranking            county    -        -        200      200      200      200      -
ranking.ranking            city      -        -        -        -        200      200      -
ranking.county             county    -        -        200      200      200      200      -
ranking.county             city      -        -        -        -        200      200      -
ranking.export             county    -        -        200      200      200      200      -
ranking.export             city      -        -        -        -        200      200      -
ranking.paper              county    -        -        303      303      303      303      -
ranking.paper              city      -        -        -        -        303      303      -
reckonings.reckoning       city      -        -        -        -        403/403  200/409  -
reckonings.publication     city      -        -        -        -        403/403  200/409  -
objections.new             county    -        -        403/403  200/422  403/403  403/403  -
objections.objection       county    -        -        200/403  200/403  200/403  200/403  -
objections.objection       city      -        -        -        -        200/403  200/422  -
objections.withdrawal      county    -        -        403/403  200/409  403/403  403/403  -
formulas.listing           county    -        -        200      200      200      200      -
formulas.listing           city      -        -        -        -        200      200      -
formulas.formula           county    -        -        200      200      200      200      -
formulas.formula           city      -        -        -        -        200      200      -
formulas.new               city      -        -        -        -        403/403  200/422  -
formulas.withdrawal        city      -        -        -        -        403/403  200/422  -
women.listing              county    -        -        200      200      200      200      -
women.listing              city      -        -        -        -        200      200      -
women.export               county    -        -        200      200      200      200      -
women.export               city      -        -        -        -        200      200      -
women.count                city      -        -        -        -        403/403  200/422  -

# Stars: the city sets the rule, judges, reckons and publishes; a county shows and reads. 409: the year is not over, or she made it herself.
stars.front                county    -        -        200      200      200      200      -
stars.front                city      -        -        -        -        200      200      -
stars.history              county    -        -        200      200      200      200      -
stars.history              city      -        -        -        -        200      200      -
stars.rating               county    -        -        200      200      200      200      -
stars.rating               city      -        -        -        -        200      200      -
stars.county               county    -        -        200      200      200      200      -
stars.county               city      -        -        -        -        200      200      -
stars.export               county    -        -        200      200      200      200      -
stars.export               city      -        -        -        -        200      200      -
stars.paper                county    -        -        303      303      303      303      -
stars.paper                city      -        -        -        -        303      303      -
star_rules.listing         county    -        -        200      200      200      200      -
star_rules.listing         city      -        -        -        -        200      200      -
star_rules.rule            county    -        -        200      200      200      200      -
star_rules.rule            city      -        -        -        -        200      200      -
star_evidence.listing      county    -        -        200      200      200      200      -
star_evidence.listing      city      -        -        -        -        200      200      -
star_rules.new             city      -        -        -        -        403/403  200/422  -
star_rules.withdrawal      city      -        -        -        -        403/403  200/422  -
star_evidence.showing      county    -        -        403/403  200/422  403/403  403/403  -
star_evidence.judgement    city      -        -        -        -        403/403  200/422  -
star_reckonings.reckoning  city      -        -        -        -        403/403  200/409  -
star_reckonings.publication city      -        -        -        -        403/403  200/409  -

# Grades of bases: the city sets them, and asks a weak one for a plan; a county reads, makes a plan and works it off.
grades.listing             county    -        -        200      200      200      200      -
grades.listing             city      -        -        -        -        200      200      -
grades.grade               county    -        -        200/403  200/403  200/403  200/403  -
grades.grade               city      -        -        -        -        200/403  200/422  -
grades.order               city      -        -        -        -        403/403  200/422  -
plans.listing              county    -        -        200      200      200      200      -
plans.listing              city      -        -        -        -        200      200      -
plans.plan                 county    -        -        200      200      200      200      -
plans.plan                 city      -        -        -        -        200      200      -
plans.new                  county    -        -        200/422  200/422  403/403  403/403  -
plans.more                 county    -        -        200/422  200/422  403/403  403/403  -
plans.step                 county    -        -        200/422  200/422  403/403  403/403  -
plans.end                  county    -        -        200/422  200/422  403/403  403/403  -

# The rules of the time bank: the city sets them, everybody below and above reads them.
bank.rules                 station   200      200      200      200      200      200      -
bank.rules                 county    -        -        200      200      200      200      -
bank.rules                 city      -        -        -        -        200      200      -
bank.version               station   200      200      200      200      200      200      -
bank.version               county    -        -        200      200      200      200      -
bank.version               city      -        -        -        -        200      200      -
bank.new                   city      -        -        -        -        403/403  200/422  -
bank.withdrawal            city      -        -        -        -        403/403  200/422  -

volunteers.hours           station   200      200      403      403      403      403      -
volunteers.credit          station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.reversal        station   200/422  200/422  403/403  403/403  403/403  403/403  -
volunteers.undo            station   409      409      403      403      403      403      -

# Shifts, their notice, and what is objected to: names are the station's; the county decides on nameless rows.
shifts.board               station   200/403  200/422  403/403  403/403  403/403  403/403  -
shifts.new                 station   200/422  200/422  403/403  403/403  403/403  403/403  -
shifts.shift               station   200      200      403      403      403      403      -
shifts.sign                station   200/409  200/409  403/403  403/403  403/403  403/403  -
shifts.confirmation        station   200/422  200/422  403/403  403/403  403/403  403/403  -
shifts.voiding             station   200/422  200/422  403/403  403/403  403/403  403/403  -
shifts.objection           station   200/422  200/422  403/403  403/403  403/403  403/403  -
shifts.blank               station   200/422  200/422  403/403  403/403  403/403  403/403  -
notices.notice             station   200/403  200/303  403/403  403/403  403/403  403/403  -
notices.paper              station   200/409  200/409  403/403  403/403  403/403  403/403  -
disputes.listing           station   200      200      200      200      200      200      -
disputes.listing           county    -        -        200      200      200      200      -
disputes.dispute           station   200/403  200/403  200/403  200/403  200/403  200/403  -
disputes.dispute           county    -        -        200/403  200/422  200/403  200/403  -

# What a volunteer gives away, and what certifies her service: the station's own people; only its manager gives and issues.
giving.page                station   200      200      403      403      403      403      -
giving.kinship             station   403/403  200/422  403/403  403/403  403/403  403/403  -
giving.kinship_end         station   403/403  200/303  403/403  403/403  403/403  403/403  -
giving.gift                station   403/403  200/422  403/403  403/403  403/403  403/403  -
giving.donation            station   403/403  200/422  403/403  403/403  403/403  403/403  -
giving.take_back           station   403/403  200/422  403/403  403/403  403/403  403/403  -
giving.statement           station   200/422  200/422  403/403  403/403  403/403  403/403  -
giving.export              station   200      200      403      403      403      403      -
giving.pool                station   200      200      200      200      200      200      -
giving.pool                county    -        -        200      200      200      200      -
giving.pool                city      -        -        -        -        200      200      -
honours.listing            station   200      200      403      403      403      403      -
honours.notice             station   200      200      403      403      403      403      -
honours.notice_paper       station   409      409      403      403      403      403      -
honours.new                station   403/403  200/422  403/403  403/403  403/403  403/403  -
honours.honour             station   200      200      403      403      403      403      -
honours.issue              station   403/403  200/409  403/403  403/403  403/403  403/403  -
honours.end                station   403/403  200/422  403/403  403/403  403/403  403/403  -
honours.paper              station   403      303      403      403      403      403      -

# Exams and certificates name persons: their own station; the helper keeps exams, the manager issues certificates.
exams.listing              station   200      200      403      403      403      403      -
exams.new                  station   200/422  200/422  403/403  403/403  403/403  403/403  -
exams.exam                 station   200      200      403      403      403      403      -
exams.amendment            station   200/422  200/422  403/403  403/403  403/403  403/403  -
exams.cancellation         station   200/422  200/422  403/403  403/403  403/403  403/403  -
exams.candidates           station   200/200  200/200  403/403  403/403  403/403  403/403  -
exams.sign_up              station   422      422      403      403      403      403      -
exams.sign_off             station   200/409  200/409  403/403  403/403  403/403  403/403  -
exams.marks                station   200/422  200/422  403/403  403/403  403/403  403/403  -
certificates.listing       station   200/303  200/303  403/403  403/403  403/403  403/403  -
certificates.entitled      station   200/200  200/200  403/403  403/403  403/403  403/403  -
certificates.issue         station   403/403  200/422  403/403  403/403  403/403  403/403  -
certificates.batch         station   403/403  200/422  403/403  403/403  403/403  403/403  -
certificates.certificate   station   200      200      403      403      403      403      -
certificates.paper         station   303      303      403      403      403      403      -
certificates.revocation    station   403/403  200/422  403/403  403/403  403/403  403/403  -

# Classes: a station's own business; those above read its classes and timetable, with numbers for names. 409: started before it was seen.
classes.listing            station   200      200      200      200      200      200      -
classes.new                station   200/422  200/422  403/403  403/403  403/403  403/403  -
classes.a_class            station   200      200      200      200      200      200      -
classes.amendment          station   200/422  200/422  403/403  403/403  403/403  403/403  -
classes.start              station   409      409      403      403      403      403      -
classes.cancel             station   200/422  200/422  403/403  403/403  403/403  403/403  -
timetable.week             station   200      200      200      200      200      200      -
timetable.new              station   200/422  200/422  403/403  403/403  403/403  403/403  -
timetable.series           station   200/422  200/422  403/403  403/403  403/403  403/403  -
timetable.amendment        station   200/422  200/422  403/403  403/403  403/403  403/403  -
timetable.cancel           station   200/409  200/409  403/403  403/403  403/403  403/403  -
enrolments.new             station   200/422  200/422  403/403  403/403  403/403  403/403  -
enrolments.search          station   200      200      403      403      403      403      -
enrolments.leave           station   200/422  200/422  403/403  403/403  403/403  403/403  -
enrolments.free            station   200/422  200/422  403/403  403/403  403/403  403/403  -
registers.listing          station   200      200      403      403      403      403      -
registers.new_room         station   200/422  200/422  403/403  403/403  403/403  403/403  -
registers.room             station   200/422  200/422  403/403  403/403  403/403  403/403  -
registers.end_room         station   200/422  200/422  403/403  403/403  403/403  403/403  -
registers.new_teacher      station   200/422  200/422  403/403  403/403  403/403  403/403  -
registers.teacher          station   200/422  200/422  403/403  403/403  403/403  403/403  -
registers.end_teacher      station   200/422  200/422  403/403  403/403  403/403  403/403  -

# What is asked for: counts alone, for everybody above too.
demand.listing             station   200      200      200      200      200      200      -
demand.listing             county    -        -        200      200      200      200      -
demand.listing             city      -        -        -        -        200      200      -
demand.catalogue           station   200      200      200      200      200      200      -
demand.catalogue           county    -        -        200      200      200      200      -
demand.catalogue           city      -        -        -        -        200      200      -

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
applications.export        county    -        -        200      200      200      200      -
applications.export        city      -        -        -        -        200      200      -
applications.paper         county    -        -        303      303      303      303      -
applications.paper         city      -        -        -        -        303      303      -
stuck.listing              county    -        -        302      302      302      302      -
stuck.listing              city      -        -        -        -        200      200      -
applications.edit          county    -        -        200/422  200/422  403/403  403/403  -
applications.visit         county    -        -        200/422  200/422  403/403  403/403  -
applications.withdraw      county    -        -        200/422  200/422  403/403  403/403  -
applications.decision      county    -        -        403/403  200/422  403/403  403/403  -
applications.link          county    -        -        403      409      403      403      -

units.org_tree             county    -        -        200      200      200      200      -
units.org_tree             city      -        -        -        -        200      200      -
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
imports.front              station   200      200      403      403      403      403      -
imports.front              county    -        -        200      200      403      403      -
imports.front              city      -        -        -        -        403      200      -
imports.blank              station   200      200      403      403      403      403      -
imports.blank              county    -        -        200      200      403      403      -
imports.blank              city      -        -        -        -        403      200      -
imports.upload             station   200/422  200/422  403/403  403/403  403/403  403/403  -
imports.upload             county    -        -        200/422  200/422  403/403  403/403  -
imports.upload             city      -        -        -        -        403/403  200/422  -
imports.sheet              station   200/422  200/422  403/403  403/403  403/403  403/403  -
imports.sheet              county    -        -        200/422  200/422  403/403  403/403  -
imports.sheet              city      -        -        -        -        403/403  200/422  -
imports.marked             station   -        200      403      403      403      403      -
imports.marked             county    -        -        -        200      403      403      -
imports.marked             city      -        -        -        -        403      200      -

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
propagandists.listing      station   200/200  200/200  200/200  200/200  200/200  200/200  -
propagandists.export       station   200      200      200      200      200      200      -
propagandists.new          station   403/403  200/422  403/403  403/403  403/403  403/403  -
propagandists.amendment    station   403/403  200/422  403/403  403/403  403/403  403/403  -
propagandists.end          station   403/403  200/422  403/403  403/403  403/403  403/403  -

# Codes that are scanned: the station's people see and print them, its manager makes and ends them.
codes.listing              station   200      200      403      403      403      403      -
codes.new                  station   403/403  200/422  403/403  403/403  403/403  403/403  -
codes.new_class            station   403/403  200/422  403/403  403/403  403/403  403/403  -
codes.code                 station   200      200      403      403      403      403      -
codes.poster               station   303      303      403      403      403      403      -
codes.end                  station   403/403  200/303  403/403  403/403  403/403  403/403  -

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

# Lessons: those above read how many came, the station alone who. 409: nobody is in the class yet, and a form without its version is stale.
lessons.grid               station   200/422  200/422  403/403  403/403  403/403  403/403  -
lessons.sheet              station   409      409      403      403      403      403      -
lessons.end                station   200/422  200/422  403/403  403/403  403/403  403/403  -
lessons.reopen             station   200/422  200/422  403/403  403/403  403/403  403/403  -
lesson.page                station   200      200      200      200      200      200      -
lesson.attendance          station   200/422  200/422  403/403  403/403  403/403  403/403  -
lesson.minutes             station   200/409  200/409  403/403  403/403  403/403  403/403  -
lesson.online              station   200/422  200/422  403/403  403/403  403/403  403/403  -
lesson.photos              station   200/422  200/422  403/403  403/403  403/403  403/403  -
lesson.sheet               station   409      409      403      403      403      403      -

# Figures and papers: for all who read the unit.
reports.rollup             station   200      200      200      200      200      200      -
reports.rollup             county    -        -        200      200      200      200      -
reports.rollup             city      -        -        -        -        200      200      -

# Corrections and years: everybody above reads them, each unit makes its own.
corrections.listing        station   200      200      200      200      200      200      -
corrections.listing        county    -        -        200      200      200      200      -
corrections.listing        city      -        -        -        -        200      200      -
corrections.export         station   200      200      200      200      200      200      -
corrections.export         county    -        -        200      200      200      200      -
corrections.export         city      -        -        -        -        200      200      -
corrections.correction     station   200      200      200      200      200      200      -
corrections.correction     county    -        -        200      200      200      200      -
corrections.correction     city      -        -        -        -        200      200      -
corrections.void           station   403/403  200/422  403/403  403/403  403/403  403/403  -
corrections.void           county    -        -        403/403  200/422  403/403  403/403  -
corrections.void           city      -        -        -        -        403/403  200/422  -
corrections.new            station   403/403  200/422  403/403  403/403  403/403  403/403  -
corrections.new            county    -        -        403/403  200/422  403/403  403/403  -
corrections.new            city      -        -        -        -        403/403  200/422  -
corrections.missing        station   403/403  200/422  403/403  403/403  403/403  403/403  -
corrections.missing        county    -        -        403/403  200/422  403/403  403/403  -
corrections.missing        city      -        -        -        -        403/403  200/422  -
years.front                station   200      200      200      200      200      200      -
years.front                county    -        -        200      200      200      200      -
years.front                city      -        -        -        -        200      200      -
years.export               station   200      200      200      200      200      200      -
years.export               county    -        -        200      200      200      200      -
years.export               city      -        -        -        -        200      200      -
years.past                 station   403/403  200/422  403/403  403/403  403/403  403/403  -
years.past                 county    -        -        403/403  200/422  403/403  403/403  -
years.past                 city      -        -        -        -        403/403  200/422  -
years.amendment            station   403/403  200/422  403/403  403/403  403/403  403/403  -
years.amendment            county    -        -        403/403  200/422  403/403  403/403  -
years.amendment            city      -        -        -        -        403/403  200/422  -
years.compare              station   200      200      200      200      200      200      -
years.compare              county    -        -        200      200      200      200      -
years.compare              city      -        -        -        -        200      200      -
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
studies.listing            county    -        -        200      200      200      200      -
studies.listing            city      -        -        -        -        200      200      -
studies.export             county    -        -        200      200      200      200      -
studies.export             city      -        -        -        -        200      200      -
studies.study              county    -        -        200      200      200      200      -
studies.study              city      -        -        -        -        200      200      -
studies.new                county    -        -        200/422  200/422  403/403  403/403  -
studies.new                city      -        -        -        -        403/403  200/422  -
studies.amendment          county    -        -        200/422  200/422  403/403  403/403  -
studies.amendment          city      -        -        -        -        403/403  200/422  -
studies.void               county    -        -        200/422  200/422  403/403  403/403  -
studies.void               city      -        -        -        -        403/403  200/422  -
studies.problem            county    -        -        200/422  200/422  403/403  403/403  -
studies.problem            city      -        -        -        -        403/403  200/422  -
studies.task               county    -        -        200/422  200/422  403/403  403/403  -
studies.task               city      -        -        -        -        403/403  200/422  -
studies.done               county    -        -        200/422  200/422  403/403  403/403  -
studies.done               city      -        -        -        -        403/403  200/422  -
studies.noted              county    -        -        409      409      403      403      -
studies.noted              city      -        -        -        -        403      409      -
tags.front                 station   200      200      200      200      200      200      -
tags.front                 county    -        -        200      200      200      200      -
tags.front                 city      -        -        -        -        200      200      -
funnel.stages              station   200      200      200      200      200      200      -
funnel.stages              county    -        -        200      200      200      200      -
funnel.stages              city      -        -        -        -        200      200      -
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
members.listing            station   403/403  200/200  200/200  200/200  200/200  200/200  -
members.listing            county    -        -        200/200  200/200  200/200  200/200  -
members.listing            city      -        -        -        -        200/200  200/200  -
members.listing            platform  -        -        -        -        -        -        200/200
members.export             station   403      200      200      200      200      200      -
members.export             county    -        -        200      200      200      200      -
members.export             city      -        -        -        -        200      200      -
members.export             platform  -        -        -        -        -        -        200
members.waiting            station   403      200      200      200      200      200      -
members.waiting            county    -        -        200      200      200      200      -
members.waiting            city      -        -        -        -        200      200      -
members.waiting            platform  -        -        -        -        -        -        200
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

# 三免台账: read from above too, without a name; funds and payments are the manager's. A named paper or page is the station's alone.
proof.listing              station   200      200      200      200      200      200      -
proof.a_class              station   200      200      200      200      200      200      -
proof.class_paper          station   303      303      303      303      303      303      -
proof.undo                 station   409      409      403      403      403      403      -
proof.woman                station   200      200      403      403      403      403      -
proof.woman_paper          station   303      303      403      403      403      403      -
funds.listing              station   200      200      200      200      200      200      -
funds.new                  station   403/403  200/422  403/403  403/403  403/403  403/403  -
funds.fund                 station   200      200      200      200      200      200      -
funds.reached              station   200      200      200      200      200      200      -
funds.amendment            station   403/403  200/422  403/403  403/403  403/403  403/403  -
funds.end                  station   403/403  200/422  403/403  403/403  403/403  403/403  -
funds.costs                station   403/403  200/422  403/403  403/403  403/403  403/403  -
funds.void                 station   403/403  200/422  403/403  403/403  403/403  403/403  -

# Work: who is placed where is the station's alone; the county reads and decides what it is asked, without a name. 409: nothing is
# changed that was not seen.
placements.listing         station   200/303  200/303  403/403  403/403  403/403  403/403  -
placements.find            station   200/200  200/200  403/403  403/403  403/403  403/403  -
placements.due             station   200      200      403      403      403      403      -
placements.figures         station   200      200      403      403      403      403      -
placements.of_trainee      station   200      200      403      403      403      403      -
placements.new             station   200/422  200/422  403/403  403/403  403/403  403/403  -
placements.wish            station   200/422  200/422  403/403  403/403  403/403  403/403  -
placements.placement       station   200      200      403      403      403      403      -
placements.end             station   200/422  200/422  403/403  403/403  403/403  403/403  -
placements.void            station   200/422  200/422  403/403  403/403  403/403  403/403  -
placements.follow_up       station   200/422  200/422  403/403  403/403  403/403  403/403  -
health_checks.listing      station   200/303  200/303  403/403  403/403  403/403  403/403  -
health_checks.new          station   200/422  200/422  403/403  403/403  403/403  403/403  -
health_checks.void         station   200/422  200/422  403/403  403/403  403/403  403/403  -
employers.listing          station   200/303  200/303  403/403  403/403  403/403  403/403  -
employers.new              station   200/422  200/422  403/403  403/403  403/403  403/403  -
employers.amendment        station   200/422  200/422  403/403  403/403  403/403  403/403  -
employers.end              station   200/409  200/409  403/403  403/403  403/403  403/403  -
openings.listing           station   200      200      403      403      403      403      -
openings.new               station   200/422  200/422  403/403  403/403  403/403  403/403  -
openings.amendment         station   200/422  200/422  403/403  403/403  403/403  403/403  -
openings.close             station   200/409  200/409  403/403  403/403  403/403  403/403  -
gate.listing               station   200      200      200      200      403      403      -
gate.listing               county    -        -        200      200      403      403      -
gate.ask                   station   200/422  200/422  403/403  403/403  403/403  403/403  -
gate.decision              station   200/403  200/403  200/403  200/403  403/403  403/403  -
gate.decision              county    -        -        200/403  200/422  403/403  403/403  -
gate.withdrawal            station   200/409  200/409  403/403  403/403  403/403  403/403  -

# 爱心超市: who takes what is the station's alone; its manager looks for frauds.
shop.front                 station   200/200  200/200  403/403  403/403  403/403  403/403  -
shop.basket                station   200/422  200/422  403/403  403/403  403/403  403/403  -
shop.aid                   station   200/422  200/422  403/403  403/403  403/403  403/403  -
shop.basket_sum            station   422      422      403      403      403      403      -
shop.aid_sum               station   422      422      403      403      403      403      -
redemptions.listing        station   200/303  200/303  403/403  403/403  403/403  403/403  -
redemptions.redemption     station   200      200      403      403      403      403      -
redemptions.hand_over      station   200/422  200/422  403/403  403/403  403/403  403/403  -
redemptions.send_code      station   303      303      403      403      403      403      -
redemptions.void           station   200/422  200/422  403/403  403/403  403/403  403/403  -
redemptions.take_back      station   200/422  200/422  403/403  403/403  403/403  403/403  -
redemptions.receipt        station   200      200      403      403      403      403      -
redemptions.receipt_pdf    station   303      303      403      403      403      403      -
shop_sheets.listing        station   200      200      403      403      403      403      -
shop_sheets.blank          station   200/422  200/422  403/403  403/403  403/403  403/403  -
shop_sheets.key            station   200/422  200/422  403/403  403/403  403/403  403/403  -
shop_checks.listing        station   403      200      403      403      403      403      -

# 疑点核查: the station checks and explains; somebody else closes, there or at the county.
findings.listing           station   200      200      200      200      200      200      -
findings.listing           county    -        -        200      200      200      200      -
findings.listing           city      -        -        -        -        200      200      -
findings.check             station   303      303      403      403      403      403      -
findings.finding           station   200      200      200      200      200      200      -
findings.finding           county    -        -        200      200      200      200      -
findings.finding           city      -        -        -        -        200      200      -
findings.explanation       station   200/422  200/422  403/403  403/403  403/403  403/403  -
findings.closing           station   403/403  200/422  403/403  403/403  403/403  403/403  -
findings.closing           county    -        -        403/403  200/422  403/403  403/403  -

# Problems: raised from above, mended by the unit itself, looked at again above; the rows of a station are read at every level.
problems.listing           station   200      200      200      200      200      200      -
problems.listing           county    -        -        200      200      200      200      -
problems.listing           city      -        -        -        -        200      200      -
problems.export            station   200      200      200      200      200      200      -
problems.export            county    -        -        200      200      200      200      -
problems.export            city      -        -        -        -        200      200      -
problems.new               county    -        -        200/422  200/422  403/403  403/403  -
problems.new               city      -        -        -        -        403/403  200/422  -
problems.several           county    -        -        200/422  200/422  403/403  403/403  -
problems.several           city      -        -        -        -        403/403  200/422  -
problems.problem           station   200      200      200      200      200      200      -
problems.problem           county    -        -        200      200      200      200      -
problems.problem           city      -        -        -        -        200      200      -
problems.fix               station   403/403  200/422  403/403  403/403  403/403  403/403  -
problems.fix               county    -        -        200/422  200/422  403/403  403/403  -
problems.fix               city      -        -        -        -        403/403  200/422  -
problems.photos            station   403/403  200/422  403/403  403/403  403/403  403/403  -
problems.photos            county    -        -        -        -        403/403  403/403  -
problems.photos            city      -        -        -        -        403/403  -        -
problems.recheck           county    -        -        403/403  200/422  403/403  403/403  -
problems.recheck           city      -        -        -        -        403/403  200/422  -
problems.postponement      county    -        -        200/422  200/422  403/403  403/403  -
problems.postponement      city      -        -        -        -        403/403  200/422  -
problems.amendment         county    -        -        200/422  200/422  403/403  403/403  -
problems.amendment         city      -        -        -        -        403/403  200/422  -
problems.withdrawal        county    -        -        200/422  200/422  403/403  403/403  -
problems.withdrawal        city      -        -        -        -        403/403  200/422  -

# The bulletin: the city drafts, publishes and revises, its counties read what is published.
bulletins.listing          county    -        -        200      200      200      200      -
bulletins.listing          city      -        -        -        -        200      200      -
bulletins.new              city      -        -        -        -        403/403  200/422  -
bulletins.bulletin         county    -        -        200      200      200      200      -
bulletins.bulletin         city      -        -        -        -        200      200      -
bulletins.foreword         city      -        -        -        -        403/403  200/409  -
bulletins.publication      city      -        -        -        -        403/403  200/409  -
bulletins.revision         city      -        -        -        -        403/403  200/303  -
bulletins.export           county    -        -        200      200      200      200      -
bulletins.export           city      -        -        -        -        200      200      -
bulletins.paper            county    -        -        303      303      303      303      -
bulletins.paper            city      -        -        -        -        303      303      -

# Written reports: each unit's own; a clerk writes, an administrator finishes, who reads from above reads and prints.
narratives.listing         county    -        -        200      200      200      200      -
narratives.listing         city      -        -        -        -        200      200      -
narratives.new             county    -        -        200/422  200/422  403/403  403/403  -
narratives.new             city      -        -        -        -        403/403  200/422  -
narratives.narrative       county    -        -        200      200      200      200      -
narratives.narrative       city      -        -        -        -        200      200      -
narratives.text            county    -        -        200/409  200/409  403/403  403/403  -
narratives.text            city      -        -        -        -        403/403  200/409  -
narratives.amendment       county    -        -        200/422  200/422  403/403  403/403  -
narratives.amendment       city      -        -        -        -        403/403  200/422  -
narratives.finish          county    -        -        403/403  200/409  403/403  403/403  -
narratives.finish          city      -        -        -        -        403/403  200/409  -
narratives.revision        county    -        -        200/409  200/409  403/403  403/403  -
narratives.revision        city      -        -        -        -        403/403  200/409  -
narratives.paper           county    -        -        303      303      303      303      -
narratives.paper           city      -        -        -        -        303      303      -
narratives.word            county    -        -        200      200      200      200      -
narratives.word            city      -        -        -        -        200      200      -

# What goes down: a county's here. Its station signs and answers; a draft, and what was sent, is the sender's alone to change.
circulars.listing          station   200      200      200      200      200      200      -
circulars.listing          county    -        -        200      200      200      200      -
circulars.listing          city      -        -        -        -        200      200      -
circulars.new              county    -        -        403/403  200/422  403/403  403/403  -
circulars.new              city      -        -        -        -        403/403  200/422  -
circulars.draft            county    -        -        403/403  200/422  403/403  403/403  -
circulars.draft            city      -        -        -        -        403/403  -        -
circulars.dispatch         county    -        -        403/403  303/409  403/403  403/403  -
circulars.dispatch         city      -        -        -        -        403/403  -        -
circulars.removal          county    -        -        403/403  200/409  403/403  403/403  -
circulars.removal          city      -        -        -        -        403/403  -        -
circulars.board            station   -        -        -        -        -        -        -
circulars.board            county    -        -        200      200      200      200      -
circulars.board            city      -        -        -        -        200      200      -
circulars.export           station   -        -        -        -        -        -        -
circulars.export           county    -        -        200      200      200      200      -
circulars.export           city      -        -        -        -        200      200      -
circulars.reminder         county    -        -        403/403  200/303  403/403  403/403  -
circulars.reminder         city      -        -        -        -        403/403  -        -
circulars.withdrawal       county    -        -        403/403  200/422  403/403  403/403  -
circulars.withdrawal       city      -        -        -        -        403/403  -        -
circulars.acceptance       county    -        -        403/403  200/422  403/403  403/403  -
circulars.acceptance       city      -        -        -        -        403/403  -        -
circulars.a_copy           station   200/422  200/422  200/403  200/403  200/403  200/403  -
circulars.a_copy           county    -        -        200/422  200/422  200/403  200/403  -
circulars.a_copy           city      -        -        -        -        200/403  200/403  -
circulars.signing          station   303      303      403      403      403      403      -
circulars.signing          county    -        -        -        -        403      403      -
circulars.verdict          county    -        -        403/403  200/422  403/403  403/403  -
circulars.verdict          city      -        -        -        -        403/403  200/422  -

# Any text is read for figures that contradict one another; nothing is written, so whoever reads a unit may do it there.
checking.front             station   200/422  200/422  200/422  200/422  200/422  200/422  -
checking.front             county    -        -        200/422  200/422  200/422  200/422  -
checking.front             city      -        -        -        -        200/422  200/422  -

# Rounds: a county's own here, so the city reads it and a station knows its sheet alone.
rounds.listing             station   200      200      200      200      200      200      -
rounds.listing             county    -        -        200      200      200      200      -
rounds.listing             city      -        -        -        -        200      200      -
rounds.new                 county    -        -        403/403  200/422  403/403  403/403  -
rounds.new                 city      -        -        -        -        403/403  200/422  -
rounds.round_page          station   -        -        -        -        -        -        -
rounds.round_page          county    -        -        200      200      200      200      -
rounds.round_page          city      -        -        -        -        200      200      -
rounds.amendment           county    -        -        403/403  200/422  403/403  403/403  -
rounds.amendment           city      -        -        -        -        403/403  -        -
rounds.opening             county    -        -        403/403  200/422  403/403  403/403  -
rounds.opening             city      -        -        -        -        403/403  -        -
rounds.closing             county    -        -        403/403  200/409  403/403  403/403  -
rounds.closing             city      -        -        -        -        403/403  -        -
rounds.ranking             station   -        -        -        -        -        -        -
rounds.ranking             county    -        -        200      200      200      200      -
rounds.ranking             city      -        -        -        -        200      200      -
rounds.sheet               station   200      200      200      200      200      200      -
rounds.sheet               county    -        -        200      200      200      200      -
rounds.sheet               city      -        -        -        -        200      200      -
rounds.score               station   403/403  200/422  403/403  403/403  403/403  403/403  -
rounds.score               county    -        -        200/422  200/422  403/403  403/403  -
rounds.review              county    -        -        403/403  200/422  403/403  403/403  -
rounds.review              city      -        -        -        -        403/403  200/422  -
rounds.findings            county    -        -        200/422  200/422  403/403  403/403  -
rounds.findings            city      -        -        -        -        403/403  200/422  -
rounds.photos              station   403/403  200/422  403/403  403/403  403/403  403/403  -
rounds.photos              county    -        -        -        -        403/403  403/403  -
rounds.export_sheet        station   200      200      200      200      200      200      -
rounds.export_sheet        county    -        -        200      200      200      200      -
rounds.export_sheet        city      -        -        -        -        200      200      -
rounds.paper               station   303      303      303      303      303      303      -
rounds.paper               county    -        -        303      303      303      303      -
rounds.paper               city      -        -        -        -        303      303      -

# Policies and the 微课堂: everybody reads, the city keeps them.
policies.listing           station   200      200      200      200      200      200      -
policies.listing           county    -        -        200      200      200      200      -
policies.listing           city      -        -        -        -        200      200      -
policies.policy            station   200      200      200      200      200      200      -
policies.policy            county    -        -        200      200      200      200      -
policies.policy            city      -        -        -        -        200      200      -
policies.new               city      -        -        -        -        403/403  200/422  -
policies.amendment         city      -        -        -        -        403/403  200/422  -
micro_classes.listing      station   200      200      200      200      200      200      -
micro_classes.listing      county    -        -        200      200      200      200      -
micro_classes.listing      city      -        -        -        -        200      200      -
micro_classes.lesson       station   200/303  200/303  200/303  200/303  200/303  200/303  -
micro_classes.lesson       county    -        -        200/303  200/303  200/303  200/303  -
micro_classes.lesson       city      -        -        -        -        200/303  200/303  -
micro_classes.leave        station   200      200      200      200      200      200      -
micro_classes.leave        county    -        -        200      200      200      200      -
micro_classes.leave        city      -        -        -        -        200      200      -
micro_classes.new          city      -        -        -        -        403/403  200/422  -
micro_classes.amendment    city      -        -        -        -        403/403  200/422  -
micro_classes.views        station   200      200      200      200      200      200      -
micro_classes.views        county    -        -        200      200      200      200      -
micro_classes.views        city      -        -        -        -        200      200      -
micro_classes.export       station   200      200      200      200      200      200      -
micro_classes.export       county    -        -        200      200      200      200      -
micro_classes.export       city      -        -        -        -        200      200      -
"""

# What is not behind a unit. 400: the login's token is a stranger's, not the visitor's.
BEFORE_A_UNIT = """
endpoint                   access     nobody   manager
health.alive               all        200      200
health.ready               all        200      200
metrics.show               all        200      200
styleguide.show            all        200      200
certificate_checks.start   all        200      200
certificate_checks.show    all        200      200
paper_checks.start         all        200      200
paper_checks.show          all        200      200
accounts.sign_in           all        200/400  200/400
accounts.code              all        303/400  303/400
accounts.join              all        404/404  404/404
accounts.present           all        401      204
accounts.text_size         all        303      303
accounts.letters           all        303      303
tips.choose                all        303      303
public.start               all        200      200
public.join                all        303/400  303/400
public.done                all        404      404
public.arrival             all        303/303  303/303
public.arrived             all        404      404
public.ask                 all        200/400  200/400
public.asked               all        404      404
public.shift               all        200/400  200/400
public.shift_done          all        404      404
public.confirm             all        409/409  409/409
public.confirmed           all        404      404
public.balance             all        200/200  200/200
public.courses             all        200      200
public.exams               all        200      200
public.jobs                all        200      200
public.progress            all        200/200  200/200
public.entered             all        404      404
public.notices             all        200      200
public.objection           all        404/404  404/404
public.objected            all        404      404
public.cities              all        200      200
public.place               all        200      200
public.near                all        303/400  303/400
public.nearby              all        303      303
public.policy_list         all        200      200
public.policy              all        200      200
public.micro_list          all        200      200
public.micro_class         all        200/400  200/400
public.micro_leave         all        200      200
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


def _check_code() -> str:
    """Return the code of a certificate."""
    made = make.certificate(make.trainee(n=79, name="林秀英"))
    with make.working_at(make.LIANXIANG) as scope:
        return certificates.get_certificate(scope, made).check_code


def _paper_code() -> str:
    """Return the code of a paper."""
    with make.working_at(make.JINAN, "jinan") as scope:
        return imprint(scope, Facts("access", "1", {}, "材料", "晋安区"))["code"]


# What stands for <trainee_id> in an address: made once, or at each unit anew.
def _request() -> UUID:
    """Ask the county at the gate, and a station for service: two rows of two tables, met under one name in addresses, so with one id."""
    at_gate, for_service = make_work.gate_request(make.trainee(n=86)), make_requests.service_request()
    with make.working_at(make.LIANXIANG) as scope:
        mine = (scope.changes(ServiceRequest), ServiceRequest.id == for_service)
        db.session.execute(update(ServiceRequest).where(*mine).values(id=at_gate), scope.binds)
    return at_gate


OBJECTS: dict[str, Callable[[], Any]] = {
    "account_id": lambda: make.account_id("fuzhou"),
    "city_code": lambda: make.CITY,
    "class_id": make.training_class,
    "application_id": make.application,
    "certificate_id": lambda: make.certificate(make.trainee(n=80, name="林秀英")),
    "check_code": _check_code,
    "paper_code": _paper_code,
    "due_rule_id": make_due.rule,
    "earned_id": lambda: make.exam_entry(make.trainee(n=81, name="林秀英")),
    "enrolment_id": lambda: make.enrolment(make.training_class(course="cleaning"), make.trainee(n=83, name="林秀英")),
    "entry_id": lambda: make.exam_entry(make.trainee(n=82, name="林秀英")),
    "exam_id": make.exam,
    "facility_id": lambda: make_care.facility(name="助浴室", kind="bath"),
    "how": lambda: "passed",
    "honour_id": lambda: make_giving.honour(state="issued"),
    "item_id": lambda: make_care.shop_item(code="TAB1", name="毛巾"),
    "kinship_id": make_giving.kinship,
    "stocktake_id": make_care.stocktake,
    "transfer_id": make_giving.gift,
    "indicator": lambda: "attendances",
    "intake_id": lambda: _intake(make.trainee(n=78)),
    "other_id": lambda: make.volunteer(name="王秀英", phone="13900008888"),
    "cost_id": lambda: make_proof.cost(make.training_class(), make_proof.fund()),
    "finding_id": lambda: make_proof.finding(explained_by="lianxiang"),
    "fund_id": make_proof.fund,
    "other_roll": lambda: "volunteers",
    "public_code": make_codes.code,
    "redemption_id": lambda: make_redemptions.redemption(make_redemptions.rich(name="林秀英", phone="13900007770")),
    "record_id": lambda: make.trainee(n=77),
    "roll": lambda: "trainees",
    "micro_id": make_library.lesson,
    "manual_name": lambda: "public",
    "picture_name": lambda: "public-start.png",
    "mark_id": lambda: make_roll.mark(make.volunteer(name="林素英", phone="13900006666")),
    "rule_id": make_roll.bank_rules,
    "lesson_id": lambda: make.lesson(make.running_class()),
    "health_check_id": lambda: make_work.health_check(make.trainee(n=84)),
    "employer_id": lambda: make_work.employer(name="甲公司"),
    "opening_id": make_work.opening,
    "county_code": lambda: make.JINAN,
    "formula_id": make_rankings.spare_formula,
    "objection_id": lambda: make_rankings.objection(make_rankings.shown("2024-02")),
    "answering_code": lambda: make.JINAN,
    "circular_id": make_circulars.known,
    "copy_id": make_circulars.copy,
    "programme_id": lambda: make_targets.programme("另一个专项"),
    "bulletin_id": make_bulletins.known,
    "draft_id": make_bulletins.spare,
    "target_id": make_targets.known,
    "target_sheet_id": lambda: make_targets.sheet(make_targets.known()),
    "ranking_id": make_rankings.shown,
    "rating_id": make_stars.shown,
    "star_rule_id": make_stars.spare_rule,
    "evidence_id": make_stars.evidence,
    "whose": lambda: "county",
    "item": make_stars.item_key,
    "place_code": lambda: make.CITY,
    "plan_id": make_plans.plan,
    "policy_id": make_library.policy,
    "position": lambda: 1,
    "year": lambda: 2026,
    "placement_id": lambda: make_work.placement_of(date(2026, 1, 5), n=85),
    "request_id": _request,
    "series_id": make_requests.request_series,
    "shift_id": lambda: make_shifts.shift(make.volunteer(name="郑玉珍", phone="13900007701")),
    "problem_id": make_problems.problem,
    "inspection_id": make_problems.round_draft,
    "inspection_sheet_id": make_problems.sheet,
    "dispute_id": lambda: make_shifts.dispute(make.volunteer(name="郑玉珠", phone="13900007702")),
    "day": lambda: 30,
    "month": lambda: "2026-02",
    "login_key": lambda: "0" * 16,
    "recipient_id": lambda: make_care.recipient(aid="low_income", name="黄依姆", phone="13600007777"),
    "room_id": make.room,
    "service_id": lambda: make.hours(make.volunteer()),
    "subject": lambda: "activity",
    "step": lambda: "suspend",
    "teacher_id": make.teacher,
    "token": lambda: "no-such-link",
    "trainee_id": make.trainee,
    "unit_code": lambda: make.LIANXIANG,
    "what": lambda: "trained",
    "kind": lambda: "activities",
    "workday_id": make_due.workday,
    "wish_id": lambda: make.wish(phone="13800006666"),
    "volunteer_id": lambda: make.volunteer(name="林秀英", phone="13900007777"),
}
OWN_OBJECTS: dict[str, Callable[[str], Any]] = {
    "correction_id": make_corrections.correction,
    "past_id": make_corrections.past,
    "subject_id": make_corrections.closed_long_ago,
    "study_id": make_studies.known,
    "narrative_id": make_narratives.known,
    "opinion_id": make_studies.known_opinion,
    "activity_id": make.activity,
    "job_id": _job,
    "member_id": _member,
    "photo_id": make.photo,
    "propagandist_id": make.propagandist,
    "import_id": make_imports.sheet,
}
