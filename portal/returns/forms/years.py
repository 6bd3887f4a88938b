"""Which years are shown and compared; a figure of a year before the portal."""

from datetime import date
from typing import Any, cast

from wtforms import BooleanField, HiddenField

from portal.core.text import clean_text, to_ascii_digits
from portal.reports.rules import TABLES, columns_of
from portal.reports.rules.measures import FIGURES
from portal.returns.rules.compare import Period, month_period, year_period
from portal.returns.rules.years import FIRST_YEAR, Past, codes, read_value
from portal.web.fields import ChoiceField, MonthField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most


def parse_year(raw: str) -> int:
    """Read a year, `2024` or `2024年`.

    Raises:
        ValueError: it is none of this century.
    """
    text = clean_text(to_ascii_digits(raw)).removesuffix("年").strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) < FIRST_YEAR + 100):
        raise ValueError("请填写年份，如 2024")
    return int(text)


class YearsFilter(FilterForm):
    """A range of years."""

    first = ParsedField("年份从", [], parse=parse_year)
    last = ParsedField("至", [], parse=parse_year)


class PastForm(PortalForm):
    """A figure of a year before the portal."""

    year = ParsedField("年份", [REQUIRED], parse=parse_year)
    code = ChoiceField(
        "指标",
        [REQUIRED],
        choices=[(it.code, f"{it.label}（{it.unit}）", words) for name, words in TABLES.items() for it in columns_of(name)],
    )
    value = TextField("数量", [REQUIRED, at_most(20)])
    source = TextField("来源", [REQUIRED, at_most(200)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the value in its figure's unit."""
        is_well = super().validate(extra_validators)
        self.read = _read(self.value, self.code.data)
        return is_well and self.read is not None

    def past(self) -> Past:
        """Return what was typed."""
        return Past(cast(Any, self.year.data), self.code.data, cast(int, self.read), self.source.data or "")


class PastAmendForm(PortalForm):
    """Another value or source of what was typed in."""

    version = VersionField()
    value = TextField("数量", [REQUIRED, at_most(20)])
    source = TextField("来源", [REQUIRED, at_most(200)])

    def __init__(self, code: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.code = code

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the value in its figure's unit."""
        is_well = super().validate(extra_validators)
        self.read = _read(self.value, self.code)
        return is_well and self.read is not None

    def said(self) -> dict[str, Any]:
        """Return what was typed."""
        return {"value": self.read, "source": self.source.data or "", "version": self.version.data}


class CompareFilter(FilterForm):
    """Two months, or two years, and the figure that is looked into."""

    by = HiddenField(default="month")
    a = MonthField("月份", [])
    b = MonthField("与月份", [])
    year_a = ParsedField("年份", [], parse=parse_year)
    year_b = ParsedField("与年份", [], parse=parse_year)
    to_date = BooleanField("只比到本月（同期）")
    figure = ChoiceField("看哪个指标", [], choices=[(code, FIGURES[code].label) for code in codes()], blank="第一个指标")

    def read(self, *, today: date) -> tuple[Period, Period]:
        """Return what is compared; nothing asked for is this month and the one before, or this year and the one before."""
        self.checked()
        if self.by.data == "year":
            asked: Any = self
            last = asked.year_b.data or today.year
            first = max(asked.year_a.data or last - 1, FIRST_YEAR)
            asked.year_a.data, asked.year_b.data = first, last
            until = today.month if self.to_date.data else 12
            return year_period(first, until=until), year_period(last, until=until)
        self.by.data = "month"
        b = self.b.data or f"{today.year:04d}-{today.month:02d}"
        a = self.a.data or before(b)
        self.a.data, self.b.data = a, b
        return month_period(a), month_period(b)


def _read(field: Any, code: str | None) -> int | None:
    """Return a typed value in the unit of its figure; what is none is named at the field."""
    if not field.data or code not in FIGURES:
        return None
    try:
        return read_value(FIGURES[code], field.data)
    except ValueError as error:
        field.errors = [*field.errors, str(error)]
        return None


def before(month: str) -> str:
    """Return the month before."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1:04d}-12" if number == 1 else f"{year:04d}-{number - 1:02d}"
