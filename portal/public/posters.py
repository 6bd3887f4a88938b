"""The poster of a code, to hang up: asked of the job worker with all that stands on it, its address too."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import segno

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core.scope import Scope
from portal.public import queries
from portal.training.queries.classes import ClassRow
from portal.training.queries.courses import list_courses
from portal.training.rules.courses import Step
from portal.training.rules.intake import Trade
from portal.web import jobs
from portal.web.jobs import Progress

KIND, PRINT = "code_poster", "code.print"
STYLES = {"rose": "打印海报", "plain": "打印黑白海报（省墨）"}


def picture_of(address: str, scale: int = 6) -> str:
    """Return the QR code of an address as a picture that needs no fetching."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=scale, border=2)


def ask_for_poster(scope: Scope, code: Any, *, station: str, address: str, a_class: ClassRow | None, style: str = "rose") -> UUID:
    """Ask for the poster of a code as PDF, frozen as the station is now.

    Args:
        code: its row, of `list_codes`.
        address: where the code leads, whole: the worker knows no host.
        style: one of `STYLES`; what is none of them is the first.
    """
    contact = queries.find_contact(scope)
    said = {name: getattr(contact, name) if contact else "" for name in ("contact_phone", "address", "open_hours")}
    taught = None if a_class is None else _taught(a_class)
    poster = {
        "trades": _trades(),
        "station": station,
        "url": address,
        "label": code.label,
        "a_class": taught,
        "contact": said,
        "style": style if style in STYLES else "rose",
    }
    job_id = jobs.ask(scope, KIND, poster, f"招生海报（{code.label or station}）.pdf")
    audit.note(scope, PRINT, note=code.label)
    return job_id


def print_poster(_: Scope, poster: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a frozen poster; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("codes/poster_print.html", poster=poster, picture=picture_of(poster["url"]))
    progress(50)
    return printer.make_pdf(html)


def _trades() -> list[str]:
    """Return what can be learnt, as people call it."""
    taught = {course.trade for course in list_courses() if course.step is not Step.REFRESHER}
    return [trade.label for trade in Trade if trade in taught and trade is not Trade.OTHER]


def _taught(it: ClassRow) -> dict[str, str]:
    days = [f"{day.year}年{day.month}月{day.day}日" for day in (it.starts_on, it.ends_on)]
    return {"title": it.title, "days": " 至 ".join(dict.fromkeys(days)), "room": it.room_name, "capacity": str(it.capacity)}


jobs.register(KIND, print_poster, back=("返回扫码入口", "codes.listing"), permission="code.read")
register_words({PRINT: "打印海报"}, group="扫码入口")
