"""Papers with a woman's name do not outlive her record."""

from uuid import UUID, uuid4

import pytest
from flask import Flask

from portal.core.db import db
from portal.core.scope import Scope
from portal.people.services import records
from portal.training.queries import enrolments
from portal.training.records import TRAINEES
from portal.training.services import certificate_papers, lesson_papers, proof_papers
from portal.web import jobs, papers
from tests import make

NAMED = (certificate_papers.KIND, lesson_papers.KIND, proof_papers.OF_CLASS_NAMED, proof_papers.OF_WOMAN)


def asked_for(woman: UUID) -> list[UUID]:
    """Have her certificate, the sign-in sheet and the ledger of her class, and her own ledger made; return their jobs."""
    certificate_id, seat_id = make.certificate(woman), make.completed(woman)
    with make.working_at(make.LIANXIANG) as scope:
        class_id = enrolments.get_enrolment(scope, seat_id).class_id
        made = [
            certificate_papers.ask_for_paper(scope, certificate_id, address="http://localhost/v/x"),
            lesson_papers.ask_for_sheet(scope, class_id),
            proof_papers.ask_for_class_paper(scope, class_id, is_named=True),
            proof_papers.ask_for_woman_paper(scope, woman),
        ]
    db.session.rollback()
    for job_id in made:
        jobs.carry_out(Scope(make.tenant(make.LIANXIANG).path), job_id)
    return made


def are_there(made: list[UUID]) -> list[bool]:
    with make.working_at(make.LIANXIANG) as scope:
        return [papers.find(jobs.get(scope, job_id).file_digest) is not None for job_id in made]


def test_papers_that_name_her_go_with_her_and_nobody_elses(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in NAMED:
        monkeypatch.setitem(jobs.runs, kind, lambda *_: uuid4().bytes)
    with app.app_context():
        woman, other = make.trainee(), make.trainee(n=2, name="王秀兰", phone="13900001111")
        hers, theirs = asked_for(woman), asked_for(other)
        assert are_there([*hers, *theirs]) == [True] * 8
        with make.working_at(make.LIANXIANG) as scope:
            records.erase_record(scope, TRAINEES.get(scope, woman), reason="本人要求删除")
        assert are_there(hers) == [False] * 4
        assert are_there(theirs) == [True] * 4
