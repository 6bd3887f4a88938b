"""The ranking of a month: reckoned from closed figures, shown, made anew with a reason, published; its lines never change."""

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
from portal.returns.queries.due import calendar_of
from portal.standing.models import Ranking
from portal.standing.queries import formulas, objections
from portal.standing.queries import ranking as queries
from portal.standing.queries.readiness import CountyMonth, list_county_months, list_entrants
from portal.standing.rules.formulas import Formula, formula_of
from portal.standing.rules.ranking import MAX_REASON, RankState, digest_of
from portal.standing.rules.ranking import reckon as reckon_lines
from portal.standing.services.four_eyes import is_alone

RECKON, PUBLISH = "rank.reckon", "rank.publish"
ranking = cast(Table, Ranking.__table__)


def reckon(scope: Scope, month: str, *, seen: int = 0, left_out: Mapping[str, str] | None = None, reason: str = "") -> UUID:
    """Reckon the ranking of a month and show it for objections; what stood before stays, superseded.

    Args:
        seen: the revision that the page showed, 0 when there was none.
        left_out: {county's code: why it is not ranked this month}.
        reason: why it is made anew; of the first one empty.

    Raises:
        RuleBroken: it is made anew without a reason, or a county is left out that is none of the city's.
        Conflict: no formula is in force, a county's month is not accepted, it was published, or somebody was faster.
    """
    current = queries.hold_current(scope, month)
    _refuse_overtaken(month, current, seen)
    if current and not reason:
        raise RuleBroken("reason", "请写明为什么重新计算，各县都能看到")
    counties = list_county_months(scope, month)
    out = _left_out(counties, left_out or {})
    _refuse_missing(month, [it for it in counties if it.unit_id not in out])
    return _keep(scope, month, out, revision=seen + 1, reason=reason, before=current)


def publish(scope: Scope, ranking_id: UUID) -> None:
    """Publish a ranking; from now on it is neither changed nor made anew.

    Raises:
        NotFound: there is none.
        Conflict: it was superseded or published, its notice is not over, an objection is open, figures under it were changed,
            or she reckoned it herself while another administrator could publish it.
    """
    row = queries.get_ranking(scope, ranking_id)
    held = queries.hold_current(scope, row.month)
    _refuse_gone(scope, row, held)
    _refuse_early(scope, row)
    _refuse_stale(scope, row)
    is_hers = row.made_by == scope.account_id
    if is_hers and not is_alone(scope):
        message = "这一期排名是您计算的，按规定由另一位市级管理员公布。"
        raise Conflict(message, action=PUBLISH, subject_id=ranking_id)
    told = {"state": RankState.PUBLISHED.value, "published_by": scope.account_id, "published_at": clock.now()}
    _change(scope, ranking_id, told)
    words = "；市级只有一位管理员，计算和公布是同一人" if is_hers else ""
    audit.note(scope, PUBLISH, ranking_id, note=f"{row.month} 第 {row.revision} 版{words}")


def list_changed(scope: Scope, row: Any) -> list[str]:
    """Return the counties whose months were opened or closed again since a ranking was reckoned."""
    now = {it.unit_id: it for it in list_county_months(scope, row.month)}
    lines = [line for line in queries.lines_of(row) if line.freeze_revision]
    return [
        line.name
        for line in lines
        if line.unit_id in now and (not now[line.unit_id].is_ready or now[line.unit_id].revision != line.freeze_revision)
    ]


def _keep(scope: Scope, month: str, out: Mapping[int, str], *, revision: int, reason: str, before: Any) -> UUID:
    found = formulas.find_formula(scope, month)
    if found is None:
        raise Conflict(f"{month} 还没有排名公式。", action=RECKON, advice="请先在“排名公式”里制定一版，从这个月或以前的月份起用。")
    formulas.hold_formula(scope, found.id)
    formula = formula_of(found)
    lines = reckon_lines(formula, list_entrants(scope, month, [item.measure for item in formula.items], out))
    if all(line.rank is None for line in lines):
        raise Conflict("没有一个县可以排名。", action=RECKON, advice="请看各县不排名的原因，必要时调整公式里的最低基数。")
    if before:
        _change(scope, before.id, {"state": RankState.SUPERSEDED.value})
    digest = digest_of(scope.ids[0], month, revision, formula, lines)
    what = {"month": month, "revision": revision, "formula_id": found.id, "lines": [line.listed() for line in lines], "digest": digest}
    return _add(scope, what, formula, reason)


