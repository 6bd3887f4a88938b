"""What is typed of a sheet: a field for the points of each item and one for the words beside them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from wtforms import Field, FormField, ValidationError
from wtforms.form import Form

from portal.core import clock
from portal.core.text import parse_count
from portal.problems.forms.problems import OWNER, finding_of, usual_due
from portal.problems.rules.problems import MAX_DETAIL, MAX_TITLE, MOST_AT_ONCE, Finding, Source
from portal.problems.rules.sheets import MAX_EVIDENCE, MAX_FINDINGS, MAX_PEOPLE, MAX_REMARK, Mark, Review
from portal.web.fields import DayField, GridField, VersionField
from portal.web.forms import REQUIRED, LongTextField, ParsedField, PortalForm, TextField, at_most


class MarksForm(PortalForm):
    """Points and words of each item; the class is made for the items at hand."""

    version = VersionField()

    items: Sequence[Any]
    words: str

    def points_of(self, item: Any) -> Field | None:
        """Return the field of an item's points; none for one that is answered in words."""
        return self[f"points_{item.position}"] if item.points else None

    def words_of(self, item: Any) -> Field:
        """Return the field of what is said of an item."""
        return self[f"{self.words}_{item.position}"]

    def marks(self) -> tuple[Mark, ...]:
        """Return what was typed."""
        given = ((item.position, self.points_of(item), self.words_of(item)) for item in self.items)
        return tuple(Mark(at, points.data if points else 0, words.data or "") for at, points, words in given)


class ReviewForm(MarksForm):
    """What those who came say."""

    visited_on = DayField("到场日期", [REQUIRED])
    hosts = TextField("接待人员", [at_most(MAX_PEOPLE)])
    participants = TextField("参加人员", [REQUIRED, at_most(MAX_PEOPLE)])
    findings = LongTextField("发现的问题", [at_most(MAX_FINDINGS)])

    def validate_visited_on(self, field: Any) -> None:
        """Refuse a day to come."""
        if field.data and field.data > clock.today():
            raise ValidationError("到场日期不能晚于今天")

    def review(self) -> Review:
        """Return what was typed."""
        said = (self.hosts.data or "", self.participants.data or "", self.findings.data or "")
        return Review(cast(date, self.visited_on.data), *said, self.marks())


def score_form(items: Sequence[Any], *, version: int) -> MarksForm:
    """Return the form in which a unit scores itself."""
    shown = {f"points_{it.position}": it.self_points for it in items} | {f"evidence_{it.position}": it.evidence for it in items}
    return _made(MarksForm, items, words="evidence", label="依据", most=MAX_EVIDENCE)(data={**shown, "version": version})


def review_form(items: Sequence[Any], row: Any) -> Any:
    """Return the form of those who came."""
    shown = {f"points_{it.position}": it.reviewed_points for it in items} | {f"remark_{it.position}": it.remark for it in items}
    said = {name: getattr(row, name) for name in ("version", "hosts", "participants", "findings")}
    made = _made(ReviewForm, items, words="remark", label="评语", most=MAX_REMARK)
    return made(data={**shown, **said, "visited_on": row.visited_on or clock.today()})


def _made(base: type[MarksForm], items: Sequence[Any], *, words: str, label: str, most: int) -> type[Any]:
    points = {f"points_{it.position}": _points(it.name, it.points) for it in items if it.points}
    said = {f"{words}_{it.position}": LongTextField(f"{it.name}：{label}", [at_most(most)]) for it in items}
    return type(f"Made{base.__name__}", (base,), {**points, **said, "items": items, "words": words})


def _points(name: str, most: int) -> ParsedField:
    return ParsedField(f"{name}：得分", [REQUIRED], parse=lambda raw: parse_count(raw, low=0, high=most))


class FindingRow(Form):
    """One problem of the unit at hand."""

    title = TextField("问题", [REQUIRED, at_most(MAX_TITLE)])
    detail = LongTextField("具体情况和整改要求", [at_most(MAX_DETAIL)])
    owner_name = TextField("责任人", [REQUIRED, OWNER])
    due_on = DayField("整改期限", [REQUIRED], default=usual_due)


class FindingsForm(PortalForm):
    """What was found at a unit, to be put on the list of problems."""

    rows = GridField(FormField(FindingRow), telling=("title",), min_entries=1, max_entries=MOST_AT_ONCE)

    def findings(self, row: Any) -> list[Finding]:
        """Return what was typed, as found with this sheet."""
        of: dict[str, Any] = {"unit_code": row.unit_code, "source": Source(row.kind), "source_id": row.id, "source_words": row.title}
        return [finding_of(it.form, **of) for it in self.rows.filled()]
