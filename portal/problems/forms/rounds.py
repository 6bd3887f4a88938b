"""What is typed of a round: its days, what it looks at, until when the units score themselves."""

from datetime import date, timedelta
from typing import Any, cast

from wtforms import FormField
from wtforms.form import Form

from portal.core import clock
from portal.core.text import parse_count
from portal.problems.rules.rounds import (
    MAX_GUIDANCE,
    MAX_HINT,
    MAX_ITEM,
    MAX_TITLE,
    MOST_ITEMS,
    MOST_POINTS,
    TEMPLATES,
    Item,
    Kind,
    RoundDraft,
    usual_title,
)
from portal.web.fields import ChoiceField, DayField, GridField, VersionField
from portal.web.forms import REQUIRED, LongTextField, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter

SPARE_ROWS = 3


class ItemRow(Form):
    """One item."""

    name = TextField("项目", [REQUIRED, at_most(MAX_ITEM)])
    hint = TextField("看什么", [at_most(MAX_HINT)])
    points = ParsedField("分值", [REQUIRED], parse=lambda raw: parse_count(raw, low=0, high=MOST_POINTS))


class RoundForm(PortalForm):
    """A round with its items; `version` is the one that was shown."""

    version = VersionField()
    title = TextField("名称", [REQUIRED, at_most(MAX_TITLE)])
    first_on = DayField("开始日期", [REQUIRED])
    last_on = DayField("结束日期", [REQUIRED])
    guidance = LongTextField("要求", [at_most(MAX_GUIDANCE)])
    rows = GridField(FormField(ItemRow), telling=("name", "hint"), min_entries=SPARE_ROWS, max_entries=MOST_ITEMS)

    def draft(self, kind: Kind) -> RoundDraft:
        """Return what was typed."""
        days = cast(tuple[date, date], (self.first_on.data, self.last_on.data))
        items = tuple(Item(row.form.name.data, row.form.hint.data or "", row.form.points.data) for row in self.rows.filled())
        return RoundDraft(kind, self.title.data or "", *days, self.guidance.data or "", items)


def usual_round(kind: Kind) -> dict[str, Any]:
    """Return what the form shows of a new round of a kind: its ready-made items, a month from today."""
    today = clock.today()
    days = {"first_on": today, "last_on": today + timedelta(days=30)}
    return {"title": usual_title(kind, today), **days, "rows": shown_items(TEMPLATES[kind])}


def shown_items(items: Any) -> list[dict[str, Any]]:
    """Return items as the grid shows them, with a few empty rows behind."""
    shown: list[dict[str, Any]] = [{"name": it.name, "hint": it.hint, "points": it.points} for it in items]
    return shown + [{} for _ in range(min(SPARE_ROWS, MOST_ITEMS - len(shown)))]


class OpenForm(PortalForm):
    """Until when the units score themselves."""

    version = VersionField()
    due_on = DayField("自评截止日期", [REQUIRED])

    def day(self) -> date:
        """Return the day."""
        return cast(Any, self.due_on.data)


class CloseForm(PortalForm):
    """A button; `version` is the one that was shown."""

    version = VersionField()


class RoundFilter(TitleFilter):
    """What the list is narrowed to."""

    q = TextField("名称", [at_most(80)])
    kind = ChoiceField("类别", [], blank="全部", choices=[(one.value, one.label) for one in Kind])
