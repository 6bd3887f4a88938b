"""/styleguide: each part of a page in each of its states, made by the same macros as the pages; while developing alone."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Form, TextAreaField

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.core.settings import Settings
from portal.core.text import parse_count
from portal.tenants.access import open_to_all
from portal.web.charts import Bar, Bars, Funnel, Goal, Point, Progress, Share, Trend
from portal.web.fields import ChoiceField, ChoicesField, DayField, PickField
from portal.web.forms import REQUIRED, ParsedField, TextField, at_most
from portal.web.paging import Page
from portal.web.render import render

bp = Blueprint("styleguide", __name__)
SKILLS = [("haircut", "理发"), ("bathing", "助浴"), ("meals", "助餐"), ("escort", "陪诊")]


class Sample(Form):
    """One field of each sort."""

    title = TextField("活动名称", [REQUIRED, at_most(20)])
    attendances = ParsedField("人次", [REQUIRED], parse=partial(parse_count, low=0, high=9999))
    held_on = DayField("日期", [])
    kind = ChoiceField("类型", [], choices=[("class", "微课堂"), ("talk", "大宣讲")], blank="请选择")
    place = PickField("地点", [REQUIRED], choices=[("in", "站内"), ("out", "站外")])
    skills = ChoicesField("会做什么", [], choices=SKILLS)
    note = TextAreaField("备注")
    agreed = BooleanField("已告知并同意")


@bp.get("/styleguide")
@open_to_all
def show(scope: Scope) -> ResponseReturnValue:
    """Show every part of a page.

    Raises:
        NotFound: this is a site that people use.
    """
    settings: Settings = current_app.extensions["portal.settings"]
    if settings.is_production:
        raise NotFound
    kept: Mapping[str, Any] = {"title": "整理收纳微课堂", "attendances": 36, "held_on": clock.today(), "kind": "class", "place": "in"}
    good, sought, gridded = (Sample(data=kept, prefix=name) for name in ("good-", "sought-", "grid-"))
    wrong = Sample(prefix="wrong-")
    wrong.title.errors, wrong.attendances.errors, wrong.place.errors = ["必须填写"], ["请填写 0 以上的整数"], ["请选一项"]
    shown: dict[str, Any] = {"good": good, "sought": sought, "gridded": gridded, "wrong": wrong}
    return render("styleguide.html", **shown, page=Page(7, 412, 25), pictures=_pictures(), here=url_for(".show"))


def _pictures() -> list[Bars | Funnel | Progress | Trend]:
    months = tuple(Point(f"{n}月", 100 + 37 * n % 90, str(100 + 37 * n % 90), is_partial=n == 6) for n in range(1, 7))
    bars = tuple(Bar(name, value, str(value)) for name, value in (("鼓楼区", 210), ("晋安区", 184), ("闽侯县", 96), ("永泰县", 0)))
    steps = tuple(Bar(name, value, str(value)) for name, value in (("意愿", 400), ("培训", 310), ("考证", 240), ("上岗", 150)))
    goal = Goal("宣讲培训场次", (Share("市定", 851, "85.1%"), Share("省定", 1066, "106.6%")), 896, "89.6%")
    return [Trend("折线", "人次", months), Bars("横条", "场", bars), Progress("目标进度", (goal,)), Funnel("漏斗", steps)]
