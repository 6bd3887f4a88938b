"""The statement of an account on paper: asked of the job worker by ids and days alone, so that no name waits in the queue."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.dates import moment_words
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger.rules import TransferKind
from portal.people.rules.records import require_hers
from portal.tenants.queries import get_here
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services.imprints import imprint, register_now
from portal.volunteer.queries import statements as queries
from portal.volunteer.queries.hours import find_services
from portal.volunteer.queries.kinships import get_party
from portal.web import jobs
from portal.web.jobs import Progress
from portal.web.writes import working_as

KIND, PRINT, TITLE = "time_statement", "time.statement", "时间账户对账单"


def ask_for_statement(scope: Scope, volunteer_id: UUID, *, first: date, last: date) -> UUID:
    """Ask for the statement of a volunteer's account as PDF; as long as nothing moves, it is the paper that was made before.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: days that run backwards or are to come, or too many lines; the field is `until_on`.
        Conflict: she withdrew her consent or was erased.
    """
    person, moves = _check(scope, volunteer_id, first, last)
    asked = _asked(volunteer_id, person.account_id, first, last, moves)
    mark = imprint(scope, facts_of(scope, volunteer_id, person.account_id, first, last))
    said = {**asked, "cutoff": clock.now().isoformat(), "imprint": mark}
    known_by = [asked, person.name, mark["code"]]
    job_id = jobs.ask(scope, KIND, said, f"时间账户对账单 {person.number}.pdf", known_by=known_by)
    audit.note(scope, PRINT, volunteer_id)
    return job_id


def allow_sheet(scope: Scope, volunteer_id: UUID, *, first: date, last: date) -> None:
    """Note that the same statement is taken as Excel; what is refused on paper is refused here."""
    _check(scope, volunteer_id, first, last)
    audit.note(scope, PRINT, volunteer_id, note="Excel")


def get_paper(scope: Scope, volunteer_id: UUID, *, first: date, last: date) -> tuple[dict[str, Any], Facts]:
    """Return what a statement says now, and what it is; it raises what asking for it raises."""
    person, moves = _check(scope, volunteer_id, first, last)
    asked = _asked(volunteer_id, person.account_id, first, last, moves)
    paper = printed(scope, {**asked, "cutoff": clock.now().isoformat()})
    return paper, facts_of(scope, volunteer_id, person.account_id, first, last)


def _asked(volunteer_id: UUID, account_id: UUID, first: date, last: date, moves: int) -> dict[str, Any]:
    days = {"first": first.isoformat(), "last": last.isoformat(), "moves": moves}
    return {"volunteer_id": str(volunteer_id), "account_id": str(account_id), **days}


def _check(scope: Scope, volunteer_id: UUID, first: date, last: date) -> tuple[Any, int]:
    """Return whose statement it is, and how many transfers her account has by now."""
    person = get_party(scope, volunteer_id)
    require_hers(person.withdrawn_at, person.erased_at, action=PRINT, subject_id=volunteer_id)
    if last < first:
        raise RuleBroken("until_on", "结束日期不能早于开始日期")
    if last > clock.today():
        raise RuleBroken("until_on", "结束日期还没有到")
    moves = books.count_moves(scope, person.account_id)
    if queries.find_stretch(scope, person.account_id, first=first, last=last, moves=moves).count > queries.MOST_LINES:
        raise RuleBroken("until_on", f"这段日期的流水超过 {queries.MOST_LINES} 笔，请分几段日期打印")
    return person, moves


def facts_of(scope: Scope, volunteer_id: UUID, account_id: UUID, first: date, last: date) -> Facts:
    """Return what the paper of a statement is: nothing in it tells whose it is, nor how much."""
    stretch = queries.find_stretch(scope, account_id, first=first, last=last)
    taken_back = [row.seq for row in queries.list_lines(scope, account_id, stretch) if row.is_reversed]
    says = {"account": str(account_id), "stretch": [stretch.before, stretch.last], "reversed": taken_back}
    subject, period = f"{volunteer_id}/{first}/{last}", f"{first} 至 {last}"
    return Facts(KIND, subject, says, TITLE, get_here(scope).name, period=period, cutoff=moment_words(clock.now()))


def _now(scope: Scope, subject: str) -> Now:
    whose, first, last = subject.split("/")
    person = get_party(scope, UUID(whose))
    if person.withdrawn_at or person.erased_at:
        return Now(why="这个账户的资料已有变动，请向出具驿站核实。")
    facts = facts_of(scope, UUID(whose), person.account_id, date.fromisoformat(first), date.fromisoformat(last))
    return Now(facts.digest, why="打印以后，这段日期的流水有了变动，请向出具驿站索取新的一份。")


def print_statement(scope: Scope, asked: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a statement; only the job worker does this."""
    from portal.web import print as printer

    with working_as(scope):
        paper = printed(scope, asked)
    progress(40)
    return printer.make_pdf(printer.lay_out("volunteer/giving/statement_paper.html", paper=paper), progress)


