"""Studies are written down; what was heard in them becomes a problem, a task, or is kept in mind."""

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.problems.models import Opinion, Study
from portal.problems.queries import studies as queries
from portal.problems.rules.studies import Became, StudyDraft, Task, check, check_task
from portal.problems.services.problems import Finding, raise_problem
from portal.tenants.queries import list_below

WRITE, AMEND, VOID, ANSWER, DONE = "study.write", "study.amend", "study.void", "study.answer", "study.task_done"
study, opinion = cast(Table, Study.__table__), cast(Table, Opinion.__table__)


def write_study(scope: Scope, it: StudyDraft) -> UUID:
    """Write a study down with what was heard.

    Raises:
        RuleBroken: a day that cannot have been, or a unit that is not below.
    """
    _check(scope, it)
    study_id = uuid7()
    own = {**scope.stamp(study), "version": 1, "made_by": scope.account_id, "made_at": clock.now(), "void_reason": ""}
    db.session.execute(insert(study), [{**own, "id": study_id, **_columns(it)}])
    _add(scope, study_id, it)
    audit.note(scope, WRITE, study_id)
    return study_id


def amend_study(scope: Scope, study_id: UUID, it: StudyDraft, *, version: int) -> None:
    """Change what a study says, and add what else was heard; opinions that are there stay as they were heard.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: as in `write_study`.
        Conflict: it was voided, or somebody changed it meanwhile.
    """
    _check(scope, it)
    _change(scope, study_id, version, _columns(it), action=AMEND)
    _add(scope, study_id, it)
    audit.note(scope, AMEND, study_id)


def void_study(scope: Scope, study_id: UUID, *, reason: str, version: int) -> None:
    """Take a study out that should not stand there; what became of its opinions stays.

    Raises:
        NotFound: it is not this unit's.
        Conflict: it was voided before, or somebody changed it meanwhile.
    """
    check_reason(reason)
    _change(scope, study_id, version, {"voided_at": clock.now(), "voided_by": scope.account_id, "void_reason": reason}, action=VOID)
    audit.note(scope, VOID, study_id)


def make_problem(scope: Scope, opinion_id: UUID, it: Finding, *, version: int) -> UUID:
    """Let an opinion become a problem of a unit at or below this one, and return the problem.

    Raises:
        NotFound: the opinion is not this unit's.
        Conflict: something became of it meanwhile.
        RuleBroken: what `raise_problem` refuses.
    """
    held = _waiting(scope, opinion_id, version)
    problem_id = raise_problem(scope, it)
    unit = next(one for one in list_below(scope) if one.code == it.unit_code)
    _answer(scope, held, {"became": Became.PROBLEM.value, "problem_id": problem_id, "problem_unit_id": unit.id})
    return problem_id


def make_task(scope: Scope, opinion_id: UUID, it: Task, *, version: int) -> None:
    """Let an opinion become a task of one's own.

    Raises:
        NotFound: the opinion is not this unit's.
        RuleBroken: it is due before today.
        Conflict: something became of it meanwhile.
    """
    check_task(it, today=clock.today())
    _answer(scope, _waiting(scope, opinion_id, version), {"became": Became.TASK.value, **asdict(it)})


def keep_in_mind(scope: Scope, opinion_id: UUID, *, version: int) -> None:
    """Let nothing more become of an opinion.

    Raises:
        NotFound: the opinion is not this unit's.
        Conflict: something became of it meanwhile.
    """
    _answer(scope, _waiting(scope, opinion_id, version), {"became": Became.NOTED.value})


def finish_task(scope: Scope, opinion_id: UUID, *, note: str, version: int) -> None:
    """Say what was done about a task.

    Raises:
        NotFound: the opinion is not this unit's.
        Conflict: it is no task, or was done before.
    """
    held = queries.hold_opinion(scope, opinion_id)
    if held.became != Became.TASK or held.done_at is not None or held.version != version:
        raise Conflict("这项任务刚才已经有人办理，这一次没有保存。", action=DONE, subject_id=opinion_id, advice="请刷新页面查看。")
    _set(scope, held, {"done_at": clock.now(), "done_by": scope.account_id, "done_note": note})
    audit.note(scope, DONE, opinion_id)


def _check(scope: Scope, it: StudyDraft) -> None:
    check(it, today=clock.today())
    if it.unit_id is not None and it.unit_id not in {one.id for one in list_below(scope)}:
        raise RuleBroken("unit", "请从名单里选择单位")


def _columns(it: StudyDraft) -> dict[str, Any]:
    return {name: value for name, value in asdict(it).items() if name != "opinions"}


def _add(scope: Scope, study_id: UUID, it: StudyDraft) -> None:
    blank = {"became": "", "owner_name": "", "done_note": "", "version": 1, "study_id": study_id}
    rows = [{**scope.stamp(opinion), **blank, "id": uuid7(), **asdict(one)} for one in it.opinions]
    if rows:
        db.session.execute(insert(opinion), rows)


def _change(scope: Scope, study_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    row = queries.get_study(scope, study_id)
    if row.tenant_id != scope.tenant_id:
        raise Conflict("只有写下这份调研的单位可以修改它。", action=action, subject_id=study_id)
    c = study.c
    own = (scope.changes(study), c.id == bindparam("which"), c.version == bindparam("seen"), c.voided_at.is_(None))
    changed = update(study).where(*own).values({**values, "version": version + 1})
    done = db.session.execute(changed, {**scope.binds, "which": study_id, "seen": version})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        message = "这份调研刚才被别人修改过或已经作废，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=study_id, advice="请看过最新内容后再改。")


def _waiting(scope: Scope, opinion_id: UUID, version: int) -> Any:
    held = queries.hold_opinion(scope, opinion_id)
    if held.became or held.version != version:
        words = f"这条意见刚才已经有人处理（{Became(held.became).label}），这一次没有保存。"
        raise Conflict(words, action=ANSWER, subject_id=opinion_id, advice="请刷新页面查看。")
    return held


def _answer(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    _set(scope, held, values)
    audit.note(scope, ANSWER, held.id, note=Became(values["became"]).label)


def _set(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (scope.changes(opinion), opinion.c.id == bindparam("which"))
    fresh = update(opinion).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**scope.binds, "which": held.id})


register_words(
    {WRITE: "登记调研", AMEND: "修改调研", VOID: "作废调研", ANSWER: "处理调研意见", DONE: "办结调研任务"},
    group="专题调研",
)
