"""签到表: the sheet that women sign, of one lesson or of a whole class; the worker reads their names itself, the job holds none."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import short_day_words
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.text import format_clock
from portal.people.rules import mask_phone
from portal.tenants import queries as directory
from portal.training.queries import attendance as attendees
from portal.training.queries import classes
from portal.training.queries.attendance import Attendee
from portal.training.rules.enrolments import EnrolmentState
from portal.web import jobs
from portal.web.jobs import Progress
from portal.web.writes import working_as

KIND, TITLE, PRINT = "sign_in_sheet", "签到表", "attendance.print"
ACROSS = 8  # lessons side by side on a sheet of the whole class


def ask_for_sheet(scope: Scope, class_id: UUID, lesson_id: UUID | None = None) -> UUID:
    """Ask for the sheet of one lesson, or of the whole class, as PDF; as long as nobody comes or goes it is the paper of this day.

    Raises:
        NotFound: there is no such class, or no such lesson.
        Conflict: nobody is in the class, or it has no lesson.
    """
    it = classes.get_class(scope, class_id)
    lessons, roll = _lessons(scope, class_id, lesson_id), _signing(attendees.list_roll(scope, class_id))
    if not roll or not lessons:
        words = "这个班还没有学员，没有签到表可印。" if lessons else "这个班还没有排课，没有签到表可印。"
        raise Conflict(words, action=PRINT, subject_id=class_id)
    asked = {"class_id": str(class_id), "lesson_id": str(lesson_id or "")}
    people = sha256(repr([(one.serial, one.name, one.phone) for one in roll]).encode()).hexdigest()
    same = {**asked, "day": clock.today().isoformat(), "people": people, "lessons": [_head(row) for row in lessons]}
    job_id = jobs.ask(scope, KIND, {**asked, "asked_at": clock.now().isoformat()}, f"{TITLE}（{it.title}）.pdf", known_by=same)
    audit.note(scope, PRINT, lesson_id or class_id)
    return job_id


def print_sheet(scope: Scope, asked: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    with working_as(scope):
        paper = _read(scope, UUID(asked["class_id"]), UUID(asked["lesson_id"]) if asked["lesson_id"] else None)
    html = printer.lay_out("training/lessons/sheet_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html, progress)


def _read(scope: Scope, class_id: UUID, lesson_id: UUID | None) -> dict[str, Any]:
    it, lessons = classes.get_class(scope, class_id), _lessons(scope, class_id, lesson_id)
    heads = [_head(row) for row in lessons]
    rows = [[one.serial, one.name, mask_phone(one.phone)] for one in _signing(attendees.list_roll(scope, class_id))]
    moment = clock.local(clock.now())
    about = {"title": f"{it.title}{TITLE}", "unit": directory.get_here(scope).name, "cutoff": f"{moment:%Y-%m-%d %H:%M}"}
    about["period"] = heads[0]["when"] if lesson_id and heads else f"{it.starts_on} 至 {it.ends_on}"
    return {
        **about,
        "rows": rows,
        "is_single": lesson_id is not None,
        "sheets": [heads[n : n + ACROSS] for n in range(0, len(heads), ACROSS)],
    }


def _lessons(scope: Scope, class_id: UUID, lesson_id: UUID | None) -> Sequence[Any]:
    if lesson_id is not None:
        return [classes.get_lesson(scope, lesson_id)]
    return classes.list_lessons(scope, class_id)


def _signing(roll: Sequence[Attendee]) -> list[Attendee]:
    """Return who signs: everybody but those who left, or withdrew their consent."""
    return [one for one in roll if one.state is not EnrolmentState.LEFT and not one.is_locked]


def _head(row: Any) -> dict[str, str]:
    day = short_day_words(row.held_on)
    hours = f"{format_clock(row.start_min)}–{format_clock(row.end_min)}"
    place = "线上" if row.is_online else row.room_name
    return {"day": day, "hours": hours, "topic": row.topic, "when": f"{row.held_on} {hours}", "place": place, "teacher": row.teacher_name}


jobs.register(KIND, print_sheet, back=("返回培训班", "classes.listing"), permission="class.keep")
register_words({PRINT: "打印签到表"}, group="培训班")
