"""What this package tells of a woman's story: her certificates, what the county was asked, her work."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import url_for

from portal.core import clock
from portal.core.scope import Scope
from portal.placement.queries import follow_ups, gates, health, placements
from portal.placement.rules.work import CAUSES, OUTCOMES, PLACES, TONES
from portal.placement.views.gate import missing_words
from portal.training.queries import Case
from portal.training.rules.courses import Tier
from portal.training.story import Event, Stage, register_judge, register_teller

HEALTH, WORK = 50, 60


@register_teller
def tell_health(scope: Scope, code: str, trainee_id: UUID) -> Iterable[Event]:
    """Tell of her certificates."""
    url = url_for("placements.of_trainee", code=code, trainee_id=trainee_id)
    for row in health.list_of_trainee(scope, trainee_id):
        title = f"健康证明：{Tier(row.tier).label}"
        if row.voided_at:
            yield Event(row.checked_on, HEALTH, f"{title}（已作废）", row.void_reason, url, "neutral")
        else:
            yield Event(row.checked_on, HEALTH, title, f"有效到 {row.expires_on}", url, "good")


@register_teller
def tell_work(scope: Scope, code: str, trainee_id: UUID) -> Iterable[Event]:
    """Tell of her work, from the first day to the last, and of what was learnt in between."""
    jobs = {row.id: row for row in placements.list_of_trainee(scope, trainee_id)}
    for row in jobs.values():
        url, title = url_for("placements.placement", code=code, placement_id=row.id), f"{row.course}，{row.employer}"
        if row.voided_at:
            yield Event(row.started_on, WORK, f"上岗（已作废）：{title}", row.void_reason, url, "neutral")
            continue
        yield Event(row.started_on, WORK, f"上岗：{title}", _how(row), url, "good")
        if row.ended_on:
            yield Event(row.ended_on, WORK + 2, f"离岗：{title}", CAUSES[row.left_cause], url, "warn")
    for asked in follow_ups.list_of_placements(scope, list(jobs)):
        url = url_for("placements.placement", code=code, placement_id=asked.placement_id)
        yield Event(asked.done_on, WORK + 1, f"{asked.day} 天回访：{OUTCOMES[asked.outcome]}", asked.note, url, TONES[asked.outcome])


def _how(row: Any) -> str:
    return PLACES[row.place] + ("，县级放行" if row.gate_request_id else "")


@register_teller
def tell_gate(scope: Scope, code: str, trainee_id: UUID) -> Iterable[Event]:
    """Tell what the county was asked for her, and what it answered."""
    for row in gates.list_of_trainee(scope, trainee_id):
        url, about = url_for("gate.decision", code=code, request_id=row.id), f"{row.course}，缺{missing_words(row.lacks)}"
        yield Event(clock.local(row.asked_at).date(), WORK - 2, "申请县级放行", about, url, "info")
        if row.decided_at:
            is_refused = row.state == "refused"
            words = ("县级不同意放行", "bad") if is_refused else ("县级同意放行", "good")
            yield Event(clock.local(row.decided_at).date(), WORK - 1, words[0], row.verdict, url, words[1])


@register_judge
def judge_health(scope: Scope, code: str, case: Case) -> Stage:
    """Say whether she has a certificate that counts today."""
    held = [check for check in health.list_good(scope, case.id) if check.expires_on >= clock.today()]
    if not held:
        url = url_for("health_checks.new", code=code, trainee_id=case.id)
        return Stage(30, "健康证明", "没有有效的", todo="登记健康证明", url=url, permission="placement.keep")
    last = max(held, key=lambda check: check.expires_on)
    return Stage(30, "健康证明", "有效", "good", f"{last.tier.label}，有效到 {last.expires_on}")


@register_judge
def judge_work(scope: Scope, code: str, case: Case) -> Stage:
    """Say whether she is at work."""
    jobs = [row for row in placements.list_of_trainee(scope, case.id) if not row.voided_at]
    at_work = [row for row in jobs if not row.ended_on]
    if at_work:
        return Stage(40, "上岗", "在岗", "good", f"{at_work[0].course}，{at_work[0].employer}")
    url = url_for("placements.new", code=code, trainee_id=case.id)
    return Stage(40, "上岗", "已离岗" if jobs else "还没有上岗", todo="办理上岗", url=url, permission="placement.keep")
