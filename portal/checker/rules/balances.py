"""What there was, what came and what went, what there is: 年初32个，新建7个、撤并2个，年底37个."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from weakref import WeakKeyDictionary

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Side
from portal.checker.rules.likeness import narrowing
from portal.checker.rules.reading import Mention, Reading, is_count


class Role(StrEnum):
    """What a figure is to a balance."""

    OPENING = "opening"
    IN = "in"
    OUT = "out"
    NET = "net"
    CLOSING = "closing"


_WORDS: Final = (
    (Role.NET, re.compile("净(?:增|减|流入|流出)")),
    (
        Role.OPENING,
        re.compile(
            r"[年季月期]初|上(?:年|月|期|季度?)(?:末|底|结余|余额|结转|库存)|去年(?:年?底|末)|\d{4}年(?:底|末)|\d{1,2}月(?:底|末)(?=[^，。；]{0,4}[结余在存])|结转|原有"
        ),
    ),
    (
        Role.OUT,
        re.compile(
            "注销|退[出会站]|离[站职岗开]|撤[并销]|关停|停[发办业]|支取|取出|支出|兑换|核销|转出|迁出|流失|扣减|减少|调出|出库|用去|消费|领用|收回|归还|偿还|还款|(?<!新)发放"
        ),
    ),
    (
        Role.IN,
        re.compile(
            "新(?:增|进|建|设|办|招|纳入|登记|注册|加入|发展|签|入|发放)|募集|筹集|募得|筹得|接收|收到|存入|转入|迁入|调入|入库|购入|收入|入账|[再又](?:新?增|添|建|发展|招|吸纳)|增加|加入"
        ),
    ),
    (Role.CLOSING, re.compile("[年季月期][末底]|余额|结余|库存|现有|目前|达到?$|增至|实有|在册")),
)
_PLANNED: Final = re.compile("计划|预计|力争|将|拟|目标|任务|争取|明年|下一步")
_NO_STOCK: Final = re.compile("每|均|其中|比|较(?!年初净)|占|含|包括|同比|累计|共(?!有)|合计")
_ACCOUNT: Final = re.compile("余额|结余|库存")
_MORE: Final = re.compile("[再又](?:新?增|添|建|发展|招|吸纳)")
_REACH, _NEXT = 8, 2  # sentences; a line of its own counts twice
_FEWEST: Final = 3
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Balance:
    """Figures of one unit, one after the other, that tell of one stock: each with what it is to it."""

    told: tuple[tuple[Role, Mention], ...]

    def of(self, role: Role) -> list[Mention]:
        """Return the figures of a role."""
        return [it for own, it in self.told if own is role]

    @property
    def closed(self) -> Mention:
        """The figure it comes to: what there is at last, or by how much it has changed."""
        return self.told[-1][1]

    @property
    def reckoned(self) -> float:
        """What the figures before the last one come to."""
        change = sum(it.figure.said for it in self.of(Role.IN)) - sum(it.figure.said for it in self.of(Role.OUT))
        return abs(change) if self.told[-1][0] is Role.NET else self.of(Role.OPENING)[0].figure.said + change


_KNOWN: WeakKeyDictionary[Reading, tuple[Balance, ...]] = WeakKeyDictionary()


def balances_in(reading: Reading) -> tuple[Balance, ...]:
    """Return every balance of a text, whether it comes out or not; read once for each text."""
    if reading not in _KNOWN:
        _KNOWN[reading] = tuple(_balances(reading))
    return _KNOWN[reading]


def are_of_one_balance(reading: Reading, *mentions: Mention) -> bool:
    """Whether figures are told of one stock: they are no parts of one another."""
    return any(all(it in {one for _, one in balance.told} for it in mentions) for balance in balances_in(reading))


def check_balances(reading: Reading) -> list[Conflict]:
    """Return balances that do not come out."""
    return [found for it in balances_in(reading) if (found := _checked(it))]


def _balances(reading: Reading) -> Iterator[Balance]:
    by_unit: dict[str, list[Mention]] = {}
    for it in reading.mentions:
        if is_count(it):
            by_unit.setdefault(it.unit, []).append(it)
    for counts in by_unit.values():
        roles = [(_role(reading, it), it) for it in counts]
        roles = [(_as_stock(own, it, counts[i + 1 : i + 2]), it) for i, (own, it) in enumerate(roles)]
        for i in range(len(roles)):
            yield from _beginning_at(roles[i : i + _MOST])


def _beginning_at(roles: list[tuple[Role | None, Mention]]) -> Iterator[Balance]:
    """Yield the balance that begins with the first of some figures: 年初, came, went, 年底; or came, went, 净增."""
    told: list[tuple[Role, Mention]] = []
    opened = roles[0][0] is Role.OPENING
    if not opened and roles[0][0] not in {Role.IN, Role.OUT}:
        return
    for own, it in roles:
        closing = own is Role.OPENING and told and "初" not in it.before  # 2023年底1,260户，…；2024年底1,435户
        role = Role.CLOSING if closing else own
        if role is None or (told and it.sentence - told[-1][1].sentence > _NEXT) or it.sentence - roles[0][1].sentence > _REACH:
            return
        told.append((role, it))
        moved = {one for one, _ in told} & {Role.IN, Role.OUT}
        if role in {Role.CLOSING, Role.NET}:
            both = moved == {Role.IN, Role.OUT}
            if len(told) == _FEWEST and both if role is Role.NET else opened and moved and _is_of_all(told, both=both):
                yield Balance(tuple(told))
            return


def _is_of_all(told: list[tuple[Role, Mention]], *, both: bool) -> bool:
    """Whether what there is at last is of the same as at first, and all that came and went is told."""
    first, last = told[0][1], told[-1][1]
    complete = both or _ACCOUNT.search(last.lead) or any(_MORE.search(it.before) for _, it in told)
    return bool(complete) and len(told) >= _FEWEST and narrowing(last.words) <= narrowing(first.words)


def _role(reading: Reading, it: Mention) -> Role | None:
    words = re.split("[，。；、\n（）]", reading.before(it, 14))[-1]  # 期末余额：1,720小时
    if it.goal or it.figure.spread or it.figure.side is not Side.AT or _PLANNED.search(it.lead) or _NO_STOCK.search(words):
        return None
    if "发放" in words and it.unit == "元" and "新" not in words:  # of loans it comes, of aid it goes
        return None
    return next((role for role, told in _WORDS if told.search(words)), None)


def _as_stock(role: Role | None, it: Mention, following: list[Mention]) -> Role | None:
    """去年28家，今年再增12家: what more is added to was there."""
    more = bool(following) and following[0].part == it.part and _MORE.search(following[0].before) is not None
    return Role.OPENING if more and role is None and re.search("去年|上年", it.lead) and not _NO_STOCK.search(it.before) else role


def _checked(it: Balance) -> Conflict | None:
    figures = [one.figure for _, one in it.told]
    room = sum(0.5 * one.step for one in figures) if any(one.step != 1 for one in figures) else 0
    if abs(it.reckoned - it.closed.figure.said) <= room:
        return None
    signs = ["－" if role is Role.OUT else "＋" for role, _ in it.told]
    terms = [(sign, one.figure.words) for sign, (role, one) in zip(signs, it.told[:-1], strict=False) if role is not Role.OPENING]
    opened = [one.figure.words for one in it.of(Role.OPENING)] if it.told[-1][0] is Role.CLOSING else []
    said = "".join([*opened, *(sign + words for sign, words in terms)]).removeprefix("＋")
    return between("sum_of_parts", [one for _, one in it.told], f"{said}＝{tidy(it.reckoned)}，文中写{it.closed.figure.words}")
