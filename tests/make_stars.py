"""What stars are tested with: counties with an accepted year, a rule, evidence."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.standing.models import StarRating
from portal.standing.queries import star_evidence as evidence_rows
from portal.standing.queries import star_rules as rule_rows
from portal.standing.queries import stars as queries
from portal.standing.rules.star_items import StarItem, StarSystem, Subject, key_of
from portal.standing.services import star_evidence, star_rules
from portal.standing.services import stars as services
from portal.tenants.queries.units import list_people
from tests import make, make_rankings

YEAR = 2025
STORY = "特色做法"
KEY = key_of(STORY)
ITEMS = (StarItem("attendances", 60, 100), StarItem("sessions", 20, 2), StarItem(KEY, 20, 20, STORY))
STEPS = (50, 60, 70, 80, 90)
SECOND = "fuzhou_reader"


def rule(since_year: int = YEAR, *items: StarItem, subject: Subject = Subject.COUNTY) -> UUID:
    """Set a rule of the city from a year on and return its id."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return star_rules.set_rule(scope, StarSystem(subject, since_year, items or ITEMS, STEPS), reason="市级研究决定")


def rule_in_force() -> UUID:
    """Return the rule of county federations in force, setting one when there is none."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        found = rule_rows.find_rule(scope, Subject.COUNTY, YEAR)
    return found.id if found else rule(2000)


def year_of(attendances: Mapping[str, int] | None = None) -> None:
    """Let each county have one gathering in December of the year, and that month accepted."""
    make_rankings.accepted(f"{YEAR}-12", attendances or {make.JINAN: 50, make.GULOU: 200})


def evidence(code: str = make.JINAN, words: str = "办了巾帼市集", *, year: int = YEAR) -> UUID:
    """Let a county show something and return its id."""
    rule_in_force()
    with make.working_at(code, make_rankings.ADMINS[code]) as scope:
        return star_evidence.show_evidence(scope, Subject.COUNTY, year, KEY, words=words, version=0)


def judged(evidence_id: UUID, points: int | None = 15, remark: str = "材料齐全") -> None:
    """Let the city give points."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        version = evidence_rows.get_evidence(scope, evidence_id).version
        star_evidence.judge_evidence(scope, evidence_id, points=points, remark=remark, version=version)


def rated(name: str = "fuzhou", **said: Any) -> UUID:
    """Reckon the year and return the id of its rating."""
    with make.working_at(make.CITY, name) as scope:
        return services.reckon(scope, Subject.COUNTY, YEAR, **said)


def add_second() -> None:
    """Let the city have another administrator."""
    city_id = make.tenant(make.CITY).id
    if not any(it.id == make.account_id(SECOND) and it.role == "city_admin" for it in list_people(city_id)):
        with make.working_at(make.CITY, "fuzhou"):
            make.add_role(SECOND, make.CITY, "city_admin")


@contextmanager
def second_admin() -> Generator[Scope]:
    """Work as another administrator of the city."""
    add_second()
    with make.working_at(make.CITY, SECOND) as scope:
        yield scope


def rating() -> UUID:
    """Rate a year of both counties, with evidence of 晋安, and return the id of the rating."""
    rule_in_force()
    year_of()
    judged(evidence())
    return rated()


def told(rating_id: UUID) -> Any:
    """Return a rating as it is kept."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return queries.get_rating(scope, rating_id)


def shown(year: int = 2024) -> UUID:
    """Let a rating with 晋安 alone be on notice, without what it was reckoned from, and return its id."""
    rule_id, jinan = rule_in_force(), make.tenant(make.JINAN)
    line = {"unit_id": jinan.id, "code": jinan.code, "name": jinan.name, "points": None, "stars": None, "why": "没有月报", "marks": []}
    with make.working_at(make.CITY, "fuzhou") as scope:
        row = _bare(scope, year, 1, rule_id)
        row.lines = [line]
        db.session.add(row)
        db.session.flush()
        return row.id


def item_key() -> str:
    """Return the key of an item of evidence of the rule in force."""
    rule_in_force()
    return KEY


def spare_rule() -> UUID:
    """Set a rule that nothing was rated by, and return its id."""
    return rule(2030)


def many_ratings(n: int) -> None:
    """Let there be n ratings more, without what they were reckoned from."""
    rule_id = rule_in_force()
    with make.working_at(make.CITY, "fuzhou") as scope:
        db.session.add_all(_bare(scope, 2000 + n, number + 1, rule_id) for number in range(n))


def many_rules(n: int) -> None:
    """Let there be n rules more, each from a year of its own on."""
    for number in range(n):
        rule(2000 + min(n, 2) + number)


def many_items(n: int) -> None:
    """Let n counties be asked for evidence."""
    rule_in_force()
    make_rankings.many_counties(n)


def _bare(scope: Any, year: int, revision: int, rule_id: UUID) -> StarRating:
    made: dict[str, Any] = {"made_by": scope.account_id, "made_at": datetime(2026, 3, 1, tzinfo=clock.SHANGHAI)}
    shown: dict[str, Any] = {"subject": "county", "state": "notice", "lines": [], "digest": "0" * 64, "reason": ""}
    return StarRating(**scope.stamp(StarRating), year=year, revision=revision, rule_id=rule_id, **shown, **made)
