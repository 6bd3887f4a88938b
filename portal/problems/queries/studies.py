"""Every SELECT on studies and on the opinions heard in them."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, case, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.problems.models import Opinion, Study
from portal.problems.rules.studies import Became
from portal.tenants.models import Tenant
from portal.tenants.queries.titles import is_titled, titled

PAGE_ROWS = 25
study, opinion, tenant = (cast(Table, m.__table__) for m in (Study, Opinion, Tenant))
s, o = study.c, opinion.c
at, maker = tenant.alias("at_unit"), tenant.alias("maker")
_LISTED = (
    s.id,
    s.tenant_id,
    s.topic,
    s.site,
    s.studied_on,
    s.people,
    s.voided_at,
    at.c.name.label("unit_name"),
    maker.c.name.label("made_by_unit"),
)


@cache
def _page(*, has_year: bool, has_words: bool, is_whole: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        years = [s.studied_on >= bindparam("first"), s.studied_on <= bindparam("last")] if has_year else []
        same = and_(o.city_id == s.city_id, o.tenant_id == s.tenant_id, o.study_id == s.id)
        heard = select(func.count()).where(scope.owns(opinion), scope.owns(study), same).scalar_subquery()
        waiting = select(func.count()).where(scope.owns(opinion), scope.owns(study), same, o.became == "").scalar_subquery()
        sought = [is_titled(s.topic, s.site)] if has_words else []
        counts = (heard.label("heard"), waiting.label("waiting"), func.count().over().label("total"))
        rows = select(*_LISTED, *counts).select_from(study).join(maker, maker.c.id == s.tenant_id).outerjoin(at, at.c.id == s.unit_id)
        mine = rows.where(scope.owns(study), *years, *sought).order_by(s.studied_on.desc(), s.id.desc())
        return mine if is_whole else mine.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(s.topic, s.site).where(scope.owns(study)).distinct()


def list_studies(scope: Scope, *, year: int | None = None, words: str = "", page: int | None = 1) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 of the studies here and below, or all of them, the latest first; each row carries the total.

    Args:
        words: a piece, pinyin or initials of the topic or of where it was made; empty for all.
    """
    days = {"first": date(year, 1, 1), "last": date(year, 12, 31)} if year else {}
    skip = {"skip": (page - 1) * PAGE_ROWS} if page else {}
    sought = titled(words, lambda: {title for both in db.session.execute(_titles(scope), scope.binds) for title in both})
    statement = _page(has_year=year is not None, has_words=bool(words), is_whole=page is None)
    return db.session.execute(statement(scope), {**scope.binds, **days, **skip, **sought}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    extra = (s.findings, s.version, s.unit_id, s.void_reason, s.made_at)
    rows = select(*_LISTED, *extra).select_from(study).join(maker, maker.c.id == s.tenant_id).outerjoin(at, at.c.id == s.unit_id)
    return rows.where(scope.owns(study), s.id == bindparam("which"))


def get_study(scope: Scope, study_id: UUID) -> Row[Any]:
    """Return one study made here or below.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": study_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _opinions(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = (o.id, o.words, o.said_by, o.became, o.problem_id, o.owner_name, o.due_on, o.done_at, o.done_note, o.version)
    rows = select(*columns, tenant.c.name.label("problem_unit"), tenant.c.code.label("problem_unit_code"))
    rows = rows.select_from(opinion).outerjoin(tenant, tenant.c.id == o.problem_unit_id)
    return rows.where(scope.owns(opinion), o.study_id == bindparam("which")).order_by(o.id)


def list_opinions(scope: Scope, study_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what was heard in one study, in the order it was written down."""
    return db.session.execute(_opinions(scope), {**scope.binds, "which": study_id}).all()


def hold_opinion(scope: Scope, opinion_id: UUID) -> Row[*tuple[Any, ...]]:
    """Return an opinion of the unit's own study, held until this transaction ends.

    Raises:
        NotFound: there is none.
    """
    columns = select(o.id, o.study_id, o.words, o.became, o.version, o.done_at)
    mine = columns.where(scope.changes(opinion), o.id == bindparam("which")).with_for_update()
    row = db.session.execute(mine, {**scope.binds, "which": opinion_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    open_task = and_(o.became == Became.TASK.value, o.done_at.is_(None))
    late = func.count(case((and_(open_task, o.due_on < bindparam("today")), 1)))
    return select(func.count(case((o.became == "", 1))), func.count(case((open_task, 1))), late).where(scope.changes(opinion))


def count_waiting(scope: Scope, today: date) -> tuple[int, int, int]:
    """Return how many opinions of the unit's own studies wait for an answer, how many tasks are open, and how many of them are late."""
    row = db.session.execute(_waiting(scope), {**scope.binds, "today": today}).one()
    return row[0], row[1], row[2]
