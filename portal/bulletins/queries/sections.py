"""What a bulletin says, read from what others give: one function for each section."""

from collections.abc import Sequence
from typing import Any, Final

from portal.bulletins.queries.bulletins import find_month_before
from portal.bulletins.rules import Content, Head, Section, number_words, numbered
from portal.core import clock
from portal.core.dates import moment_words, month_words
from portal.core.scope import Scope
from portal.core.text import month_before
from portal.problems.queries.problems import list_overdue
from portal.reports.queries.measures import measure
from portal.reports.rules.measures import label_of, unit_of
from portal.returns.queries.board import list_board_units, on_time, read_cells
from portal.returns.queries.restated import list_restatements
from portal.returns.rules.board import BoardUnit, Cell, OnTime
from portal.standing.queries import ranking as rankings
from portal.standing.rules.measures import points_words
from portal.standing.rules.movement import movement_of
from portal.targets.queries.targets import list_completions
from portal.targets.rules.amounts import show_amount
from portal.targets.rules.progress import show_percent, show_points
from portal.tenants.rules.moves import next_month

FIGURES: Final = ("sessions", "attendances", "trained", "trained_persons", "placed", "service")
_LEVELS: Final = {"city": "市", "county": "县（市、区）", "station": "驿站"}
_MONTHS: Final = ("本月", "上月")


def compose(scope: Scope, row: Any, *, gaps: str = "") -> Content:
    """Return what the bulletin of a row says as of now.

    Args:
        row: month, year, number, revision and foreword of a bulletin.
        gaps: what it says of counties that are missing.
    """
    units = list_board_units(scope)
    own, counties = units[0], [unit for unit in units if unit.level == "county"]
    sections = (
        _figures(scope, row.month, own, counties),
        _ranking(scope, row.month),
        _punctuality(scope, row.month, own, counties),
        _late(scope, row.month, units),
        _restatements(scope, row.month),
        _problems(scope),
        _targets(scope, row.month),
    )
    now = clock.local(clock.now())
    cutoff = moment_words(now)
    known = (own.name, row.month, row.year, row.number, row.revision, row.foreword, cutoff)
    return Content(*known, sections=numbered(sections), gaps=gaps)


def _figures(scope: Scope, month: str, own: BoardUnit, counties: Sequence[BoardUnit]) -> Section:
    units, months = [own, *counties], (month, month_before(month))
    read = [measure(scope, FIGURES, [unit.id for unit in units], first=it, last=it) for it in months]
    heads = (Head("单位"), Head("期间"), *(Head(label_of(code), unit_of(code), is_number=True) for code in FIGURES))
    rows = tuple(
        ("全市" if unit is own else unit.name, words, *(found[unit.id, code].cell.shown for code in FIGURES))
        for unit in units
        if unit.is_working or any(found[unit.id, code].value for found in read for code in FIGURES)
        for words, found in zip(_MONTHS, read, strict=True)
    )
    lead = f"本月为{month_words(months[0])}，上月为{month_words(months[1])}。人数每人只计一次，全市不是各县相加。"
    return Section("月度数据", heads, rows, "", (lead,))


def _ranking(scope: Scope, month: str) -> Section:
    heads = (Head("名次", is_number=True), Head("县（市、区）"), Head("得分", is_number=True), Head("变化"))
    found, before = rankings.find_published(scope, month), rankings.find_before(scope, month)
    if found is None:
        return Section("县区排名", heads, (), f"{month_words(month)}的县区排名编发时还没有公布。")
    lines, old = rankings.lines_of(found), rankings.lines_of(before) if before else []
    rows = tuple(
        (str(line.rank or "–"), line.name, points_words(line.points), line.why or movement_of(line.unit_id, old, lines).short)
        for line in lines
    )
    return Section("县区排名", heads, rows, "没有县参加排名。", (f"按公布的第 {found.revision} 版排名，校验码 {found.digest[:16]}。",))


