"""/t/<station>/proof: 三免台账, class by class and woman by woman."""

from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader

from portal.core.scope import Scope
from portal.training.queries import enrolments, proof
from portal.training.rules.enrolments import FreeWay
from portal.training.services.enrolments import confirm_free
from portal.web import jobs, papers
from tests import make, make_proof
from tests.browse import Browser

LIST = f"/t/{make.LIANXIANG}/proof/"


def ended_class(browse: Browser, *, is_confirmed: bool = True) -> tuple[UUID, UUID, UUID]:
    """Return (class, trainee, enrolment) of a class that ended, was paid for and confirmed."""
    with browse.app.app_context():
        her = make.trainee()
        enrolment_id = make.completed(her)
        with make.working_at(make.LIANXIANG) as scope:
            class_id = enrolments.get_enrolment(scope, enrolment_id).class_id
            if is_confirmed:
                confirm_free(scope, class_id, [enrolment_id], on=date(2026, 3, 14), way=FreeWay.SIGNED)
        make_proof.cost(class_id, make_proof.fund(), amount_fen=12_345)
    return class_id, her, enrolment_id


def test_a_class_shows_what_was_given_and_who_paid(browse: Browser) -> None:
    class_id, her, _ = ended_class(browse)
    browse.sign_in("lianxiang")
    listing = browse.get(LIST).text
    for words in ("123.45", "待补", "节课没有照片"):
        assert words in listing
    page = browse.get(f"{LIST}{class_id}").text
    for words in ("李梅", "123.45", "巾帼家政培训专项", "2026-03-14 签字", "PZ-001", "0.00"):
        assert words in page
    assert browse.get(f"{LIST}women/{her}").text.count("123.45") == 2


@pytest.mark.parametrize("name", ["jinan", "fuzhou_reader"])
def test_those_above_read_it_nameless(browse: Browser, name: str) -> None:
    class_id, her, _ = ended_class(browse)
    page = browse.sign_in(name).get(f"{LIST}{class_id}").text
    assert "李梅" not in page
    assert f"{her}" not in page
    assert "123.45" in page
    assert browse.get(f"{LIST}women/{her}").status_code == 403


def test_states_narrow_the_list(browse: Browser) -> None:
    ended_class(browse)
    browse.sign_in("lianxiang")
    assert "没有这样的培训班" in browse.get(f"{LIST}?state=齐全").text
    assert "123.45" in browse.swap(f"{LIST}?state=待补", "proof").text
    assert browse.get(f"{LIST}?state=nonsense&page=99999").status_code == 200


def test_a_confirmation_is_taken_back_once(browse: Browser) -> None:
    class_id, _, enrolment_id = ended_class(browse)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        version = enrolments.get_enrolment(scope, enrolment_id).version
    browse.sign_in("lianxiang")
    undo = f"{LIST}enrolments/{enrolment_id}/undo"
    assert browse.post(undo, {"version": "1"}).status_code == 409
    assert browse.post(undo, {"version": f"{version}"}).status_code == 303
    assert "1 名学员没有确认免费" in browse.get(f"{LIST}{class_id}").text
    assert browse.post(undo, {"version": f"{version + 1}"}).status_code == 409


def test_a_neighbours_class_and_woman_are_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        theirs, her = make.training_class(make.NEIGHBOUR), make.trainee(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for page in (f"{LIST}{theirs}", f"{LIST}women/{her}"):
        assert browse.get(page).status_code == 404
        assert browse.post(f"{page}/paper").status_code == 404


def printed(browse: Browser, address: str) -> str:
    """Ask for a paper, let the worker make it, and return its words."""
    answer = browse.post(address)
    assert answer.status_code == 303
    job_id = UUID(answer.location.rsplit("/", 1)[1])
    with browse.app.app_context():
        scope = Scope(make.tenant(make.LIANXIANG).path, account_id=make.account_id("lianxiang"))
        jobs.carry_out(scope, job_id)
        with make.working_at(make.LIANXIANG) as mine:
            path = papers.find(jobs.get(mine, job_id).file_digest)
        assert path is not None
        return "".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_papers_say_what_the_pages_say(browse: Browser) -> None:
    class_id, her, _ = ended_class(browse)
    browse.sign_in("lianxiang")
    of_class, of_woman = printed(browse, f"{LIST}{class_id}/paper"), printed(browse, f"{LIST}women/{her}/paper")
    for text in (of_class, of_woman):
        for words in ("连翔社区驿站", "123.45", "李梅", "签字", "填报人", "审核人", "lianxiang 的使用人"):
            assert words in text
    nameless = printed(browse.sign_in("jinan"), f"{LIST}{class_id}/paper")
    assert "李梅" not in nameless
    assert "123.45" in nameless


def test_no_name_stands_in_the_job(browse: Browser) -> None:
    class_id, her, _ = ended_class(browse)
    browse.sign_in("lianxiang")
    for page in (f"{LIST}{class_id}/paper", f"{LIST}women/{her}/paper"):
        job_id = UUID(browse.post(page).location.rsplit("/", 1)[1])
        with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
            found = jobs.claim(scope, job_id)
            assert found is not None
            assert "李梅" not in repr(found.input)


def test_shares_of_a_class_add_up(browse: Browser) -> None:
    with browse.app.app_context():
        class_id = make.running_class()
        for n in range(1, 8):
            make.enrolment(class_id, make.trainee(n=n, phone=f"1380000{n:04d}"))
        make_proof.cost(class_id, make_proof.fund(), amount_fen=10_004)
        with make.working_at(make.LIANXIANG) as scope:
            from portal.training.services.proof_papers import shares_of

            shares = shares_of(scope, [class_id])
            assert proof.get_class(scope, class_id)[0].cost_fen == 10_004
    assert sum(shares.values()) == 10_004
    assert max(shares.values()) - min(shares.values()) == 1
