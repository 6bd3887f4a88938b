"""One return as a PDF and as Excel: who reports, who filled it in, who reviewed it, as of when, and which version."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import moment_words, month_words
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.core.text import parse_month
from portal.reports.rules import Share
from portal.returns.queries.restated import Restatement, list_restated_month
from portal.returns.queries.returns import Return, get_return
from portal.returns.rules.figures import FigureLine
from portal.tallies import queries as tallies
from portal.tallies.rules.months import MonthState, Step
from portal.tenants.queries import get_here, list_below
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services.imprints import code_line, imprint, register_now
from portal.web import jobs, shelf
from portal.web.excel import COUNT, Column, Sheet, Value
from portal.web.jobs import Progress
from portal.web.shelf import Title

RETURN_PAPER = "return"
_COLUMNS = (
    Column("序号", width=6),
    Column("类别", width=12),
    Column("指标", width=20),
    Column("单位", width=8),
    Column("本月", width=14, number=COUNT),
    Column("上月", width=14, number=COUNT),
    Column("增减", width=16, number=COUNT),
)


def ask_for_paper(scope: Scope, it: Return) -> UUID:
    """Ask for a return as PDF, as it is now; unchanged on the same day, it is the paper that was made before."""
    paper = shown(scope, it)
    mark = imprint(scope, facts_of(it, paper))
    same = {**paper, "cutoff": paper["as_of"], "code": mark["code"]}
    job_id = jobs.ask(scope, RETURN_PAPER, {**paper, "imprint": mark}, f"{paper['title']}（{paper['period']}）.pdf", known_by=same)
    audit.note(scope, "return.print", job_id, note=f"{it.unit.name} {it.month}")
    return job_id


def facts_of(it: Return, paper: Mapping[str, Any]) -> Facts:
    """Return what the paper of a return is.

    Args:
        paper: as `shown` tells it.
    """
    says = {name: paper[name] for name in ("state", "digest", "tables", "restated")}
    named = {name: paper[name] for name in ("title", "unit", "period", "cutoff", "version", "filled_by", "reviewed_by")}
    return Facts(RETURN_PAPER, f"{it.unit.code}/{it.month}", says, **named)


def shown(scope: Scope, it: Return) -> dict[str, Any]:
    """Return what stands on the paper, as JSON has it."""
    cutoff = it.closed_at or clock.now()
    said = {"title": f"{it.unit.name}巾帼家政工作月报", "unit": it.unit.name, "period": month_words(it.month), "state": it.state.label}
    people = {"filled_by": _who(it, Step.SUBMIT, Step.CLOSE), "reviewed_by": _who(it, Step.ACCEPT) if it.accepted_at else ""}
    as_of = f"{clock.local(cutoff):%Y-%m-%d}" if it.state is MonthState.FILLING else moment_words(cutoff)
    version = f"第{it.revision}版" if it.frozen and it.state is not MonthState.FILLING else "未上报（草稿）"
    digest = it.frozen.digest[:16] if it.frozen and it.state is not MonthState.FILLING else ""
    tables = [
        [table.label, [[line.label, line.unit, line.now.shown, line.before.shown, line.difference] for line in table.lines]]
        for table in it.tables
    ]
    receipt = it.receipt if digest else ""
    restated = [_restated_words(one) for one in list_restated_month(scope, it.unit.id, it.month)] if it.closed_at else []
    return {
        **said,
        **people,
        "cutoff": moment_words(cutoff),
        "as_of": as_of,
        "version": version,
        "digest": digest,
        "receipt": receipt,
        "tables": tables,
        "restated": restated,
    }


def sheet_of(scope: Scope, it: Return) -> Sheet:
    """Return one month of a unit as a sheet; hours and shares as they are read, counts as numbers."""
    paper = shown(scope, it)
    facts = [f"填报单位：{paper['unit']}", f"期间：{paper['period']}　　状态：{paper['state']}　　版次：{paper['version']}"]
    facts += [f"填报人：{paper['filled_by'] or '–'}　　审核人：{paper['reviewed_by'] or '–'}　　数据截至：{paper['cutoff']}"]
    lines = [(table.label, line) for table in it.tables for line in table.lines]
    rows = [[n, label, line.label, line.unit, *_numbers(line)] for n, (label, line) in enumerate(lines, start=1)]
    foot: list[Value] = ["回执号", paper["receipt"] or "未上报", "", "", "", "", ""]
    return Sheet(
        paper["title"],
        facts,
        _COLUMNS,
        rows,
        foot,
        notes=[
            "“人”每人只计一次，各月、各单位不能相加；比率是合计除以合计，与上月相差的是百分点。",
            *paper["restated"],
            code_line(scope, facts_of(it, paper)),
        ],
        fixed=3,
    )


def print_return(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a return; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("returns/return_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html, progress)


def _restated_words(one: Restatement) -> str:
    reported, difference, stands = one.words
    return f"关账后更正：{one.label}上报 {reported}，更正 {difference}，更正后 {stands}"


def _now(scope: Scope, subject: str) -> Now:
    it = get_return(scope, *subject.split("/"))
    facts = facts_of(it, shown(scope, it))
    if facts.says["restated"]:
        return Now(facts.digest, why="打印以后，这个月的数据有了更正，请重新打印。")
    return Now(facts.digest, why="" if it.closed_at else "这个月还没有上报，打印以后数据有了变动，请重新打印。")


def _find(scope: Scope) -> Iterable[Title]:
    units = {unit.id: unit for unit in list_below(scope)}
    for row in tallies.list_books(scope, tenants=list(units), first="0000-01", last="9999-12"):
        unit = units[row.tenant_id]
        yield Title(unit.code, row.month, f"{unit.name}{month_words(row.month)}月报（{MonthState(row.state).label}）")


def _ask_by_name(scope: Scope, month: str) -> UUID:
    try:
        return ask_for_paper(scope, get_return(scope, get_here(scope).code, parse_month(month)))
    except ValueError as error:
        raise NotFound from error


def _numbers(line: FigureLine) -> list[Value]:
    if isinstance(line.now, Share) or line.now.indicator.is_minutes:
        return [line.now.shown, line.before.shown, line.difference]
    now, before = line.now.value, line.before.value
    return [now, before, None if now is None or before is None else now - before]


def _who(it: Return, *steps: Step) -> str:
    """Return who did the last of these steps."""
    return next((one.who for one in reversed(it.steps) if one.step in steps), "")


jobs.register(RETURN_PAPER, print_return, back=("返回月报", "returns.board"))
register_now(RETURN_PAPER, _now)
shelf.put_up(RETURN_PAPER, _find, _ask_by_name)
register_words({"return.print": "打印月报"}, group="月报")
