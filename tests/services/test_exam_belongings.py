"""Exams and certificates in a trainee's copy, and when two of her records become one."""

import pytest
from flask import Flask

from portal.core.errors import Conflict
from portal.people.services import records
from portal.tallies import services as tallies
from portal.training.queries import certificates, exams
from portal.training.records import TRAINEES
from tests import make


def test_her_copy_has_marks_and_certificates(app: Flask) -> None:
    with app.app_context():
        woman = make.trainee()
        make.certificate(woman)
        with make.working_at(make.LIANXIANG) as scope:
            sheets = {sheet.title: sheet for sheet in TRAINEES.copy(scope, TRAINEES.get(scope, woman))}
        assert "理论 80、实操 85" in sheets["考试"].rows[0]
        assert "350111100013-2026-0001" in sheets["证书"].rows[0]


def test_they_follow_her_when_two_records_are_joined(app: Flask) -> None:
    with app.app_context():
        kept, dropped = make.trainee(n=1), make.trainee(n=2)
        made = make.certificate(dropped)
        with make.working_at(make.LIANXIANG) as scope:
            records.merge_records(scope, TRAINEES.get(scope, kept), TRAINEES.get(scope, dropped), reason="同一人")
        with make.working_at(make.LIANXIANG) as scope:
            assert [row.id for row in certificates.list_of_trainee(scope, kept)] == [made]
            assert len(exams.list_of_trainee(scope, kept)) == 1
        with make.working_at(make.CITY, "fuzhou") as scope:
            assert tallies.differences(scope) == []


def test_two_records_in_one_exam_are_not_joined(app: Flask) -> None:
    with app.app_context():
        kept, dropped, held = make.trainee(n=1), make.trainee(n=2), make.exam()
        for woman in (kept, dropped):
            make.exam_entry(woman, held)
        with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match="都报名了"):
            records.merge_records(scope, TRAINEES.get(scope, kept), TRAINEES.get(scope, dropped), reason="同一人")
