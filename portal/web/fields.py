"""Fields of our own over WTForms: days, choices, grids; all speak to a clerk."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast

from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]  # newer than the stubs
from wtforms.widgets import CheckboxInput, DateInput, HiddenInput, ListWidget, MonthInput, RadioInput, Select

from portal.core.text import format_clock, parse_clock, parse_month, to_ascii_digits
from portal.web.forms import ParsedField

Choice = tuple[str, str] | tuple[str, str, str]
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", re.ASCII)


def parse_day(raw: str) -> date:
    """Read a day, `2026-03-05`, `2026.3.5` or `2026年3月5日`, full-width digits too.

    Raises:
        ValueError: there is no such day.
    """
    match = _DAY.fullmatch(to_ascii_digits(raw))
    try:
        if match:
            return date(*(int(part) for part in match.groups()))
    except ValueError as error:
        raise ValueError("没有这一天，请检查月份和日期") from error
    raise ValueError("日期请写成 2026-03-05 这样")


class DayField(ParsedField):
    """A day in Asia/Shanghai."""

    widget = DateInput()

    def __init__(self, label: str, validators: list[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, parse=parse_day, show=date.isoformat, **kwargs)


class ClockField(ParsedField):
    """A time of day, `14:30`; its data are the minutes after midnight."""

    def __init__(self, label: str, validators: list[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, parse=_minutes_of, show=format_clock, **kwargs)


def _minutes_of(raw: str) -> int:
    at = parse_clock(raw)
    return at.hour * 60 + at.minute


class MonthField(ParsedField):
    """A month, `2026-03`."""

    widget = MonthInput()

    def __init__(self, label: str, validators: list[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, parse=parse_month, **kwargs)


def _options(choices: Iterable[Choice], blank: str = "") -> list[Any]:
    offered = [SelectChoice(value, words, optgroup=group[0] if group else None) for value, words, *group in choices]
    return [SelectChoice("", blank), *offered] if blank else offered


class PlainSelect(Select):
    """A select whose options are values and words alone; WTForms writes each as if it could carry any attribute."""

    @classmethod
    def render_option(cls, choice: Any, **_: Any) -> Markup:  # pyright: ignore[reportIncompatibleMethodOverride]  # newer than the stubs
        """Return one option."""
        mark, value, words = " selected" if choice.selected else "", escape(choice.value), escape(choice.label)
        return Markup(f'<option{mark} value="{value}">{words}</option>')  # noqa: S704 - both are escaped


class ChoiceField(SelectField):
    """One of several; choices are (value, words) or (value, words, group), all texts.

    Args:
        blank: the words of "none chosen yet"; empty when there is no such thing.
    """

    widget = PlainSelect()

    def __init__(self, label: str, validators: list[Any], *, choices: Iterable[Choice] = (), blank: str = "请选择", **kwargs: Any) -> None:
        super().__init__(label, validators, choices=_options(choices, blank), **kwargs)
        self.blank = blank

    def offer(self, choices: Iterable[Choice]) -> None:
        """Set the choices."""
        self.choices = _options(choices, self.blank)

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        if (self.data or "") not in {choice.value for choice in cast(list[Any], self.choices)}:
            raise ValidationError("请从列表中选择")


class PickField(ChoiceField):
    """One of a few, as buttons to pick from."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()

    def __init__(self, label: str, validators: list[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, blank="", **kwargs)


class ChoicesField(SelectMultipleField):
    """Any number of several, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, validators: list[Any], *, choices: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(label, validators, choices=_options(choices), **kwargs)

    def offer(self, choices: Iterable[Choice]) -> None:
        """Set the choices."""
        self.choices = _options(choices)

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        if not set(self.data or ()) <= {choice.value for choice in cast(list[Any], self.choices)}:
            raise ValidationError("请从列表中选择")


class VersionField(ParsedField):
    """The version of a row that was shown; one that makes no sense is none, and so is met by the conflict."""

    data: Any
    widget = HiddenInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [], parse=_version, default=0, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value; none is 0."""
        super().process_formdata(valuelist)
        self.data = self.data or 0


def _version(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0


class GridField(FieldList):  # type: ignore[type-arg]  # generic in the stubs alone
    """Rows of a grid; a row with nothing typed into its telling fields is no row.

    Args:
        telling: names of the fields that make a row one (day and kind may be filled beforehand).
        may_be_empty: whether no row at all says something too.
    """

    def __init__(
        self, unbound_field: Any, *, telling: tuple[str, ...], min_entries: int = 0, may_be_empty: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("label", "表格")  # what the summary of errors calls it; WTForms would say Rows
        super().__init__(unbound_field, **kwargs)  # without the least: to reach it, WTForms would read a row a second time
        self.telling, self.least, self.may_be_empty = telling, min_entries, may_be_empty
        self._waiting: Any = None
        self._is_too_long = False

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Build the rows that are rows; building one is dear, so the others wait until the grid is shown."""
        sent = self._sent(formdata or {})
        telling = {row for row, cell, _, values in sent if cell in self.telling and values[0]}
        told = MultiDict({name: values for row, _, name, values in sent if row in telling})
        every = MultiDict({name: values for _, _, name, values in sent})
        self._is_too_long = len(telling) > (self.max_entries or len(telling))
        is_overfull = len({row for row, *_ in sent}) > (self.max_entries or len(sent))
        self._waiting = (told if is_overfull else every) if told else None  # no page of ours sends so many; the filled ones are shown
        super().process(told or every or None, *args, **kwargs)
        if not told:
            self._fill_up()

    def __iter__(self) -> Iterator[Any]:
        """Iterate over all that was sent, and empty rows up to the least."""
        self._build_all()
        return super().__iter__()

    def _sent(self, formdata: Any) -> list[tuple[str, str, str, list[str]]]:
        """What was sent of the grid, as (row, cell, whole name, values)."""
        name_of = re.compile(rf"{self.name}-(0|[1-9][0-9]{{0,3}})-(\w+)")
        return [(found[1], found[2], name, formdata.getlist(name)) for name in formdata if (found := name_of.fullmatch(name))]

    def _build_all(self) -> None:
        """Build every row for showing, with what was found in the filled ones and what they offered."""
        if not self._waiting:
            return
        known, sent, self._waiting = list(self.entries), self._waiting, None
        super().process(sent)
        self._fill_up()
        for old, new in zip(known, self.filled(), strict=True):
            for name, field in _fields(new):
                field.errors = old.form[name].errors
        for row in self.entries:
            for name, field in _fields(row):
                if isinstance(field, ChoiceField):
                    field.choices = known[0].form[name].choices

    def _fill_up(self) -> None:
        while len(self.entries) < self.least:
            self.append_entry()

    def filled(self) -> list[Any]:
        """Return the rows that are rows."""
        return [row for row in self.entries if any((row.form[name].raw_data or [""])[0] not in ("", None) for name in self.telling)]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check the filled rows alone; errors stand at their fields."""
        self.errors = []
        good = [row.validate(form) for row in self.filled()]
        if not all(good):
            self._build_all()
            self.errors = [row.errors for row in self.entries]
        is_lacking = not good and not self.may_be_empty
        if is_lacking or self._is_too_long:
            self.errors = ["还没有填写任何一行" if is_lacking else f"一次最多 {self.max_entries} 行，请分几次提交"]
        return all(good) and not is_lacking and not self._is_too_long

    def blame(self, row: int, name: str, message: str) -> None:
        """Put a message at a field of the nth row that was filled, from 0."""
        field = self.filled()[row].form[name]
        field.errors = [*field.errors, message]
        self._build_all()
        self.errors = [entry.errors for entry in self.entries]


def _fields(row: Any) -> list[tuple[str, Any]]:
    return [(field.short_name, field) for field in row.form]
