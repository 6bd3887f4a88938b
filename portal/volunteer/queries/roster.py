"""The list of a station's volunteers: page by page, sought and narrowed."""

from functools import cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, func, or_, select
from sqlalchemy import cast as as_type

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.people.rules.sounds import sought_sound
from portal.volunteer.queries.roll import PAGE_ROWS, Member, a, f, member, members, v, volunteer

SHOWN = ("todo", "receivers")  # what the list may be narrowed to, beside a skill
_HELPS = and_(v.erased_at.is_(None), v.consent_withdrawn_at.is_(None), v.is_receiver_only.is_(False))
_INCOMPLETE = and_(_HELPS, or_(v.born_on.is_(None), as_type(v.skills, String) == "[]"))


@cache
def _page(*, kind: str, shown: str, has_skill: bool) -> Any:
    """Return the statement of one page; `kind` is what is looked through, empty for all."""
    like = {"sound": (v.name_sound,), "text": (v.name, v.phone, a.number, f.number), "": ()}[kind]
    narrowed = {"todo": [_INCOMPLETE], "receivers": [v.is_receiver_only.is_(True)], "": []}[shown]

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        sought = [or_(*(column.like(bindparam("pattern"), escape="\\") for column in like))] if like else []
        able = [as_type(v.skills, String).like(bindparam("skill"))] if has_skill else []
        rows = members(scope, func.count().over().label("total")).where(*sought, *narrowed, *able)
        return rows.order_by(a.number.desc(), v.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_volunteers(scope: Scope, *, sought: str, page: int, shown: str = "", skill: str = "") -> tuple[list[Member], int]:
    """Return one page of 25 of the station's volunteers, the latest number first, and how many there are in all.

    Args:
        sought: a part of the name, its pinyin or initials, a part of the telephone or of the number; empty for all.
        shown: one of SHOWN: whose birth or skills are not known, who is given minutes alone; empty for all.
        skill: one of SERVICE_KINDS; empty for all.
    """
    literal, sound = sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_"), sought_sound(sought)
    binds: dict[str, Any] = {"skip": (page - 1) * PAGE_ROWS, "pattern": f"%{sound or literal}%", "skill": f'%"{skill}"%'}
    kind = "sound" if sound else "text" if literal else ""
    used = {name: value for name, value in binds.items() if name == "skip" or (kind if name == "pattern" else skill)}
    rows = db.session.execute(_page(kind=kind, shown=shown, has_skill=bool(skill))(scope), {**scope.binds, **used}).all()
    return [member(row) for row in rows], rows[0].total if rows else 0


@prepared
def _incomplete(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.count()).where(scope.owns(volunteer), _INCOMPLETE)


def count_incomplete(scope: Scope) -> int:
    """Return of how many who help the birth or the skills are not known."""
    return int(db.session.execute(_incomplete(scope), scope.binds).scalar_one())
