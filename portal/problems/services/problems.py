"""Every write of problems: raised from above, mended by the unit itself, looked at again by somebody else."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Level, Scope
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.people.services.naming import refuse_names
from portal.problems.models import Problem, ProblemStep
from portal.problems.queries import problems as queries
from portal.problems.rules.problems import Content, Finding, Stand, State, Step, Who, check_due, check_postponed, why_not
from portal.tenants import queries as directory
from portal.tenants.rules.units import Status

problem, step = cast(Table, Problem.__table__), cast(Table, ProblemStep.__table__)
_NEW, _NEW_STEP = insert(problem), insert(step)


def raise_problem(scope: Scope, finding: Finding) -> UUID:
    """Put a problem on the list of a unit below; it stands in that unit's row.

    Raises:
        NotFound: there is no such unit below the scope.
        RuleBroken: it is the unit itself, or one that does not work now; the day is past; a number of a person stands in the words.
        Conflict: the unit has a problem of this title that is not over yet.
    """
    unit = directory.get_below(scope, finding.unit_code)
    if unit.path == scope.path:
        raise RuleBroken("unit_code", "问题列给下级单位，不能列给自己")
    if unit.status != "open":
        raise RuleBroken("unit_code", f"{unit.name}现在是“{Status(unit.status).label}”，不能办理，恢复后再列入")
    check_due(finding.due_on, clock.today())
    _check_words(finding)
    with within(db.session(), scope, unit.path) as below:
        if known := queries.find_same(below, finding.title):
            message = f"{unit.name}已有一条还没有销号的同名问题“{finding.title}”，没有重复列入。"
            raise Conflict(message, action=Step.RAISE.action, subject_id=known, advice="要补充情况，请打开那一条修改。")
        new_id = _insert(below, scope, finding)
        _note(below, scope, new_id, Step.RAISE, finding.source_words)
    audit.note(scope, Step.RAISE.action, new_id, note=unit.name)
    return new_id


def raise_problems(scope: Scope, findings: Sequence[Finding]) -> list[UUID]:
    """Put several problems on the list, all or none.

    Raises:
        RuleBroken: with `rows-2-title` for the third one's title, and as `raise_problem`.
        NotFound, Conflict: as `raise_problem`.
    """
    ids: list[UUID] = []
    for n, finding in enumerate(findings):
        try:
            ids.append(raise_problem(scope, finding))
        except RuleBroken as broken:
            raise RuleBroken(f"rows-{n}-{broken.field}", broken.message) from broken
    return ids


def fix(scope: Scope, problem_id: UUID, *, proof: str, version: int) -> None:
    """Report that a problem of this unit is mended, and how that shows.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: a number of a person, or a name of the station's rolls, stands in the proof: those above read it.
        Conflict: it is not to be mended now, or somebody changed it meanwhile.
    """
    if scope.level is Level.STATION:
        refuse_names(scope, proof, field="proof")
    check_reason(proof, field="proof")
    with _changing(scope, problem_id, Step.FIX, version) as (own, held):
        done = {"state": State.FIXED.value, "proof": proof, "fixed_by": scope.account_id, "fixed_at": clock.now()}
        _change(own, held, done)
        _note(own, scope, problem_id, Step.FIX, proof)


def recheck(scope: Scope, problem_id: UUID, *, is_good: bool, note: str, version: int) -> None:
    """Look at what was mended: it is over, or goes back with a reason.

    Raises:
        NotFound: it is not below this unit.
        RuleBroken: it goes back without a reason, or with a number of a person.
        Conflict: it is not hers to re-check, or somebody did so meanwhile.
    """
    if not is_good and not note:
        raise RuleBroken("note", "退回整改请写明哪里还不行")
    check_reason(note, field="note")
    which = Step.ACCEPT if is_good else Step.SEND_BACK
    with _changing(scope, problem_id, which, version) as (below, held):
        good = {"state": State.CLOSED.value, "rechecked_by": scope.account_id, "rechecked_at": clock.now()}
        bad = {"state": State.OPEN.value, "fixed_by": None, "fixed_at": None, "sent_back": held.sent_back + 1}
        _change(below, held, good if is_good else bad)
        _note(below, scope, problem_id, which, note)


def postpone(scope: Scope, problem_id: UUID, *, due_on: date, reason: str, version: int) -> None:
    """Give the unit more time; the day before stays in the steps.

    Raises:
        NotFound: it is not below this unit.
        RuleBroken: the day is not later, or a number of a person stands in the reason.
        Conflict: another unit raised it, it is not to be mended now, or somebody changed it meanwhile.
    """
    check_reason(reason)
    with _changing(scope, problem_id, Step.POSTPONE, version) as (below, held):
        check_postponed(due_on, before=held.due_on, today=clock.today())
        _change(below, held, {"due_on": due_on})
        _note(below, scope, problem_id, Step.POSTPONE, f"期限由 {held.due_on} 改为 {due_on}：{reason}")


def withdraw(scope: Scope, problem_id: UUID, *, reason: str, version: int) -> None:
    """Take a problem back that was none; it stays on the list as withdrawn.

    Raises:
        NotFound: it is not below this unit.
        RuleBroken: a number of a person stands in the reason.
        Conflict: another unit raised it, it is not to be mended now, or somebody changed it meanwhile.
    """
    check_reason(reason)
    with _changing(scope, problem_id, Step.WITHDRAW, version) as (below, held):
        _change(below, held, {"state": State.WITHDRAWN.value})
        _note(below, scope, problem_id, Step.WITHDRAW, reason)


def amend(scope: Scope, problem_id: UUID, content: Content, *, version: int) -> None:
    """Say a problem in better words, or name another official; what stood there before stays in the steps.

    Raises:
        NotFound: it is not below this unit.
        RuleBroken: nothing is changed, or a number of a person stands in the words.
        Conflict: another unit raised it, it is not to be mended now, or somebody changed it meanwhile.
    """
    _check_words(content)
    with _changing(scope, problem_id, Step.AMEND, version) as (below, held):
        before = Content(held.title, held.detail, held.owner_name)
        if before == content:
            raise RuleBroken("title", "没有改动，不用保存")
        if content.title != held.title and queries.find_same(below, content.title):
            raise RuleBroken("title", "这个单位已有一条还没有销号的同名问题")
        said = {"title": content.title, "detail": content.detail, "owner_name": content.owner_name}
        _change(below, held, said)
        _note(below, scope, problem_id, Step.AMEND, _before_words(before, content))


@contextmanager
def _changing(scope: Scope, problem_id: UUID, which: Step, version: int) -> Generator[tuple[Scope, Any]]:
    """Hold a problem where it stands, as it was seen, for somebody who may take this step."""
    row = queries.get_problem(scope, problem_id)
    with within(db.session(), scope, row.path) as below:
        held = queries.hold_problem(below, problem_id)
        stand = Stand(State(held.state), below.tenant_id, Level[row.raised_level.upper()], held.fixed_by)
        if held.version != version:
            raise Conflict(_overtaken(below, problem_id), action=which.action, subject_id=problem_id, advice="请看过最新情况后再办。")
        if why := why_not(which, stand, Who(scope.account_id, scope.tenant_id, scope.level)):
            raise Conflict(why, action=which.action, subject_id=problem_id)
        yield below, held
    if row.path != scope.path:
        audit.note(scope, which.action, problem_id, note=row.unit_name)


def _overtaken(below: Scope, problem_id: UUID) -> str:
    last = queries.list_steps(below, problem_id)[-1]
    at = clock.local(last.done_at)
    who = f"{last.from_name}的{last.by_name}" if last.by_name else last.from_name
    return f"这条问题已由{who}在 {at:%m-%d %H:%M} {Step(last.step).label}，您这一次没有保存。"


def _insert(below: Scope, scope: Scope, finding: Finding) -> UUID:
    new_id = uuid7()
    found = {"source": finding.source.value, "source_id": finding.source_id, "source_words": finding.source_words}
    said = {name: getattr(finding, name) for name in ("title", "detail", "owner_name", "due_on")}
    raised = {"raised_by": scope.account_id, "raised_from": scope.tenant_id, "raised_at": clock.now()}
    rest = {"state": State.OPEN.value, "proof": "", "sent_back": 0, "version": 1}
    db.session.execute(_NEW, [{**below.stamp(problem), "id": new_id, **found, **said, **raised, **rest}])
    return new_id


def _change(below: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (below.changes(problem), problem.c.id == bindparam("which"))
    fresh = update(problem).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**below.binds, "which": held.id})


def _note(below: Scope, scope: Scope, problem_id: UUID, which: Step, note: str) -> None:
    who = {"done_by": scope.account_id, "done_from": scope.tenant_id, "done_at": clock.now()}
    row = {**below.stamp(step), "id": uuid7(), "problem_id": problem_id, "step": which.value, "note": note[:1000], **who}
    db.session.execute(_NEW_STEP, [row])
    audit.note(below, which.action, problem_id)


def _before_words(before: Content, now: Content) -> str:
    names = {"title": "问题", "detail": "具体情况", "owner_name": "责任人"}
    return "；".join(
        f"{label}原为“{getattr(before, name) or '（空）'}”" for name, label in names.items() if getattr(before, name) != getattr(now, name)
    )


def _check_words(said: Finding | Content) -> None:
    for name in ("title", "detail", "owner_name"):
        check_reason(getattr(said, name), field=name)


register_words({one.action: f"问题：{one.label}" for one in Step}, group="问题清单")