def printed(scope: Scope, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that stands on the paper.

    Raises:
        Conflict: she withdrew her consent or was erased since it was asked for.
    """
    volunteer_id, account_id = UUID(asked["volunteer_id"]), UUID(asked["account_id"])
    person = get_party(scope, volunteer_id)
    require_hers(person.withdrawn_at, person.erased_at, action=PRINT, subject_id=volunteer_id)
    first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    stretch = queries.find_stretch(scope, account_id, first=first, last=last, moves=asked["moves"])
    lines = _lines(scope, account_id, stretch)
    sums = {"came_min": sum(it["in_min"] for it in lines), "went_min": sum(it["out_min"] for it in lines)}
    ends = {"opening_min": queries.left_after(scope, account_id, stretch.before)}
    ends["closing_min"] = queries.left_after(scope, account_id, stretch.last)
    whose = {"name": person.name, "number": person.number, "station": get_here(scope).name}
    whose |= {"imprint": asked.get("imprint", {})}
    return {**whose, "first": first, "last": last, "cutoff": datetime.fromisoformat(asked["cutoff"]), "lines": lines, **sums, **ends}


def _lines(scope: Scope, account_id: UUID, stretch: queries.Stretch) -> list[dict[str, Any]]:
    rows = queries.list_lines(scope, account_id, stretch)
    served = find_services(scope, [row.id for row in rows])
    taken_back = queries.first_kinds(scope, [row.reverses_id for row in rows if row.reverses_id])
    return [{**_amounts(row), "words": words_of(row, served.get(row.id), taken_back)} for row in rows]


def _amounts(row: Any) -> dict[str, Any]:
    change = {"in_min": max(row.change_min, 0), "out_min": max(-row.change_min, 0), "left_min": row.left_min}
    return {"posted_at": row.posted_at, "seq": row.seq, "is_reversed": row.is_reversed, **change}


def words_of(row: Any, service: Any, taken_back: Mapping[UUID, str]) -> str:
    """Return what a line of a statement says; of another station's service only that it was elsewhere."""
    kind = TransferKind(row.kind)
    if kind is TransferKind.EARN:
        return f"{kind.label}：{SERVICE_KINDS[service.kind]}（{service.served_on}）" if service else f"{kind.label}（其他驿站）"
    if kind is TransferKind.GIVE:
        return f"赠与家人 {row.other_number}" if row.change_min < 0 else f"家人 {row.other_number} 赠与"
    if kind is TransferKind.REVERSE:
        first = taken_back.get(row.reverses_id)
        return f"冲正（{TransferKind(first).label}）" if first else kind.label
    return kind.label


jobs.register(KIND, print_statement, back=("返回志愿者", "volunteers.roster"), permission="volunteer.read")
register_now(KIND, _now)
register_words({PRINT: "打印时间账户对账单"}, group="志愿者")
