"""Ratings as they were reckoned, shown and published."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.standing.models import StarRating, StarRule
from portal.standing.rules.ranking import RankState
from portal.standing.rules.star_items import Subject
from portal.standing.rules.stars import StarLine, star_line_of
from portal.tenants.models import Account
from portal.tenants.queries.directory import Rows

rating, rule, account = (cast(Table, m.__table__) for m in (StarRating, StarRule, Account))
maker, publisher = account.alias("maker"), account.alias("publisher")
r = rating.c
PAGE_ROWS = 25
_HEAD = (r.id, r.subject, r.year, r.revision, r.state, r.rule_id, r.digest, r.reason, r.made_by, r.made_at)
_SHOWN = (*_HEAD, r.published_by, r.published_at)
_NAMES = (maker.c.display_name.label("maker"), publisher.c.display_name.label("publisher"))
_RULE = (rule.c.since_year, rule.c["items"], rule.c.steps)
_CURRENT = r.state != RankState.SUPERSEDED


def _named(*columns: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*columns, *_NAMES).outerjoin(maker, maker.c.id == r.made_by)
    return rows.outerjoin(publisher, publisher.c.id == r.published_by)


@prepared
def _page(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _named(*_SHOWN, func.count().over().label("total")).where(scope.owns(rating))
    return rows.order_by(r.year.desc(), r.subject.desc(), r.revision.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_ratings(scope: Scope, *, page: int) -> Rows:
    """Return one page of 25 of the ratings, the latest first, without their lines."""
    return db.session.execute(_page(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _named(*_SHOWN, r.lines, *_RULE).join(rule, (rule.c.id == r.rule_id) & (rule.c.city_id == r.city_id))
    return rows.where(scope.owns(rating), scope.owns(rule))


def get_rating(scope: Scope, rating_id: UUID) -> Row[*tuple[Any, ...]]:
    """Return one rating with its lines and the rule it was reckoned by.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope).where(r.id == bindparam("which")), {**scope.binds, "which": rating_id}).first()
    if row is None:
        raise NotFound
    return row


def find_current(scope: Scope, subject: Subject, year: int) -> Row[*tuple[Any, ...]] | None:
    """Return the rating of a year that no other has taken the place of."""
    rows = _one(scope).where(r.subject == bindparam("subject"), r.year == bindparam("year"), _CURRENT)
    return db.session.execute(rows, {**scope.binds, "subject": subject.value, "year": year}).first()


def hold_current(scope: Scope, subject: Subject, year: int) -> Row[*tuple[Any, ...]] | None:
    """Return the rating of a year that stands, which nobody publishes or replaces until this transaction ends."""
    chosen = (r.subject == bindparam("subject"), r.year == bindparam("year"), _CURRENT)
    rows = select(*_SHOWN, r.lines).where(scope.changes(rating), *chosen).with_for_update()
    return db.session.execute(rows, {**scope.binds, "subject": subject.value, "year": year}).first()


def list_current(scope: Scope, subject: Subject) -> Rows:
    """Return the ratings of all years that stand, with their lines, the earliest first."""
    rows = select(r.id, r.year, r.state, r.lines).where(scope.owns(rating), _CURRENT, r.subject == bindparam("subject"))
    return db.session.execute(rows.order_by(r.year), {**scope.binds, "subject": subject.value}).all()


def list_revisions(scope: Scope, subject: Subject, year: int) -> Rows:
    """Return all that was ever reckoned of a year, the latest first, without lines."""
    rows = select(*_SHOWN).where(scope.owns(rating), r.subject == bindparam("subject"), r.year == bindparam("year"))
    return db.session.execute(rows.order_by(r.revision.desc()), {**scope.binds, "subject": subject.value, "year": year}).all()


def list_on_notice(scope: Scope) -> Rows:
    """Return the ratings that are shown and not published yet, the earliest year first."""
    rows = select(*_SHOWN).where(scope.owns(rating), r.state == RankState.NOTICE).order_by(r.year, r.subject)
    return db.session.execute(rows, scope.binds).all()


def star_lines_of(row: Any) -> list[StarLine]:
    """Return the lines of a rating."""
    return [star_line_of(kept) for kept in row.lines]
