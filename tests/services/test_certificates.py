"""Certificates: who may have one, what stands on it, how it is revoked."""

from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Table, insert
from uuid_utils.compat import uuid7

from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.people.services.consent import withdraw_consent
from portal.tallies import services as tallies
from portal.tallies.queries.outcomes import count_outcomes
from portal.tenants.queries.codes import find_code
from portal.training.models import Enrolment, TrainingClass
from portal.training.queries import certificates as rows
from portal.training.queries import exams as exam_rows
from portal.training.queries.courses import find_course
from portal.training.records import TRAINEES
from portal.training.rules.certificates import Draft, Kind
from portal.training.services import certificates
from tests import make


@pytest.fixture
def woman(app: Flask) -> UUID:
    with app.app_context():
        return make.trainee()


def kept(certificate_id: UUID) -> Any:
    with make.working_at(make.LIANXIANG) as scope:
        return rows.get_certificate(scope, certificate_id)


def certified() -> int:
    with make.working_at(make.LIANXIANG) as scope:
        sums = count_outcomes(scope, first="2026-01", last="2026-12")
        return sum(value for (indicator, _), value in sums.items() if indicator == "certified")


def completed(trainee_id: UUID, course: str = "tidying") -> None:
    """She completed a class of the course on the 9th of March."""
    moment = datetime(2026, 3, 9, tzinfo=UTC)
    with make.working_at(make.LIANXIANG) as scope:
        found = find_course(course)
        assert found is not None
        classes, enrolments = cast(Table, TrainingClass.__table__), cast(Table, Enrolment.__table__)
        class_id, day = uuid7(), date(2026, 3, 9)
        about = {"number": 1, "course_id": found.id, "title": "第 1 期", "kind": "level", "starts_on": day, "ends_on": day, "capacity": 20}
        made = {
            "state": "ended",
            "state_reason": "",
            "note": "",
            "ended_on": day,
            "ended_by": 1,
            "made_by": 1,
            "made_at": moment,
            "version": 1,
        }
        db.session.execute(insert(classes), {**scope.stamp(classes), "id": class_id, **about, **made})
        hers = {"id": uuid7(), "class_id": class_id, "trainee_id": trainee_id, "state": "completed", "enrolled_by": 1}
        blank = {"is_refresher": False, "refresher_cause": "", "refresher_note": "", "reason": "", "free_way": ""}
        times = {"enrolled_at": moment, "changed_at": moment, "version": 1}
        db.session.execute(insert(enrolments), {**scope.stamp(enrolments), **hers, **blank, **times})


def test_a_level_certificate_takes_track_and_level_from_its_course(app: Flask, woman: UUID) -> None:
    with app.app_context():
        row = kept(make.certificate(woman, course="maternity_5"))
        assert (row.kind, row.occupation, row.occupation_code, row.track, row.level) == (
            "level",
            "家政服务员",
            "4-10-01-06",
            "母婴护理员",
            5,
        )
        assert (row.holder_name, row.number) == ("李梅", "350111100013-2026-0001")
        found = find_code(row.check_code)
        assert found is not None
        assert (found.kind, found.subject_id) == ("certificate", row.id)
        assert certified() == 1


def test_a_technician_has_no_track(app: Flask, woman: UUID) -> None:
    with app.app_context():
        row = kept(make.certificate(woman, course="domestic_2"))
        assert (row.track, row.level) == ("", 2)


def test_numbers_are_counted_and_those_given_are_taken_once(app: Flask, woman: UUID) -> None:
    with app.app_context():
        other = make.trainee(n=2, name="王芳", phone="13800005678")
        given = make.certificate(woman, number="Ｙ0000 3501 24 000123")
        assert kept(given).number == "Y0000 3501 24 000123"
        with pytest.raises(RuleBroken, match="已经用过"):
            make.certificate(other, number="Y0000 3501 24 000123")
        third = make.trainee(n=3, name="陈霞", phone="13800005679")
        numbers = [kept(make.certificate(it, course="nutrition")).number for it in (other, third)]
        assert numbers == ["350111100013-2026-0001", "350111100013-2026-0002"]


@pytest.mark.parametrize("marks", [(80, 40), (None, None), None])
def test_who_did_not_pass_gets_none(app: Flask, woman: UUID, marks: Any) -> None:
    with app.app_context():
        entry_id = make.exam_entry(woman, marks=marks)
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="还没有通过"):
            certificates.issue(scope, draft(scope, woman, entry_id))


def draft(scope: Any, trainee_id: UUID, entry_id: UUID | None, **changes: Any) -> Draft:
    course_id = exam_rows.get_entry(scope, entry_id).course_id if entry_id else cast(Any, find_course("tidying")).id
    usual: dict[str, Any] = {"kind": Kind.SPECIAL, "issuer": "福州市家政服务行业协会", "issued_on": date(2026, 3, 12)}
    return Draft(trainee_id, course_id, entry_id=entry_id, **{**usual, **changes})


def test_anothers_result_is_not_hers(app: Flask, woman: UUID) -> None:
    with app.app_context():
        entry_id = make.exam_entry(make.trainee(n=2, name="王芳", phone="13800005678"))
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="还没有通过"):
            certificates.issue(scope, draft(scope, woman, entry_id))
        theirs = make.exam_entry(make.trainee(make.NEIGHBOUR), code=make.NEIGHBOUR)
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(NotFound):
            certificates.issue(
                scope, Draft(woman, cast(Any, find_course("tidying")).id, Kind.SPECIAL, "协会", date(2026, 3, 12), entry_id=theirs)
            )


