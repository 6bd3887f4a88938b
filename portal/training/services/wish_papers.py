"""意愿摸排表: blank sheets as PDF, each with its number, asked of the job worker with all that stands on them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.core import clock
from portal.core.paper_numbers import draw_number
from portal.core.scope import Scope
from portal.people.queries import current_consent
from portal.training.queries.courses import list_courses
from portal.training.rules.wish_sheets import GROUPS, PRINTED_ROWS, SKILLS
from portal.training.rules.wishes import Collector
from portal.web import jobs
from portal.web.jobs import Progress

KIND, TITLE, PRINT = "wish_sheets", "家政培训意愿摸排表", "wish.print"


def ask_for_sheets(scope: Scope, station: str, *, count: int, place: str) -> UUID:
    """Ask for blank sheets, each with a number of its own, so that no row is ever typed in twice.

    Args:
        station: the station's name.
        place: the village or grid they are for; empty to be written by hand.
    """
    today = clock.today()
    notice = current_consent(today)
    numbers = [draw_number(today) for _ in range(count)]
    shown = {"title": TITLE, "station": station, "place": place, "numbers": numbers, "rows": PRINTED_ROWS, "made_on": today.isoformat()}
    told = {"notice": notice.text.splitlines(), "notice_version": notice.version, "collectors": [one.label for one in Collector][:5]}
    job_id = jobs.ask(scope, KIND, {**shown, **told, **_legends()}, f"{TITLE}（{count} 张）.pdf")
    audit.note(scope, PRINT, job_id, note=f"{count} 张")
    return job_id


def print_sheets(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("training/wishes/blank_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html, progress)


def _legends() -> dict[str, Any]:
    """Return the numbers that are written on the sheet in place of words."""
    courses = [[str(it.id), it.name] for it in list_courses()]
    return {"courses": courses, "skills": [[it.number, it.label] for it in SKILLS], "groups": [[it.number, it.label] for it in GROUPS]}


jobs.register(KIND, print_sheets, back=("返回意愿", "wishes.listing"), permission="wish.keep")
