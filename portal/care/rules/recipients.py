"""Who may be put on the roll of those who are served, who may confirm for her, and whom the pool pays for."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.core.errors import RuleBroken
from portal.people.rules import FIRST_BIRTH, ConsentChannel, Document, age_on, birth_of
from portal.people.rules.reasons import check_reason

ELDER_AGE: Final = 60  # Source: 老年人权益保障法 art. 2
AID_GROUPS: Final = {
    "low_income": "低保或低收入家庭",
    "destitute": "特困供养人员",
    "disabled": "残疾人",
    "bereaved": "失独或丧偶独居",
    "other": "其他困难",
}
AID_PURPOSE: Final = "income"  # a consent of its own


@dataclass(frozen=True, slots=True)
class Draft:
    """Somebody who is to be served, as typed at the counter.

    Args:
        phone: as `parse_phone` gives it; empty when she has none.
        community_code: where she lives, of the division codes.
        family_name: who may confirm beside her; empty when nobody is named, and then so are telephone and relation.
        document: None when she showed none; she is served all the same.
        consent_version: the notice she was shown.
    """

    name: str
    consent_version: int
    consent_channel: ConsentChannel
    phone: str = ""
    born_on: date | None = None
    community_code: str | None = None
    address: str = ""
    lives_alone: bool = False
    family_name: str = ""
    family_phone: str = ""
    family_relation: str = ""
    note: str = ""
    document: Document | None = None

    def __repr__(self) -> str:
        return "Draft(…)"  # a person's name has no business in logs and tracebacks


WRITTEN: Final = (
    "name",
    "phone",
    "born_on",
    "community_code",
    "address",
    "lives_alone",
    "family_name",
    "family_phone",
    "family_relation",
    "note",
)


@dataclass(frozen=True, slots=True)
class Aid:
    """Why the pool pays for somebody.

    Args:
        group: one of `AID_GROUPS`; empty when it pays no longer.
        proof: what was seen, without a number of it.
        channel: how she agreed to this being noted.
    """

    group: str
    proof: str
    channel: ConsentChannel | None = None


def check_draft(it: Draft, *, today: date) -> None:
    """Refuse what cannot be of one person.

    Raises:
        RuleBroken: a birth to come, long past or unlike her document's, nobody to reach, half a family.
    """
    if it.born_on and not FIRST_BIRTH <= it.born_on <= today:
        raise RuleBroken("born_on", "出生日期不对，请检查年份")
    told = birth_of(it.document) if it.document else None
    if told and it.born_on and told != it.born_on:
        raise RuleBroken("born_on", f"与证件上的出生日期 {told} 不一致，请核对；也可以留空，按证件登记")
    if not it.phone and not it.family_phone and not it.address:
        raise RuleBroken("phone", "电话、家属电话、住址至少填一项，安排服务时要找得到她")
    if (it.family_phone or it.family_relation) and not it.family_name:
        raise RuleBroken("family_name", "填写了家属的电话或关系，请写家属姓名")
    if it.family_name and not it.family_relation:
        raise RuleBroken("family_relation", "请写家属与她的关系，如女儿、邻居")


def check_aid(it: Aid, *, name: str) -> None:
    """Refuse aid without proof, and what a proof may not say.

    Raises:
        RuleBroken: nothing was seen, or the proof holds her name or a long number.
    """
    if it.group and not it.proof:
        raise RuleBroken("aid_proof", "请写看过什么证明，如“低保证，2026 年 1 月年审”")
    check_reason(it.proof, name, field="aid_proof")


def is_elder(born_on: date | None, today: date) -> bool:
    """Say whether somebody is 60 or more; who did not say is not counted among them."""
    return born_on is not None and born_on <= today and age_on(born_on, today) >= ELDER_AGE


def elder_since(today: date) -> date:
    """Return the last day on which somebody was born who is 60 today."""
    try:
        return today.replace(year=today.year - ELDER_AGE)
    except ValueError:  # 29 February
        return today.replace(year=today.year - ELDER_AGE, day=28)
