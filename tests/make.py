"""A small world, the same on both databases, and plain functions that make one thing each; no randomness.

city 350100 ─┬─ county 350111 ─┬─ station 350111100013 (lianxiang)
             │                 └─ station 350111100014 (its neighbour)
             └─ county 350102 ─── station 350102001001 (junmen)
city 371581 ─── county 371581001 ─ station 371581001001
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.people.queries import current_consent
from portal.people.rules import ConsentChannel, Document, DocumentKind
from portal.stations import services as stations
from portal.stations.rules import Gathering, Recruit
from portal.tenants import passwords, queries
from portal.tenants.divisions import read_snapshot
from portal.tenants.models import Membership, Tenant
from portal.tenants.queries import lines
from portal.tenants.queries import photos as photo_rows
from portal.tenants.rules.applications import POINTS, Move, Point, Proposal, State, Visit
from portal.tenants.rules.moves import Change, Wish
from portal.tenants.services import accounts, applications, moves, photos, places, tree, units_sheet
from portal.training.rules.intake import Admission, Channel, Particulars, Trade
from portal.training.services import intake as training
from portal.volunteer import queries as volunteer_rows
from portal.volunteer import services as volunteers
from portal.volunteer.rules import Candidate, Work
from portal.web.photos import Picture, develop, subjects
from portal.web.writes import working_as

PASSWORD = "杨柳依依 2026"
CITY, JINAN, GULOU = "350100000000", "350111000000", "350102000000"
LIANXIANG, NEIGHBOUR, JUNMEN = "350111100013", "350111100014", "350102001001"
OTHER_CITY, OTHER_COUNTY, OTHER_STATION = "371581000000", "371581001000", "371581001001"
PLATFORM = "000000000000"
SANMU = "350111100010"  # a community of 晋安 without a station
STREETS = ("350111100", "350102004")  # 鼓山镇 of 晋安, 东街街道 of 鼓楼: the only ones whose communities are known here

PEOPLE = {  # account: (unit, role)
    "operator": (PLATFORM, "operator"),
    "fuzhou": (CITY, "city_admin"),
    "fuzhou_reader": (CITY, "city_reader"),
    "jinan": (JINAN, "county_admin"),
    "jinan_deputy": (JINAN, "county_admin"),
    "jinan_clerk": (JINAN, "county_clerk"),
    "gulou": (GULOU, "county_admin"),
    "lianxiang": (LIANXIANG, "manager"),
    "lianxiang_helper": (LIANXIANG, "helper"),
    "neighbour": (NEIGHBOUR, "manager"),
    "junmen": (JUNMEN, "manager"),
    "linqing": (OTHER_CITY, "city_admin"),
    "stranger": (OTHER_STATION, "manager"),
}


def build_world() -> None:
    """Make the two cities and everybody in them, and commit."""
    db.session.info["writes"] = True
    places.add_places(place for place in read_snapshot("fuzhou") if place.code.startswith(STREETS) or place.code in {CITY, JINAN, GULOU})
    fuzhou = tree.add_city(code=CITY, name="福州市")
    jinan = _open_child(fuzhou, JINAN, "晋安区", "county")
    gulou = _open_child(fuzhou, GULOU, "鼓楼区", "county")
    _open_child(jinan, LIANXIANG, "连翔社区驿站", "station")
    _open_child(jinan, NEIGHBOUR, "东山社区驿站", "station")
    _open_child(gulou, JUNMEN, "军门社区驿站", "station")
    linqing = tree.add_city(code=OTHER_CITY, name="临清市")
    street = _open_child(linqing, OTHER_COUNTY, "青年路街道", "county")
    _open_child(street, OTHER_STATION, "青年社区驿站", "station")
    kept = passwords.hash_password(PASSWORD)
    for name, (code, role) in PEOPLE.items():
        account = accounts.add_account(name=name, display_name=f"{name} 的使用人", tenant_id=tenant(code).id, role=role)
        account.password_hash = kept
    db.session.commit()


def _open_child(parent: Any, code: str, name: str, level: str) -> Tenant:
    return tree.add_child(parent=parent, code=code, name=name, level=level, status="open")


def tenant(code: str) -> queries.TenantRow:
    """Return the unit of this code."""
    found = queries.find_tenant(code)
    assert found is not None
    return found


def account_id(name: str) -> int:
    """Return the id of an account."""
    account = queries.find_account(name)
    assert account is not None
    return account.id


def add_role(name: str, code: str, role: str) -> None:
    """Give an account one more role."""
    db.session.add(Membership(account_id=account_id(name), tenant_id=tenant(code).id, role=role))
    db.session.flush()


@contextmanager
def working_at(code: str, name: str = "lianxiang") -> Iterator[Scope]:
    """Run a transaction as somebody at a unit and commit it."""
    db.session.rollback()
    scope = Scope(tenant(code).path, account_id=account_id(name), address="127.0.0.1")
    with working_as(scope, is_write=True):
        yield scope


def gathering(**changes: Any) -> Gathering:
    """Return a gathering that may be logged."""
    usual: dict[str, Any] = {
        "kind_id": 1,
        "title": "妇联约你学家政",
        "held_on": date(2026, 3, 5),
        "start_min": 870,
        "place": "社区活动室",
        "is_online": False,
        "attendances": 30,
        "women": 28,
        "note": "",
    }
    return Gathering(**{**usual, **changes})


def activity(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Log one gathering and return its id."""
    with working_at(code) as scope:
        return stations.log_activities(scope, [gathering(**changes)])[0]


