"""Who may stand on a station's roll, who of them may serve, and who is meant on it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from portal.core.dates import WEEKDAYS
from portal.core.errors import RuleBroken
from portal.core.text import BadInput, clean_text, to_ascii_digits
from portal.people.rules import ConsentChannel, Document, age_on
from portal.people.rules.documents import FIRST_BIRTH
from portal.volunteer.rules.bank_rules import MINOR_AGE, BankRules
from portal.volunteer.rules.notice import NOTICE

PARTS: Final = {"am": "上午", "pm": "下午", "eve": "晚上"}
SLOTS: Final = {f"{n}{part}": f"{day}{words}" for n, day in enumerate(WEEKDAYS, start=1) for part, words in PARTS.items()}
NOTED_SINCE: Final = 2  # the notice that first told of birth, guardian, skills and times


class Served(Protocol):
    """What of a volunteer says whether she may serve."""

    @property
    def born_on(self) -> date | None:
        """The day of her birth, None when it is not known."""
        ...

    @property
    def has_guardian(self) -> bool:
        """Whether her guardian agreed."""
        ...

    @property
    def is_receiver_only(self) -> bool:
        """Whether she is on the roll to be given minutes alone."""
        ...


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who agreed that a minor serves.

    Args:
        phone: as `parse_phone` gives it.
        channel: a `ConsentChannel` by its value; empty, nobody agreed.
    """

    name: str = ""
    phone: str = ""
    channel: str = ""
    consented_on: date | None = None

    def __repr__(self) -> str:
        return "Guardian(…)"  # a person's name has no business in logs and tracebacks

    @property
    def is_complete(self) -> bool:
        """Whether it is known who agreed, how and when."""
        return bool(self.name and self.phone and self.channel and self.consented_on)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is kept of a volunteer beside name, telephone and note.

    Args:
        born_on: None when it was never asked; what a document says of it goes before.
        community_code: where she lives, of the division codes.
        skills: names of SERVICE_KINDS.
        free_slots: names of SLOTS.
        member_group: one of MEMBER_GROUPS, empty for none.
        is_receiver_only: a relative who is given minutes, and does no service.
    """

    born_on: date | None = None
    community_code: str | None = None
    skills: tuple[str, ...] = ()
    free_slots: tuple[str, ...] = ()
    member_group: str = ""
    guardian: Guardian = Guardian()
    is_receiver_only: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who wants to help, as typed at the counter.

    Args:
        phone: as `parse_phone` gives it.
        document: None when she showed none; she is not turned away for that.
        consent_version: the notice she was shown.
    """

    name: str
    phone: str
    note: str
    document: Document | None
    consent_version: int
    consent_channel: ConsentChannel
    particulars: Particulars = Particulars()

    def __repr__(self) -> str:
        return "Candidate(…)"  # a person's name has no business in logs and tracebacks


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A volunteer on the station's roll."""

    id: UUID
    account_id: UUID
    number: str
    name: str

    def __repr__(self) -> str:
        return f"Enrolled({self.number})"

    @property
    def shown(self) -> str:
        """How she is named where a namesake may stand beside her."""
        return f"{self.name} {self.number}"


def settle(it: Particulars, documented: date | None, rules: BankRules, *, today: date, before: Particulars = Particulars()) -> Particulars:
    """Return what is to be kept: the birth of the document goes before, and a guardian is kept of a minor alone.

    Args:
        documented: the day of birth her document tells.
        before: what was kept of her; who grew too young by a later rule may still be amended.

    Raises:
        RuleBroken: a birth that cannot be or that the document contradicts, somebody too young, a minor without her guardian.
    """
    it = replace(it, born_on=_birth(it.born_on, documented, today))
    if before.born_on and it.born_on is None:
        raise RuleBroken("born_on", "出生日期已经登记过，不能清空；写错了请改正")
    if it.is_receiver_only:
        return replace(it, skills=(), free_slots=(), member_group="", guardian=Guardian())
    if it.born_on is None:
        return replace(it, guardian=Guardian())
    age = age_on(it.born_on, today)
    if age < rules.least_age and it.born_on != before.born_on:
        raise RuleBroken("born_on", f"她今年 {age} 岁，本市规定满 {rules.least_age} 岁才能做志愿者，到那一天再来登记")
    if age >= MINOR_AGE:
        return replace(it, guardian=Guardian())
    _require_guardian(it.guardian, today)
    return it


