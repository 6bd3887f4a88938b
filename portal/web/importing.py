"""What can be taken in from Excel: packages register their kinds; a row is read into the very form that is typed at the page."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from wtforms import BooleanField

from portal.core.scope import Scope
from portal.core.text import clean_text
from portal.web.fields import ChoiceField, ChoicesField, DayField
from portal.web.forms import REQUIRED
from portal.web.sheets import SheetColumn

MOST_ROWS: Final = 3000
YES, NO = "是", "否"
EXAMPLE: Final = "请删除本行"  # stands in the example row, which nobody wants to have taken in
NOTHING: Final = ImmutableMultiDict({"once": "-"})
_SEPARATORS: Final = "、,，;；/"
_WIDE: Final = 24
_FEW: Final = 8  # so many choices are named in a refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of the rows that were carried out together.

    Args:
        faults: (field, why it was not written).
        is_known: it is there already; what the faults say tells where.
        told: what was made of it that the row itself does not say.
    """

    faults: Sequence[tuple[str, str]] = ()
    is_known: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """Something that is typed from paper, row by row.

    Args:
        place: its order on the page, small first.
        name: as it stands in the address.
        label: what a clerk calls it, 学员.
        unit: the word after a count, 名.
        permission: who may take it in: the one her form at the page demands.
        endpoint: the list where the rows will be found.
        forms: looks up what can be chosen, once for a sheet, and returns what builds the form of the page of what a row says.
        fields: {name of a field: what the blank sheet says of it}, in the order of the columns.
        write: carries out a row that is well formed, by the service of the page; returns the new row where a later one may meet it.
        write_all: carries out all (number of the row, form) that are well formed at once, where rows lean on one another, instead.
        labels: {name of a field: its head}, where the form's words make no sense in a sheet.
        given: {name of a field: what each row says}, the notice in force for instance.
        key: what a row is known by, when its service lets the same be written twice.
        known: which of the keys are written already, asked once for all.
        most: how many rows are taken in one go.
        lists: what else its blank sheet says, looked up when it is asked for.
        then: what is to be done with the rows that were taken over.
        asks_proof: the form of the page asks for the password again, so the taking over does.
    """

    place: int
    name: str
    label: str
    unit: str
    permission: str
    endpoint: str
    forms: Callable[[], Callable[[Any], Any]]
    fields: Mapping[str, str]
    example: Mapping[str, str]
    write: Callable[[Scope, Any], UUID | None] | None = None
    write_all: Callable[[Scope, Sequence[tuple[int, Any]]], Sequence[Outcome]] | None = None
    labels: Mapping[str, str] | None = None
    given: Callable[[], Mapping[str, str]] = dict
    notes: Sequence[str] = ()
    levels: tuple[str, ...] = ("station",)
    key: Callable[[Any], Hashable] | None = None
    known: Callable[[Scope, Sequence[Any]], Collection[Hashable]] | None = None
    most: int = MOST_ROWS
    lists: Callable[[], Sequence[str]] = tuple
    then: str = ""
    asks_proof: bool = False

    def columns(self) -> list[SheetColumn]:
        """Return the columns of its sheet, with what can be chosen at this unit."""
        blank = self.forms()(NOTHING)
        return [_column(blank[name], self.label_of(blank[name]), hint) for name, hint in self.fields.items()]

    def example_row(self, columns: Sequence[SheetColumn]) -> dict[str, str]:
        """Return the example with something chosen wherever a choice is demanded."""
        chosen = {column.name: column.choices[0] for column in columns if column.is_filled and column.choices}
        return {**chosen, **self.example}

    def label_of(self, field: Any) -> str:
        """Return the head of a field's column."""
        return (self.labels or {}).get(field.short_name) or str(field.label.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """Something that is taken in where it belongs, since its sheet is that of one thing: the matrix of one target.

    Args:
        name: the kind of its sheets.
        endpoint: where one chooses what to take in for.
        sheet: the endpoint that leads to the page of a sheet, by its id, which is `known_as` there.
    """

    place: int
    name: str
    label: str
    unit: str
    permission: str
    endpoint: str
    sheet: str
    known_as: str
    note: str
    levels: tuple[str, ...] = ("station",)


kinds: dict[str, ImportKind] = {}
_pages: dict[str, ImportPage] = {}


def register(*them: ImportKind | ImportPage) -> None:
    """Offer kinds on the page of imports; each is known by its name."""
    for one in them:
        if isinstance(one, ImportKind):
            kinds[one.name] = one
        else:
            _pages[one.name] = one


def offered(scope: Scope, level: str) -> list[ImportKind]:
    """Return what this person may take in at this unit, in order."""
    return sorted((one for one in kinds.values() if _is_open(one, scope, level)), key=lambda one: one.place)


def offered_pages(scope: Scope, level: str) -> list[ImportPage]:
    """Return the pages of their own she may open here, in order."""
    return sorted((one for one in _pages.values() if _is_open(one, scope, level)), key=lambda one: one.place)


def _is_open(one: ImportKind | ImportPage, scope: Scope, level: str) -> bool:
    return level in one.levels and one.permission in scope.permissions


class RowReader:
    """Reads the rows of a sheet as what a browser would have sent."""

    def __init__(self, kind: ImportKind) -> None:
        self.kind, self._given, self._build = kind, dict(kind.given()), kind.forms()
        blank = self._build(NOTHING)
        self._fields = {name: blank[name] for name in kind.fields}
        self._values = {name: _values_of(field) for name, field in self._fields.items() if isinstance(field, (ChoiceField, ChoicesField))}

    def read(self, row: Mapping[str, str]) -> tuple[Any, list[tuple[str, str]]]:
        """Return (the form of a row, what is wrong with it as (head of the column, reason))."""
        sent, faults = MultiDict({"once": "-", **self._given}), list[tuple[str, str]]()
        for name, field in self._fields.items():
            text = row.get(name, "")
            if isinstance(field, BooleanField) and text not in (YES, NO, ""):
                faults.append((self.kind.label_of(field), f"请填“{YES}”或“{NO}”"))
            sent.setlist(name, self._sent(name, field, text))
        form = self._build(sent)
        if not form.validate():
            faults += self._faults(form)
        return form, faults

    def head_of(self, name: str) -> str:
        """Return the head of the column a rule speaks of; of none it is the whole row."""
        field = self._fields.get(name.rpartition("-")[2])
        return self.kind.label_of(field) if field is not None else "整行"

    def _sent(self, name: str, field: Any, text: str) -> list[str]:
        if isinstance(field, BooleanField):
            return ["y"] if text == YES else []
        if isinstance(field, ChoicesField):
            return [self._values[name].get(_plain(part), part) for part in _parts(text)]
        if isinstance(field, DayField):
            text = text.partition(" ")[0]
        return [self._values.get(name, {}).get(_plain(text), text)] if text else []

    def _faults(self, form: Any) -> list[tuple[str, str]]:
        wrong = [(self.head_of(name), self._told(name, str(reasons[0]))) for name, reasons in form.errors.items() if name and reasons]
        return wrong or [("整行", "填写不完整，请对照模板检查")]

    def _told(self, name: str, reason: str) -> str:
        """Return a reason, with what may be chosen where that is a few words."""
        choices = list(dict.fromkeys(_offered(self._fields[name]))) if name in self._values else []
        return f"{reason}：{'、'.join(choices)}" if 0 < len(choices) <= _FEW and reason.startswith("请从列表") else reason


def _column(field: Any, label: str, hint: str) -> SheetColumn:
    is_filled = any(isinstance(one, type(REQUIRED)) for one in field.validators) or "必填" in hint
    choices = (YES, NO) if isinstance(field, BooleanField) else () if isinstance(field, ChoicesField) else tuple(_offered(field))
    width = _WIDE if len(hint) > _WIDE or isinstance(field, ChoicesField) else 14
    return SheetColumn(field.short_name, label, is_needed=is_filled, is_filled=is_filled, width=width, choices=choices, hint=hint)


def _offered(field: Any) -> Iterator[str]:
    """Yield what can be chosen, by name; of those with the same name each goes with its group."""
    for one in getattr(field, "options", ()):
        yield one.label
    if isinstance(field, (ChoiceField, ChoicesField)):
        yield from (words for words, _ in _named(field))


def _values_of(field: Any) -> dict[str, str]:
    return {_plain(words): value for words, value in _named(field)}


def _named(field: Any) -> Iterator[tuple[str, str]]:
    told = [one for one in field.choices or () if one.value]
    names = [one.label for one in told]
    for one in told:
        yield (f"{one.optgroup} {one.label}" if names.count(one.label) > 1 and one.optgroup else one.label), one.value


def _parts(text: str) -> list[str]:
    for mark in _SEPARATORS:
        text = text.replace(mark, " ")
    return text.split()


def _plain(text: str) -> str:
    return clean_text(text).replace(" ", "").lower()
