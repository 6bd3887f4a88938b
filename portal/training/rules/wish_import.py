"""The wish that a row of an Excel sheet makes, or every reason why it makes none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.core.paper_numbers import parse_serial
from portal.people.rules import ConsentChannel, parse_person_name, parse_phone
from portal.training.rules.intake import Channel
from portal.training.rules.wish_checks import Fault, Notices
from portal.training.rules.wish_sheets import Option, choose, parse_group, parse_skills, parse_year, parse_yes
from portal.training.rules.wishes import MAX_COLLECTOR, MAX_LIMITS, MAX_NOTE, MAX_PLACE, Collector, Told, WishDraft


@dataclass(frozen=True, slots=True)
class Offered:
    """What the cells of a sheet may name.

    Args:
        communities: of the county, by name; those of one name carry their street.
    """

    courses: Sequence[Option]
    communities: Sequence[Option]
    notices: Notices


def draft_of(row: Mapping[str, str], offered: Offered, *, parse_day: Callable[[str], date]) -> tuple[WishDraft | None, list[Fault]]:
    """Return the wish a row of an Excel sheet makes, or why it makes none: every reason there is."""
    cells = _Cells(row)
    day: date = cells.read("collected_on", parse_day, "采集日期", date.min)
    told = _told_of(cells, offered)
    collector = cells.pick("collector", [Option(one.value, one.label) for one in Collector], "采集人身份")
    channel = cells.pick("channel", [Option(one.value, one.label) for one in Channel], "来源")
    came = (cells.short("collector_name", MAX_COLLECTOR, "采集人姓名"), cells.read("serial", parse_serial, "", ""))
    if not cells.read("has_signed", parse_yes, "", default=False):
        cells.faults.append(Fault("has_signed", "没有本人签名的告知书，不能导入"))
    if cells.faults:
        return None, cells.faults
    consent = (offered.notices.on(day), ConsentChannel.PAPER.value)
    return WishDraft(told, day, Channel(channel), Collector(collector), *consent, *came), []


def _told_of(cells: "_Cells", offered: Offered) -> Told:
    priority = cells.read("priority", parse_group, "", "")
    community = cells.read("community", lambda raw: choose(raw, offered.communities, "社区"), "", "")
    course = cells.read("course", lambda raw: choose(raw, offered.courses, "课程"), "意向课程", "0")
    return Told(
        name=cells.read("name", parse_person_name, "姓名", ""),
        phone=cells.read("phone", parse_phone, "联系电话", ""),
        course_id=int(course),
        community_code=community or None,
        place=cells.short("place", MAX_PLACE, "村或网格"),
        born_year=cells.read("born_year", parse_year, "", None),
        is_student=cells.read("is_student", parse_yes, "", default=False),
        skills=cells.read("skills", parse_skills, "", ()),
        limits=cells.short("limits", MAX_LIMITS, "困难或限制"),
        priority=priority,
        has_priority_consent=cells.read("has_priority_consent", parse_yes, "", default=False),
        note=cells.short("note", MAX_NOTE, "备注"),
    )


class _Cells:
    """The cells of a row, and what was wrong with them so far."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.row, self.faults = row, list[Fault]()

    def read(self, name: str, parse: Callable[[str], Any], needed: str, default: Any) -> Any:
        """Return a cell as its parser gives it.

        Args:
            needed: its head, when it must not be empty.
        """
        raw = self.row.get(name, "")
        if not raw:
            if needed:
                self.faults.append(Fault(name, f"{needed}必须填写"))
            return default
        try:
            return parse(raw)
        except ValueError as bad:
            self.faults.append(Fault(name, str(bad)))
            return default

    def pick(self, name: str, options: Sequence[Option], what: str) -> str:
        """Return which of a few the cell names."""
        return self.read(name, lambda raw: choose(raw, options, what), what, "")

    def short(self, name: str, longest: int, what: str) -> str:
        """Return a cell of free text."""
        text = self.row.get(name, "")
        if len(text) > longest:
            self.faults.append(Fault(name, f"{what}最多 {longest} 个字"))
        return text
