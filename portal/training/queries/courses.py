"""Every SELECT on the catalogue of courses, which is the same for all cities."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, Table, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.training.models import Course
from portal.training.rules.courses import Step, Tier, level_words
from portal.training.rules.intake import Trade

course = cast(Table, Course.__table__)
c = course.c
_ALL = select(course).order_by(c.position, c.id)


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course of the catalogue.

    Args:
        level: 5 (初级) to 2 (技师), None where the course leads to none.
        tier: the health certificate that its work demands.
        enough: how many must ask before a class is proposed.
    """

    id: int
    code: str
    name: str
    trade: Trade
    step: Step
    occupation: str
    occupation_code: str
    track: str
    level: int | None
    tier: Tier
    usual_min: int
    enough: int
    is_active: bool

    @property
    def level_words(self) -> str:
        """Its level and track as they are written."""
        return level_words(self.level, self.track)


def list_courses(*, only_active: bool = True) -> list[CourseRow]:
    """Return the catalogue in its order."""
    rows = [_row(row) for row in db.session.execute(_ALL)]
    return [row for row in rows if row.is_active or not only_active]


def map_courses() -> dict[int, CourseRow]:
    """Return {id: course}, those no longer offered among them."""
    return {row.id: row for row in list_courses(only_active=False)}


def get_course(course_id: int) -> CourseRow:
    """Return one course.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_ALL.where(c.id == course_id)).first()
    if row is None:
        raise NotFound
    return _row(row)


def find_course(code: str) -> CourseRow | None:
    """Return the course of this code."""
    row = db.session.execute(_ALL.where(c.code == code)).first()
    return None if row is None else _row(row)


def _row(row: Row[Any]) -> CourseRow:
    words = (row.occupation, row.occupation_code, row.track, row.level)
    kinds = (Trade(row.trade), Step(row.step))
    return CourseRow(row.id, row.code, row.name, *kinds, *words, Tier(row.tier), row.usual_min, row.enough, row.is_active)
