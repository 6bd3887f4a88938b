"""One sign-up on its way: what was answered so far travels in the body of each POST, and is looked at anew before it is kept."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from portal.core import clock
from portal.people.queries import current_consent
from portal.public import phones, queries
from portal.public.access import Entry
from portal.public.forms import FORMS, CourseForm, GroupForm, HomeForm, NoticeForm, PhoneForm, StepForm, TradeForm, names_of
from portal.public.rules import CHECK, MAX_CARRIED, STEPS, receipt_of, step_after, steps_of
from portal.tenants.rules.phone_checks import takes_codes
from portal.training.queries.classes import ClassRow
from portal.training.queries.courses import list_courses
from portal.training.rules.intake import Channel, Trade
from portal.training.rules.wishes import ONLINE, PRIORITIES, Collector, Told, WishDraft
from portal.web import senders

PROOF, SEEN, SERIAL = "phone_proof", "seen", "扫码"
MAX_PROOF = 500
_FIELDS = {step: names_of(form) for step, form in FORMS.items()}


class Walk:
    """The sign-up of this request.

    Args:
        a_class: the class whose code was scanned; she signs up for its course.
    """

    def __init__(self, entry: Entry, a_class: ClassRow | None) -> None:
        self.entry, self.scope, self.a_class = entry, entry.scope, a_class
        self.steps = steps_of(asks_course=a_class is None, checks_phone=senders.current() is not None)
        self.said = MultiDict(request.form)

    @property
    def proof(self) -> str:
        """What proves that the telephone is hers; empty before."""
        return self.said.get(PROOF, "")[:MAX_PROOF]

    @proof.setter
    def proof(self, proof: str) -> None:
        self.said[PROOF] = proof

    @property
    def at(self) -> str | None:
        """The step that was answered; None when it begins."""
        at = self.said.get("at", "")
        return at if at in self.steps or at == CHECK else None

    @cached_property
    def courses(self) -> list[Any]:
        """The catalogue."""
        return list_courses()

    @cached_property
    def communities(self) -> Any:
        """Where one may live."""
        return queries.list_communities(self.scope)

    @cached_property
    def notice(self) -> Any:
        """The notice in force."""
        return current_consent(clock.today())

    def form(self, step: str) -> StepForm:
        """Return the form of a step, with the answer so far."""
        form = FORMS[step](self.said)
        if isinstance(form, TradeForm):
            form.offer(self.courses)
        elif isinstance(form, CourseForm):
            form.offer(self.courses, self.said.get("trade", ""))
        elif isinstance(form, HomeForm):
            form.offer(self.communities)
        elif isinstance(form, PhoneForm):
            form.must_take_codes = "sent" in self.steps
        elif isinstance(form, NoticeForm):
            form.version = self.notice.version
        return form

    def phone(self) -> str:
        """Return her telephone as it is kept; empty while there is none that will do."""
        form = self.form("phone")
        return str(form["phone"].data) if form.is_good() else ""

    def checked_at(self) -> datetime | None:
        """Return when her telephone was checked."""
        phone = self.phone()
        return phones.proved_at(self.scope, phone, self.proof) if phone and takes_codes(phone) else None

    def is_done(self, step: str) -> bool:
        """Say whether a step has an answer that will do."""
        return self.checked_at() is not None if step == "sent" else self.form(step).is_good()

    def first_open(self) -> str | None:
        """Return the first step without an answer that will do; None when all is answered."""
        return next((step for step in self.steps if not self.is_done(step)), None)

    def forget(self, step: str) -> None:
        """Take back what was answered to a step that may stay empty."""
        for name in _FIELDS[step]:
            self.said.poplist(name)

    @property
    def number_of(self) -> dict[str, int]:
        """Which page each step is, for her to see how far she has come."""
        return {step: number for number, step in enumerate((*self.steps, CHECK), start=1)}

    def step_after(self, at: str) -> str:
        """Return where a good answer leads."""
        return step_after(self.steps, at, is_done=self.is_done, has_seen_check=SEEN in self.said)

    def carried(self, shown: str) -> Iterator[tuple[str, str]]:
        """Yield (name, value) of the answers to all other steps; the code that was sent is never carried."""
        for step in STEPS:
            for name in _FIELDS[step] if step not in {shown, "sent"} else ():
                yield from ((name, value[:MAX_CARRIED]) for value in self.said.getlist(name)[: len(Trade)])
        if self.proof:
            yield PROOF, self.proof
        if shown == CHECK or SEEN in self.said:
            yield SEEN, "1"

    def course(self) -> Any:
        """Return the course she asks for; None while there is none."""
        wanted = str(self.a_class.course_id) if self.a_class else self.said.get("course", "")
        return next((it for it in self.courses if str(it.id) == wanted), None)

    def draft(self) -> WishDraft:
        """Return her wish; only once every step is done."""
        told, proof = self.told(), self.checked_at() if "sent" in self.steps else None
        key = str(current_app.secret_key).encode()
        receipt = receipt_of(key, self.scope.tenant_id, self.said.get("once", "")[:64], told.phone, told.course_id, told.name)
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