def resident_number(n: int = 1, born: str = "19900101") -> str:
    """Return the nth number of GB 11643 of a woman of 晋安 born on a day."""
    first = f"350111{born}{2 * n:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(w * int(d) for w, d in zip(weights, first, strict=True)) % 11]


def admission(n: int = 1, **changes: Any) -> Admission:
    """Return a trainee who may be taken in; `n` tells persons apart, `changes` may go as deep as her particulars."""
    usual: dict[str, Any] = {
        "name": "李梅",
        "phone": "13800001234",
        "community": "连翔社区",
        "wish": Trade.MATERNITY,
        "skills": (),
        "note": "",
    }
    particulars = Particulars(**{name: changes.pop(name, value) for name, value in usual.items()})
    document = Document(DocumentKind.RESIDENT_ID, resident_number(n))
    said: dict[str, Any] = {"taken_on": date(2026, 3, 5), "channel": Channel.COUNTER}
    consent: dict[str, Any] = {"consent_version": 1, "consent_channel": ConsentChannel.IN_PERSON}
    return Admission(**{"document": document, "particulars": particulars, **said, **consent, **changes})


def trainee(code: str = LIANXIANG, n: int = 1, **changes: Any) -> UUID:
    """Take one woman in and return the id of her row."""
    with working_at(code) as scope:
        notice = {"consent_version": current_consent(clock.today()).version}
        return training.admit_trainee(scope, admission(n, **{**notice, **changes}))


def proposal(**changes: Any) -> Proposal:
    """Return what may be applied for: a station in 三木社区 of 鼓山镇."""
    manager: dict[str, Any] = {"manager_name": "陈秀英", "manager_account": "sanmu", "manager_phone": "13800001234"}
    place: dict[str, Any] = {"community_code": SANMU, "station_name": "", "points": {name: Point(None, "") for name in POINTS}}
    return Proposal(**{**place, **manager, **changes})


def site_visit(**changes: Any) -> Visit:
    """Return a visit at which every point was scored."""
    points = {name: Point(4, "") for name in POINTS}
    usual: dict[str, Any] = {"visited_on": date(2026, 3, 10), "visitors": "林主任", "findings": "场地合适", "points": points}
    return Visit(**{**usual, **changes})


def application_photo(application_id: UUID, colour: str = "teal", *, subject: str = "application", caption: str = "") -> UUID:
    """Add a photo to an application of 晋安, or to the visit to its place, and return its id."""
    return photo(JINAN, colour, subject=subject, subject_id=application_id, caption=caption)


