"""Applications below the views: races, what a visit survives, what an approval makes."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.divisions import Division, DivisionLevel, read_snapshot
from portal.tenants.models import ApplicationStep, Membership
from portal.tenants.queries import applications as queries
from portal.tenants.queries import photos as photo_rows
from portal.tenants.rules.applications import POINTS, Move, Point
from portal.tenants.rules.filings import last_changes
from portal.tenants.services import accounts, application_photos, photos, places, tree
from portal.tenants.services import application_papers as papers
from portal.tenants.services import applications as services
from portal.web import jobs
from portal.web import papers as files
from tests import make

ELSEWHERE = "350111100011"  # 都市社区


def lines(scope: Scope, action: str) -> list[str]:
    rows = db.session.scalars(select(AuditLine.result).where(scope.owns(AuditLine), AuditLine.action == action), scope.binds)
    return sorted(rows)


def test_an_approval_makes_the_station_and_its_managers_account(session: Session) -> None:
    made = make.application("approved")
    with make.working_at(make.JINAN, "jinan") as scope:
        station = directory.get_below(scope, make.SANMU)
        assert (station.name, station.level, station.status) == ("三木社区驿站", "station", "preparing")
        account = directory.find_account("sanmu")
        assert account is not None
        assert (account.display_name, account.password_hash) == ("陈秀英", None)
        role = db.session.scalars(select(Membership).where(Membership.account_id == account.id)).one()
        assert (role.tenant_id, role.role) == (station.id, "manager")
        assert queries.get_application(scope, made).decided_by_name == "jinan 的使用人"
        assert lines(scope, "application.approve") == ["done"]


def test_of_two_admins_at_once_one_wins(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make.application("visited")
    with make.working_at(make.JINAN, "jinan_deputy") as scope:
        before = queries.get_application(scope, made)
    with make.working_at(make.JINAN, "jinan") as scope:
        services.decide_application(scope, made, Move.APPROVE, reason="", version=2)
    answers = iter([before])  # the other one has read the row before the first one wrote it
    real = queries.get_application
    monkeypatch.setattr(queries, "get_application", lambda *args: next(answers, None) or real(*args))
    with make.working_at(make.JINAN, "jinan_deputy") as scope:
        with pytest.raises(Conflict, match=r"已由 jinan 的使用人 于 2026-03-16 10:00 批准"):
            services.decide_application(scope, made, Move.REFUSE, reason="晚了一步", version=2)
        assert lines(scope, "application.approve") == ["done"]
        assert lines(scope, "application.refuse") == []


def test_who_took_it_back_is_named_to_the_admin_who_decides_too_late(session: Session) -> None:
    made = make.application("withdrawn")
    words = r"已由 jinan_clerk 的使用人 于 2026-03-16 10:00 撤回"
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match=words):
        services.decide_application(scope, made, Move.APPROVE, reason="", version=1)


@pytest.mark.parametrize("verdict", [Move.APPROVE, Move.RETURN, Move.REFUSE])
def test_nobody_decides_what_she_filed(session: Session, verdict: Move) -> None:
    made = make.application("visited", filed_by="jinan")
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="是您上报的"):
        services.decide_application(scope, made, verdict, reason="不合适", version=2)


def test_nor_what_she_filed_before_somebody_filed_it_again(session: Session) -> None:
    made = make.application("returned", filed_by="jinan", decided_by="jinan_deputy")
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        services.amend_application(scope, made, make.proposal(), version=3, is_filed=True)
    for name in ("jinan", "jinan_clerk"):
        with make.working_at(make.JINAN, name) as scope, pytest.raises(Conflict, match="是您上报的"):
            services.decide_application(scope, made, Move.APPROVE, reason="", version=4)


def test_a_visit_survives_a_return_with_its_scores(session: Session) -> None:
    made = make.application("returned")
    better = {name: Point(5, "改高了") for name in POINTS}
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        services.amend_application(scope, made, make.proposal(manager_name="陈秀兰", points=better), version=3, is_filed=True)
        row = queries.get_application(scope, made)
        assert (row.state, row.manager_name, row.visitors) == ("filed", "陈秀兰", "林主任")
        assert (row.transport_score, row.transport_note) == (4, "")
        assert (row.reason, row.decided_by) == ("", None)


def test_but_not_a_change_of_the_community(session: Session) -> None:
    made = make.application("returned")
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        services.amend_application(scope, made, make.proposal(community_code=ELSEWHERE), version=3, is_filed=True)
        row = queries.get_application(scope, made)
        assert (row.visited_on, row.visitors, row.transport_score) == (None, "", None)
        assert queries.list_steps(scope, made)[-1].note == "社区已更换，须重新走访"
    with make.working_at(make.JINAN, "jinan") as scope, pytest.raises(Conflict, match="还没有走访记录"):
        services.decide_application(scope, made, Move.APPROVE, reason="", version=4)


def test_one_community_has_one_application_under_way(session: Session) -> None:
    make.application("filed")
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        draft = services.start_application(scope, make.proposal(manager_account="sanmu2"), is_filed=False)
        with pytest.raises(RuleBroken, match="已有一份申请"):
            services.amend_application(scope, draft, make.proposal(manager_account="sanmu2"), version=1, is_filed=True)


def test_which_the_database_knows_too(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    make.application("filed")
    monkeypatch.setattr(queries, "has_rival", lambda *_args, **_kwargs: False)
    with pytest.raises(IntegrityError), make.working_at(make.JINAN, "jinan_clerk") as scope:
        services.start_application(scope, make.proposal(), is_filed=True)


@pytest.mark.parametrize("code", [make.LIANXIANG, "350102004001", "350111100000", "999999999999"])
def test_only_a_free_community_of_the_county_can_be_applied_for(session: Session, code: str) -> None:
    with make.working_at(make.JINAN, "jinan_clerk") as scope, pytest.raises(RuleBroken) as broken:
        services.start_application(scope, make.proposal(community_code=code), is_filed=False)
    assert broken.value.field == "community_code"


def test_an_account_that_was_taken_meanwhile_stops_the_approval(session: Session) -> None:
    made = make.application("visited")
    with make.working_at(make.JINAN, "jinan"):
        accounts.add_account(name="sanmu", display_name="别人", tenant_id=make.tenant(make.JINAN).id, role="county_clerk")
    with pytest.raises(RuleBroken, match="已有人使用"), make.working_at(make.JINAN, "jinan") as scope:
        services.decide_application(scope, made, Move.APPROVE, reason="", version=2)
    with make.working_at(make.JINAN, "jinan") as scope:
        assert queries.get_application(scope, made).state == "visited"
        assert directory.find_tenant(make.SANMU) is None


def test_a_station_that_was_made_meanwhile_stops_the_approval(session: Session) -> None:
    made = make.application("visited")
    with make.working_at(make.PLATFORM, "operator"):
        tree.add_child(parent=make.tenant(make.JINAN), code=make.SANMU, name="三木社区驿站", level="station")
    with pytest.raises(RuleBroken, match="已经有驿站"), make.working_at(make.JINAN, "jinan") as scope:
        services.decide_application(scope, made, Move.APPROVE, reason="", version=2)
    with make.working_at(make.JINAN, "jinan") as scope:
        services.decide_application(scope, made, Move.RETURN, reason="社区已有驿站", version=2)


def test_a_place_that_was_added_here_can_be_applied_for(session: Session) -> None:
    added = "350111100901"
    with make.working_at(make.PLATFORM, "operator"):
        places.add_places([Division(added, DivisionLevel.COMMUNITY, "新城社区居委会")])
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        made = services.start_application(scope, make.proposal(community_code=added), is_filed=True)
        assert queries.get_application(scope, made).station_name == "新城社区驿站"


def photo_count(name: str, application_id: UUID) -> int:
    with make.working_at(make.JINAN) as scope:
        return len(photo_rows.list_photos(scope, name, application_id))


@pytest.mark.parametrize(
    ("state", "takes_filed", "takes_visited"),
    [
        ("draft", True, False),
        ("filed", False, False),
        ("visited", False, True),
        ("returned", True, False),
        ("approved", False, False),
        ("refused", False, False),
        ("withdrawn", False, False),
    ],
)
def test_photos_are_added_while_they_may_still_be_what_is_decided_upon(
    session: Session, state: str, takes_filed: bool, takes_visited: bool
) -> None:
    made = make.application(state)
    for subject, takes in (("application", takes_filed), ("visit", takes_visited)):
        if not takes:
            with pytest.raises(Conflict):
                make.application_photo(made, subject=subject)
        else:
            make.application_photo(made, subject=subject)
        assert photo_count(subject, made) == takes


def test_nor_is_one_taken_away_after_it_was_filed(session: Session) -> None:
    made = make.application("draft")
    kept = make.application_photo(made)
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        services.amend_application(scope, made, make.proposal(), version=1, is_filed=True)
    with make.working_at(make.JINAN, "jinan_clerk") as scope, pytest.raises(Conflict, match="退回修改以后才可以"):
        photos.remove_photo(scope, application_photos.FILED, kept)
    assert photo_count("application", made) == 1


def test_a_photo_of_the_visit_is_seen_before_the_decision(session: Session) -> None:
    made = make.application("visited")
    make.application_photo(made, subject="visit")
    with make.working_at(make.JINAN, "jinan") as scope:
        with pytest.raises(Conflict, match="刚才被别人修改过"):
            services.decide_application(scope, made, Move.APPROVE, reason="", version=2)
        services.decide_application(scope, made, Move.APPROVE, reason="", version=3)


def test_photos_of_a_visit_go_with_the_community_they_show(session: Session) -> None:
    made = make.application("visited")
    make.application_photo(made, subject="visit")
    with make.working_at(make.JINAN, "jinan") as scope:
        services.decide_application(scope, made, Move.RETURN, reason="换一处", version=3)
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        services.amend_application(scope, made, make.proposal(community_code=ELSEWHERE), version=4, is_filed=True)
    assert photo_count("visit", made) == 0


def test_what_was_filed_is_kept_with_its_photos(session: Session) -> None:
    made = make.application("returned")
    added = make.application_photo(made)
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        services.amend_application(scope, made, make.proposal(manager_phone="13800005678"), version=3, is_filed=False)
        services.amend_application(scope, made, make.proposal(manager_phone="13800009999"), version=4, is_filed=True)
        contents = [step.content for step in queries.list_steps(scope, made)]
    assert [content is not None for content in contents] == [True, False, False, True]
    assert contents[-1]["photos"] == [str(added)]
    assert [(it.label, it.before) for it in last_changes(contents)] == [("手机号码", "13800001234"), ("申请照片", "0 张")]


# ------------------------------------------------------------------ the paper


def ask(application_id: UUID, name: str = "jinan") -> UUID:
    with make.working_at(make.JINAN, name) as scope:
        return papers.ask_for_paper(scope, application_id)


def printed(job_id: UUID) -> str:
    """Return what is written on a paper, without spaces: a cell breaks its words where it likes."""
    with make.working_at(make.JINAN, "jinan") as scope:
        pass
    jobs.carry_out(scope, job_id)
    with make.working_at(make.JINAN, "jinan") as scope:
        row = jobs.get(scope, job_id)
    path = files.find(row.file_digest)
    assert path is not None, row.error
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_the_paper_says_all_that_was_decided_upon(session: Session) -> None:
    made = make.application("visited")
    make.application_photo(made, "olive", subject="visit", caption="活动室")
    with make.working_at(make.JINAN, "jinan") as scope:
        services.decide_application(scope, made, Move.APPROVE, reason="条件具备", version=3)
    text = printed(ask(made))
    place = (
        "社区驿站建站审批表",
        "单位：晋安区",
        "状态：已批准",
        "数据截至：2026年3月16日10:00",
        "三木社区驿站",
        make.SANMU,
        "陈秀英",
        "13800001234",
    )
    seen = ("4分（较好）", "2026-03-10", "林主任", "场地合适", "走访照片（1张）", "活动室")
    decided = ("同意建站。条件具备", "jinan的使用人，2026年3月16日10:00", "签字（盖章）", "—1—", str(made))
    assert [words for words in (*place, *seen, *decided) if words not in text] == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("filed", "尚未审批"),
        ("returned", "退回修改。请补充场地照片"),
        ("refused", "不予批准。请补充场地照片"),
        ("withdrawn", "已撤回。改选别处"),
    ],
)
def test_the_paper_says_how_it_stands(session: Session, state: str, words: str) -> None:
    assert words in printed(ask(make.application(state)))


def test_an_unchanged_paper_is_made_once_a_day_and_a_changed_one_anew(session: Session) -> None:
    made = make.application("visited")
    first = ask(made)
    assert ask(made, "jinan_clerk") == first
    make.application_photo(made, subject="visit")
    assert ask(made) != first


def test_a_draft_has_no_paper(session: Session) -> None:
    made = make.application("draft")
    with pytest.raises(Conflict, match="上报以后才能打印"):
        ask(made)


def test_a_paper_whose_photo_is_gone_is_made_all_the_same(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make.application("visited")
    make.application_photo(made, subject="visit")
    job_id = ask(made)
    real = files.find
    thumb = make.developed().thumb
    monkeypatch.setattr(files, "find", lambda digest: None if digest == sha256(thumb).hexdigest() else real(digest))
    assert "照片文件已被清理" in printed(job_id)


def test_a_picture_that_is_none_is_said_on_the_paper(session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = make.application("visited")
    make.application_photo(made, subject="visit")
    job_id = ask(made)
    real, spoilt = files.find, tmp_path / "spoilt"
    spoilt.write_bytes(b"<html>no picture</html>")
    thumb = sha256(make.developed().thumb).hexdigest()
    monkeypatch.setattr(files, "find", lambda digest: spoilt if digest == thumb else real(digest))
    assert "已损坏，没有印出" in printed(job_id)


def test_another_county_finds_nothing(session: Session) -> None:
    made = make.application("visited")
    with make.working_at(make.GULOU, "gulou") as scope:
        for attempt in (
            lambda: queries.get_application(scope, made),
            lambda: services.decide_application(scope, made, Move.APPROVE, reason="", version=2),
            lambda: services.record_visit(scope, made, make.site_visit(), version=2),
            lambda: services.amend_application(scope, made, make.proposal(), version=2, is_filed=True),
            lambda: services.withdraw_application(scope, made, reason="不办了", version=2),
            lambda: services.make_link(scope, made),
            lambda: papers.ask_for_paper(scope, made),
            lambda: photos.add_photos(scope, application_photos.VISITED, made, [make.developed()], caption=""),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert queries.list_steps(scope, made) == []


def test_steps_are_append_only(session: Session) -> None:
    make.application("filed")
    with pytest.raises(DBAPIError, match="append-only"), make.working_at(make.JINAN, "jinan") as scope:
        steps: Any = ApplicationStep.__table__
        db.session.execute(steps.update().where(scope.changes(ApplicationStep)).values(note="改"), scope.binds)


def test_a_link_is_not_given_for_somebody_who_works_elsewhere_too(session: Session) -> None:
    made = make.application("approved")
    with make.working_at(make.JINAN, "jinan") as scope:
        services.make_link(scope, made)
        make.add_role("sanmu", make.CITY, "city_admin")
        with pytest.raises(Conflict, match="别的单位任职"):
            services.make_link(scope, made)


def test_a_snapshot_is_loaded_once(app: Flask, session: Session) -> None:
    session.info["writes"] = True
    known = len(directory.list_codes())
    assert places.load_snapshot("fuzhou") == len(read_snapshot("fuzhou")) - known
    assert places.load_snapshot("fuzhou") == 0
    assert places.load_snapshot("linqing") == len(read_snapshot("linqing"))
    names = {row.code: (row.name, row.street) for row in directory.list_communities("371581001000")}
    assert names["371581001001"] == ("温泉社区居民委员会", "青年路街道")
    assert len(directory.list_communities(make.JINAN)) > 50
    with pytest.raises(LookupError):
        places.load_snapshot("nowhere")


def test_a_station_is_named_by_the_clerk_if_she_likes(session: Session) -> None:
    made = make.application("draft", station_name="三木巾帼驿站")
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        assert queries.get_application(scope, made).station_name == "三木巾帼驿站"
        services.amend_application(scope, made, replace(make.proposal(), station_name=""), version=1, is_filed=False)
        assert queries.get_application(scope, made).station_name == "三木社区驿站"
