"""What 查找 shows of the lists themselves: the first rows that fit, found by the lists' own queries and masked as the lists mask them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal.care.queries.recipients import RecipientFilter, list_recipients
from portal.circulars.queries.circulars import list_sent
from portal.circulars.queries.copies import list_received
from portal.core import clock
from portal.core.scope import Level, Scope
from portal.people.rules import mask_phone
from portal.placement.queries import placements
from portal.placement.queries.employers import list_employers
from portal.placement.views.shown import shown_name
from portal.stations import queries as activities
from portal.stations.queries.propagandists import seek_propagandists
from portal.stations.rules import Place
from portal.tenants.access import here
from portal.training.queries import Filter as TraineeFilter
from portal.training.queries import classes, list_trainees
from portal.volunteer.queries.roster import list_volunteers

MOST_ROWS = 5  # of each list


@dataclass(frozen=True, slots=True)
class Found:
    """A page, a unit or a row that fits, where it is, and what else the list says of it."""

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one list that fit.

    Args:
        url: where all of them are shown; empty when no list does.
        is_named: whether the list names persons; then what is sought is handed on in the body, else it stands in `url`.
        total: how many there are in all.
    """

    label: str
    url: str
    is_named: bool
    total: int
    rows: Sequence[Found]

    @property
    def more(self) -> int:
        """How many fit beside those that are shown."""
        return self.total - len(self.rows)


Rows = tuple[Sequence[Found], int]
Seek = Callable[[Scope, str], Rows]


def find_rows(scope: Scope, text: str) -> Iterator[Group]:
    """Yield the lists she may read that have rows which fit: those of persons first."""
    for label, endpoint, permission, seek in _PERSONS:
        rows, total = seek(scope, text) if permission in scope.permissions else ((), 0)
        if rows:
            yield Group(label, _url(endpoint), is_named=True, total=total, rows=rows)
    for label, endpoint, permission, seek, beside in _TITLES:
        rows, total = seek(scope, text) if permission in scope.permissions else ((), 0)
        if rows:
            yield Group(label, _url(endpoint, **_asked(beside, text)), is_named=False, total=total, rows=rows)


def _trainees(scope: Scope, text: str) -> Rows:
    rows, total = list_trainees(scope, TraineeFilter(sought=text), page=1)
    said = (
        Found(it.particulars.name, _url("trainees.trainee", trainee_id=it.id), _line(it.masked_phone, it.particulars.community))
        for it in rows[:MOST_ROWS]
    )
    return [*said], total


def _volunteers(scope: Scope, text: str) -> Rows:
    rows, total = list_volunteers(scope, sought=text, page=1)
    page = "volunteers.volunteer"
    said = (Found(it.name, _url(page, volunteer_id=it.id), _line(it.number, mask_phone(it.phone))) for it in rows[:MOST_ROWS])
    return [*said], total


def _recipients(scope: Scope, text: str) -> Rows:
    rows, total = list_recipients(scope, RecipientFilter(text=text), page=1)
    return [Found(it.name, _url("recipients.recipient", recipient_id=it.id), mask_phone(it.phone)) for it in rows[:MOST_ROWS]], total


def _placements(scope: Scope, text: str) -> Rows:
    rows = placements.list_placements(scope, placements.Filter(text=text), page=1)
    said = (
        Found(shown_name(it), _url("placements.placement", placement_id=it.id), _line(it.course, it.employer, it.started_on))
        for it in rows[:MOST_ROWS]
    )
    return [*said], _total(rows)


def _employers(scope: Scope, text: str) -> Rows:
    rows, may_keep = list_employers(scope, text=text, page=1), "placement.keep" in scope.permissions
    said = (
        Found(it.name, _url("employers.amendment", employer_id=it.id) if may_keep else "", _line(it.place, f"在岗 {it.working} 名"))
        for it in rows[:MOST_ROWS]
    )
    return [*said], _total(rows)


def _propagandists(scope: Scope, text: str) -> Rows:
    rows, may_keep = seek_propagandists(scope, text, shown_phone=mask_phone), "propagandist.keep" in scope.permissions
    page = "propagandists.amendment"
    said = (
        Found(it.name, _url(page, propagandist_id=it.id) if may_keep else "", _line(mask_phone(it.phone), it.community))
        for it in rows[:MOST_ROWS]
    )
    return [*said], len(rows)


def _activities(scope: Scope, text: str) -> Rows:
    days = activities.last_year(clock.today())
    rows = activities.list_activities(scope, activities.Filter(*days, words=text), Place(0, MOST_ROWS))
    above = scope.level is not Level.STATION
    said = (
        Found(it.title, _url("activities.activity", activity_id=it.id), _line(it.held_on, it.kind_name, above and it.tenant_name))
        for it in rows
    )
    return [*said], _total(rows)


def _classes(scope: Scope, text: str) -> Rows:
    rows, total = classes.list_classes(scope, classes.Filter(sought=text))
    said = (Found(it.title, _url("classes.a_class", class_id=it.id), _line(it.number, it.starts_on)) for it in rows[:MOST_ROWS])
    return [*said], total


def _received(scope: Scope, text: str) -> Rows:
    rows = list_received(scope, state="", kind="", words=text, on=clock.today(), page=1)
    said = (
        Found(it.title, _url("circulars.a_copy", copy_id=it.id), _line(it.sender_name, clock.local(it.sent_at).date()))
        for it in rows[:MOST_ROWS]
    )
    return [*said], _total(rows)


def _sent(scope: Scope, text: str) -> Rows:
    rows = list_sent(scope, has_drafts="circular.send" in scope.permissions, state="", kind="", words=text, page=1)
    said = (
        Found(it.title, _url("circulars.board", circular_id=it.id), str(clock.local(it.sent_at).date()) if it.sent_at else "草稿")
        for it in rows[:MOST_ROWS]
    )
    return [*said], _total(rows)


def _total(rows: Sequence[Any]) -> int:
    return rows[0].total if rows else 0


def _url(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, code=here().code, **values)


def _asked(beside: str, text: str) -> dict[str, str]:
    """Return what stands in the address of a list of titles."""
    name, _, box = beside.partition(" ")
    return {name: text, **({"box": box} if box else {})}


def _line(*parts: Any) -> str:
    return "，".join(str(part) for part in parts if part)


_PERSONS: tuple[tuple[str, str, str, Seek], ...] = (
    ("学员", "trainees.roster", "trainee.read", _trainees),
    ("志愿者", "volunteers.roster", "volunteer.read", _volunteers),
    ("服务对象", "recipients.listing", "care.read", _recipients),
    ("上岗名单", "placements.listing", "trainee.read", _placements),
    ("用工单位", "employers.listing", "trainee.read", _employers),
    ("宣传员", "propagandists.listing", "propagandist.read", _propagandists),
)
_TITLES: tuple[tuple[str, str, str, Seek, str], ...] = (  # the last is what their addresses call the search, and which box of a list
    ("近一年的活动", "activities.log", "activity.read", _activities, "q"),
    ("培训班", "classes.listing", "class.read", _classes, "sought"),
    ("收到的通知任务", "circulars.listing", "circular.read", _received, "q received"),
    ("发出的通知任务", "circulars.listing", "circular.read", _sent, "q sent"),
)
