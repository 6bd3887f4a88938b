"""What is typed of an exam: its plan, who signs up, the marks."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask import request
from wtforms import ValidationError

from portal.core.text import clean_text, parse_count, to_ascii_digits
from portal.training.queries.courses import CourseRow
from portal.training.rules.exams import MISSED, USUAL_ITEMS, USUAL_PASS_MARK, ExamPlan, ExamState, parse_items, parse_mark, show_mark
from portal.training.services.results import Sheet
from portal.web.fields import ChoiceField, ChoicesField, ClockField, DayField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter


def _pass_mark(raw: str) -> int:
    return parse_count(raw, low=1, high=100)


class ExamForm(PortalForm):
    """An exam as it is planned; `version` is the one that was shown."""

    version = VersionField()
    title = TextField("考试名称", [REQUIRED, at_most(80)])
    course_id = ChoiceField("课程", [REQUIRED])
    class_id = ChoiceField("培训班", [], blank="不限培训班")
    held_on = DayField("考试日期", [REQUIRED])
    starts_at = ClockField("开始时间", [])
    place = TextField("地点", [at_most(100)])
    issuer = TextField("考核、发证单位", [REQUIRED, at_most(80)])
    items = ParsedField("考核项目", [REQUIRED], parse=parse_items, show="、".join, default=USUAL_ITEMS)
    pass_mark = ParsedField("合格线", [REQUIRED], parse=_pass_mark, default=USUAL_PASS_MARK)
    note = LongTextField("备注", [at_most(500)])

    def offer(self, courses: Iterable[CourseRow], classes: Iterable[Any]) -> None:
        """Set the courses and classes to choose from."""
        self.course_id.offer((str(it.id), it.name, it.step.label) for it in courses)
        self.class_id.offer((str(it.id), it.title) for it in classes)

    def plan(self) -> ExamPlan:
        """Return what was typed."""
        data: dict[str, Any] = {name: self[name].data for name in ("title", "held_on", "issuer", "items", "pass_mark")}
        where: dict[str, Any] = {"place": self.place.data or "", "note": self.note.data or "", "start_min": self.starts_at.data}
        class_id = UUID(self.class_id.data) if self.class_id.data else None
        return ExamPlan(course_id=int(self.course_id.data), class_id=class_id, **data, **where)


class ReasonForm(PortalForm):
    """Why something is called off; `version` is the one that was shown."""

    version = VersionField()
    reason = TextField("原因", [REQUIRED, at_most(200)])


class EntrantsField(ChoicesField):
    """Trainees to be ticked; whether each is the station's is the service's to say."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no id."""
        try:
            self.chosen = [UUID(value) for value in self.data or ()]
        except ValueError as bad:
            raise ValidationError("请从列表中选择") from bad


class SignUpForm(PortalForm):
    """Who signs up."""

    trainees = EntrantsField("报名的学员", [])

    def offer(self, candidates: Iterable[Any], *, show_phone: Any, is_all: bool = False) -> None:
        """Set whom to choose from; `is_all`, everybody is ticked at first."""
        rows = list(candidates)
        self.trainees.offer((str(row.id), "　".join(filter(None, (row.name, show_phone(row.phone), row.community)))) for row in rows)
        if is_all and request.method == "GET":
            self.trainees.data = [str(row.id) for row in rows]

    def chosen(self) -> list[UUID]:
        """Return whom she ticked."""
        return self.trainees.chosen


class CandidateFilter(FilterForm):
    """Whom the list is narrowed to. A name or a telephone is sent in the body: it has no business in an address."""

    sought = TextField("姓名、拼音或电话尾号", [at_most(30)])

    @staticmethod
    def sent() -> Any:
        """Return the body of a search."""
        return request.form if request.method == "POST" and "sought" in request.form else None

    def sought_text(self) -> str:
        """Return the part of a name, or the digits of a telephone without what groups them."""
        text = clean_text(to_ascii_digits(self.sought.data or "")) if self.validate() else ""
        digits = text.replace(" ", "").replace("-", "")
        return digits if digits.isdigit() else text


class ExamListFilter(TitleFilter):
    """What the list of exams is narrowed to."""

    q = TextField("考试", [at_most(80)])
    state = ChoiceField("状态", [], choices=[(it.value, it.label) for it in ExamState], blank="全部状态")
    course = ChoiceField("课程", [], blank="全部课程")

    def offer(self, courses: Iterable[CourseRow]) -> None:
        """Set the courses to choose from."""
        self.course.offer((str(it.id), it.name) for it in courses)


class MarkField(ParsedField):
    """One mark of 100, or 缺考."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [], parse=lambda raw: show_mark(parse_mark(raw)), **kwargs)


class ResultsForm(PortalForm):
    """The marks of an exam on one screen: a row for each entrant, a column for each item."""

    version = VersionField()

    def sheets(self) -> list[Sheet]:
        """Return the rows that were filled."""
        rows = ((row, [self[name].data for name in self.names[row.id]]) for row in self.rows)
        return [Sheet(row.id, self._marks(cells)) for row, cells in rows if all(cells)]

    def _marks(self, cells: Sequence[str]) -> dict[str, int | None]:
        return {item: None if cell == MISSED else int(cell) for item, cell in zip(self.items, cells, strict=True)}

    def validate(self, extra_validators: Any = None) -> bool:
        """Want whole rows: what is blank beside what is filled, or was filled before, is named at its cell."""
        is_good, filled = super().validate(extra_validators), 0
        for row in self.rows:
            cells = [self[name] for name in self.names[row.id]]
            typed = [cell for cell in cells if cell.data or cell.errors]
            blank = [cell for cell in cells if cell not in typed]
            filled += bool(typed)
            if blank and (typed or row.marks):
                is_good = False
                for cell in blank:
                    cell.errors = [f"请填成绩，没有参加填“{MISSED}”" if typed else f"登记过的成绩不能清空，没有参加填“{MISSED}”"]
        if is_good and not filled:
            self.form_errors.append("还没有填写任何一行")
        return is_good and bool(filled)

    rows: Sequence[Any] = ()
    items: Sequence[str] = ()
    names: dict[UUID, list[str]] = {}  # noqa: RUF012  # each exam's form is a class of its own, see `results_form`


def results_form(exam: Any, entries: Iterable[Any]) -> ResultsForm:
    """Return the form of one exam's results with what is noted already.

    Args:
        exam: with `items` and `version`.
        entries: the entrants whose results may be noted, with `id`, `name` and `marks`.
    """
    rows, items = list(entries), list(exam.items)
    names = {row.id: [f"mark_{row.id.hex}_{n}" for n in range(len(items))] for row in rows}
    fields = {name: MarkField(f"{row.name} {item}") for row in rows for name, item in zip(names[row.id], items, strict=True)}
    noted = {name: show_mark(row.marks[item]) for row in rows if row.marks for name, item in zip(names[row.id], items, strict=True)}
    form = type("ExamResultsForm", (ResultsForm,), {**fields, "rows": rows, "items": items, "names": names})
    return form(data={"version": exam.version, **noted})


def fields_of(exam: Any) -> dict[str, Any]:
    """Return what the form shows of a kept exam."""
    same = {name: getattr(exam, name) for name in ("title", "held_on", "place", "issuer", "pass_mark", "note", "version")}
    ids = {"course_id": str(exam.course_id), "class_id": str(exam.class_id or "")}
    return {**same, **ids, "starts_at": exam.start_min, "items": tuple(exam.items)}
