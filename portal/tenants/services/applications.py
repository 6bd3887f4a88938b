"""Every write on an application for a new station."""

from dataclasses import asdict, replace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.models import Application, ApplicationStep
from portal.tenants.queries import applications as queries
from portal.tenants.queries import photos as photo_rows
from portal.tenants.rules import applications as rules
from portal.tenants.rules.applications import Move, Proposal, State, Visit
from portal.tenants.rules.filings import Content, content_of
from portal.tenants.services import accounts, application_photos, tree

application, step = cast(Table, Application.__table__), cast(Table, ApplicationStep.__table__)
_NEW, _NEW_STEP = insert(application), insert(step)
_UNVISITED = {"visited_on": None, "visitors": "", "findings": "", "visited_by": None}
_UNDECIDED = {"decided_by": None, "decided_at": None, "reason": ""}


def start_application(scope: Scope, it: Proposal, *, is_filed: bool) -> UUID:
    """Draft an application, and file it at once if that is wanted.

    Raises:
        RuleBroken: the community is not this county's or has a station, another application for it is under way, or, when filed,
            something is missing or the account's name is taken.
    """
    new_id, moment = uuid7(), clock.now()
    it = _checked(scope, it, new_id, is_filed=is_filed)
    state, filed_by = (State.FILED, scope.account_id) if is_filed else (State.DRAFT, None)
    row = {**_columns(it), **rules.point_columns(it.points), "state": state, "moved_at": moment, "version": 1}
    owner = {**scope.stamp(application), "id": new_id, "drafted_by": scope.account_id, "filed_by": filed_by}
    db.session.execute(_NEW, [{**row, **owner}])
    content = _content(scope, new_id, it, has_visit=False) if is_filed else None
    _add_step(scope, new_id, None, state, rules.words_of(it.points), content)
    audit.note(scope, "application.file" if is_filed else "application.draft", new_id)
    return new_id


def amend_application(scope: Scope, application_id: UUID, it: Proposal, *, version: int, is_filed: bool) -> None:
    """Change a draft or what was returned, and file it (again) if that is wanted.

    A recorded visit stays, with its scores, as long as the community is the same.

    Raises:
        NotFound: it is not this county's.
        RuleBroken: as for a new one.
        Conflict: it is under way or decided, or somebody changed it meanwhile.
    """
    move = Move.FILE if is_filed else Move.AMEND
    before = _movable(scope, application_id, move, version=version)
    it = _checked(scope, it, application_id, is_filed=is_filed)
    keeps_visit = before.visited_on is not None and before.community_code == it.community_code
    points = {} if keeps_visit else rules.point_columns(it.points)
    values = {**_columns(it), **points, **({} if keeps_visit else _UNVISITED)}
    filed = {"filed_by": scope.account_id, **_UNDECIDED} if is_filed else {}
    is_revisit = before.visited_on is not None and not keeps_visit
    content = _content(scope, application_id, it, has_visit=keeps_visit) if is_filed else None
    _change(scope, before, move, {**values, **filed}, note="社区已更换，须重新走访" if is_revisit else "", content=content)
    if is_revisit:
        application_photos.forget_visit(scope, application_id)


def record_visit(scope: Scope, application_id: UUID, it: Visit, *, version: int) -> None:
    """Record what the officials saw, with a score for each of the four points; a later visit replaces it.

    Raises:
        NotFound: it is not this county's.
        RuleBroken: a day to come, a point without a score.
        Conflict: it is not waiting for a visit, or somebody changed it meanwhile.
    """
    rules.check_visit(it, today=clock.today())
    before = _movable(scope, application_id, Move.VISIT, version=version)
    seen = {"visited_on": it.visited_on, "visitors": it.visitors, "findings": it.findings, "visited_by": scope.account_id}
    _change(scope, before, Move.VISIT, {**seen, **rules.point_columns(it.points)}, note=rules.words_of(it.points))


def withdraw_application(scope: Scope, application_id: UUID, *, reason: str, version: int) -> None:
    """Take back what is not yet decided.

    Raises:
        NotFound: it is not this county's.
        Conflict: it is decided, or somebody changed it meanwhile.
    """
    before = _movable(scope, application_id, Move.WITHDRAW, version=version)
    _change(scope, before, Move.WITHDRAW, {"reason": reason}, note=reason)


def decide_application(scope: Scope, application_id: UUID, verdict: Move, *, reason: str, version: int) -> None:
    """Approve, return or refuse; an approval makes the station and an account for its manager.

    Raises:
        NotFound: it is not this county's.
        RuleBroken: no reason; or the code or the account's name was taken meanwhile.
        Conflict: she filed it herself, it was not visited, it is decided already, or somebody changed it meanwhile.
    """
    rules.check_reason(verdict, reason)
    before = _movable(scope, application_id, verdict, version=version)
    if queries.has_filed(scope, application_id):
        message = "这份申请是您上报的，按规定须由另一位管理员审批。"
        raise Conflict(message, action=f"application.{verdict}", subject_id=application_id)
    if verdict is Move.APPROVE:
        _check_still_free(before)
    decided = {"decided_by": scope.account_id, "decided_at": clock.now(), "reason": reason}
    _change(scope, before, verdict, decided, note=reason)
    if verdict is Move.APPROVE:
        _make_station(scope, before)


