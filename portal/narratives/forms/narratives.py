"""What is typed of a report: its title and months, its text, why it is finished all the same."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from portal.core.dates import month_words
from portal.core.errors import RuleBroken
from portal.narratives.queries.offers import Offered
from portal.narratives.rules.narratives import MAX_DESPITE, MAX_TEXT, MAX_TITLE, title_words
from portal.narratives.rules.offers import MANNERS, insert, token_of
from portal.web.fields import ChoiceField, MonthField, VersionField
from portal.web.forms import REQUIRED, LongTextField, PortalForm, TextField, at_most


class HeadForm(PortalForm):
    """The title and the months of a draft."""

    version = VersionField()
    title = TextField("标题", [REQUIRED, at_most(MAX_TITLE)])
    first = MonthField("数据从", [REQUIRED])
    last = MonthField("至", [REQUIRED])

    @property
    def told(self) -> dict[str, str]:
        """What is typed, by the names of the services."""
        return {"title": self.title.data or "", "first": self.first.data or "", "last": self.last.data or ""}


class BeginForm(HeadForm):
    """A new report."""

    source = ChoiceField("从哪里开始", [], blank="用模板起草（自动填好本期数字）")

    def offer(self, rows: Iterable[Any]) -> None:
        """Offer the earlier reports."""
        self.source.offer([(str(row.id), f"照抄：{title_words(row.title, row.revision)}（{month_words(row.last_month)}）") for row in rows])

    @property
    def source_id(self) -> UUID | None:
        """The earlier report that was chosen."""
        return UUID(self.source.data) if self.source.data else None


class TextForm(PortalForm):
    """The text of a draft, and a figure to be put into it."""

    version = VersionField()
    text = LongTextField("正文", [at_most(MAX_TEXT)])
    figure = ChoiceField("数字", [], blank="请选择")
    whose = ChoiceField("单位", [], blank="本单位（全部）")
    manner = ChoiceField("写法", [], choices=MANNERS, blank="准确数")

    def offer(self, offered: Offered) -> None:
        """Offer what can be picked."""
        self.figure.offer(offered.figures)
        self.whose.offer(offered.units)

    def with_picked(self) -> str:
        """Return the text with the figure that was picked.

        Raises:
            RuleBroken: none was.
        """
        if not self.figure.data:
            raise RuleBroken("figure", "请先选一个数字，再点“填入正文”")
        token = token_of(self.figure.data, whose=self.whose.data or "", manner=self.manner.data or "")
        return insert(self.text.data or "", token)


class FinishForm(PortalForm):
    """The last look before a report is frozen."""

    version = VersionField()
    despite = TextField("仍然定稿的原因", [at_most(MAX_DESPITE)])


class RevisionForm(PortalForm):
    """Nothing but the button."""
