"""Asking for a service: what it asks, and the request that comes of it."""

from collections.abc import Sequence

from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.rules.notice import NOTICE
from portal.care.rules.requests import Ask, Channel, Wanted
from portal.core import clock
from portal.core.dates import short_day_words
from portal.people.rolls import Notice
from portal.public.forms.asking import FORMS, WhoForm
from portal.public.forms.steps import StepForm
from portal.public.rules import ASAP, DAY_PARTS, MYSELF, ON_A_DAY, WHOM, asking_steps
from portal.public.walk import Walk


class Asking(Walk):
    """What somebody asks her station for, in this request."""

    forms = FORMS
    template, endpoint, send = "public/asking/step.html", "public.ask", "提交申请"
    subject = "我要服务"

    def list_steps(self) -> Sequence[str]:
        """Leave out what cannot be done, and the day of what is wanted at once."""
        return asking_steps(asks_day=self.said.get("when") != ASAP, checks_phone=self.checks_phone)

    def read_notice(self) -> Notice:
        """Return the notice of the roll of those who are served."""
        return NOTICE

    @property
    def is_for_other(self) -> bool:
        """Whether somebody else is to be served."""
        return self.said.get("whom") != MYSELF

    def form(self, step: str) -> StepForm:
        """Return the form of a step, with the answer so far."""
        form = super().form(step)
        if isinstance(form, WhoForm):
            form.names_other = self.is_for_other
        return form

    def ask(self) -> Ask:
        """Return what she asks for; only once every step is done."""
        checked_at = self.checked_at() if self.checks_phone else None
        asker = str(self.form_data("who", "asker"))
        return Ask(self._wanted(), Channel.CODE, asker=asker, asker_phone=self.phone(), phone_checked_at=checked_at)

    def _wanted(self) -> Wanted:
        is_urgent, part = self.said.get("when") != ON_A_DAY, DAY_PARTS.get(self.form_data("day", "part") or "")
        return Wanted(
            str(self.form_data("kind", "kind")),
            clock.today() if is_urgent else self.form_data("day", "day"),
            None if is_urgent or part is None else part[1],
            is_urgent=is_urgent,
            place=self.form_data("home", "place") or "",
            community_code=self.form_data("home", "community") or None,
            note=self._note(),
        )

    def _note(self) -> str:
        """Return what has no column of its own, for whoever calls back."""
        served, whom = self.form_data("who", "served"), WHOM.get(self.said.get("whom", ""), "")
        other = f"为{whom}申请，被服务人：{served}" if self.is_for_other else ""
        part = "" if self.said.get("when") != ON_A_DAY else DAY_PARTS.get(self.form_data("day", "part") or "", ("",))[0]
        return "；".join(words for words in (other, f"希望{part}" if part else "", self.form_data("kind", "detail")) if words)

    def answers(self) -> list[tuple[str, str, str]]:
        """Return (step, question, answer) of all that she will send."""
        it, places = self._wanted(), {one.code: f"{one.street}{one.name}" for one in self.communities}
        part = DAY_PARTS.get(self.form_data("day", "part") or "", ("",))[0]
        served, asker = self.form_data("who", "served"), self.form_data("who", "asker")
        when = ("when", "时间", "尽快") if it.is_urgent else ("day", "时间", f"{short_day_words(it.wanted_on)} {part}".strip())
        what = SERVICE_KINDS[it.kind]
        return [
            ("whom", "为谁申请", WHOM[self.said["whom"]]),
            ("kind", "服务", f"{what}：{self.form_data('kind', 'detail')}" if self.form_data("kind", "detail") else what),
            when,
            ("home", "地点", " ".join(words for words in (places.get(it.community_code or "", ""), it.place) if words)),
            *([("who", "被服务人", str(served))] if self.is_for_other else []),
            ("who", "您的姓名", str(asker)),
            ("phone", "您的电话", self.phone()),
        ]
