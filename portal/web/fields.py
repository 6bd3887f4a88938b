"""Fields of our own over WTForms: days, choices, grids; all speak to a clerk."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from wtforms import FieldList, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]  # newer than the stubs
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, MonthInput, RadioInput

from portal.core.text import parse_month, to_ascii_digits
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


class MonthField(ParsedField):
    """A month, `2026-03`."""

    widget = MonthInput()

    def __init__(self, label: str, validators: list[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, parse=parse_month, **kwargs)


def _options(choices: Iterable[Choice], blank: str = "") -> list[Any]:
    offered = [SelectChoice(value, words, optgroup=group[0] if group else None) for value, words, *group in choices]
    return [SelectChoice("", blank), *offered] if blank else offered


class ChoiceField(SelectField):
    """One of several; choices are (value, words) or (value, words, group), all texts.

    Args:
        blank: the words of "none chosen yet"; empty when there is no such thing.
    """

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


class GridField(FieldList[Any]):
    """Rows of a grid; a row with nothing typed into its telling fields is no row.

    Args:
        telling: names of the fields that make a row one (day and kind may be filled beforehand).
    """

    def __init__(self, unbound_field: Any, *, telling: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(unbound_field, **kwargs)
        self.telling = telling

    def filled(self) -> list[Any]:
        """Return the rows that are rows."""
        return [row for row in self.entries if any((row.form[name].raw_data or [""])[0] not in ("", None) for name in self.telling)]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check the filled rows alone; errors stand at their fields."""
        self.errors = []
        good = [row.validate(form) for row in self.filled()]
        self.errors = [row.errors for row in self.entries] if not all(good) else []
        if not good:
            self.errors = ["还没有填写任何一行"]
        return bool(good) and all(good)

    def blame(self, row: int, name: str, message: str) -> None:
        """Put a message at a field of the nth row that was filled, from 0."""
        field = self.filled()[row].form[name]
        field.errors = [*field.errors, message]
        self.errors = [entry.errors for entry in self.entries]
