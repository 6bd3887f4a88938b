"""三免台账 on paper: a class, or a woman. Figures are frozen when it is asked for; a name is looked up when it is printed.

So no name stands in the job's row, which would outlive the person's record.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.core import clock
from portal.core.dates import moment_words
from portal.core.scope import Scope
from portal.core.text import format_clock, format_minutes
from portal.tenants import queries as directory
from portal.training import queries as cases
from portal.training.queries import funds
from portal.training.queries import proof as queries
from portal.training.rules.enrolments import EnrolmentState, FreeWay
from portal.training.rules.exams import Result
from portal.training.rules.funds import Item, Source, format_yuan
from portal.training.rules.proof import Paid, share_out
from portal.web import jobs
from portal.web.jobs import Progress
from portal.web.writes import working_as

OF_CLASS, OF_CLASS_NAMED, OF_WOMAN = "proof_class", "proof_class_named", "proof_woman"


def ask_for_class_paper(scope: Scope, class_id: UUID, *, is_named: bool) -> UUID:
    """Ask for the ledger of a class as PDF; unchanged on the same day, it is the paper that was made before.

    Args:
        is_named: with the women's names, for the station's own people.

    Raises:
        NotFound: there is no such class.
    """
    row, evidence = queries.get_class(scope, class_id)
    about = {"title": "三免台账（培训班）", "class": row.title, "course": row.course_name, "is_named": is_named}
    days = {"period": f"{row.starts_on} 至 {row.ended_on or row.ends_on}", "state": evidence.state, "lacks": list(evidence.lacks)}
    sums = {"women": row.women, "confirmed": row.confirmed, "taught": format_minutes(row.taught_min), "paid": format_yuan(row.cost_fen)}
    women = _women(scope, class_id, is_named=is_named)
    lists = {"lessons": _lessons(scope, class_id), "costs": _costs(scope, class_id), "rows": women}
    return _ask(
        scope, OF_CLASS_NAMED if is_named else OF_CLASS, class_id, {**about, **days, **sums, **lists}, f"三免台账（第{row.number}期）.pdf"
    )


def ask_for_woman_paper(scope: Scope, trainee_id: UUID) -> UUID:
    """Ask for the ledger of a woman as PDF, for her own station.

    Raises:
        NotFound: she is not this station's.
    """
    case = cases.get_trainee(scope, trainee_id)
    rows = woman_rows(scope, trainee_id)
    paid = sum(row["share_fen"] for row in rows)
    sums = {"classes": len(rows), "hours": format_minutes(sum(row["attended_min"] for row in rows)), "paid": format_yuan(paid)}
    days = {"period": f"{rows[0]['starts_on']} 至 {rows[-1]['ends_on']}" if rows else "没有参加过培训"}
    about = {
        "title": "免费证明",
        "trainee_id": str(trainee_id),
        "rows": rows,
        "version": case.version,
        "is_confirmed": is_confirmed(rows),
    }
    return _ask(scope, OF_WOMAN, trainee_id, {**about, **sums, **days}, "免费证明.pdf")


def print_class(scope: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a class; only the job worker does this."""
    names = _names(scope, UUID(paper["subject"])) if paper["is_named"] else {}
    return _print("training/proof/class_print.html", progress, paper=paper, names=names)


