"""A programme, a target, why it is published or taken back, who answers for it, and what the list is narrowed to."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from wtforms import HiddenField, ValidationError

from portal.core import clock
from portal.core.clock import days_of
from portal.core.text import parse_count
from portal.people.rules import parse_person_name
from portal.reports.rules.columns import TABLES
from portal.reports.rules.measures import FIGURES
from portal.targets.rules.aims import MAX_NAME, MAX_REASON, MAX_SOURCE, Aim, ProgrammeFacts
from portal.targets.rules.amounts import parse_amount, show_typed
from portal.targets.services.persons import Named
from portal.web.fields import Choice, ChoiceField, DayField, MonthField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most

FIRST_YEAR, LAST_YEAR = 2000, 2099
_MEASURES: list[Choice] = [(code, f"{it.label}（{it.unit}）", TABLES[it.table]) for code, it in FIGURES.items()]


def _year(raw: str) -> int:
    return parse_count(raw.removesuffix("年").rstrip(), low=FIRST_YEAR, high=LAST_YEAR)


class ProgrammeForm(PortalForm):
    """A programme, to be added or amended; `version` is the one that was shown."""

    year = ParsedField("年度", [REQUIRED], parse=_year)
    name = TextField("专项名称", [REQUIRED, at_most(80)])
    document = TextField("文件名称", [REQUIRED, at_most(120)])
    document_number = TextField("发文字号", [REQUIRED, at_most(60)])
    issued_by = TextField("发文机关", [at_most(60)])
    issued_on = DayField("发文日期", [])
    version = VersionField()

    def facts(self) -> ProgrammeFacts:
        """Return what was typed."""
        said: dict[str, Any] = {name: self[name].data for name in ("year", "name", "document", "document_number", "issued_on")}
        return ProgrammeFacts(**said, issued_by=self.issued_by.data or "")


class TargetForm(PortalForm):
    """A target, to be added or amended; `version` is the one that was shown."""

    name = TextField("目标名称", [REQUIRED, at_most(MAX_NAME)])
    measure = ChoiceField("按哪个指标统计", [REQUIRED], choices=sorted(_MEASURES, key=lambda it: list(TABLES.values()).index(it[2])))  # type: ignore[misc]
    kind = ChoiceField("活动类别", [], blank="全部类别")
    first_month = MonthField("月份从", [REQUIRED])
    last_month = MonthField("至", [REQUIRED])
    province_value = TextField("省定", [])
    province_source = TextField("省定依据", [at_most(MAX_SOURCE)])
    city_value = TextField("市定", [])
    city_source = TextField("市定依据", [at_most(MAX_SOURCE)])
    version = VersionField()

    def validate_province_value(self, field: TextField) -> None:
        """Read it in the unit of the measure."""
        self._amount(field)

    def validate_city_value(self, field: TextField) -> None:
        """Read it in the unit of the measure."""
        self._amount(field)

    def aim(self) -> Aim:
        """Return what was typed."""
        said: dict[str, Any] = {name: self[name].data or "" for name in ("name", "measure", "province_source", "city_source")}
        months: dict[str, Any] = {name: self[name].data for name in ("first_month", "last_month")}
        values: dict[str, Any] = {name: self._amount(self[name]) for name in ("province_value", "city_value")}
        return Aim(**said, **months, **values, kind_id=int(self.kind.data) if self.kind.data else None)

    def _amount(self, field: Any) -> int | None:
        figure = FIGURES.get(self.measure.data or "")
        if not field.data or figure is None:
            return None
        try:
            return parse_amount(field.data, is_minutes=figure.is_minutes, low=1)
        except ValueError as bad:
            raise ValidationError(str(bad)) from bad


def shown_of(row: Any, aim: Aim) -> dict[str, Any]:
    """Return what a target's form begins with."""
    typed = {
        name: "" if value is None else show_typed(value, is_minutes=aim.is_minutes)
        for name, value in (("province_value", aim.province_value), ("city_value", aim.city_value))
    }
    kept = {name: getattr(aim, name) for name in ("name", "measure", "first_month", "last_month", "province_source", "city_source")}
    return {**kept, **typed, "kind": str(aim.kind_id or ""), "version": row.version}


class ReasonForm(PortalForm):
    """Why a target is published, or taken back."""

    reason = TextField("原因", [REQUIRED, at_most(MAX_REASON)])
    version = VersionField()


class RevertForm(PortalForm):
    """That what was drafted is thrown away."""

    version = VersionField()


class AnswerForm(PortalForm):
    """Who answers from now on; `seen` is who did when the page was shown."""

    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    post = TextField("职务", [REQUIRED, at_most(60)])
    since_on = DayField("开始日期", [REQUIRED], default=clock.today)
    seen = HiddenField()

    def named(self) -> Named:
        """Return what was typed."""
        return Named(cast(Any, self.name.data), self.post.data or "", cast(Any, self.since_on.data))


class CutOffFilter(FilterForm):
    """Which year, and up to which month."""

    year = ChoiceField("年度", [], blank="")
    month = MonthField("截至月份", [])

    def read_with(self, years: Iterable[int], *, today: date) -> tuple[int, date]:
        """Return the year and the cut-off day: the end of the month asked for or of the year, today at the latest."""
        self.year.offer([(str(year), f"{year} 年") for year in sorted({*years, today.year}, reverse=True)])
        self.checked()
        year = int(self.year.data or today.year)
        self.year.data = str(year)
        if self.month.data and not str(self.month.data).startswith(f"{year}-"):
            self.month.errors, self.month.data = [f"应在 {year} 年之内，先按最近的一天统计"], None
        last = days_of(str(self.month.data))[1] if self.month.data else date(year, 12, 31)
        return year, min(last, today)
