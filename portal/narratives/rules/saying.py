"""A figure that was read, put into words."""

from collections.abc import Mapping
from typing import Any

from portal.narratives.rules import wording
from portal.narratives.rules.figures import Figure
from portal.narratives.rules.names import measure_of, name_of
from portal.narratives.rules.periods import Months
from portal.narratives.rules.places import Settled, Unit
from portal.narratives.rules.tokens import Ask, BadToken, Form
from portal.reports.rules.columns import Share
from portal.reports.rules.measures import FIGURES, SHARES, Measured, unit_of
from portal.reports.rules.rollup import period_words
from portal.targets.rules.completions import Completion

Measures = Mapping[tuple[Months, int], Mapping[tuple[int, str], Measured]]  # by (months, kind of activity), then (unit, code)


def say(it: Settled, measures: Measures) -> Figure:
    """Return the figure of a settled token.

    Raises:
        BadToken: a share of nothing, a growth from nothing, a target without what is asked.
    """
    return _of_target(it) if it.wanted.ask else _of_measure(it, measures)


def _of_measure(it: Settled, measures: Measures) -> Figure:
    code = it.wanted.code
    now = measures[it.months, it.kind_id][it.unit.id, code]
    old = measures[it.against, it.kind_id][it.unit.id, code] if it.against else None
    of, words, exact = measure_of(code), "", ""
    if code in SHARES:
        words, exact = _share(now, old, it)
    else:
        words, exact = _figure(now, old, it)
    indicator = of.part if code in SHARES else of  # type: ignore[union-attr]  # a Rate has parts
    opened = getattr(indicator, "persons_of", "") or indicator.code
    where = {"opens": "rows" if it.unit.level == "station" else "rollup", "what": opened, "table": indicator.table}  # type: ignore[union-attr]
    return Figure(
        words=words,
        label=name_of(code),
        **_whose(it.unit, it.months),
        exact=exact,
        **where,
        kind_id=it.kind_id,
        is_nought=not now.value,
    )


def _figure(now: Measured, old: Measured | None, it: Settled) -> tuple[str, str]:
    unit, is_minutes = unit_of(now.code), FIGURES[now.code].is_minutes
    plain = wording.exact(now.value, unit, is_minutes=is_minutes)
    if old is not None:
        if old.value <= 0:
            raise BadToken(f"{_against(it)}是 0，算不出{it.wanted.form.value}")
        before = wording.exact(old.value, unit, is_minutes=is_minutes)
        return f"{it.wanted.form.value}{wording.growth(old.value, now.value)}", f"{before} → {plain}"
    if it.wanted.form is Form.ABOUT:
        said = wording.about(now.value, unit, is_minutes=is_minutes)
        return said, plain if said != plain else ""
    return plain, ""


def _share(now: Measured, old: Measured | None, it: Settled) -> tuple[str, str]:
    cell = _cell(now)
    if cell.value is None:
        raise BadToken(f"“{cell.indicator.whole.label}”是 0，没有比率可写")
    if old is None:
        return wording.percent(cell.value), f"{cell.part} ÷ {cell.whole}"
    before = _cell(old)
    if before.value is None:
        raise BadToken(f"{_against(it)}没有比率，算不出{it.wanted.form.value}")
    said = f"{it.wanted.form.value}{wording.points(before.value, cell.value)}"
    return said, f"{wording.percent(before.value)} → {wording.percent(cell.value)}"


def _cell(it: Measured) -> Share:
    return Share(SHARES[it.code], it.value, it.whole or 0)


def _against(it: Settled) -> str:
    return period_words(*it.against) if it.against else ""


def _of_target(it: Settled) -> Figure:
    done: Completion = it.target
    aim = done.target.aim
    asked = it.wanted.ask
    amounts: dict[Any, int | None] = {
        Ask.PROVINCE: aim.province_value,
        Ask.CITY: aim.city_value,
        Ask.WHOLE: done.whole or None,
        Ask.DONE: done.done,
    }
    shares: dict[Any, int | None] = {
        Ask.OF_PROVINCE: done.of_province,
        Ask.OF_CITY: done.of_city,
        Ask.OF_WHOLE: done.of_whole,
        Ask.UPLIFT: aim.uplift,
    }
    value = amounts.get(asked, shares.get(asked))
    if value is None:
        raise BadToken(f"“{aim.name}”没有{asked}：{'省定、市定没有都写' if asked is Ask.UPLIFT else '没有这一项任务数'}")
    exact = wording.exact(value, aim.unit, is_minutes=aim.is_minutes) if asked in amounts else wording.percent(value)
    is_round = asked in amounts and it.wanted.form is Form.ABOUT
    words = wording.about(value, aim.unit, is_minutes=aim.is_minutes) if is_round else exact
    return Figure(
        words=words,
        label=f"{aim.name}{asked}",
        **_whose(it.unit, (aim.first_month, min(aim.last_month, it.months[1]))),
        exact=exact if words != exact else "",
        opens="target",
        what=str(done.target.id),
        is_nought=not value,
    )


def _whose(unit: Unit, months: Months) -> dict[str, Any]:
    first, last = months
    words = period_words(first, last) if first <= last else ""
    return {"unit_code": unit.code, "unit": unit.name, "first": first, "last": last, "period": words}
