"""Every write of 提升方案: ordered from above or made by the unit itself, its steps done, ended with what came of it."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.problems.models import ImprovementPlan, ImprovementStep
from portal.problems.queries import plans as queries
from portal.problems.rules.plans import MOST_STEPS, PlanDraft, PlanState, PlanStep, check_end, check_plan, positions
from portal.tenants import queries as directory
from portal.tenants.rules.units import Status

ORDER, MAKE, ADD, DONE, END = "plan.order", "plan.make", "plan.add_steps", "plan.step_done", "plan.end"
plan, step = cast(Table, ImprovementPlan.__table__), cast(Table, ImprovementStep.__table__)


def order_plan(scope: Scope, unit_code: str, it: PlanDraft) -> UUID:
    """Ask a county below for a plan; it stands in that county's rows.

    Raises:
        NotFound: there is no such county below the scope.
        RuleBroken: the county does not work now, the days contradict themselves, or a number of a person stands in the words.
        Conflict: it has a plan that runs.
    """
    unit = directory.get_below(scope, unit_code)
    if unit.level != "county" or unit.path == scope.path:
        raise NotFound
    if unit.status != "open":
        raise RuleBroken("title", f"{unit.name}现在是“{Status(unit.status).label}”，不能办理，恢复后再要求")
    with within(db.session(), scope, unit.path) as below:
        plan_id = _make(below, it, ordered_from=scope.tenant_id, action=ORDER)
    audit.note(scope, ORDER, plan_id, note=unit.name)
    return plan_id


def make_plan(scope: Scope, it: PlanDraft) -> UUID:
    """Make a plan of this very unit.

    Raises:
        RuleBroken: the days contradict themselves, or a number of a person stands in the words.
        Conflict: it has a plan that runs.
    """
    return _make(scope, it, ordered_from=scope.tenant_id, action=MAKE)


def add_steps(scope: Scope, plan_id: UUID, steps: tuple[PlanStep, ...], *, version: int) -> None:
    """Add steps to a plan that runs.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: the days contradict themselves, there are too many, or a number of a person stands in the words.
        Conflict: it is over, or somebody changed it meanwhile.
    """
    held = _hold(scope, plan_id, version, ADD)
    known = queries.list_plan_steps(scope, plan_id)
    if len(known) + len(steps) > MOST_STEPS:
        raise RuleBroken("rows", f"一份方案最多 {MOST_STEPS} 项措施")
    draft = PlanDraft(held.title, "", max(held.due_on, clock.today()), steps)
    _check(draft)
    _put(scope, plan_id, steps, after=len(known))
    _change(scope, held, {})
    audit.note(scope, ADD, plan_id, note=f"{len(steps)} 项")


def finish_step(scope: Scope, plan_id: UUID, position: int, *, note: str, version: int) -> None:
    """Say that a step is done, and how that shows.

    Raises:
        NotFound: the plan is not this unit's, or has no such step.
        RuleBroken: a number of a person stands in the note.
        Conflict: it was done before, the plan is over, or somebody changed it meanwhile.
    """
    check_reason(note, field="note")
    held = _hold(scope, plan_id, version, DONE)
    found = next((row for row in queries.list_plan_steps(scope, plan_id) if row.position == position), None)
    if found is None:
        raise NotFound
    if found.done_on:
        raise Conflict("这项措施刚才已经报过完成。", action=DONE, subject_id=plan_id, advice="请刷新页面查看。")
    own = (scope.changes(step), step.c.id == bindparam("which"))
    done = {"done_on": clock.today(), "done_note": note, "done_by": scope.account_id}
    db.session.execute(update(step).where(*own).values(done), {**scope.binds, "which": found.id})
    _change(scope, held, {})
    audit.note(scope, DONE, plan_id, note=f"第 {position} 项")


def end_plan(scope: Scope, plan_id: UUID, state: PlanState, *, outcome: str, version: int) -> None:
    """End a plan with what came of it.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: it is called done with steps left, or a number of a person stands in the outcome.
        Conflict: it is over, or somebody changed it meanwhile.
    """
    check_reason(outcome, field="outcome")
    held = _hold(scope, plan_id, version, END)
    check_end(state, sum(row.done_on is None for row in queries.list_plan_steps(scope, plan_id)))
    _change(scope, held, {"state": state.value, "outcome": outcome, "ended_by": scope.account_id, "ended_at": clock.now()})
    audit.note(scope, END, plan_id, note=state.label)


def _make(scope: Scope, it: PlanDraft, *, ordered_from: int, action: str) -> UUID:
    _check(it)
    if running := queries.find_running(scope):
        message = "这个县已有一份进行中的提升方案，没有重复建立。"
        raise Conflict(message, action=action, subject_id=running, advice="请先办结那一份，或在那一份里添加措施。")
    plan_id, now = uuid7(), clock.now()
    said = {"title": it.title, "weakness": it.weakness, "since_on": clock.today(), "due_on": it.due_on}
    who = {"ordered_from": ordered_from, "made_by": scope.account_id, "made_at": now, "ended_by": None, "ended_at": None}
    rest = {"state": PlanState.RUNNING.value, "outcome": "", "version": 1}
    db.session.execute(insert(plan), [{**scope.stamp(plan), "id": plan_id, **said, **who, **rest}])
    _put(scope, plan_id, it.steps, after=0)
    audit.note(scope, action, plan_id)
    return plan_id


def _check(it: PlanDraft) -> None:
    check_plan(it, today=clock.today())
    for name in ("title", "weakness"):
        check_reason(getattr(it, name), field=name)
    for n, one in enumerate(it.steps):
        check_reason(one.words, field=f"rows-{n}-words")


def _put(scope: Scope, plan_id: UUID, steps: tuple[PlanStep, ...], *, after: int) -> None:
    blank = {"plan_id": plan_id, "done_on": None, "done_note": "", "done_by": None}
    rows = [
        {**scope.stamp(step), "id": uuid7(), "position": n, "words": it.words, "owner_name": it.owner_name, "due_on": it.due_on, **blank}
        for n, it in positions(steps, after=after)
    ]
    if rows:
        db.session.execute(insert(step), rows)


def _hold(scope: Scope, plan_id: UUID, version: int, action: str) -> Any:
    held = queries.hold_plan(scope, plan_id)
    if held.state != PlanState.RUNNING:
        raise Conflict(f"这份方案{PlanState(held.state).label}，不用再办。", action=action, subject_id=plan_id)
    if held.version != version:
        message = "这份方案刚才有人改过，您这一次没有保存。"
        raise Conflict(message, action=action, subject_id=plan_id, advice="请看过最新情况后再办。")
    return held


def _change(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (scope.changes(plan), plan.c.id == bindparam("which"))
    fresh = update(plan).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**scope.binds, "which": held.id})


register_words(
    {ORDER: "要求制定提升方案", MAKE: "制定提升方案", ADD: "添加提升措施", DONE: "办完提升措施", END: "办结提升方案"},
    group="提升方案",
)
