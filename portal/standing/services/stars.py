"""The stars of a year: reckoned from accepted months and judged evidence, shown, made anew with a reason, published; then never changed."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.standing.models import StarRating
from portal.standing.queries import star_rules
from portal.standing.queries import stars as queries
from portal.standing.queries.star_evidence import count_waiting
from portal.standing.queries.star_years import CountyYear, last_year, list_county_years, list_rated
from portal.standing.rules.ranking import MAX_REASON, RankState
from portal.standing.rules.star_items import StarSystem, Subject, system_of
from portal.standing.rules.stars import StarLine, rate, rating_digest
from portal.standing.services.four_eyes import is_alone

RECKON, PUBLISH = "star.reckon", "star.publish"
rating = cast(Table, StarRating.__table__)
_KEY = ["city_id", "subject", "year", "revision"]


def reckon(
    scope: Scope, subject: Subject, year: int, *, seen: int = 0, left_out: Mapping[str, str] | None = None, reason: str = ""
) -> UUID:
    """Reckon the stars of a year and show them; what stood before stays, superseded.

    Args:
        seen: the revision that the page showed, 0 when there was none.
        left_out: {county's code: why it is not rated this year}.
        reason: why it is made anew; of the first one empty.

    Raises:
        RuleBroken: it is made anew without a reason, or a county is left out that is none of the city's.
        Conflict: the year is not over, no rule is in force, a county's months are not accepted, evidence waits for its points, it was
            published, or somebody was faster.
    """
    if year > last_year():
        raise Conflict(f"{year} 年还没有结束，不能评星。", action=RECKON)
    current = queries.hold_current(scope, subject, year)
    _refuse_overtaken(subject, year, current, seen)
    if current and not reason:
        raise RuleBroken("reason", "请写明为什么重新计算，各县都能看到")
    counties = list_county_years(scope, year)
    out = _left_out(counties, left_out or {})
    _refuse_missing(scope, subject, year, [it for it in counties if it.unit_id not in out])
    what = {"subject": subject.value, "year": year, "revision": seen + 1, "reason": reason}
    return _keep(scope, what, out, before=current)


def publish(scope: Scope, rating_id: UUID) -> None:
    """Publish the stars of a year; from now on they are neither changed nor made anew.

    Raises:
        NotFound: there are none.
        Conflict: they were superseded or published, what they were reckoned from was changed, or she reckoned them herself while
            another administrator could publish them.
    """
    row = queries.get_rating(scope, rating_id)
    held = queries.hold_current(scope, Subject(row.subject), row.year)
    _refuse_gone(row, held)
    if changed := list_changed(scope, row):
        message = f"{'、'.join(changed)}的数据或给分在计算之后有变动，这一版不是最新的。"
        raise Conflict(message, action=PUBLISH, subject_id=rating_id, advice="请重新计算一版。")
    alone = is_alone(scope)
    if row.made_by == scope.account_id and not alone:
        message = "这一期星级是您计算的，按规定由另一位市级管理员公布。"
        raise Conflict(message, action=PUBLISH, subject_id=rating_id)
    _change(scope, rating_id, {"state": RankState.PUBLISHED.value, "published_by": scope.account_id, "published_at": clock.now()})
    words = "；市级只有一位管理员，计算和公布是同一人" if row.made_by == scope.account_id else ""
    audit.note(scope, PUBLISH, rating_id, note=f"{_title(row)}第 {row.revision} 版{words}")


def list_changed(scope: Scope, row: Any) -> list[str]:
    """Return the counties that would get another line, were the stars reckoned now."""
    before = {line.unit_id: line for line in queries.star_lines_of(row)}
    out = {line.unit_id: line.why for line in before.values() if not line.marks}
    waiting = {it.unit_id for it in list_county_years(scope, row.year) if not it.is_ready} - set(out)
    now = rate(system_of(row), list_rated(scope, system_of(row), row.year, out))
    return [line.name for line in now if line.unit_id in waiting or line != before.get(line.unit_id)]


def _keep(scope: Scope, what: dict[str, Any], out: Mapping[int, str], *, before: Any) -> UUID:
    subject, year = Subject(what["subject"]), what["year"]
    found = star_rules.find_rule(scope, subject, year)
    if found is None:
        message = f"{year} 年还没有{subject.label}的评定办法。"
        raise Conflict(message, action=RECKON, advice="请先在“评定办法”里制定一版，从这一年或以前的年份起用。")
    star_rules.hold_rule(scope, found.id)
    system = system_of(found)
    lines = rate(system, list_rated(scope, system, year, out))
    if all(line.points is None for line in lines):
        raise Conflict("没有一个县可以评星。", action=RECKON, advice="请看各县不参加的原因。")
    if before:
        _change(scope, before.id, {"state": RankState.SUPERSEDED.value})
    return _add(scope, system, lines, {**what, "rule_id": found.id})


def _add(scope: Scope, system: StarSystem, lines: Sequence[StarLine], what: dict[str, Any]) -> UUID:
    rating_id = uuid7()
    digest = rating_digest(scope.ids[0], what["year"], what["revision"], system, lines)
    kept = {"lines": [line.listed() for line in lines], "digest": digest, "state": RankState.NOTICE.value}
    who = {"made_by": scope.account_id, "made_at": clock.now(), "published_by": None, "published_at": None}
    new = insert_or(rating).on_conflict_do_nothing(index_elements=_KEY).returning(rating.c.id)
    if db.session.execute(new, {**scope.stamp(rating), "id": rating_id, **what, **kept, **who}).scalar() is None:
        raise _overtaken(system.subject, what["year"])
    words = f"{system.subject.label} {what['year']} 年第 {what['revision']} 版{'：' if what['reason'] else ''}{what['reason']}"
    audit.note(scope, RECKON, rating_id, note=words[:200])
    return rating_id


def _left_out(counties: Sequence[CountyYear], left_out: Mapping[str, str]) -> dict[int, str]:
    by_code = {it.code: it.unit_id for it in counties}
    if unknown := set(left_out) - set(by_code):
        raise RuleBroken("rows", f"没有 {'、'.join(sorted(unknown))} 这个县")
    if any(len(reason) > MAX_REASON for reason in left_out.values()):
        raise RuleBroken("rows", f"不参加的原因最多 {MAX_REASON} 个字")
    return {by_code[code]: reason for code, reason in left_out.items()}


def _refuse_missing(scope: Scope, subject: Subject, year: int, counties: Sequence[CountyYear]) -> None:
    if not counties:
        raise Conflict("没有一个县参加评星。", action=RECKON)
    if missing := [f"{it.name}（{it.waits_for}）" for it in counties if not it.is_ready]:
        message = f"{year} 年还有 {len(missing)} 个县的月报没有审核通过：{'、'.join(missing)}。"
        raise Conflict(message, action=RECKON, advice="请先审核，或写明原因让它这一年不参加评星。")
    if count := count_waiting(scope).get((subject, year)):
        raise Conflict(f"还有 {count} 项佐证没有给分。", action=RECKON, advice="请先在“佐证”里给分，或退回补充。")


def _refuse_overtaken(subject: Subject, year: int, current: Any, seen: int) -> None:
    if current and current.state == RankState.PUBLISHED:
        raise Conflict(f"{year} 年的{subject.label}星级已经公布，不再改动。", action=RECKON, subject_id=current.id)
    if (current.revision if current else 0) != seen:
        raise _overtaken(subject, year)


def _overtaken(subject: Subject, year: int) -> Conflict:
    message = f"{year} 年的{subject.label}星级刚才已经有人计算过了，您这一次没有保存。"
    return Conflict(message, action=RECKON, advice="请刷新页面看最新的一版。")


def _refuse_gone(row: Any, held: Any) -> None:
    if held is None or held.id != row.id:
        message = f"{_title(row)}的第 {row.revision} 版已经被重新计算的一版替代，不能公布。"
        raise Conflict(message, action=PUBLISH, subject_id=row.id, advice="请公布最新的一版。")
    if held.state == RankState.PUBLISHED:
        raise Conflict(f"{_title(row)}已经由{row.publisher or '另一位管理员'}公布。", action=PUBLISH, subject_id=row.id)


def _title(row: Any) -> str:
    return f"{row.year} 年{Subject(row.subject).label}星级"


def _change(scope: Scope, rating_id: UUID, values: dict[str, Any]) -> None:
    own = (scope.changes(rating), rating.c.id == bindparam("which"))
    done: Any = db.session.execute(update(rating).where(*own).values(**values), {**scope.binds, "which": rating_id})
    if not done.rowcount:
        raise NotFound


register_words({RECKON: "计算星级", PUBLISH: "公布星级"}, group="星级评定")
