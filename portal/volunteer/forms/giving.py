"""What is typed when minutes are given: a proved relation, how many minutes, why they are taken back, the days of a statement."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from wtforms import HiddenField
from wtforms.widgets import HiddenInput

from portal.core.text import parse_minutes
from portal.volunteer.forms.roll import RollField
from portal.volunteer.rules.bank_rules import RELATIONS
from portal.volunteer.rules.giving import PROOFS, Proof
from portal.volunteer.rules.roll import Enrolled
from portal.web.fields import ChoiceField, DayField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most

MOST_MIN = 6_000_000  # the highest cap a city may set
parse_gift = partial(parse_minutes, high=MOST_MIN)


class KinshipForm(PortalForm):
    """A relative, what she is to the volunteer, and what proves it."""

    receiver = RollField("家人", [REQUIRED])
    relation = ChoiceField("家人是她的", [REQUIRED])
    proof = ChoiceField("看过的材料", [REQUIRED], choices=PROOFS.items())
    note = TextField("备注", [at_most(200)])

    def offer(self, roll: Sequence[Enrolled], relations: Iterable[str]) -> None:
        """Set whom she may name, and what the city's rules allow."""
        self.receiver.roll = roll
        self.relation.offer([(name, RELATIONS[name]) for name in relations])

    def told(self) -> Proof:
        """Return what was typed."""
        chosen: Any = self.receiver.chosen
        return Proof(chosen.id, self.relation.data, self.proof.data, self.note.data or "")


class GiftAsked(FilterForm):
    """To whom and how much, as asked for; it writes nothing, so it stands in the address."""

    kinship = ChoiceField("赠与哪位家人", [REQUIRED])
    moved = ParsedField("赠与时长", [REQUIRED], parse=parse_gift)


class DonationAsked(FilterForm):
    """How much is to go to the pool."""

    moved = ParsedField("捐入时长", [REQUIRED], parse=parse_gift)


class HiddenMinutes(ParsedField):
    """Minutes carried from the page before, as a number of them."""

    widget = HiddenInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [REQUIRED], parse=lambda text: parse_gift(f"{text}分"), **kwargs)


class DonationForm(PortalForm):
    """The yes to a donation; `giver_min` is the balance she was told."""

    moved = HiddenMinutes("捐入时长")
    giver_min = VersionField()


class GiftForm(PortalForm):
    """The yes to a gift; the two balances are what she was told."""

    kinship = HiddenField("赠与哪位家人", [REQUIRED])
    moved = HiddenMinutes("赠与时长")
    giver_min = VersionField()
    receiver_min = VersionField()


class TakeBackForm(PortalForm):
    """Why a gift is taken back."""

    reason = TextField("收回原因", [REQUIRED, at_most(200)])


class StatementForm(PortalForm):
    """The days of a statement."""

    from_on = DayField("开始日期", [REQUIRED])
    until_on = DayField("结束日期", [REQUIRED])
