"""What is typed at the counter: whom it is for, what she takes, who takes it away, why it is given up."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from flask import request
from wtforms import BooleanField, FieldList, FormField, HiddenField, ValidationError
from wtforms.form import Form

from portal.core.text import BadInput, clean_text, parse_count, to_ascii_digits
from portal.people.rules import parse_person_name
from portal.shop.queries.stock import Item
from portal.shop.rules.codes import parse_codes, show_codes
from portal.shop.rules.redemptions import MOST_OF_ONE, Proof, State, Taker, Taking
from portal.tenants.rules.phone_checks import parse_sent_code
from portal.volunteer.forms.roll import VolunteerSearch
from portal.web.fields import ChoiceField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most

MOST_ITEMS = 500
_FOUR = re.compile(r"[0-9A-Z]{4}")


class PayerSearch(VolunteerSearch):
    """Whom it is for; sent in the body, for it names her."""

    sought = TextField("姓名、拼音、电话或志愿者编号", [at_most(30)])


class RedemptionSearch(FilterForm):
    """Which redemptions are listed; a name is sent in the body."""

    state = ChoiceField("状态", [], choices=[(it.value, it.label) for it in State], blank="全部")
    sought = TextField("单号、姓名或志愿者编号", [at_most(30)])

    @staticmethod
    def sent() -> Any:
        """Return the body of a search, or what the address says."""
        return request.form if request.method == "POST" else request.args or None


def _count(raw: str) -> int:
    return parse_count(raw, low=0, high=MOST_OF_ONE)


class ItemRow(Form):
    """How many of one item; its code stands in the row."""

    code = HiddenField()
    count = ParsedField("数量", [], parse=_count)


class BasketForm(PortalForm):
    """What she takes: by codes, or by a count beside an item of the list."""

    codes = ParsedField("按编号录入", [], parse=parse_codes, show=show_codes, description="如 A01*2 B03，几种之间用空格隔开")
    rows = FieldList(FormField(ItemRow), max_entries=MOST_ITEMS)
    items: dict[str, Item]

    def offer(self, items: Iterable[Item]) -> None:
        """Set what there is, and say how many of it are wanted so far."""
        self.items = {it.code: it for it in items}
        asked = {str(row.form.code.data): row for row in self.rows.entries}
        self.listed = [(it, asked.get(code) or self.rows.append_entry({"code": code})) for code, it in self.items.items()]

    def validate_codes(self, field: ParsedField) -> None:
        """Refuse a code of nothing the shop has."""
        for code, _ in field.data or ():
            if code not in self.items:
                raise ValidationError(f"没有编号是“{code}”的物品，请看下面的列表")

    def chosen(self) -> tuple[tuple[UUID, int], ...]:
        """Return (item, how many) of all that was typed."""
        listed: list[tuple[str, int]] = [(str(row.form.code.data), cast(int, row.form.count.data) or 0) for row in self.rows.entries]
        keyed: tuple[tuple[str, int], ...] = cast(Any, self.codes.data) or ()
        every = [*keyed, *((code, count) for code, count in listed if count)]
        return tuple((self.items[code].id, count) for code, count in every if code in self.items)


def rows_of(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return a fresh screen: an empty row for each item."""
    return [{"code": it.code} for it in items]


def parse_last_four(raw: str) -> str:
    """Return the last four signs of a document.

    Raises:
        BadInput: they are not four.
    """
    four = clean_text(to_ascii_digits(raw)).replace(" ", "").upper()
    if not _FOUR.fullmatch(four):
        raise BadInput("请输入证件号码的最后 4 位")
    return four


class HandOverForm(PortalForm):
    """Who takes the goods, and what showed that she may."""

    taker = PickField("领取人", [REQUIRED], choices=[(it.value, it.label) for it in Taker], default=Taker.SELF.value)
    proxy_name = ParsedField("代领人姓名", [], parse=parse_person_name)
    proxy_relation = TextField("与她的关系", [at_most(20)])
    proof = PickField("怎样核对", [REQUIRED], choices=())
    code = ParsedField("验证码", [], parse=parse_sent_code)
    last_four = ParsedField("证件后四位", [], parse=parse_last_four)
    has_slip = BooleanField("已收到签了名的兑换单")
    version = VersionField()

    def offer(self, offered: Sequence[Proof]) -> None:
        """Set what there is to show for her."""
        self.proof.offer([(it.value, it.label) for it in offered])

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the fields; each way of showing it needs its own."""
        is_good = super().validate(*args, **kwargs)
        wanted = {Proof.CODE.value: self.code, Proof.DOCUMENT.value: self.last_four, Proof.PAPER.value: self.has_slip}
        field = wanted.get(str(self.proof.data))
        if field is None or field.data or field.errors:
            return is_good
        words = "请先收到领取人签了名的兑换单，再勾选" if field is self.has_slip else "必须填写"
        field.errors = [*field.errors, words]
        return False

    @property
    def is_by_code(self) -> bool:
        """Whether a code was given back."""
        return self.proof.data == Proof.CODE.value

    def taking(self, passed_at: datetime | None) -> Taking:
        """Return who takes it; what was typed of a proxy counts when there is one."""
        taker, proof = Taker(self.taker.data), Proof(self.proof.data)
        proxy = (self.proxy_name.data or "", self.proxy_relation.data or "") if taker is Taker.PROXY else ("", "")
        return Taking(taker, proof, *proxy, last_four=self.last_four.data or "", passed_at=passed_at)


class CodeForm(PortalForm):
    """A code is sent to her telephone."""


class EndingForm(PortalForm):
    """Why a redemption is given up, or its goods come back."""

    reason = TextField("原因", [REQUIRED, at_most(200)])
    version = VersionField()
