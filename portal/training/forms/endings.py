"""The end of a class: its last day, a verdict on every woman in it, and why it runs again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import request

from portal.core.text import clean_text
from portal.training.queries.attendance import Attendee
from portal.training.rules.completion import Share, Verdict
from portal.web.fields import DayField, VersionField
from portal.web.forms import REQUIRED, PortalForm, TextField, at_most

REASON_CHARS = 200


@dataclass(slots=True)
class VerdictLine:
    """One woman at the end of her class, with what is decided on her."""

    who: Attendee
    share: Share
    name: str
    is_completed: bool
    reason: str
    error: str = ""


class EndForm(PortalForm):
    """The end of a class: its last day, and where it is not left to what somebody attended."""

    ended_on = DayField("结班日期", [REQUIRED])
    version = VersionField()

    def offer(self, roll: Sequence[Attendee], shares: Mapping[UUID, Share], none: Share) -> None:
        """Set on whom is decided."""
        self.lines = [self._line(who, shares.get(who.trainee_id, none)) for who in roll]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check that whoever attended enough and fails all the same is told why."""
        good = super().validate(*args, **kwargs)
        for line in (it for it in self.lines if not it.who.is_locked):
            if line.share.is_enough and not line.is_completed and not line.reason:
                line.error = f"{line.who.name}到课已够，不予结业请写明原因"
            if len(line.reason) > REASON_CHARS:
                line.error = f"{line.who.name}的原因最多 {REASON_CHARS} 个字"
            self.form_errors += [line.error] if line.error else []
            good = good and not line.error
        return good

    def day(self) -> date:
        """Return the last day."""
        return cast(date, self.ended_on.data)

    def verdicts(self) -> list[Verdict]:
        """Return what is decided against what she attended, and what is said of her."""
        told = (it for it in self.lines if not it.who.is_locked and (it.share.is_enough != it.is_completed or it.reason))
        return [Verdict(it.who.enrolment_id, it.is_completed, it.reason) for it in told]

    def _line(self, who: Attendee, share: Share) -> VerdictLine:
        name = who.enrolment_id.hex
        if request.method != "POST":
            return VerdictLine(who, share, name, share.is_enough and not who.is_locked, "")
        is_completed = request.form.get(f"verdict-{name}", "1" if share.is_enough else "0") == "1"
        return VerdictLine(who, share, name, is_completed and not who.is_locked, clean_text(request.form.get(f"reason-{name}", "")))


class ReopenForm(PortalForm):
    """Why an ended class runs again."""

    reason = TextField("撤销原因", [REQUIRED, at_most(REASON_CHARS)])
    version = VersionField()
