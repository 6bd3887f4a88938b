"""Every write on employers."""

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
from portal.people.rules.sounds import sound_of
from portal.placement.models import Employer
from portal.placement.queries import employers as queries
from portal.placement.rules.work import OWN, EmployerDraft
from portal.placement.services.women import overtaken

ADD, AMEND, END = "employer.add", "employer.amend", "employer.end"
employer = cast(Table, Employer.__table__)
_NEW = insert(employer)


def add_employer(scope: Scope, it: EmployerDraft) -> UUID:
    """Put somebody who takes women on into the register.

    Raises:
        Conflict: they stand in it already (`subject_id` is their row).
    """
    new_id = uuid7()
    _refuse_double(scope, it, beside=new_id, action=ADD)
    made = {"ended_on": None, "added_by": scope.account_id, "added_at": clock.now(), "version": 1}
    db.session.execute(_NEW, {**scope.stamp(employer), "id": new_id, **_written(it), **made})
    audit.note(scope, ADD, new_id)
    return new_id


def amend_employer(scope: Scope, employer_id: UUID, it: EmployerDraft, *, version: int) -> None:
    """Change what is written of an employer.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it would become a woman's own business, or none any more, though the figures know who works there.
        Conflict: somebody changed it meanwhile, or another one is the same.
    """
    before = queries.get_employer(scope, employer_id)
    if (before.kind == OWN) is not (it.kind == OWN) and queries.has_placements(scope, employer_id):
        raise RuleBroken("kind", "已有人在这里上岗，不能改成或改掉“自主创业”；请另外登记一个用工单位")
    _refuse_double(scope, it, beside=employer_id, action=AMEND)
    _change(scope, employer_id, version, _written(it), action=AMEND)


def end_employer(scope: Scope, employer_id: UUID, *, version: int, is_ended: bool) -> None:
    """Offer an employer no longer, or again; the work found there stays.

    Raises:
        NotFound: it is not this station's.
        Conflict: somebody changed it meanwhile.
    """
    queries.get_employer(scope, employer_id)
    _change(scope, employer_id, version, {"ended_on": clock.today() if is_ended else None}, action=END)


def _change(scope: Scope, employer_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    own = (scope.changes(employer), employer.c.id == bindparam("which"), employer.c.version == bindparam("seen"))
    fresh = update(employer).where(*own).values({**values, "version": version + 1})
    binds = {**scope.binds, "which": employer_id, "seen": version}
    if db.session.execute(fresh, binds).rowcount != 1:  # type: ignore[attr-defined]
        raise overtaken(employer_id, action)
    audit.note(scope, action, employer_id)


def _refuse_double(scope: Scope, it: EmployerDraft, *, beside: UUID, action: str) -> None:
    if known := queries.find_employer(scope, kind=it.kind, name=it.name, phone=it.phone, beside=beside):
        raise Conflict("这个用工单位已经登记过了，没有重复登记。", action=action, subject_id=known)


def _written(it: EmployerDraft) -> dict[str, Any]:
    return {**asdict(it), "name_sound": sound_of(it.name)}


register_words({ADD: "登记用工单位", AMEND: "修改用工单位", END: "停用或恢复用工单位"}, group="上岗")