def _birth(typed: date | None, documented: date | None, today: date) -> date | None:
    if typed and documented and typed != documented:
        raise RuleBroken("born_on", f"与证件号码里的出生日期 {documented} 不一致，请核对；有证件时这里可以不填")
    if typed and typed > today:
        raise RuleBroken("born_on", "出生日期晚于今天，请检查年份")
    if typed and typed < FIRST_BIRTH:
        raise RuleBroken("born_on", "出生日期太早，请检查年份")
    return documented or typed


def _require_guardian(it: Guardian, today: date) -> None:
    """Refuse a minor unless it is known who agreed, how and when."""
    for field, value, what in (
        ("guardian_name", it.name, "监护人的姓名"),
        ("guardian_phone", it.phone, "监护人的电话"),
        ("guardian_channel", it.channel, "监护人怎样同意的"),
        ("guardian_consented_on", it.consented_on, "监护人同意的日期"),
    ):
        if not value:
            raise RuleBroken(field, f"她未满 {MINOR_AGE} 岁，要监护人同意才能服务，请填写{what}")
    if it.consented_on and it.consented_on > today:
        raise RuleBroken("guardian_consented_on", "监护人同意的日期还没有到，请检查")


def refusal_to_serve(helper: Served, rules: BankRules, day: date) -> str:
    """Say why a volunteer may not serve on a day; empty when she may. Whose birth is not known was registered before it was asked for."""
    if helper.is_receiver_only:
        return "她登记为受赠家人，不参加服务"
    if helper.born_on is None or helper.born_on > day:
        return ""
    age = age_on(helper.born_on, day)
    if age < rules.least_age:
        return f"她当天未满 {rules.least_age} 岁，本市规定不能参加服务"
    if age < MINOR_AGE and not helper.has_guardian:
        return f"她未满 {MINOR_AGE} 岁，还没有登记监护人同意，请先到她的页面补上"
    return ""


def check_told(it: Particulars, before: Particulars, *, consented_to: int) -> None:
    """Refuse to write down what the notice she agreed to did not yet tell of; what goes, may go.

    Args:
        consented_to: the version of the notice she agreed to last, in this very form if need be.

    Raises:
        RuleBroken: birth, guardian, skills, times, community or group are new, and she agreed to an older notice alone.
    """
    nothing = Particulars()
    new = [one.name for one in fields(it) if getattr(it, one.name) not in (getattr(nothing, one.name), getattr(before, one.name))]
    if consented_to < NOTED_SINCE and set(new) - {"is_receiver_only"}:
        message = "出生日期、技能、有空时间等是新版告知书才说到的内容：请把新版告诉她，她同意后在这里打勾再保存"
        raise RuleBroken("has_consented", message)


def check_renewal(version: int) -> None:
    """Refuse consent to a notice that is no longer in force.

    Raises:
        RuleBroken: the notice was replaced while the form was filled in.
    """
    if version != NOTICE.version:
        raise RuleBroken("has_consented", "告知书已经更新，请把新的内容告诉她，再次确认同意")


def find_on_roll(roll: Sequence[Enrolled], typed: str) -> Enrolled:
    """Return the volunteer a clerk means by a name, a number, or both.

    Raises:
        BadInput: nobody, or several of one name.
    """
    words = clean_text(to_ascii_digits(typed))
    found = [one for one in roll if words.upper() == one.number or words in {one.name, one.shown}]
    if not found:
        raise BadInput("本站没有这位志愿者，请从列表中选择，或先登记志愿者")
    if len(found) > 1:
        raise BadInput(f"本站有 {len(found)} 位“{words}”，请从列表中选择带编号的那一位")
    return found[0]
