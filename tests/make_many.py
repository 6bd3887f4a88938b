"""A big station: rows by the thousand, written as the services write them, but in bulk."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.people import vault
from portal.people.models import Person
from portal.people.rules import Document, DocumentKind
from portal.people.rules.sounds import sound_of
from portal.training.models import Demand, Intake, Trainee, TrainingClass, Wish
from portal.training.rules.intake import Channel, Trade
from tests import make

_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = ("梅", "秀英", "丽华", "玉兰", "淑珍", "桂香", "春燕", "雪琴", "海霞", "晓红", "月娥")
_FIRST = date(2025, 1, 1)


def name_of(n: int) -> str:
    """Return the nth name; 220 of them come round."""
    return _FAMILY[n % 20] + _GIVEN[n // 20 % 11]


def phone_of(n: int) -> str:
    """Return the nth telephone."""
    return f"138{n:08d}"


def women(start: int, end: int, code: str = make.LIANXIANG) -> None:
    """Take women number start..end-1 in, each with a wish of hers and one of another woman's that is open."""
    with make.working_at(code) as scope:
        known = [(uuid7(), uuid7(), uuid7(), uuid7(), n) for n in range(start, end)]
        db.session.execute(insert(Person), [_person(scope, person_id, n) for person_id, *_, n in known])
        db.session.execute(insert(Intake), [_intake(scope, intake_id, n) for _, intake_id, _, _, n in known])
        db.session.execute(insert(Trainee), [_trainee(scope, *one) for one in known])
        db.session.execute(insert(Demand), [_demand(scope, demand_id, n) for *_, demand_id, n in known])
        db.session.execute(insert(Wish), [_wish(scope, demand_id, trainee_id, n) for _, _, trainee_id, demand_id, n in known])


def classes(start: int, end: int, code: str = make.LIANXIANG) -> None:
    """Open classes number start+1..end."""
    with make.working_at(code) as scope:
        db.session.execute(insert(TrainingClass), [_class(scope, n) for n in range(start, end)])


def _day(n: int) -> date:
    return _FIRST + timedelta(days=n % 430)


def _person(scope: Scope, person_id: UUID, n: int) -> dict[str, Any]:
    document = Document(DocumentKind.PASSPORT, f"E{n:08d}")
    sealed = vault.seal(document, city_id=scope.ids[0], person_id=person_id)
    known = {"number_hash": vault.fingerprint(document, city_id=scope.ids[0]), "number_sealed": sealed}
    nobody = {"born_on": None, "sex": None, "merged_into_id": None, "erased_at": None}
    what = {"id": person_id, "document_kind": document.kind.value, "first_tenant_id": scope.tenant_id}
    return {**scope.stamp(Person), **what, **known, **nobody}


def _intake(scope: Scope, intake_id: UUID, n: int) -> dict[str, Any]:
    said = {"taken_on": _day(n), "branch": ("train_first", "refer")[n % 3 == 0], "channel": list(Channel)[n % 5].value}
    return {**scope.stamp(Intake), "id": intake_id, **said, "voided_at": None}


def _consent() -> dict[str, Any]:
    return {"consent_version": 1, "consent_channel": "paper", "consented_at": clock.now(), "consent_withdrawn_at": None, "erased_at": None}


def _trainee(scope: Scope, person_id: UUID, intake_id: UUID, trainee_id: UUID, _: UUID, n: int) -> dict[str, Any]:
    hers = {"id": trainee_id, "intake_id": intake_id, "person_id": person_id, "name": name_of(n), "name_sound": sound_of(name_of(n))}
    said = {"phone": phone_of(n), "wish": list(Trade)[n % 10].value, "skills": ["cleaning"] if n % 3 == 0 else []}
    kept = {"is_known_elsewhere": False, "community": "连翔社区", "note": "", "priority": "", "is_student": False, "version": 1}
    done = {"admitted_by": scope.account_id, "admitted_at": clock.now(), "touched_at": None}
    return {**scope.stamp(Trainee), **hers, **said, **kept, **done, **_consent()}


def _demand(scope: Scope, demand_id: UUID, n: int) -> dict[str, Any]:
    said = {"asked_on": _day(n), "course_id": 1 + n % 10, "community_code": f"350111100{n % 20:03d}"}
    stands = {"branch": "train_first", "channel": "grid", "state": "open"}
    return {**scope.stamp(Demand), "id": demand_id, **said, **stands}


def _wish(scope: Scope, demand_id: UUID, trainee_id: UUID, n: int) -> dict[str, Any]:
    is_hers = n % 2 == 0
    hers = {"trainee_id": trainee_id if is_hers else None, "state": "admitted" if is_hers else "open", "phone": phone_of(n)}
    said = {"name": name_of(n), "name_sound": sound_of(name_of(n)), "collected_on": _day(n), "collector": "grid", "sheet_serial": ""}
    texts = dict.fromkeys(("place", "limits", "priority", "collector_name", "note", "drop_reason", "public_code"), "")
    nothing = dict.fromkeys(("born_year", "priority_consented_at", "phone_checked_at", "touched_at"))
    done = {"skills": [], "is_student": False, "entered_by": scope.account_id, "entered_at": clock.now(), "version": 1}
    return {**scope.stamp(Wish), "id": uuid7(), "demand_id": demand_id, **hers, **said, **texts, **nothing, **done, **_consent()}


def _class(scope: Scope, n: int) -> dict[str, Any]:
    title = f"整理收纳第 {n + 1} 期"
    days = {"starts_on": _day(n), "ends_on": _day(n) + timedelta(days=20), "ended_on": None, "ended_by": None}
    what = {"number": n + 1, "course_id": 1 + n % 10, "title": title, "title_sound": sound_of(title), "kind": "level", "capacity": 20}
    stands = {"state": ("planned", "running", "ended")[n % 3], "state_reason": "", "note": "", "room_id": None, "teacher_id": None}
    made = {"made_by": scope.account_id, "made_at": clock.now(), "version": 1}
    return {**scope.stamp(TrainingClass), "id": uuid7(), **what, **days, **stands, **made}
