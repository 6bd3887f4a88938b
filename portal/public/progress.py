"""How far a woman has come, read by herself: her sign-ups, her training, her exams, and what she asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.rules.requests import State
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.people.rules import mask_name
from portal.public import queries
from portal.public.rules import may_sit
from portal.training.queries import enrolments, exams
from portal.training.queries.cases import Case, get_trainee
from portal.training.rules.wishes import WishState
from portal.training.services.exams import sign_up
from portal.training.story import Stage, stages

IN_CLASS = ("enrolled", "completed")
RESULTS = {"pending": "已报名", "passed": "通过", "failed": "没有通过，可以补考", "absent": "缺考"}
WISHES = {WishState.OPEN.value: "已登记，开班前驿站打电话通知", WishState.DROPPED.value: "没有办成，想学请联系驿站"}


@dataclass(frozen=True, slots=True)
class Hers:
    """One trainee's way, as she may read it.

    Args:
        name: masked: the telephone may be a family's.
        entered: (title, day, how it went) of the exams she sat or will sit.
        open_to_her: the exams to come that she may sign up for.
    """

    trainee_id: UUID
    name: str
    stages: Sequence[Stage]
    entered: Sequence[tuple[str, str]]
    open_to_her: Sequence[Any]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """How far she has come in each thing, as a page lists it."""
        return [(it.label, f"{it.words}（{it.detail}）" if it.detail else it.words) for it in self.stages]


@dataclass(frozen=True, slots=True)
class Progress:
    """All that a telephone stands for at a station: her way, her sign-ups, what she asked for."""

    women: Sequence[Hers]
    wishes: Sequence[tuple[str, str]]
    requests: Sequence[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether the station knows nothing of it."""
        return not (self.women or self.wishes or self.requests)


def read_progress(scope: Scope, code: str, phone: str) -> Progress:
    """Return what a telephone stands for; whoever calls has proved that it is hers."""
    coming = queries.list_coming_exams(scope, clock.today())
    women = [_hers(scope, code, get_trainee(scope, one), coming) for one in queries.list_trainees_of(scope, phone)]
    wishes = [
        (f"{row.course_name}（{mask_name(row.name)}，{row.collected_on}）", WISHES[row.state])
        for row in queries.list_wishes_of(scope, phone)
    ]
    asked = [(f"{SERVICE_KINDS[row.kind]}（{row.wanted_on}）", State(row.state).label) for row in queries.list_requests_of(scope, phone)]
    return Progress(women, wishes, asked)


def enter_herself(scope: Scope, phone: str, trainee_id: UUID, exam_id: UUID) -> Any:
    """Sign a woman up for an exam that is open to her; return the exam.

    Raises:
        NotFound: she left another telephone, or it is not open to her.
        Conflict: it was cancelled meanwhile.
    """
    if trainee_id not in queries.list_trainees_of(scope, phone):
        raise NotFound
    coming = [row for row in queries.list_coming_exams(scope, clock.today()) if row.id == exam_id]
    if not _open_to(scope, trainee_id, coming):
        raise NotFound("这次考试现在不能自己报名。请看最新的进度，或打电话问驿站。")
    sign_up(scope, exam_id, [trainee_id])
    return coming[0]


def _hers(scope: Scope, code: str, case: Case, coming: Iterable[Any]) -> Hers:
    entered = [
        (f"{row.title}（{row.held_on}）", RESULTS[row.result]) for row in exams.list_of_trainee(scope, case.id) if row.result in RESULTS
    ]
    return Hers(case.id, mask_name(case.particulars.name), stages(scope, code, case), entered, _open_to(scope, case.id, coming))


def _open_to(scope: Scope, trainee_id: UUID, coming: Iterable[Any]) -> list[Any]:
    learnt = [row for row in enrolments.list_of_trainee(scope, trainee_id) if row.state in IN_CLASS]
    classes, courses = {row.class_id for row in learnt}, {row.course_id for row in learnt}
    entered = {row.exam_id for row in exams.list_of_trainee(scope, trainee_id) if row.result != "withdrawn"}
    return [row for row in coming if row.id not in entered and may_sit(row.class_id, row.course_id, classes=classes, courses=courses)]
