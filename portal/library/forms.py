"""Policies and lessons, as they are typed, and what their lists are narrowed to."""

from datetime import date
from functools import partial
from typing import Any, cast

from wtforms import BooleanField
from wtforms.validators import Length

from portal.core import clock
from portal.core.text import clean_text, parse_count, to_ascii_digits
from portal.library.rules import (
    CATEGORIES,
    MAX_LESSON,
    MAX_NUMBER,
    MAX_SOURCE,
    MAX_SUMMARY,
    MAX_TEACHER,
    MAX_TEXT,
    MAX_TITLE,
    MOST_MINUTES,
    MicroDraft,
    PolicyDraft,
    parse_url,
)
from portal.web.fields import ChoiceField, DayField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most

STATES = {"hidden": "不再显示的"}


def _between(low: int, high: int, what: str) -> Length:
    return Length(min=low, max=high, message=f"{what}应为 {low} 到 {high} 个字")


class PolicyForm(PortalForm):
    """A policy."""

    version = VersionField()
    title = TextField("标题", [REQUIRED, _between(2, MAX_TITLE, "标题")])
    category = ChoiceField("类别", [REQUIRED], choices=CATEGORIES.items(), blank="请选择类别")
    source = TextField("发文机关", [REQUIRED, _between(2, MAX_SOURCE, "发文机关")])
    number = ParsedField("文号", [at_most(MAX_NUMBER)], parse=to_ascii_digits)
    issued_on = DayField("发文日期", [REQUIRED])
    ends_on = DayField("有效期至", [])
    url = ParsedField("原文网址", [], parse=parse_url)
    text = LongTextField("内容", [REQUIRED, at_most(MAX_TEXT)])
    is_shown = BooleanField("在平台上显示", default=True)
    is_public = BooleanField("群众扫驿站的码也能看到")

    def draft(self) -> PolicyDraft:
        """Return what was typed."""
        said = {name: str(self[name].data or "") for name in ("category", "title", "source", "number", "url", "text")}
        flags: dict[str, Any] = {"is_shown": bool(self.is_shown.data), "is_public": bool(self.is_public.data)}
        return PolicyDraft(**said, issued_on=cast(date, self.issued_on.data), ends_on=cast(date | None, self.ends_on.data), **flags)


class MicroForm(PortalForm):
    """A lesson of the 微课堂."""

    version = VersionField()
    title = TextField("课名", [REQUIRED, _between(2, MAX_LESSON, "课名")])
    teacher = TextField("主讲", [at_most(MAX_TEACHER)])
    minutes = ParsedField("时长", [REQUIRED], parse=partial(parse_count, low=1, high=MOST_MINUTES))
    published_on = DayField("发布日期", [REQUIRED], default=clock.today)
    url = ParsedField("视频网址", [REQUIRED], parse=parse_url)
    summary = LongTextField("内容提要", [at_most(MAX_SUMMARY)])
    is_shown = BooleanField("在平台上显示", default=True)
    is_public = BooleanField("群众扫驿站的码也能看到", default=True)

    def draft(self) -> MicroDraft:
        """Return what was typed."""
        said = {name: str(self[name].data or "") for name in ("title", "teacher", "url", "summary")}
        flags: dict[str, Any] = {"is_shown": bool(self.is_shown.data), "is_public": bool(self.is_public.data)}
        return MicroDraft(**said, minutes=cast(int, self.minutes.data), published_on=cast(date, self.published_on.data), **flags)


class _ShelfFilter(FilterForm):
    """What a shelf is narrowed to."""

    q = TextField("查找", [at_most(40)])
    state = ChoiceField("状态", [], choices=STATES.items(), blank="正在显示的")

    def keep_to(self, *, may_keep: bool) -> None:
        """Whoever does not keep the shelf sees what is shown."""
        if not may_keep:
            del self.state

    @property
    def sought(self) -> str:
        """What is looked for."""
        return clean_text(self.q.data or "")

    @property
    def wanted(self) -> str:
        """`hidden` or `shown`."""
        return str(self.state.data or "shown") if "state" in self else "shown"


class PolicyFilter(_ShelfFilter):
    """Which policies."""

    category = ChoiceField("类别", [], choices=CATEGORIES.items(), blank="全部类别")


class MicroFilter(_ShelfFilter):
    """Which lessons."""


class YearFilter(FilterForm):
    """Which year's views."""

    year = ChoiceField("年份", [], blank="")


class OpenForm(PortalForm):
    """Nothing but the button that opens a lesson."""
