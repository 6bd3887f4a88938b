"""Every SELECT on policies."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.library.models import Policy
from portal.library.rules import is_found
from portal.tenants.models import Account

PAGE_ROWS = 25
policy, account = cast(Table, Policy.__table__), cast(Table, Account.__table__)
p = policy.c
_LISTED = (p.id, p.category, p.title, p.source, p.number, p.issued_on, p.ends_on, p.is_shown, p.is_public)
_WHOLE = (*_LISTED, p.url, p.text, p.changed_at, p.version, account.c.display_name.label("changed_by_name"))
Rows = Sequence[Row[*tuple[Any, ...]]]


def list_policies(scope: Scope, *, category: str = "", text: str = "", state: str = "shown", page: int | None = None) -> tuple[Rows, int]:
    """Return one page of 25 policies, or all of them, the latest first, and how many there are.

    Args:
        category: of `CATEGORIES`; empty is any.
        text: a piece, pinyin or initials of the title or the source, or a piece of the number or the text.
        state: `shown`, `hidden`, or `public`: shown on the public pages, too.
    """
    statement = _chosen(has_category=bool(category), state=state, is_sought=bool(text))(scope)
    binds = {**scope.binds, **({"category": category} if category else {})}
    if text:
        found = db.session.execute(statement, {**binds, "pattern": _pattern(text)}).all()
        ids = [row.id for row in found if row.says_so or is_found(text, row.title, row.source)]
        return _page(scope, _cut(ids, page)), len(ids)
    total = db.session.execute(_counted(has_category=bool(category), state=state)(scope), binds).scalar_one()
    first, most = (0, total) if page is None else ((page - 1) * PAGE_ROWS, PAGE_ROWS)
    return db.session.execute(statement, {**binds, "skip": first, "most": most}).all(), total


def _state(state: str) -> list[Any]:
    return {"shown": [p.is_shown], "hidden": [~p.is_shown], "public": [p.is_shown, p.is_public]}[state]


@cache
def _chosen(*, has_category: bool, state: str, is_sought: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = (scope.owns(policy), *_state(state), *([p.category == bindparam("category")] if has_category else []))
        if not is_sought:
            rows = select(*_LISTED).where(*chosen).order_by(p.issued_on.desc(), p.id.desc())
            return rows.limit(bindparam("most")).offset(bindparam("skip"))
        like = bindparam("pattern")
        says_so = p.text.like(like, escape="\\") | p.number.like(like, escape="\\")
        return select(p.id, p.title, p.source, says_so.label("says_so")).where(*chosen).order_by(p.issued_on.desc(), p.id.desc())

    return statement


@cache
def _counted(*, has_category: bool, state: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = (scope.owns(policy), *_state(state), *([p.category == bindparam("category")] if has_category else []))
        return select(func.count()).select_from(policy).where(*chosen)

    return statement


@prepared
def _these(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_LISTED).where(scope.owns(policy), p.id.in_(bindparam("wanted", expanding=True)))
    return rows.order_by(p.issued_on.desc(), p.id.desc())


def _page(scope: Scope, ids: Sequence[UUID]) -> Rows:
    return db.session.execute(_these(scope), {**scope.binds, "wanted": list(ids)}).all()


def _cut(ids: Sequence[UUID], page: int | None) -> Sequence[UUID]:
    return ids if page is None else ids[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]


def _pattern(text: str) -> str:
    literal = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{literal}%"


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_WHOLE).select_from(policy).outerjoin(account, account.c.id == p.changed_by)
    return rows.where(scope.owns(policy), p.id == bindparam("which"))


def get_policy(scope: Scope, policy_id: UUID, *, state: str = "") -> Row[Any]:
    """Return one policy of the city, with its text and who changed it last.

    Args:
        state: `shown` or `public`, when one that is not is as if it were not there.

    Raises:
        NotFound: there is none for her.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": policy_id}).first()
    if row is None or (state and not row.is_shown) or (state == "public" and not row.is_public):
        raise NotFound
    return row
