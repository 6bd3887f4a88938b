"""The list of targets, and the matrix of one, as sheets."""

from collections.abc import Sequence

from portal.targets.rules.aims import Aim
from portal.targets.rules.completions import Completion
from portal.targets.rules.splits import Row, Sums, quarter_name, quarters_of
from portal.web.excel import COUNT, HOURS, SHARE, Column, Sheet, Value

NAME, TOTAL = "县（市、区）", "合计"


def sheet_of(rows: Sequence[Completion], *, unit: str, year: int, cutoff: str, is_city: bool) -> Sheet:
    """Return the list with its completions; amounts stand in their unit, since they are of many figures."""
    facts = [f"填报单位：{unit}", f"年度：{year} 年", f"数据截至：{cutoff}"]
    number = HOURS if any(it.target.aim.is_minutes for it in rows) else COUNT
    baselines = [Column("省定", width=12, number=number), Column("市定", width=12, number=number), Column("提升", number=SHARE)]
    against = [Column("对省定", number=SHARE), Column("对市定", number=SHARE)]
    whole, reached = [Column("本县任务", width=12, number=number)], [Column("完成率", number=SHARE)]
    head = [Column("序号", width=6), Column("专项", width=24), Column("目标", width=24), Column("指标", width=16), Column("单位", width=8)]
    head += [Column("月份", width=18), *(baselines if is_city else whole), Column("已完成", width=12, number=number)]
    tail = [Column("序时进度", number=SHARE), Column("超前（滞后）", "个百分点", number=HOURS)]
    tail += [Column("计划应完成", width=12, number=number), Column("与计划相差", width=12, number=number), Column("责任人", width=20)]
    columns = [*head, *(against if is_city else reached), *tail]
    lines = [[n, *_cells(it, is_city=is_city)] for n, it in enumerate(rows, start=1)]
    notes = ["完成率为完成数除以目标数；序时进度为已过天数占目标期间天数的比例；人数在期间内每人只计一次。"]
    return Sheet(
        f"{year} 年目标进度", facts, columns, lines, [TOTAL, f"{len(rows)} 项", *([""] * (len(columns) - 2))], notes=notes, fixed=3
    )


def _cells(it: Completion, *, is_city: bool) -> list[Value]:
    aim = it.target.aim

    def amount(value: int | None) -> Value:
        return value / 60 if value is not None and aim.is_minutes else value

    def share(value: int | None) -> Value:
        return None if value is None else value / 1000

    months = f"{aim.first_month} 至 {aim.last_month}"
    wanted = [amount(aim.province_value), amount(aim.city_value), share(aim.uplift)] if is_city else [amount(it.whole)]
    reached = [share(it.of_province), share(it.of_city)] if is_city else [share(it.of_whole)]
    lead = None if it.lead is None else it.lead / 10
    person = f"{it.person.name}（{it.person.post}）" if it.person else ""
    head: list[Value] = [it.target.programme, aim.name, aim.label, aim.unit, months, *wanted, amount(it.done), *reached]
    return [*head, share(it.elapsed), lead, amount(it.planned), amount(it.against_plan), person]


def matrix_of(aim: Aim, rows: Sequence[Row], sums: Sums) -> Sheet:
    """Return the matrix of a target as a sheet that may be filled in and sent back."""
    number = HOURS if aim.is_minutes else COUNT
    quarters = quarters_of(aim.months)
    columns = [Column(NAME, width=20)]
    for quarter, months in quarters.items():
        columns += [Column(f"{int(month[5:])}月", width=10, number=number) for month in months]
        columns += [Column(quarter_name(quarter), width=10, number=number)]
    columns += [Column(TOTAL, width=12, number=number)]

    def line(name: str, unit: int) -> list[Value]:
        cells: list[Value] = [name]
        for quarter, months in quarters.items():
            cells += [_in(aim, aim.parts.get(unit, {}).get(month, 0) if unit else sums.by_month.get(month, 0)) for month in months]
            cells += [_in(aim, sums.by_quarter.get((unit, quarter), 0))]
        return [*cells, _in(aim, sums.by_unit.get(unit, 0) if unit else sums.total)]

    facts = [
        f"目标：{aim.name}（{aim.label}，{aim.unit}）",
        f"{aim.base_name}：{_in(aim, aim.base):,}　月份：{aim.first_month} 至 {aim.last_month}",
    ]
    facts += ["改各月的数，没有任务的填 0；季度和合计可以不改，合计改了就要与各月相符。"]
    return Sheet(f"{aim.name} 分解表", facts, columns, [line(row.name, row.id) for row in rows], line(TOTAL, 0))


def _in(aim: Aim, value: int) -> int | float:
    return value / 60 if aim.is_minutes else value
