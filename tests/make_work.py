"""Factories of the way into work: a health certificate, an employer, a placement, what the county is asked."""

from datetime import date
from typing import Any
from uuid import UUID

from portal.core import clock
from portal.core.db import db
from portal.people.rules import ConsentChannel
from portal.placement.rules.health import HealthDraft
from portal.placement.rules.openings import OpeningDraft
from portal.placement.rules.work import EmployerDraft, Job
from portal.placement.services import employers, gates, health, openings, placements
from portal.training.models import Enrolment, TrainingClass
from portal.training.queries import courses
from portal.training.rules.courses import Tier
from tests import make


def course_id(code: str = "tidying") -> int:
    """Return the id of a course of the catalogue."""
    it = courses.find_course(code)
    assert it is not None
    return it.id


def certificate(**changes: Any) -> HealthDraft:
    """Return a health certificate that may be noted."""
    days: dict[str, Any] = {"checked_on": date(2026, 3, 1), "expires_on": date(2027, 3, 1)}
    usual: dict[str, Any] = {"tier": Tier.HOME, "number": "350111202600001", "issuer": "晋安区疾控中心", **days}
    consent: dict[str, Any] = {"consent_channel": ConsentChannel.PAPER}
    return HealthDraft(**{**usual, **consent, **changes})


def health_check(trainee_id: UUID, code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Note one health certificate and return its id."""
    with make.working_at(code) as scope:
        return health.add_check(scope, trainee_id, certificate(**changes))


def employer(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Put one employer into the register and return the id; a company when nothing is said."""
    usual: dict[str, Any] = {"kind": "company", "name": "榕城家政公司", "phone": "059187654321", "place": "晋安区", "note": ""}
    with make.working_at(code) as scope:
        return employers.add_employer(scope, EmployerDraft(**{**usual, **changes}))


def opening(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Offer work on a station's public page and return the id."""
    how: dict[str, Any] = {"place": "local", "living": "live_in", "hours": "full", "wanted": 2, "ends_on": date(2026, 4, 15)}
    said: dict[str, Any] = {"title": "住家育儿嫂", "offered_by": "榕城家政公司", "pay": "每月 6000 元", "note": "要有健康证"}
    with make.working_at(code) as scope:
        return openings.make_opening(scope, OpeningDraft(**{**said, "course_id": course_id(), **how, **changes}))


def job(course: str = "tidying", **changes: Any) -> Job:
    """Return work that may have begun."""
    days: dict[str, Any] = {"started_on": date(2026, 3, 16), "contract_on": date(2026, 3, 15)}
    how: dict[str, Any] = {"contract_number": "HT-2026-001", "place": "local", "living": "live_out", "hours": "full", "note": ""}
    money: dict[str, Any] = {"income_band": "", "income_consent": None}
    what: dict[str, Any] = {"course_id": course_id(course)}
    return Job(**{**what, **days, **how, **money, **changes})


def placement(trainee_id: UUID, employer_id: UUID | None = None, code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Place one trainee, who has what she needs, and return the id of her placement."""
    where = employer_id or employer(code)
    with make.working_at(code) as scope:
        return placements.place(scope, trainee_id, where, job(**changes))


def pre_job(trainee_id: UUID, code: str = make.LIANXIANG, *, ended_on: date = date(2026, 3, 10)) -> UUID:
    """Let one trainee have completed a class of pre-job training, as rows alone, and return the id of her enrolment."""
    with make.working_at(code) as scope:
        number = (trainee_id.int + ended_on.toordinal()) % 1_000_000
        days = {"starts_on": ended_on, "ends_on": ended_on, "ended_on": ended_on, "made_at": clock.now(), "made_by": scope.account_id}
        what = {"number": number, "course_id": course_id("pre_job"), "title": "上岗前培训", "kind": "pre_job", "state": "ended"}
        held = TrainingClass(**scope.stamp(TrainingClass), **what, **days, capacity=20)
        db.session.add(held)
        db.session.flush()
        done = {"class_id": held.id, "trainee_id": trainee_id, "state": "completed", "attended_min": 480, "taught_min": 480}
        made = {"enrolled_by": scope.account_id, "enrolled_at": clock.now(), "changed_at": clock.now()}
        enrolment = Enrolment(**scope.stamp(Enrolment), **done, **made)
        db.session.add(enrolment)
        db.session.flush()
        return enrolment.id


def ready(code: str = make.LIANXIANG, n: int = 1, **changes: Any) -> UUID:
    """Take one woman in, with pre-job training and a health certificate, and return the id of her row."""
    trainee_id = make.trainee(code, n, **changes)
    pre_job(trainee_id, code)
    health_check(trainee_id, code)
    return trainee_id


def placement_of(started_on: date, *, until: date = date(2027, 1, 1), n: int = 1, company: str = "榕城家政公司") -> UUID:
    """Take one woman in before a day, with all she needs, place her on that day and return the id of her placement."""
    trainee_id = make.trainee(n=n, taken_on=started_on)
    pre_job(trainee_id, ended_on=started_on)
    health_check(trainee_id, checked_on=started_on, expires_on=until)
    return placement(trainee_id, employer(name=company), started_on=started_on, contract_on=started_on)


def gate_request(trainee_id: UUID, code: str = make.LIANXIANG, *, course: str = "tidying", reason: str = "雇主急需，体检已预约") -> UUID:
    """Ask the county to let one trainee pass and return the id of what was asked."""
    with make.working_at(code) as scope:
        return gates.ask_county(scope, trainee_id, course_id(course), reason=reason)


def decided(request_id: UUID, *, is_granted: bool = True, name: str = "jinan", code: str = make.JINAN, version: int = 1) -> None:
    """Let the county decide what was asked, for ten days."""
    with make.working_at(code, name) as scope:
        until = date.fromordinal(clock.today().toordinal() + 10) if is_granted else None
        gates.decide_request(scope, request_id, is_granted=is_granted, words="请尽快补齐", ends_on=until, version=version)