def _punctuality(scope: Scope, month: str, own: BoardUnit, counties: Sequence[BoardUnit]) -> Section:
    rates = on_time(scope, [own.id, *(unit.id for unit in counties)], month, month)
    heads = (Head("单位"), Head("按时", "份", is_number=True), Head("应报", "份", is_number=True), Head("按时率", is_number=True))
    rows = tuple(
        ("全市" if unit is own else unit.name, *_rate_words(rates.get(unit.id, OnTime())))
        for unit in (own, *counties)
        if unit is own or unit.is_working or rates.get(unit.id, OnTime()).due
    )
    return Section("月报上报", heads, rows, "", ("县（市、区）的按时率含所属驿站；全市是各份相加后的比率。",))


def _rate_words(it: OnTime) -> tuple[str, str, str]:
    return str(it.in_time), str(it.due), it.shown


def _late(scope: Scope, month: str, units: Sequence[BoardUnit]) -> Section:
    heads = (Head("单位"), Head("层级"), Head("截止"), Head("上报"), Head("迟报", "天", is_number=True))
    cells = read_cells(scope, units, [month])
    late = [(unit, cells[unit.id][0]) for unit in units if cells[unit.id][0].late_days]
    rows = tuple((unit.name, _LEVELS[unit.level], *_late_words(cell)) for unit, cell in sorted(late, key=lambda it: -it[1].late_days))
    return Section("迟报单位", heads, rows, f"{month_words(month)}没有单位迟报。")


def _late_words(cell: Cell) -> tuple[str, str, str]:
    return str(cell.due_on or "–"), str(cell.submitted_on or "未上报"), str(cell.late_days)


def _restatements(scope: Scope, month: str) -> Section:
    before = find_month_before(scope, month)
    first = next_month(before) if before else month
    heads = (Head("单位"), Head("月份"), Head("指标"), Head("上报数", is_number=True), Head("更正后", is_number=True), Head("原因"))
    rows = tuple(
        (it.unit_name, it.month, it.label, it.words[0], it.words[2], "；".join(it.reasons)) for it in list_restatements(scope, first, month)
    )
    period = month_words(month) if first == month else f"{month_words(first)}至{month_words(month)}"
    return Section("数据更正", heads, rows, f"{period}没有更正以前月份的数据。", (f"{period}登记的更正；上报数不改，更正后的数并列说明。",))


def _problems(scope: Scope) -> Section:
    today = clock.today()
    heads = (Head("单位"), Head("问题"), Head("责任人"), Head("整改期限"), Head("逾期", "天", is_number=True))
    rows = tuple((it.unit_name, it.title, it.owner_name, str(it.due_on), str(it.days)) for it in list_overdue(scope, on=today))
    return Section(
        "逾期未整改的问题", heads, rows, f"截至 {today} 没有逾期未整改的问题。", (f"截至 {today}，共 {len(rows)} 条。",) if rows else ()
    )


def _targets(scope: Scope, month: str) -> Section:
    last = clock.days_of(month)[1]
    values = (Head("完成", is_number=True), Head("省定", is_number=True), Head("完成省定", is_number=True))
    more = (Head("市定", is_number=True), Head("完成市定", is_number=True), Head("序时", is_number=True))
    heads = (Head("目标"), *values, *more, Head("比序时", "百分点", is_number=True))
    rows = tuple(_target_words(it) for it in list_completions(scope, last.year, on=last))
    return Section("目标进度", heads, rows, f"{last.year} 年还没有发布目标。", (f"截至 {last}。",))


def _target_words(it: Any) -> tuple[str, ...]:
    aim = it.target.aim
    province = (show_amount(aim.province_value, aim.measure), show_percent(it.of_province))
    city = (show_amount(aim.city_value, aim.measure), show_percent(it.of_city))
    return (
        f"{aim.name}（{aim.unit}）",
        show_amount(it.done, aim.measure),
        *province,
        *city,
        show_percent(it.elapsed),
        show_points(it.lead),
    )


def file_name(content: Content) -> str:
    """Return what the paper of a bulletin is called, without its ending."""
    return f"{content.title}{number_words(content.year, content.number, content.revision)}"