def print_woman(scope: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a woman; only the job worker does this."""
    with working_as(scope):
        case = cases.get_trainee(scope, UUID(paper["trainee_id"]))
    return _print("training/proof/woman_print.html", progress, paper=paper, case=case)


def woman_rows(scope: Scope, trainee_id: UUID) -> list[dict[str, Any]]:
    """Return what a woman was given, class by class, as JSON has it."""
    classes = [row for row, _ in queries.list_classes_of(scope, trainee_id)]
    shares = shares_of(scope, [row.id for row in classes])
    hers = {it.class_id: it for it in queries.list_given(scope, [row.id for row in classes], is_named=False) if it.trainee_id == trainee_id}
    payers = _payers(scope, [row.id for row in classes])
    return [_row_of(row, hers[row.id], shares[hers[row.id].enrolment_id], payers.get(row.id, [])) for row in classes if row.id in hers]


def _row_of(row: Any, given: queries.Given, share_fen: int, payers: list[str]) -> dict[str, Any]:
    when = {"starts_on": row.starts_on.isoformat(), "ends_on": (row.ended_on or row.ends_on).isoformat()}
    what = {"class_id": str(row.id), "class": row.title, "course": row.course_name, "payers": payers}
    return {
        **what,
        **when,
        **_given(given),
        "share_fen": share_fen,
        "share": format_yuan(share_fen),
        "attended_min": given.attended_min,
        "is_confirmed": bool(given.way),
    }


def is_confirmed(rows: list[dict[str, Any]]) -> bool:
    """Say whether a woman confirmed of every class she was in that she paid nothing."""
    return bool(rows) and all(it["is_confirmed"] for it in rows)


def shares_of(scope: Scope, class_ids: list[UUID]) -> dict[UUID, int]:
    """Return {enrolment: her share in fen} of what was paid for these classes; the shares of a class add up to it."""
    women, paid = queries.list_given(scope, class_ids, is_named=False), queries.list_paid(scope, class_ids)
    shares: dict[UUID, int] = {}
    for class_id in class_ids:
        ordered = sorted((it for it in women if it.class_id == class_id), key=lambda it: it.enrolment_id)
        payments = [Paid(Item(row.item), row.amount_fen) for row in paid if row.class_id == class_id]
        shares |= share_out(payments, {it.enrolment_id: it.learner for it in ordered})
    return shares


def _ask(scope: Scope, kind: str, subject_id: UUID, content: dict[str, Any], file_name: str) -> UUID:
    cutoff = clock.local(clock.now())
    by = {
        "unit": directory.get_here(scope).name,
        "filled_by": directory.find_display_name(scope.account_id) or "",
        "subject": str(subject_id),
    }
    frozen = {**content, **by, "cutoff": moment_words(cutoff)}
    frozen["check"] = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12].upper()
    job_id = jobs.ask(scope, kind, frozen, file_name, known_by={**frozen, "cutoff": cutoff.date().isoformat()})
    audit.note(scope, "proof.print", subject_id)
    return job_id


def _print(template: str, progress: Progress, **shown: Any) -> bytes:
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out(template, **shown)
    progress(40)
    return printer.make_pdf(html, progress)


def _names(scope: Scope, class_id: UUID) -> dict[str, str]:
    with working_as(scope):
        return {str(it.enrolment_id): it.name for it in queries.list_given(scope, [class_id], is_named=True)}


def _lessons(scope: Scope, class_id: UUID) -> list[dict[str, Any]]:
    return [_lesson(row) for row in queries.list_lessons(scope, class_id)]


def _lesson(row: Any) -> dict[str, Any]:
    at = f"{row.held_on} {format_clock(row.start_min)}–{format_clock(row.end_min)}"
    where = "线上" if row.is_online else row.room_name or "–"
    taught = format_minutes(row.taught_min) if row.taught_min else "–"
    has = {"minutes": "有" if row.minutes_text else "无", "photos": row.photos, "present": row.present_count, "online": row.online_count}
    return {"at": at, "topic": row.topic or "–", "teacher": row.teacher_name or "–", "where": where, "taught": taught, **has}


def _costs(scope: Scope, class_id: UUID) -> list[dict[str, Any]]:
    kept = [row for row in funds.list_costs_of_class(scope, class_id) if row.voided_at is None]
    return [_cost(row) for row in sorted(kept, key=lambda row: (row.paid_on, row.id))]


def _cost(row: Any) -> dict[str, Any]:
    paid = {"item": Item(row.item).label, "amount": format_yuan(row.amount_fen), "paid_on": row.paid_on.isoformat()}
    return {**paid, "fund": row.fund_name, "source": Source(row.fund_source).label, "donor": row.fund_donor, "voucher": row.voucher or "–"}


def _payers(scope: Scope, class_ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for row in funds.list_payers(scope, class_ids):
        found.setdefault(row.class_id, []).append(row.name)
    return found


def _women(scope: Scope, class_id: UUID, *, is_named: bool) -> list[dict[str, Any]]:
    """Return what each woman was given; a certificate's number leads to her name, so it goes where the name goes."""
    shares = shares_of(scope, [class_id])
    rows = []
    for it in queries.list_given(scope, [class_id], is_named=False):
        row = {"id": str(it.enrolment_id), **_given(it), "share": format_yuan(shares[it.enrolment_id]), "is_locked": it.is_locked}
        rows.append(row if is_named else {**row, "certificates": f"{len(it.certificates)} 本" if it.certificates else "–"})
    return rows


def _given(it: queries.Given) -> dict[str, Any]:
    exams = "；".join(f"{day} {Result(result).label}" for _, day, result in it.exams)
    certificates = "；".join(f"{number}（{day}）" for number, day in it.certificates)
    confirmed = f"{it.confirmed_on} {FreeWay(it.way).label}" if it.confirmed_on else "未确认"
    had = {"hours": format_minutes(it.attended_min) if it.attended_min else "–", "exams": exams or "–", "certificates": certificates or "–"}
    return {**had, "state": EnrolmentState(it.state).label, "confirmed": confirmed}


jobs.register(OF_CLASS, print_class, back=("返回三免台账", "proof.listing"))
jobs.register(OF_CLASS_NAMED, print_class, back=("返回三免台账", "proof.listing"), permission="trainee.read")
jobs.register(OF_WOMAN, print_woman, back=("返回三免台账", "proof.listing"), permission="trainee.read")
