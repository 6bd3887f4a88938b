"""What is typed of a circular: as it is drafted, sent, answered, judged, withdrawn."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField
from wtforms.validators import Length

from portal.circulars.queries.copies import DONE, LATE, WAITING
from portal.circulars.rules.copies import MAX_REPLY, Mark
from portal.circulars.rules.sending import MAX_BODY, MAX_REASON, MAX_TITLE, MIN_TITLE, Audience, Draft, Kind, State, audiences_of
from portal.core.scope import Level
from portal.web.fields import ChoiceField, ChoicesField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, PortalForm, Required, TextField, at_most

_KINDS = [(one.value, one.label) for one in Kind]
_TITLE = Length(min=MIN_TITLE, max=MAX_TITLE, message=f"请填写标题，{MIN_TITLE} 到 {MAX_TITLE} 个字")


class DraftForm(PortalForm):
    """A circular as it is written."""

    version = VersionField()
    kind = PickField("发什么", [REQUIRED], choices=_KINDS)
    title = TextField("标题", [REQUIRED, _TITLE])
    body = LongTextField("正文", [REQUIRED, at_most(MAX_BODY)])
    audience = PickField("发给谁", [REQUIRED])
    chosen = ChoicesField("选择单位", [])
    needs_reply = BooleanField("需要书面回复（任务都要回复，不用勾选）")
    due_on = DayField("期限", [])

    def offer(self, level: Level, units: Sequence[tuple[str, str]]) -> None:
        """Set to whom this unit may send."""
        self.audience.offer([(one.value, one.label) for one in audiences_of(level)])
        self.chosen.offer(units)

    def draft(self) -> Draft:
        """Return what was typed."""
        chosen = tuple(dict.fromkeys(self.chosen.data or ())) if self.audience.data == Audience.CHOSEN else ()
        said = (Kind(self.kind.data), self.title.data or "", self.body.data or "", Audience(self.audience.data))
        due_on: Any = self.due_on.data
        return Draft(*said, chosen, bool(self.needs_reply.data), due_on)


class SendForm(PortalForm):
    """The last word before it goes out; `units` is how many the page said would get it."""

    version = VersionField()
    units = VersionField()


class StepForm(PortalForm):
    """A step that needs no words."""

    version = VersionField()


class ReplyForm(PortalForm):
    """An answer, or what was done."""

    version = VersionField()
    reply = LongTextField("答复", [REQUIRED, at_most(MAX_REPLY)])


class VerdictForm(PortalForm):
    """What the sender holds of an answer."""

    version = VersionField()
    verdict = PickField("结果", [REQUIRED])
    reason = LongTextField("退回原因", [at_most(MAX_REASON)])

    @property
    def is_good(self) -> bool:
        """Whether it will do."""
        return self.verdict.data == "accept"

    def offer(self, kind: Kind) -> None:
        """Set what there is to say: an answer to a circular needs no acceptance."""
        accept = [("accept", "确认完成")] if kind is Kind.TASK else []
        self.verdict.offer([*accept, ("send_back", "退回，请补充或重做")])


class AcceptForm(PortalForm):
    """Whose reports are accepted in one go, each as it was seen."""

    copies = ChoicesField("确认完成的单位", [Required("请至少勾选一个单位")])

    def offer(self, copies: Iterable[tuple[UUID, int]]) -> None:
        """Set what the page shows; what was shown before may have changed since, and is told by whoever carries it out."""
        shown = [f"{copy_id}.{version}" for copy_id, version in copies]
        known = {one.partition(".")[0] for one in shown}
        stale = [one for one in self.copies.data or () if one.partition(".")[0] in known and one.partition(".")[2].isascii()]
        self.copies.offer([(one, one) for one in dict.fromkeys([*shown, *stale])])

    def seen(self) -> list[tuple[UUID, int]]:
        """Return the copies that were ticked, with the versions in which they were seen."""
        parts = [one.partition(".") for one in self.copies.data or ()]
        return [(UUID(copy_id), int(version) if version.isdigit() and len(version) < 9 else 0) for copy_id, _, version in parts]


class WithdrawForm(PortalForm):
    """Why it was taken back."""

    version = VersionField()
    reason = LongTextField("撤回原因", [REQUIRED, at_most(MAX_REASON)])


class ListFilter(FilterForm):
    """What a list of circulars is narrowed to; `state` means something else in each box."""

    kind = ChoiceField("类别", [], blank="全部", choices=_KINDS)
    q = TextField("标题", [at_most(MAX_TITLE)])
    state = ChoiceField("办理", [], blank="全部")

    def offer(self, states: Sequence[tuple[str, str]]) -> None:
        """Set the states to choose from."""
        self.state.offer(states)


RECEIVED_STATES = [(WAITING, "待办"), (LATE, "已逾期"), (DONE, "已办"), (Mark.WITHDRAWN.value, "已撤回")]
SENT_STATES = [(one.value, one.label) for one in State]


def board_states(kind: Kind, *, needs_reply: bool) -> list[tuple[str, str]]:
    """Return what the board of a circular can be narrowed to."""
    tasks = [(Mark.REPLIED.value, "待确认"), (Mark.SENT_BACK.value, "被退回"), (Mark.ACCEPTED.value, "已完成")]
    answers = [(Mark.REPLIED.value, "已回复"), (Mark.SENT_BACK.value, "被退回")]
    asked = tasks if kind is Kind.TASK else answers if needs_reply else []
    signed = (Mark.READ.value, "办理中" if kind is Kind.TASK else "待回复" if needs_reply else "已签收")
    return [(LATE, "已逾期"), (Mark.UNREAD.value, "未签收"), signed, *asked]