def application(state: str = "filed", *, filed_by: str = "jinan_clerk", decided_by: str = "jinan", **changes: Any) -> UUID:
    """Return the id of an application of 晋安 that has come as far as this state."""
    services, wanted = applications, State(state)
    with working_at(JINAN, filed_by) as scope:
        made = services.start_application(scope, proposal(**changes), is_filed=wanted is not State.DRAFT)
        if wanted in {State.VISITED, State.APPROVED, State.REFUSED, State.RETURNED}:
            services.record_visit(scope, made, site_visit(), version=1)
        if wanted is State.WITHDRAWN:
            services.withdraw_application(scope, made, reason="改选别处", version=1)
    verdict = {State.APPROVED: Move.APPROVE, State.REFUSED: Move.REFUSE, State.RETURNED: Move.RETURN}.get(wanted)
    if verdict:
        with working_at(JINAN, decided_by) as scope:
            services.decide_application(scope, made, verdict, reason="请补充场地照片", version=2)
    return made


def picture(colour: str = "teal", size: tuple[int, int] = (400, 300), form: str = "JPEG", **options: Any) -> bytes:
    """Return a picture of one colour, as a file that may be sent."""
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, form, **options)
    return content.getvalue()


@cache
def developed(colour: str = "teal") -> Picture:
    """Return a picture as it is kept."""
    return develop(picture(colour))


def photo(code: str = LIANXIANG, colour: str = "teal", *, subject: str = "unit", subject_id: UUID | None = None, caption: str = "") -> UUID:
    """Add a photo to something and return its id; of the unit itself when nothing is said."""
    with working_at(code) as scope:
        photos.add_photos(scope, subjects[subject], subject_id, [developed(colour)], caption=caption)
        return photo_rows.list_photos(scope, subject, subject_id)[-1].id


def recruit(**changes: Any) -> Recruit:
    """Return somebody who may become a propagandist."""
    usual: dict[str, Any] = {"name": "王秀兰", "phone": "13700001111", "community": "三木社区", "since_on": date(2026, 3, 1), "note": ""}
    return Recruit(**{**usual, **changes})


def propagandist(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Put one propagandist on a station's list and return the id of her row."""
    with working_at(code) as scope:
        return stations.add_propagandists(scope, [recruit(**changes)])[0]


def unit_sheet(code: str = JINAN, *rows: dict[str, str], name: str = "fuzhou") -> UUID:
    """Read a sheet of units in at a city or a county and return its id; of one good row when nothing is said."""
    rows = rows or ({"level": "社区驿站", "code": SANMU},)
    numbered = [{"row": str(n), **row} for n, row in enumerate(rows, start=2)]
    with working_at(code, name) as scope:
        return units_sheet.read_in(scope, numbered, file_name="单位.xlsx", content=repr(rows).encode())


def candidate(**changes: Any) -> Candidate:
    """Return somebody who may become a volunteer."""
    usual: dict[str, Any] = {"name": "陈秀英", "phone": "13900005678", "note": "", "document": None}
    return Candidate(**{**usual, "consent_version": 1, "consent_channel": ConsentChannel.IN_PERSON, **changes})


def volunteer(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Register one volunteer and return the id of her row."""
    with working_at(code) as scope:
        return volunteers.register_volunteer(scope, candidate(**changes))


def hours(volunteer_id: UUID, code: str = LIANXIANG, **changes: Any) -> UUID:
    """Credit one volunteer with hours and return the id of the record."""
    usual: dict[str, Any] = {"served_on": date(2026, 3, 5), "start_min": None, "worked_min": 90, "kind": "haircut"}
    with working_at(code) as scope:
        work = Work(volunteer_rows.get_volunteer(scope, volunteer_id).account_id, **{**usual, **changes})
        return volunteers.credit_hours(scope, [work], once="")[0]


def order(county: str = GULOU, *, kind: str = "move", since: str = "2026-03", code: str = LIANXIANG, version: int | None = None) -> None:
    """Move a station to another county, or let that one count it, as the city's administrator."""
    seen = lines.count_orders(tenant(code).id) if version is None else version
    with working_at(CITY, "fuzhou") as scope:
        moves.order_change(scope, code, Wish(Change(kind), tenant(county).id, since, "区划调整"), version=seen)