def test_a_course_certificate_wants_a_completed_class(app: Flask, woman: UUID) -> None:
    with app.app_context():
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="还没有在这门课程的培训班结业"):
            certificates.issue(scope, draft(scope, woman, None, kind=Kind.COURSE))
        completed(woman)
        with make.working_at(make.LIANXIANG) as scope:
            made = certificates.issue(scope, draft(scope, woman, None, kind=Kind.COURSE))
        row = kept(made)
        assert (row.kind, row.occupation, row.level) == ("course", "", None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issued_on": date(2026, 3, 17)}, "不能晚于今天"),
        ({"issued_on": date(2026, 3, 9)}, "不能早于考试"),
        ({"expires_on": date(2026, 3, 12)}, "应晚于发证日期"),
        ({"number": make.resident_number()}, "像是身份证号码"),
        ({"number": "138 0000 1234"}, "像是身份证号码或手机号码"),
        ({"number": "<b>1</b>"}, "只用数字、字母"),
        ({"kind": Kind.LEVEL}, "不发职业技能等级证书"),
    ],
)
def test_what_cannot_be_is_refused(app: Flask, woman: UUID, changes: dict[str, Any], words: str) -> None:
    with app.app_context():
        entry_id = make.exam_entry(woman)
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match=words):
            certificates.issue(scope, draft(scope, woman, entry_id, **changes))


def test_she_gets_it_once_and_again_after_it_was_revoked(app: Flask, woman: UUID) -> None:
    with app.app_context():
        entry_id = make.exam_entry(woman)
        with make.working_at(make.LIANXIANG) as scope:
            first = certificates.issue(scope, draft(scope, woman, entry_id))
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经领过") as met:
            certificates.issue(scope, draft(scope, woman, entry_id))
        assert met.value.subject_id == first
        with make.working_at(make.LIANXIANG) as scope:
            certificates.revoke(scope, first, reason="姓名写错", version=1)
        assert certified() == 0
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已经注销过"):
            certificates.revoke(scope, first, reason="姓名写错", version=1)
        with make.working_at(make.LIANXIANG) as scope:
            certificates.issue(scope, draft(scope, woman, entry_id))
        assert certified() == 1
        with make.working_at(make.CITY, "fuzhou") as scope:
            assert tallies.differences(scope) == []


def test_a_result_with_a_certificate_is_not_taken_away(app: Flask, woman: UUID) -> None:
    with app.app_context():
        entry_id = make.exam_entry(woman)
        with make.working_at(make.LIANXIANG) as scope:
            certificates.issue(scope, draft(scope, woman, entry_id))
            exam_id = exam_rows.get_entry(scope, entry_id).exam_id
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="已凭这次成绩领取证书"):
            sheet = make.results.Sheet(entry_id, {"理论": 10, "实操": 10})
            make.results.note_results(scope, exam_id, [sheet], version=exam_rows.get_exam(scope, exam_id).version)


def test_a_closed_month_issues_nothing_and_keeps_what_it_printed(app: Flask, woman: UUID) -> None:
    with app.app_context():
        made = make.certificate(woman)
        entry_id = make.exam_entry(make.trainee(n=2, name="王芳", phone="13800005678"))
        with make.working_at(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2026-03")
        with make.working_at(make.LIANXIANG) as scope:
            assert certificates.counts_for_good(scope, rows.get_certificate(scope, made))
            certificates.revoke(scope, made, reason="冒名顶替", version=1)
            assert certificates.counts_for_good(scope, rows.get_certificate(scope, made))
        assert certified() == 1  # as it was printed
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="2026年3月已由"):
            row = exam_rows.get_entry(scope, entry_id)
            certificates.issue(scope, draft(scope, row.trainee_id, entry_id))


def test_all_who_passed_get_theirs_at_once(app: Flask) -> None:
    with app.app_context():
        exam_id = make.exam()
        women = [make.trainee(n=n, name=f"林{'一二三四'[n]}", phone=f"1380000000{n}") for n in range(4)]
        entries = [
            make.exam_entry(one, exam_id, marks=marks) for one, marks in zip(women, [(80, 80), (90, 90), (50, 90), (70, 70)], strict=True)
        ]
        with make.working_at(make.LIANXIANG) as scope:
            withdraw_consent(scope, TRAINEES.get(scope, women[3]), channel="in_person", note="")
        paper: dict[str, Any] = {"issuer": "协会", "issued_on": date(2026, 3, 12), "expires_on": date(2029, 3, 11)}
        with make.working_at(make.LIANXIANG) as scope:
            made = certificates.issue_all(scope, exam_id, **paper, numbers={entries[0]: "A-1"})
        assert sorted(kept(it).number for it in made) == ["350111100013-2026-0001", "A-1"]
        assert certified() == 2
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="没有等着领证"):
            certificates.issue_all(scope, exam_id, **paper, numbers={})


def test_a_number_that_is_wrong_is_named_by_its_row_and_nobody_gets_one(app: Flask, woman: UUID) -> None:
    with app.app_context():
        exam_id = make.exam()
        one, two = make.exam_entry(woman, exam_id), make.exam_entry(make.trainee(n=2, name="王芳", phone="13800005678"), exam_id)
        with make.working_at(make.LIANXIANG) as scope:
            with pytest.raises(RuleBroken, match="已经用过") as met:
                paper: dict[str, Any] = {"issuer": "协会", "issued_on": date(2026, 3, 12), "expires_on": None}
                certificates.issue_all(scope, exam_id, **paper, numbers={one: "A-1", two: "A-1"})
            assert met.value.field == f"number-{two}"
            db.session.rollback()
        assert certified() == 0
