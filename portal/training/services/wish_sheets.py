"""The rows of an Excel sheet of wishes, written down in one go; those that stand there already are not kept twice."""

from collections.abc import Sequence
from itertools import groupby

from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.training.queries.courses import list_courses
from portal.training.queries.wish_checks import list_notices
from portal.training.rules.wish_checks import check_all
from portal.training.rules.wish_sheets import Offered, Option
from portal.training.rules.wishes import WishDraft
from portal.training.services import wishes
from portal.training.services.wish_rows import hold_station
from portal.web.importing import Outcome

Rows = Sequence[tuple[int, WishDraft]]


def record_rows(scope: Scope, rows: Rows) -> list[Outcome]:
    """Write down the wishes that can be kept, month by month, since a closed one takes none; return what became of each row."""
    if not rows:
        return []
    hold_station(scope)
    found = check_all(rows, wishes.known_for(scope, [draft for _, draft in rows]), today=clock.today())
    became = {
        number: Outcome([(it.field, it.message) for it in faults], is_known=bool(faults) and all(it.is_known for it in faults))
        for (number, _), faults in zip(rows, found, strict=True)
    }
    good = sorted((row for row in rows if not became[row[0]].faults), key=lambda row: row[1].collected_on)
    for _, of_month in groupby(good, key=lambda row: row[1].collected_on.replace(day=1)):
        became |= _record_month(scope, list(of_month))
    return [became[number] for number, _ in rows]


def _record_month(scope: Scope, rows: Rows) -> dict[int, Outcome]:
    try:
        with db.session.begin_nested():
            wishes.record_wishes(scope, [draft for _, draft in rows], rows=[number for number, _ in rows])
    except Conflict as conflict:
        return {number: Outcome([("collected_on", conflict.message)]) for number, _ in rows}
    return {}


def offered_by(communities: Sequence[Option]) -> Offered:
    """Return what the cells of a sheet may name now.

    Args:
        communities: as `name_communities` gives them.
    """
    courses = [Option(str(it.id), it.name, str(it.id)) for it in list_courses()]
    return Offered(courses, communities, list_notices())


# Lines written while wishes had a page of their own for this are read on.
register_words({"wish.sheet_read": "上传意愿表", "wish.sheet_take": "导入意愿表", "wish.print": "打印空白意愿表"}, group="意愿")
