"""Who works at a unit: what is kept, who is shut out, who is told, and what several at once leave behind."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit.models import AuditLine
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.models import Account, Invitation, Login, Membership, Tenant
from portal.tenants.queries import members as queries
from portal.tenants.queries import units
from portal.tenants.rules.accounts import digest_of
from portal.tenants.rules.members import MemberDraft
from portal.tenants.rules.passwords import Holder
from portal.tenants.services import accounts, cities, members_sheet, tree
from portal.tenants.services import members as services
from portal.tenants.services.accounts import links
from portal.web.writes import working_as
from tests import make
from tests.browse import Browser
from tests.databases import NOW, make_app, prepare_postgres

CHEN = {"name": "chen", "display_name": "陈秀英"}


def act(service: Callable[..., Any], *args: Any, by: str = "lianxiang", at: str = make.LIANXIANG, **kwargs: Any) -> Any:
    """Carry out a service as somebody at a unit, and commit."""
    with make.working_at(at, by) as scope:
        return service(scope, directory.get_here(scope), *args, **kwargs)


def refused(service: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    with pytest.raises((Conflict, RuleBroken)) as refusal:
        act(service, *args, **kwargs)
    return refusal.value.message


def add(role: str = "helper", **kwargs: Any) -> int:
    return act(services.add_new, **CHEN, role=role, **kwargs)[0]


def row_of(name: str) -> Any:
    return db.session.execute(select(Account.__table__).where(Account.name == name)).one()


def roles_of(name: str) -> set[tuple[str, str]]:
    rows = select(Tenant.code, Membership.role).join(Membership, Membership.tenant_id == Tenant.id).join(Account)
    return {(code, role) for code, role in db.session.execute(rows.where(Account.name == name))}


def lines(code: str, action: str) -> list[str]:
    with make.working_at(code) as scope:
        rows = select(AuditLine.note).where(scope.changes(AuditLine), AuditLine.action == action)
        return list(db.session.scalars(rows, scope.binds))


def sign_in(app: Flask, name: str) -> Browser:
    return Browser(app).sign_in(name)


def is_in(browser: Browser) -> bool:
    g.pop("_login_user", None)  # the test and the request share a context
    return browser.client.get("/units").status_code == 200


# ------------------------------------------------------------------ roles


def test_a_new_account_has_its_role_its_link_and_its_lines(session: Session) -> None:
    made, token = act(services.add_new, **CHEN, role="helper")
    kept = session.execute(select(Membership.__table__).where(Membership.account_id == made)).one()
    assert (kept.role, kept.made_by, kept.made_at) == ("helper", make.account_id("lianxiang"), clock.now())
    assert directory.find_invitation(digest_of(token), now=clock.now())
    assert lines(make.LIANXIANG, "member.grant") == [f"{make.LIANXIANG} account {made} helper"]
    assert lines(make.LIANXIANG, "account.invite") == [f"account {made}"]


def test_an_account_of_a_sheet_stands_in_the_audit_of_its_own_unit_and_opens_nothing(session: Session) -> None:
    with make.working_at(make.JINAN, "jinan") as scope:
        row = (2, MemberDraft("chen", "陈秀英", "helper", make.LIANXIANG))
        assert not members_sheet.add_members(scope, [row])[0].faults
    made = make.account_id("chen")
    assert lines(make.LIANXIANG, "member.grant") == [f"{make.LIANXIANG} account {made} helper"]
    assert lines(make.JINAN, "member.grant") == lines(make.LIANXIANG, "account.invite") == []
    assert row_of("chen").password_hash is None
    assert session.execute(select(Invitation.digest).where(Invitation.account_id == made)).first() is None


def test_a_sheet_adds_nobody_to_a_unit_that_is_closed_or_not_below(session: Session) -> None:
    session.execute(update(Tenant).where(Tenant.code == make.LIANXIANG).values(status="closed"))
    session.commit()
    rows = [(n, MemberDraft(f"chen{n}", "陈秀英", "helper", code)) for n, code in enumerate((make.LIANXIANG, make.JUNMEN))]
    with make.working_at(make.JINAN, "jinan") as scope:
        told = [it.faults[0][1] for it in members_sheet.add_members(scope, rows)]
    assert "已撤销" in told[0]
    assert "不在本单位下面" in told[1]


@pytest.mark.parametrize(
    ("by", "at", "role"),
    [
        ("lianxiang", make.LIANXIANG, "manager"),
        ("lianxiang", make.LIANXIANG, "county_admin"),
        ("lianxiang_helper", make.LIANXIANG, "helper"),
        ("jinan_clerk", make.LIANXIANG, "helper"),
        ("jinan", make.JINAN, "city_admin"),
        ("jinan", make.JINAN, "helper"),
        ("fuzhou", make.CITY, "operator"),
        ("fuzhou_reader", make.CITY, "city_reader"),
        ("jinan", make.JINAN, "nonsense"),
        ("junmen", make.LIANXIANG, "helper"),
    ],
)
def test_a_role_that_is_not_hers_to_give_is_refused(session: Session, by: str, at: str, role: str) -> None:
    assert "不能授予" in refused(services.add_new, **CHEN, role=role, by=by, at=at)
    assert directory.find_account("chen") is None


def test_a_role_at_a_station_is_given_from_above_too(session: Session) -> None:
    add("manager", by="fuzhou")
    assert roles_of("chen") == {(make.LIANXIANG, "manager")}


def test_an_account_that_is_known_gets_one_more_role_and_is_told(session: Session) -> None:
    known = {"name": "junmen", "display_name": "junmen 的使用人"}
    act(services.add_known, **known, role="helper")
    assert roles_of("junmen") == {(make.JUNMEN, "manager"), (make.LIANXIANG, "helper")}
    assert row_of("junmen").notice == "2026年3月16日 lianxiang 的使用人 在连翔社区驿站为您添加了角色：宣传员"
    assert "已是宣传员" in refused(services.add_known, **known, role="helper")


@pytest.mark.parametrize(("name", "display_name"), [("junmen", "别的人"), ("nobody", "junmen 的使用人"), ("junmen", "")])
def test_name_and_holder_must_both_fit_and_which_was_wrong_is_not_told(session: Session, name: str, display_name: str) -> None:
    words = refused(services.add_known, name=name, display_name=display_name, role="helper")
    assert words == "没有账号名和姓名都相符的账号，请向本人核对"


def test_nobody_gives_herself_a_role(session: Session) -> None:
    assert "不能给自己" in refused(services.add_known, name="jinan", display_name="jinan 的使用人", role="manager", by="jinan")


def test_a_name_that_is_taken_leads_to_the_known_account(session: Session) -> None:
    assert "请选择“已有账号”" in refused(services.add_new, name="junmen", display_name="陈秀英", role="helper")


def test_a_closed_unit_takes_nobody_in_and_a_suspended_one_does(session: Session) -> None:
    station = make.tenant(make.LIANXIANG).id
    for status, is_open in (("suspended", True), ("closed", False)):
        session.execute(update(Tenant).where(Tenant.id == station).values(status=status))
        session.commit()
        if is_open:
            add()
        else:
            assert "已撤销" in refused(services.add_new, name="lin", display_name="林秀英", role="helper")


def test_a_role_is_changed_for_another(session: Session) -> None:
    helper = make.account_id("lianxiang_helper")
    act(services.change_role, helper, role="manager", by="jinan")
    assert roles_of("lianxiang_helper") == {(make.LIANXIANG, "manager")}
    assert lines(make.LIANXIANG, "member.change") == [f"{make.LIANXIANG} account {helper} helper -> manager"]
    assert "现在就是站长" in refused(services.change_role, helper, role="manager", by="jinan")
    assert "不由您管理" in refused(services.change_role, helper, role="helper")


def test_who_is_taken_out_of_her_last_unit_is_shut_out_but_not_disabled(app: Flask, session: Session) -> None:
    browser = sign_in(app, "lianxiang_helper")
    act(services.remove, make.account_id("lianxiang_helper"))
    assert roles_of("lianxiang_helper") == set()
    assert not is_in(browser)
    assert row_of("lianxiang_helper").is_active
    assert session.scalar(select(Login.digest).where(Login.account_id == make.account_id("lianxiang_helper"))) is None


def test_who_has_a_role_elsewhere_stays_signed_in(app: Flask, session: Session) -> None:
    make.add_role("junmen", make.LIANXIANG, "helper")
    session.commit()
    browser = sign_in(app, "junmen")
    act(services.remove, make.account_id("junmen"))
    assert roles_of("junmen") == {(make.JUNMEN, "manager")}
    assert is_in(browser)


def test_the_last_head_stays_and_a_colleague_who_never_came_does_not_count(session: Session) -> None:
    jinan, deputy = make.account_id("jinan"), make.account_id("jinan_deputy")
    act(services.remove, deputy, by="jinan", at=make.JINAN)
    add("county_admin", by="jinan", at=make.JINAN)
    assert "唯一能登录的县级管理员" in refused(services.remove, jinan, by="fuzhou", at=make.JINAN)
    session.execute(update(Account).where(Account.name == "chen").values(password_hash="has one"))
    session.commit()
    act(services.remove, jinan, by="fuzhou", at=make.JINAN)
    assert roles_of("jinan") == set()


@pytest.mark.parametrize("service", [services.remove, services.disable, services.enable, services.make_link])
@pytest.mark.parametrize("name", ["junmen", "jinan", "operator"])
def test_who_has_no_role_here_is_not_found(session: Session, service: Callable[..., Any], name: str) -> None:
    with pytest.raises(NotFound):
        act(service, make.account_id(name))
    with pytest.raises(NotFound):
        act(service, 999_999)


# ------------------------------------------------------------------ accounts


def test_who_is_disabled_is_out_at_once_and_her_link_dies(app: Flask, session: Session) -> None:
    helper = make.account_id("lianxiang_helper")
    browser = sign_in(app, "lianxiang_helper")
    token = act(services.make_link, helper, reason="忘记密码")
    act(services.disable, helper)
    assert not is_in(browser)
    assert not row_of("lianxiang_helper").is_active
    assert session.scalar(select(Login.digest).where(Login.account_id == helper)) is None
    act(services.enable, helper)
    assert directory.find_invitation(digest_of(token), now=clock.now()) is None, "a link that died stays dead"
    assert is_in(sign_in(app, "lianxiang_helper"))


def test_a_sign_in_that_was_under_way_does_not_outlive_a_disabling(app: Flask, session: Session) -> None:
    helper = make.account_id("lianxiang_helper")
    act(services.disable, helper)
    late = sign_in(app, "lianxiang_helper")
    act(services.enable, helper)
    assert session.scalar(select(Login.digest).where(Login.account_id == helper)) is None
    assert not is_in(late)


def test_who_works_elsewhere_too_is_disabled_from_where_all_her_units_are_seen(session: Session) -> None:
    make.add_role("lianxiang_helper", make.NEIGHBOUR, "helper")
    session.commit()
    helper = make.account_id("lianxiang_helper")
    assert "还在别的单位任职" in refused(services.disable, helper)
    assert "还在别的单位任职" in refused(services.disable, helper, by="jinan")
    act(services.disable, helper, by="jinan", at=make.JINAN)
    assert not row_of("lianxiang_helper").is_active
    assert lines(make.JINAN, "account.disable") == [f"{make.JINAN} account {helper}"]


def test_what_is_done_from_above_stands_in_the_audit_of_each_of_her_units(session: Session) -> None:
    make.add_role("lianxiang_helper", make.NEIGHBOUR, "helper")
    session.commit()
    helper = make.account_id("lianxiang_helper")
    for service, kwargs in ((services.make_link, {"reason": "忘记密码"}), (services.disable, {}), (services.enable, {})):
        act(service, helper, by="jinan", at=make.JINAN, **kwargs)
    for code in (make.LIANXIANG, make.NEIGHBOUR):
        assert lines(code, "account.reset") == [f"{make.JINAN} account {helper} 忘记密码"]
        assert lines(code, "account.disable") == lines(code, "account.enable") == [f"{make.JINAN} account {helper}"]
    assert lines(make.JINAN, "account.reset") == [f"account {helper} 忘记密码"]


def test_the_people_of_a_closed_station_are_disabled_from_its_county(session: Session) -> None:
    session.execute(update(Tenant).where(Tenant.code == make.LIANXIANG).values(status="closed"))
    session.commit()
    act(services.disable, make.account_id("lianxiang"), by="jinan", at=make.JINAN)
    assert not row_of("lianxiang").is_active


def test_a_refusal_leaves_all_as_it_was(app: Flask, session: Session) -> None:
    browser = sign_in(app, "lianxiang")
    assert "唯一能登录的站长" in refused(services.disable, make.account_id("lianxiang"), by="jinan")
    assert is_in(browser)


# ------------------------------------------------------------------ links


def test_a_lost_password_is_reset_with_a_reason_and_its_holder_is_told(app: Flask, session: Session) -> None:
    browser, manager = sign_in(app, "lianxiang"), make.account_id("lianxiang")
    before = row_of("lianxiang").password_hash
    token = act(services.make_link, manager, reason="本人忘记密码", by="jinan")
    assert row_of("lianxiang").password_hash == before, "the old password stays until the link is used"
    assert is_in(browser)
    assert row_of("lianxiang").notice == "2026年3月16日 jinan 的使用人 为您生成了重设密码的链接（原因：本人忘记密码）"
    kept = session.execute(select(Invitation.__table__).where(Invitation.digest == digest_of(token))).one()
    assert (kept.purpose, kept.reason, kept.made_by) == ("reset", "本人忘记密码", make.account_id("jinan"))
    assert lines(make.LIANXIANG, "account.reset") == [f"account {manager} 本人忘记密码"]


def test_a_reset_wants_a_reason_and_a_first_link_none(session: Session) -> None:
    assert "为什么" in refused(services.make_link, make.account_id("lianxiang"), by="jinan")
    made = add()
    assert act(services.make_link, made)
    assert row_of("chen").notice == ""


def test_a_new_link_ends_the_one_before(session: Session) -> None:
    made, first = act(services.add_new, **CHEN, role="helper")
    second = act(services.make_link, made)
    alive = [directory.find_invitation(digest_of(token), now=clock.now()) is not None for token in (first, second)]
    assert alive == [False, True]


@pytest.mark.parametrize("reason", ["来电 138-0000-1234 核对", "证件３５０１１１１９９００１０１００２Ｘ"])
def test_no_number_of_hers_comes_into_the_audit_by_a_reason(session: Session, reason: str) -> None:
    assert "不要写电话" in refused(services.make_link, make.account_id("lianxiang_helper"), reason=reason)


def is_alive(token: str) -> bool:
    return directory.find_invitation(digest_of(token), now=clock.now()) is not None


def test_a_link_somebody_kept_does_not_open_a_higher_role(session: Session) -> None:
    helper = make.account_id("lianxiang_helper")
    kept = act(services.make_link, helper, reason="忘记密码")
    act(services.change_role, helper, role="manager", by="jinan")
    assert not is_alive(kept), "the manager who made it may not reset a manager"


def test_a_link_somebody_kept_does_not_open_a_role_elsewhere(session: Session) -> None:
    kept = act(services.make_link, make.account_id("lianxiang_helper"), reason="忘记密码")
    known = {"name": "lianxiang_helper", "display_name": "lianxiang_helper 的使用人"}
    act(services.add_known, **known, role="county_clerk", by="jinan", at=make.JINAN)
    assert not is_alive(kept)


def test_her_link_outlives_another_role_from_who_made_it(session: Session) -> None:
    made, token = act(services.add_new, **CHEN, role="helper", by="jinan")
    act(services.change_role, made, role="manager", by="jinan")
    assert is_alive(token)


def test_nobody_gets_a_role_elsewhere_before_she_has_come_herself(session: Session) -> None:
    add()
    assert "等她本人登录" in refused(services.add_known, **CHEN, role="county_admin", by="jinan", at=make.JINAN)
    assert roles_of("chen") == {(make.LIANXIANG, "helper")}


@pytest.mark.parametrize(("code", "role"), [(make.JUNMEN, "helper"), (make.CITY, "city_reader"), (make.OTHER_STATION, "helper")])
def test_nobody_resets_an_account_that_opens_more_than_she_manages(session: Session, code: str, role: str) -> None:
    make.add_role("lianxiang", code, role)
    session.commit()
    assert "还在别的单位任职" in refused(services.make_link, make.account_id("lianxiang"), reason="忘记密码", by="jinan", at=make.JINAN)


def test_the_operator_resets_an_admin_of_a_city_who_is_alone(session: Session) -> None:
    def rescue(reason: str) -> str:
        with make.working_at(make.PLATFORM, "operator") as scope:
            return services.make_link(scope, queries.get_city(make.CITY), make.account_id("fuzhou"), reason=reason)

    assert rescue("电话核对过")
    assert "电话核对过" in row_of("fuzhou").notice
    assert lines(make.PLATFORM, "account.reset")
    make.add_role("jinan", make.CITY, "city_admin")
    db.session.commit()
    with pytest.raises(Conflict, match="由她在本市"):
        rescue("又忘了")


# ------------------------------------------------------------------ lists


def test_the_list_has_everybody_of_the_unit_once_its_heads_first(session: Session) -> None:
    make.add_role("lianxiang_helper", make.LIANXIANG, "manager")
    session.commit()
    add()
    unit = make.tenant(make.LIANXIANG).id
    rows, total = queries.list_members(unit, page=1)
    assert ([row.name for row in rows], total) == (["lianxiang", "lianxiang_helper", "chen"], 3)
    assert [row.name for row in queries.list_members(unit, page=2, size=2)[0]] == ["chen"]
    assert queries.list_members(make.tenant(make.CITY).id + 999, page=1) == ([], 0)
    held = queries.list_posts(unit, [row.id for row in rows])
    assert {row.name: [post.role for post in held[row.id]] for row in rows}["lianxiang_helper"] == ["helper", "manager"]


def test_where_else_somebody_works_is_not_told(session: Session) -> None:
    make.add_role("lianxiang_helper", make.JUNMEN, "helper")
    session.commit()
    it = queries.get_member(make.tenant(make.LIANXIANG), make.account_id("lianxiang_helper"), viewer_id=0)
    assert ([post.unit_code for post in it.posts], it.is_elsewhere) == ([make.LIANXIANG], True)
    above = queries.get_member(make.tenant(make.CITY), it.id, viewer_id=0)
    assert ([post.unit_code for post in above.posts], above.is_elsewhere) == ([make.JUNMEN, make.LIANXIANG], False)


def test_a_city_made_by_the_operator_says_who_made_its_admin(session: Session) -> None:
    with make.working_at(make.PLATFORM, "operator") as scope:
        cities.create_city(scope, code="350200000000", name="厦门市", admin_name="陈秀英", account_name="chen")
    assert session.scalar(select(Membership.made_by).join(Account).where(Account.name == "chen")) == make.account_id("operator")
    assert [it.name for it in queries.list_heads(make.tenant("350200000000"), viewer_id=0)] == ["chen"]
    assert units.list_people(make.tenant("350200000000").id)[0].name == "chen"


# ------------------------------------------------------------------ several at once


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    folder = tmp_path_factory.mktemp("members")
    url = owner_url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        prepare_postgres(server, "members")
        url, owner_url = (it.replace("/portal?", "/members?") for it in (server.app_url, server.owner_url))
    with time_machine.travel(NOW):
        app = make_app(url, owner_url, folder)
        yield app
    with app.app_context():
        db.engine.dispose()


def at_once(app: Flask, *jobs: tuple[str, str, Callable[[Scope], Any]]) -> list[Any]:
    """Start all jobs, each (unit, person, work), at one moment, and return what each gave or how it was refused."""
    start = Barrier(len(jobs))
    with app.app_context():
        scopes = [Scope(make.tenant(code).path, account_id=make.account_id(name), address="127.0.0.1") for code, name, _ in jobs]
        db.session.rollback()

    def run(n: int) -> Any:
        with app.app_context():
            start.wait(20)
            try:
                with working_as(scopes[n], is_write=True) as scope:
                    return jobs[n][2](scope)
            except (Conflict, RuleBroken) as refusal:
                return refusal

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, range(len(jobs))))


def done(results: list[Any]) -> int:
    return sum(not isinstance(result, Exception) for result in results)


def give_county(app: Flask, number: int, *names: str) -> str:
    """Make a county with these administrators, who can sign in, and return its code."""
    code = f"3501{90 + number}000000"
    with app.app_context(), make.working_at(make.PLATFORM, "operator"):
        county = tree.add_child(parent=make.tenant(make.CITY), code=code, name=f"第 {number} 县", level="county", status="open")
        for name in names:
            accounts.add_account(name=name, display_name="管理员", tenant_id=county.id, role="county_admin").password_hash = "has one"
    return code


def ids(app: Flask, *names: str) -> list[int]:
    with app.app_context():
        return [make.account_id(name) for name in names]


def remove_other(account_id: int) -> Callable[[Scope], Any]:
    return lambda scope: services.remove(scope, directory.get_here(scope), account_id)


def test_two_admins_who_remove_each_other_leave_one(real: Flask) -> None:
    code = give_county(real, 1, "anna", "berta")
    anna, berta = ids(real, "anna", "berta")
    results = at_once(real, (code, "anna", remove_other(berta)), (code, "berta", remove_other(anna)))
    assert done(results) == 1
    with real.app_context():
        assert len(roles_of("anna") | roles_of("berta")) == 1


def test_two_above_who_remove_the_last_but_one_and_the_last_leave_one(real: Flask) -> None:
    code = give_county(real, 2, "carla", "dora")
    carla, dora = ids(real, "carla", "dora")
    disabling = lambda scope: services.disable(scope, directory.get_here(scope), dora)  # noqa: E731
    results = at_once(real, (code, "fuzhou", remove_other(carla)), (code, "fuzhou", disabling))
    assert done(results) == 1
    assert "唯一能登录" in next(result.message for result in results if isinstance(result, Exception))


def test_one_role_given_by_several_at_once_is_given_once(real: Flask) -> None:
    known = {"name": "junmen", "display_name": "junmen 的使用人", "role": "helper"}
    give = lambda scope: services.add_known(scope, directory.get_here(scope), **known)  # noqa: E731
    results = at_once(real, *[(make.LIANXIANG, name, give) for name in ("lianxiang", "jinan", "jinan_deputy", "fuzhou")])
    assert done(results) == 1
    with real.app_context():
        assert roles_of("junmen") == {(make.JUNMEN, "manager"), (make.LIANXIANG, "helper")}


def test_who_is_disabled_while_she_gets_a_role_elsewhere_has_either(real: Flask) -> None:
    (helper,) = ids(real, "lianxiang_helper")
    known = {"name": "lianxiang_helper", "display_name": "lianxiang_helper 的使用人", "role": "helper"}
    disabling = lambda scope: services.disable(scope, directory.get_here(scope), helper)  # noqa: E731
    giving = lambda scope: services.add_known(scope, directory.get_here(scope), **known)  # noqa: E731
    results = at_once(real, (make.LIANXIANG, "lianxiang", disabling), (make.OTHER_STATION, "stranger", giving))
    assert done(results) == 1
    with real.app_context():
        is_active, is_elsewhere = row_of("lianxiang_helper").is_active, (make.OTHER_STATION, "helper") in roles_of("lianxiang_helper")
    assert is_active == is_elsewhere


def test_several_links_at_once_leave_one_alive(real: Flask) -> None:
    (manager,) = ids(real, "neighbour")
    making = lambda scope: services.make_link(scope, directory.get_here(scope), manager, reason="忘记密码")  # noqa: E731
    tokens = at_once(real, *[(make.NEIGHBOUR, name, making) for name in ("jinan", "jinan_deputy", "fuzhou")])
    with real.app_context():
        assert sum(directory.find_invitation(digest_of(token), now=clock.now()) is not None for token in tokens) == 1
        assert row_of("neighbour").notice.count("为您生成了重设密码的链接") == 3


def test_who_uses_her_link_while_she_is_disabled_waits_for_nobody_who_waits_for_her(real: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    code = give_county(real, 3, "emma", "frieda")
    (emma,) = ids(real, "emma")
    with real.app_context(), make.working_at(code, "frieda") as scope:
        token = services.make_link(scope, directory.get_here(scope), emma, reason="忘记密码")
    used, keep = Event(), links.keep_password

    def keep_slowly(account_id: int, kept: str) -> None:
        used.set()
        time.sleep(0.3)  # the other one is at the account by now
        keep(account_id, kept)

    monkeypatch.setattr(links, "keep_password", keep_slowly)

    def come(scope: Scope) -> Any:
        comer = accounts.Comer(Holder("emma", "管理员"), make.PASSWORD, "")
        return accounts.accept_invitation(Scope("0.", address=scope.address), token=token, comer=comer, asks_second=False)

    def disable(scope: Scope) -> None:
        used.wait(10)
        services.disable(scope, directory.get_here(scope), emma)

    assert done(at_once(real, (make.PLATFORM, "operator", come), (code, "frieda", disable))) == 2
    with real.app_context():
        assert not row_of("emma").is_active
        assert db.session.scalar(select(Login.digest).where(Login.account_id == emma)) is None


def test_what_she_is_told_outlives_a_sign_in_by_the_link_itself(session: Session) -> None:  # whoever holds it may be somebody else
    token = act(services.make_link, make.account_id("lianxiang"), reason="本人忘记密码", by="jinan")
    comer = accounts.Comer(Holder("lianxiang", "使用人"), make.PASSWORD, "")
    with working_as(Scope("0.", address="127.0.0.1"), is_write=True) as scope:
        opened = accounts.accept_invitation(scope, token=token, comer=comer, asks_second=False)
    assert "本人忘记密码" in opened.notice
    assert "本人忘记密码" in row_of("lianxiang").notice
