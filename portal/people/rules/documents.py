"""Identity documents: read strictly, kept in one form, shown masked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from stdnum.iso7064 import mod_11_2

from portal.core.text import BadInput, clean_text, mask_middle, to_ascii_digits

FIRST_BIRTH: Final = date(1870, 1, 1)  # wide enough for the example of GB 11643, who was born in 1880
_SEPARATORS: Final = re.compile(r"[ \-‐‑‒–—―_()]")  # every dash an input method may give
_EIGHTEEN: Final = re.compile(r"[0-9]{17}[0-9X]")
_COMPATRIOT_AREAS: Final = ("810000", "820000", "830000")

_HK_MACAU_PERMIT: Final = re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?")
_TAIWAN_PERMIT: Final = re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?")
_PASSPORT: Final = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{5,17}")
_OLD_FOREIGN_CARD: Final = re.compile(r"[A-Z]{3}[0-9]{12}")


class BadDocument(BadInput):
    """Not the number of such a document."""


class DocumentKind(StrEnum):
    """The documents a person may be known by; the value is stored, the label shown."""

    RESIDENT_ID = "resident_id"
    RESIDENCE_PERMIT = "residence_permit"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"
    FOREIGN_CARD = "foreign_card"

    @property
    def label(self) -> str:
        """The Chinese name of the document."""
        return _LABELS[self]


_LABELS: Final = {
    DocumentKind.RESIDENT_ID: "居民身份证",
    DocumentKind.RESIDENCE_PERMIT: "港澳台居民居住证",
    DocumentKind.HK_MACAU_PERMIT: "港澳居民来往内地通行证",
    DocumentKind.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    DocumentKind.PASSPORT: "护照",
    DocumentKind.FOREIGN_CARD: "外国人永久居留身份证",
}


class Sex(StrEnum):
    """The sex a document tells."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Document:
    """A document that passed `parse_document`; its number is in the one stored form, and stays out of logs and tracebacks.

    Args:
        kind: what it is.
        number: upper case, without separators.
    """

    kind: DocumentKind
    number: str

    def __repr__(self) -> str:
        return f"Document({self.kind.value}, {mask_number(self)})"


def parse_document(kind: DocumentKind, raw: str, *, today: date) -> Document:
    """Return the document with its number in the one stored form.

    Args:
        kind: what the clerk chose.
        raw: the number as typed: small x, full-width characters, spaces, hyphens and brackets are put right.
        today: no birth may lie after it.

    Raises:
        BadDocument: not a number of this kind of document.

    Source: GB 11643-1999 (number, weights, check digit), for 港澳台居民居住证 and the 2023 card for foreigners too. Area codes are never
    checked against a list: abolished ones live on in people's numbers.
    """
    number = _SEPARATORS.sub("", clean_text(to_ascii_digits(raw))).upper().replace("×", "X")
    if not number:
        raise BadDocument("请填写证件号码")
    return Document(kind, _READERS[kind](number, today))


def birth_of(document: Document) -> date | None:
    """Return the day of birth the number tells, or None when it tells none."""
    return _birth_in(document.number) if _EIGHTEEN.fullmatch(document.number) and _tells(document.kind) else None


def sex_of(document: Document) -> Sex | None:
    """Return the sex the number tells (its 17th digit, odd for men), or None when it tells none."""
    if not _EIGHTEEN.fullmatch(document.number) or not _tells(document.kind):
        return None
    return Sex.MALE if int(document.number[16]) % 2 else Sex.FEMALE


def age_on(birth: date, day: date) -> int:
    """Return the age in full years on a day; who was born on 29 February is a year older on 1 March of common years.

    Raises:
        ValueError: the day lies before the birth.
    """
    if day < birth:
        raise ValueError("the day lies before the birth")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def mask_number(document: Document) -> str:
    """Return the number for showing: `350111********0024` for 18 characters, else only two (of short ones: one) at each end."""
    if len(document.number) == 18:
        return mask_middle(document.number, head=6, tail=4)
    ends = 2 if len(document.number) >= 8 else 1
    return mask_middle(document.number, head=ends, tail=ends)


def _resident(number: str, today: date) -> str:
    if re.fullmatch("[0-9]{15}", number):
        raise BadDocument("这是15位的旧号码，请填写18位的公民身份号码")
    _refuse_misshapen(number)
    if number.startswith(_COMPATRIOT_AREAS):
        raise BadDocument("这是港澳台居民居住证的号码，请改选证件类型")
    if number.startswith("9"):
        raise BadDocument("这是外国人永久居留身份证的号码，请改选证件类型")
    if number.startswith("0"):
        raise BadDocument("号码开头不对，公民身份号码的第一位是1到8")
    return _checked(number, today)


def _residence_permit(number: str, today: date) -> str:
    _refuse_misshapen(number)
    if not number.startswith(_COMPATRIOT_AREAS):
        raise BadDocument("港澳台居民居住证的号码以810000、820000或830000开头")
    return _checked(number, today)


def _foreign_card(number: str, today: date) -> str:
    if _OLD_FOREIGN_CARD.fullmatch(number):
        return number
    if not _EIGHTEEN.fullmatch(number) or not number.startswith("9"):
        raise BadDocument("号码应为9开头的18位，旧证为3个字母加12位数字")
    return _checked(number, today)


def _hk_macau_permit(number: str, _today: date) -> str:
    """Keep the holder's nine characters for life; two more on older cards only count renewals (公安部, 号码规则)."""
    found = _HK_MACAU_PERMIT.fullmatch(number)
    if not found:
        raise BadDocument("号码应为字母H或M加8位数字")
    return found[1]


def _taiwan_permit(number: str, _today: date) -> str:
    if not _TAIWAN_PERMIT.fullmatch(number):
        raise BadDocument("号码应为8位数字，旧证为10位数字，末尾可有一个字母")
    return number


def _passport(number: str, _today: date) -> str:
    if not _PASSPORT.fullmatch(number):
        raise BadDocument("护照号码应为5到17位字母和数字")
    return number


_READERS: Final[dict[DocumentKind, Callable[[str, date], str]]] = {
    DocumentKind.RESIDENT_ID: _resident,
    DocumentKind.RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.HK_MACAU_PERMIT: _hk_macau_permit,
    DocumentKind.TAIWAN_PERMIT: _taiwan_permit,
    DocumentKind.PASSPORT: _passport,
    DocumentKind.FOREIGN_CARD: _foreign_card,
}


def _refuse_misshapen(number: str) -> None:
    if len(number) != 18:
        raise BadDocument(f"号码应为18位，现在是{len(number)}位")
    if not _EIGHTEEN.fullmatch(number):
        raise BadDocument("号码的前17位应为数字，最后一位是数字或X")


def _checked(number: str, today: date) -> str:
    """Return an 18-character number whose birth is possible and whose check digit fits."""
    birth = _birth_in(number)
    if birth is None or birth < FIRST_BIRTH:
        raise BadDocument("号码中的出生日期不存在，请核对第7到14位")
    if birth > today:
        raise BadDocument("号码中的出生日期晚于今天，请核对第7到14位")
    if not mod_11_2.is_valid(number):
        raise BadDocument("校验码不符，请逐位核对号码")
    return number


def _birth_in(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _tells(kind: DocumentKind) -> bool:
    return kind in {DocumentKind.RESIDENT_ID, DocumentKind.RESIDENCE_PERMIT, DocumentKind.FOREIGN_CARD}
