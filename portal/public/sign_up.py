"""The sign-up for training: what it asks, and the wish that comes of it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from portal.core import clock
from portal.people.queries import current_consent
from portal.people.rolls import Notice
from portal.public.access import Entry
from portal.public.forms.joining import FORMS, CourseForm, GroupForm, TradeForm
from portal.public.forms.steps import StepForm
from portal.public.rules import steps_of
from portal.public.walk import Walk
from portal.training.queries.classes import ClassRow
from portal.training.queries.courses import list_courses
from portal.training.rules.intake import Channel, Trade
from portal.training.rules.wishes import ONLINE, PRIORITIES, Collector, Told, WishDraft

SERIAL = "扫码"


class SignUp(Walk):
    """The sign-up of this request.

    Args:
        a_class: the class whose code was scanned; she signs up for its course.
    """

    forms = FORMS
    template, endpoint, send = "public/step.html", "public.join", "确认报名"
    may_skip = frozenset({"group"})

    def __init__(self, entry: Entry, a_class: ClassRow | None) -> None:
        self.a_class, self.subject = a_class, a_class.title if a_class else ""
        super().__init__(entry)

    def list_steps(self) -> Sequence[str]:
        """Leave out what is known and what cannot be done."""
        return steps_of(asks_course=self.a_class is None, checks_phone=self.checks_phone)

    def read_notice(self) -> Notice:
        """Return the notice of the roll of trainees."""
        row = current_consent(clock.today())
        return Notice(row.version, row.effective_on, tuple(row.text.splitlines()))

    @cached_property
    def courses(self) -> list[Any]:
        """The catalogue."""
        return list_courses()

    def form(self, step: str) -> StepForm:
        """Return the form of a step, with the answer so far."""
        form = super().form(step)
        if isinstance(form, TradeForm):
            form.offer(self.courses)
        elif isinstance(form, CourseForm):
            form.offer(self.courses, self.said.get("trade", ""))
        return form

    def course(self) -> Any:
        """Return the course she asks for; None while there is none."""
        wanted = str(self.a_class.course_id) if self.a_class else self.said.get("course", "")
        return next((it for it in self.courses if str(it.id) == wanted), None)

    def draft(self) -> WishDraft:
        """Return her wish; only once every step is done."""
        told, proof = self.told(), self.checked_at() if "sent" in self.steps else None
        receipt = self.receipt(told.phone, told.course_id, told.name)
        how: dict[str, Any] = {"channel": Channel(self.entry.channel or "other"), "collector": Collector.HERSELF, "consent_channel": ONLINE}
        came: dict[str, Any] = {"sheet_serial": f"{SERIAL}{receipt}", "public_code": self.entry.code, "phone_checked_at": proof}
        return WishDraft(told, collected_on=clock.today(), consent_version=self.notice.version, **how, **came)

    def told(self) -> Told:
        """Return what she said."""
        forms = {step: self.form(step) for step in ("name", "home", "about", "group")}
        name, home, about, group = (forms[step].data for step in ("name", "home", "about", "group"))
        may = bool(isinstance(forms["group"], GroupForm) and group["priority"] and group["may_priority"])
        return Told(
            name["name"],
            self.phone(),
            self.course().id,
            community_code=home["community"] or None,
            place=home["place"] or "",
            born_year=about["born_year"],
            is_student=bool(about["is_student"]),
            skills=tuple(Trade(skill) for skill in about["skills"] or ()),
            priority=group["priority"] if may else "",
            has_priority_consent=may,
        )

    def answers(self) -> list[tuple[str, str, str]]:
        """Return (step, question, answer) of all that she will send."""
        it, places = self.told(), {one.code: f"{one.street}{one.name}" for one in self.communities}
        course = self.course()
        about = "、".join(skill.label for skill in it.skills) or "还不会"
        born = f"{it.born_year} 年出生" if it.born_year else "没有填出生年份"
        home = " ".join(part for part in (places.get(it.community_code or "", ""), it.place) if part)
        return [
            *([] if self.a_class else [("trade", "想学的课程", course.name)]),
            ("name", "姓名", it.name),
            ("phone", "手机号码", it.phone),
            ("home", "住在哪里", home),
            ("about", "已经会做的", f"{about}；{born}{'；在校学生' if it.is_student else ''}"),
            ("group", "重点人群", PRIORITIES.get(it.priority, "不填")),
        ]
