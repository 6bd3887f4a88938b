"""What is keyed of lessons: the grid of a class, one lesson's minutes, heads by street."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, cast
from uuid import UUID

from flask import request
from wtforms import FormField
from wtforms.form import Form

from portal.core.errors import RuleBroken
from portal.core.text import clean_text, parse_count, parse_minutes, to_ascii_digits
from portal.training.queries.attendance import Attendee
from portal.training.rules.attendance import MAX_ONLINE, MAX_STREETS, Mark, Register, Way, check_street
from portal.web.fields import GridField, PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, ParsedField, PortalForm, TextField, at_most

PRESENT, ABSENT, ONLINE = "1", "0", "o"  # the running total of a column adds the numbers up
MARKS = ((PRESENT, "1 到课"), (ABSENT, "0 缺课"), (ONLINE, "2 线上"))
STREET_CHARS = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A lesson as the grid heads it.

    Args:
        why_not: why it cannot be keyed now; empty when it can.
    """

    id: UUID
    held_on: date
    start_min: int
    topic: str
    is_online: bool
    taught_min: int | None
    version: int
    why_not: str


@dataclass(slots=True)
class Cell:
    """One woman at one lesson, as it is keyed.

    Args:
        kept: what is noted of her already; None when nothing is.
        is_open: whether it can be keyed; else it is only shown.
        value: what is keyed, one of `MARKS` or empty.
    """

    name: str
    kept: Way | None
    is_open: bool
    is_online: bool
    value: str

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can be keyed: nobody is in the room of an online lesson, and what was noted is corrected, not forgotten."""
        offered = [it for it in MARKS if it[0] != (PRESENT if self.is_online else "")]
        return offered if self.kept else [("", ""), *offered]


@dataclass(slots=True)
class Line:
    """One woman of the 花名册 with her cells.

    Args:
        street: what is shown, at first the one last noted of her.
        is_street_new: it was typed now, and so holds for every lesson of the page she follows online.
    """

    who: Attendee
    cells: list[Cell]
    street_name: str
    street: str
    is_street_new: bool
    error: str = ""

    @property
    def has_open(self) -> bool:
        """Whether anything of her can be keyed here."""
        return any(cell.is_open for cell in self.cells)


class AttendanceForm(PortalForm):
    """The grid: women of a class in the order of the paper sheet, and lessons; an empty cell says nothing, 0 says she was absent."""

    basis = PickField("依据", [REQUIRED], choices=[(Way.PAPER.value, "纸质签到表"), (Way.KEYED.value, "现场登记")], default=Way.PAPER.value)

    def offer(
        self, lessons: Sequence[Column], roll: Sequence[Attendee], marks: Mapping[UUID, Mapping[UUID, Any]], streets: Mapping[UUID, str]
    ) -> None:
        """Set what the grid shows; `marks` by lesson and trainee, `streets` by trainee."""
        self.lessons, self.marks = lessons, marks
        self.lines = [self._line(who, streets.get(who.trainee_id, "")) for who in roll]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check what was keyed; whoever was online needs her street."""
        good = super().validate(*args, **kwargs)
        for line in self.lines:
            try:
                for cell in line.cells:
                    if cell.is_open and cell.value == ONLINE:
                        check_street(line.who.name, Way.ONLINE, line.street)
            except RuleBroken as broken:
                line.error, good = broken.message, False
                self.form_errors.append(broken.message)
        if good and not self.registers():
            self.form_errors.append("还没有记任何一格，没有保存")
            return False
        return good

    def registers(self) -> list[tuple[UUID, Register, int]]:
        """Return (lesson, what is noted, version seen) of every lesson of which something is said."""
        found = [(row.id, Register(self._marks_of(n, row)), self._version(row)) for n, row in enumerate(self.lessons)]
        return [it for it, row in zip(found, self.lessons, strict=True) if it[1].marks or (row.taught_min is None and self.is_rest(row))]

    def rest_name(self, row: Column) -> str:
        """Return the name of the box that says: who is not noted at this lesson was absent."""
        return f"rest-{row.id.hex}"

    def version_of(self, row: Column) -> tuple[str, int]:
        """Return name and value of the version of a lesson that is shown."""
        return f"version-{row.id.hex}", self._version(row) if request.method == "POST" else row.version

    def is_rest(self, row: Column) -> bool:
        """Whether that box is ticked."""
        return request.method == "POST" and request.form.get(self.rest_name(row)) == "y"

    def came(self, n: int) -> int:
        """Return how many of the page came to the nth lesson: to its room, or online when it has none."""
        counted = ONLINE if self.lessons[n].is_online else PRESENT
        return sum(line.cells[n].value == counted for line in self.lines)

    def _line(self, who: Attendee, street: str) -> Line:
        name = f"street-{who.trainee_id.hex}"
        typed = clean_text(request.form.get(name, street)) if request.method == "POST" else street
        return Line(who, [self._cell(who, row) for row in self.lessons], name, typed, is_street_new=typed != street)

    def _cell(self, who: Attendee, row: Column) -> Cell:
        kept = self.marks.get(row.id, {}).get(who.trainee_id)
        name, way = f"mark-{row.id.hex}-{who.trainee_id.hex}", Way(kept.way) if kept else None
        shown = "" if way is None else ABSENT if way is Way.ABSENT else ONLINE if way is Way.ONLINE else PRESENT
        if request.method == "POST":
            typed = clean_text(to_ascii_digits(request.form.get(name, "")))
            shown = typed if typed in {PRESENT, ABSENT, ONLINE} else shown
        return Cell(name, way, who.is_noted and not row.why_not, row.is_online, shown)

    def _marks_of(self, n: int, row: Column) -> list[Mark]:
        is_rest = self.is_rest(row)
        return [mark for line in self.lines if line.cells[n].is_open for mark in self._mark(line, line.cells[n], is_rest=is_rest)]

    def _mark(self, line: Line, cell: Cell, *, is_rest: bool) -> Iterator[Mark]:
        value = cell.value or (ABSENT if is_rest else "")
        way = {"": None, PRESENT: Way(self.basis.data), ABSENT: Way.ABSENT, ONLINE: Way.ONLINE}[value]
        if way is None or (cell.kept is not None and cell.kept.is_present and way.is_present):
            return
        if way is not cell.kept or (way is Way.ONLINE and line.is_street_new):
            yield Mark(line.who.trainee_id, way, line.street if way is Way.ONLINE else "")

    def _version(self, row: Column) -> int:
        typed = request.form.get(f"version-{row.id.hex}", "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


class MinutesForm(PortalForm):
    """What was taught, and for how long it really was."""

    minutes_text = LongTextField("教学纪要", [at_most(1000)])
    taught = ParsedField("实际课时", [], parse=parse_minutes, show=lambda minutes: f"{minutes}分")
    version = VersionField()

    def taught_min(self) -> int | None:
        """Return the minutes that were typed; None leaves them as they are."""
        return cast(int | None, self.taught.data)


class StreetRow(Form):
    """How many of one street or town followed."""

    street = TextField("镇街", [at_most(STREET_CHARS)])
    attendances = ParsedField("线上人次", [REQUIRED], parse=partial(parse_count, low=1, high=MAX_ONLINE))


class OnlineForm(PortalForm):
    """Heads by street, of whoever followed an online lesson without being named."""

    rows = GridField(FormField(StreetRow), telling=("attendances",), max_entries=MAX_STREETS)
    version = VersionField()

    @property
    def total(self) -> int:
        """The heads of all rows that can be read."""
        return sum(row.form.attendances.data or 0 for row in self.rows.entries)

    def counts(self) -> list[tuple[str, int]]:
        """Return (street, heads) of the rows that were filled."""
        return [(row.form.street.data or "", row.form.attendances.data) for row in self.rows.filled()]


class PaperForm(PortalForm):
    """Nothing but the button."""