def make_link(scope: Scope, application_id: UUID) -> tuple[Any, str]:
    """Return the application and the secret of a new one-time link for the manager it named; her earlier links die.

    Raises:
        NotFound: it is not this county's.
        Conflict: it is not approved, she works for other units by now, or she has a password: a link would open her station's
            people to the county.
    """
    row = queries.get_application(scope, application_id)
    account = directory.find_account(row.manager_account) if row.state == State.APPROVED else None
    if account is None:
        raise Conflict("申请批准以后才能生成登录链接。", action="account.invite", subject_id=application_id)
    if account.password_hash is not None:
        message = "站长已经设置过密码，不能再为她生成链接。"
        raise Conflict(message, action="account.invite", subject_id=application_id)
    return row, accounts.invite_below(scope, account_id=account.id)


def _checked(scope: Scope, it: Proposal, application_id: UUID, *, is_filed: bool) -> Proposal:
    """Return the proposal with the station's name filled in."""
    free = {row.code: row.name for row in directory.list_free_communities(directory.get_here(scope).code)}
    if it.community_code not in free:
        raise RuleBroken("community_code", "请选择本县（市、区）还没有驿站的社区")
    if is_filed:
        rules.check_proposal(it)
        _check_free(scope, it, application_id)
    return it if it.station_name else replace(it, station_name=rules.station_name_for(free[it.community_code]))


def _check_free(scope: Scope, it: Proposal, application_id: UUID) -> None:
    if queries.has_rival(scope, it.community_code, beside=application_id):
        raise RuleBroken("community_code", "这个社区已有一份申请在办理，不能重复上报")
    if directory.find_account(it.manager_account):
        raise RuleBroken("manager_account", "这个账号名已有人使用，请换一个")


def _content(scope: Scope, application_id: UUID, it: Proposal, *, has_visit: bool) -> Content:
    place = directory.find_division(it.community_code)
    photos = [str(row.id) for row in photo_rows.list_photos(scope, application_photos.FILED.name, application_id)]
    return content_of(it, community=place.name if place else "", photos=photos, has_visit=has_visit)


def _check_still_free(row: Any) -> None:
    if directory.find_tenant(row.community_code):
        raise RuleBroken("verdict", "这个社区已经有驿站，或正在筹建，不能批准；请退回修改或不予批准")
    if directory.find_account(row.manager_account):
        raise RuleBroken("verdict", f"站长的登录账号 {row.manager_account} 已有人使用，不能批准；请退回，由填报人换一个账号名")


def _columns(it: Proposal) -> dict[str, Any]:
    return {name: value for name, value in asdict(it).items() if name != "points"}


def _movable(scope: Scope, application_id: UUID, move: Move, *, version: int) -> Any:
    queries.hold_application(scope, application_id)  # of two at once the second judges what the first has made of it
    row = queries.get_application(scope, application_id)
    if row.version != version or row.state not in rules.FROM[move]:
        raise _overtaken(scope, row, move)
    if why := queries.standing_of(row).why_not(move):
        raise _refusal(row, move, why)
    return row


def _change(scope: Scope, before: Any, move: Move, values: dict[str, Any], *, note: str, content: Content | None = None) -> None:
    state, moment = rules.TO.get(move, State(before.state)), clock.now()
    own = (scope.changes(application), application.c.id == bindparam("which"), application.c.version == bindparam("seen"))
    moved = {"state": state, "version": before.version + 1, **({} if move is Move.AMEND else {"moved_at": moment})}
    binds = {**scope.binds, "which": before.id, "seen": before.version}
    changed = db.session.execute(update(application).where(*own).values({**values, **moved}), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # two at once: the other one was first
        raise _overtaken(scope, queries.get_application(scope, before.id), move)
    if move is not Move.AMEND:
        _add_step(scope, before.id, before.state, state, note, content)
    audit.note(scope, f"application.{move}", before.id)


def _add_step(scope: Scope, application_id: UUID, before: str | None, after: State, note: str, content: Content | None) -> None:
    row = {**scope.stamp(step), "id": uuid7(), "application_id": application_id, "account_id": scope.account_id, "at": clock.now()}
    db.session.execute(_NEW_STEP, [{**row, "from_state": before, "to_state": after, "note": note, "content": content}])


def _make_station(scope: Scope, row: Any) -> None:
    county = directory.get_here(scope)
    by = scope.account_id
    station = tree.add_child(parent=county, code=row.community_code, name=row.station_name, level="station", by=by, reason="建站申请获批")
    head: dict[str, Any] = {"name": row.manager_account, "display_name": row.manager_name, "role": "manager", "made_by": by}
    accounts.add_account(tenant_id=station.id, **head)


def _overtaken(scope: Scope, row: Any, move: Move) -> Conflict:
    """Say who was first, and what she did."""
    message = "这份申请刚才被别人修改过，您这一次没有保存。"
    if row.state not in rules.FROM[move]:
        last = queries.list_steps(scope, row.id)[-1]
        message = f"这份申请已由 {last.display_name} 于 {clock.local(last.at):%Y-%m-%d %H:%M} {_verb(last.to_state)}，您这一次没有保存。"
    return _refusal(row, move, message)


def _verb(state: str) -> str:
    return next((move.label for move, after in rules.TO.items() if after == state), "存为草稿")


def _refusal(row: Any, move: Move, message: str) -> Conflict:
    return Conflict(message, action=f"application.{move}", subject_id=row.id, advice="请看过最新情况后再决定。")