def _add(scope: Scope, what: dict[str, Any], formula: Formula, reason: str) -> UUID:
    ranking_id, now = uuid7(), clock.now()
    until = calendar_of(scope).add_workdays(clock.today(), formula.objection_workdays)
    who = {"made_by": scope.account_id, "made_at": now, "published_by": None, "published_at": None}
    shown = {"state": RankState.NOTICE.value, "objections_until": until, "reason": reason, **who}
    new = insert_or(ranking).on_conflict_do_nothing(index_elements=["city_id", "month", "revision"]).returning(ranking.c.id)
    if db.session.execute(new, {**scope.stamp(ranking), "id": ranking_id, **what, **shown}).scalar() is None:
        raise _overtaken(what["month"])
    audit.note(scope, RECKON, ranking_id, note=f"{what['month']} 第 {what['revision']} 版{'：' if reason else ''}{reason}"[:200])
    return ranking_id


def _left_out(counties: Sequence[CountyMonth], left_out: Mapping[str, str]) -> dict[int, str]:
    by_code = {it.code: it.unit_id for it in counties}
    if unknown := set(left_out) - set(by_code):
        raise RuleBroken("rows", f"没有 {'、'.join(sorted(unknown))} 这个县")
    if any(len(reason) > MAX_REASON for reason in left_out.values()):
        raise RuleBroken("rows", f"不参加的原因最多 {MAX_REASON} 个字")
    return {by_code[code]: reason for code, reason in left_out.items()}


def _refuse_missing(month: str, counties: Sequence[CountyMonth]) -> None:
    if missing := [f"{it.name}（{it.state.label}）" for it in counties if not it.is_ready]:
        message = f"{month} 还有 {len(missing)} 个县的月报没有审核通过：{'、'.join(missing)}。"
        raise Conflict(message, action=RECKON, advice="请先审核，或写明原因让它本月不参加排名。")
    if not counties:
        raise Conflict("没有一个县参加排名。", action=RECKON)


def _refuse_overtaken(month: str, current: Any, seen: int) -> None:
    if current and current.state == RankState.PUBLISHED:
        message = f"{month} 的排名已经公布，不再改动。"
        raise Conflict(message, action=RECKON, subject_id=current.id, advice="需要更正的，请登记更正，在以后的月份里体现。")
    if (current.revision if current else 0) != seen:
        raise _overtaken(month)


def _overtaken(month: str) -> Conflict:
    return Conflict(f"{month} 的排名刚才已经有人计算过了，您这一次没有保存。", action=RECKON, advice="请刷新页面看最新的一版。")


def _refuse_gone(scope: Scope, row: Any, held: Any) -> None:
    if held is None or held.id != row.id:
        message = f"{row.month} 的第 {row.revision} 版已经被重新计算的一版替代，不能公布。"
        raise Conflict(message, action=PUBLISH, subject_id=row.id, advice="请公布最新的一版。")
    if held.state == RankState.PUBLISHED:
        raise Conflict(f"{row.month} 的排名已经由{row.publisher or '另一位管理员'}公布。", action=PUBLISH, subject_id=row.id)


def _refuse_early(scope: Scope, row: Any) -> None:
    if clock.today() <= row.objections_until:
        message = f"公示期到 {row.objections_until} 为止，还没有结束，不能公布。"
        raise Conflict(message, action=PUBLISH, subject_id=row.id)
    if count := objections.count_open(scope, row.month):
        raise Conflict(f"还有 {count} 件异议没有答复，不能公布。", action=PUBLISH, subject_id=row.id, advice="请先答复。")


def _refuse_stale(scope: Scope, row: Any) -> None:
    if changed := list_changed(scope, row):
        message = f"{'、'.join(changed)}的月报在计算之后重新打开或重新上报过，这一版不是最新的数。"
        raise Conflict(message, action=PUBLISH, subject_id=row.id, advice="请重新计算一版。")


def _change(scope: Scope, ranking_id: UUID, values: dict[str, Any]) -> None:
    own = (scope.changes(ranking), ranking.c.id == bindparam("which"))
    done: Any = db.session.execute(update(ranking).where(*own).values(**values), {**scope.binds, "which": ranking_id})
    if not done.rowcount:
        raise NotFound


register_words({RECKON: "计算县区排名", PUBLISH: "公布县区排名"}, group="县区排名")
