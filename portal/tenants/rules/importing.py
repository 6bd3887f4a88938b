"""A new unit, typed into a form or as a row of a sheet: the same rules say whether it can be made, and where it will stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.core.errors import RuleBroken
from portal.core.phones import parse_phone
from portal.core.text import BadInput, clean_text, to_ascii_digits
from portal.tenants.divisions import DivisionLevel, is_local_addition, level_of, parent_of, parse_code, prefix_of
from portal.tenants.rules.applications import station_name_for
from portal.tenants.rules.units import parse_unit_name

LEVEL_WORDS: Final = {"县级基地": "county", "社区驿站": "station"}
_LONGEST: Final = {"contact_name": 40, "address": 200}
_LABELS: Final = {"contact_name": "联系人", "address": "地址"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit as it was typed, every fact still text; an empty one is left to be derived.

    Args:
        level: `county`, `station`, or their Chinese names.
        parent_code: of a station, when it stands under another county than its code tells.
    """

    level: str
    code: str
    name: str = ""
    parent_code: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that can be made."""

    level: str
    code: str
    name: str
    parent_code: str
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that is there, or is made by an earlier row.

    Args:
        is_ours: it stands at or below the unit that adds.
    """

    code: str
    name: str
    level: str
    status: str
    parent_code: str | None
    is_ours: bool = True


class Known:
    """What drafts are held against; it grows by the units that are made.

    Args:
        here: the city or county that adds.
        units: all that stand at or below `here`, and those elsewhere whose code a draft has.
        places: {code: name} of the places the drafts may mean.
        other_cities: codes of the cities that are not ours.
    """

    def __init__(self, here: KnownUnit, units: Iterable[KnownUnit], places: Mapping[str, str], other_cities: Iterable[str] = ()) -> None:
        self.here, self.places, self.other_cities = here, places, frozenset(other_cities)
        self.units = {one.code: one for one in units}
        self._names = {(one.parent_code, one.name) for one in self.units.values()}

    def add(self, it: NewUnit) -> None:
        """Take one more unit for there."""
        status = "preparing" if it.level == "station" else "open"
        self.units[it.code] = KnownUnit(it.code, it.name, it.level, status, it.parent_code)
        self._names.add((it.parent_code, it.name))

    def has_name(self, parent_code: str, name: str) -> bool:
        """Say whether a unit under this parent is called so."""
        return (parent_code, name) in self._names


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one row of a sheet: the unit it makes, or the reason why it makes none."""

    row: int
    draft: Draft
    unit: NewUnit | None = None
    reason: str = ""
    field: str = ""


def plain_code(raw: str) -> str:
    """Return a code as it was typed, full-width digits and spaces mended, whether it is one or not."""
    return clean_text(to_ascii_digits(raw)).replace(" ", "")


def check_new(draft: Draft, known: Known) -> NewUnit:
    """Return the unit a draft makes, its name and parent filled in.

    Raises:
        RuleBroken: it cannot be made; the field is that of the draft.
    """
    level = _level(draft.level, known.here)
    code = _read("code", parse_code, draft.code)
    if code in known.units:
        raise RuleBroken("code", _taken(known.units[code]))
    parent = _parent_of_county(code, known) if level == "county" else _parent_of_station(code, draft.parent_code, known)
    if parent.status == "closed":
        raise RuleBroken("parent_code", f"{parent.name}已撤销，下面不能再添加单位")
    name = _read("name", parse_unit_name, draft.name or _usual_name(level, code, known))
    if known.has_name(parent.code, name):
        raise RuleBroken("name", f"{parent.name}下面已有单位叫“{name}”，请加以区别")
    phone = _read("contact_phone", parse_phone, draft.contact_phone) if draft.contact_phone else ""
    contact = {field: _short(field, getattr(draft, field)) for field in _LONGEST}
    return NewUnit(level, code, name, parent.code, contact_phone=phone, **contact)


def check_all(drafts: Sequence[tuple[int, Draft]], known: Known) -> list[Line]:
    """Return what becomes of each row, in their order; counties come first, so that stations of the same sheet find them.

    Args:
        drafts: (number of the row, what it says).
        known: what is there; it grows by what the rows make.
    """
    lines: dict[int, Line] = {}
    row_of: dict[str, int] = {}
    for row, draft in sorted(drafts, key=lambda one: LEVEL_WORDS.get(one[1].level, one[1].level) != "county"):
        lines[row] = _line(row, draft, known, earlier=row_of.get(plain_code(draft.code)))
        if made := lines[row].unit:
            known.add(made)
            row_of[made.code] = row
    return [lines[row] for row, _ in drafts]


def _line(row: int, draft: Draft, known: Known, *, earlier: int | None) -> Line:
    if earlier:
        return Line(row, draft, reason=f"与第 {earlier} 行重复", field="code")
    try:
        return Line(row, draft, check_new(draft, known))
    except RuleBroken as broken:
        return Line(row, draft, reason=broken.message, field=broken.field)


def _level(raw: str, here: KnownUnit) -> str:
    level = LEVEL_WORDS.get(raw, raw)
    if level not in LEVEL_WORDS.values():
        raise RuleBroken("level", "级别请填写“县级基地”或“社区驿站”")
    if level == "county" and here.level != "city":
        raise RuleBroken("level", "县级只能添加社区驿站，县级基地请由市级管理员添加")
    return level


def _parent_of_county(code: str, known: Known) -> KnownUnit:
    """Return the city, if the code can be a county's of it; that of a 功能区 may lie outside the city's own, in the same province."""
    city = known.here
    wanted = DivisionLevel.COUNTY if level_of(city.code) is DivisionLevel.CITY else DivisionLevel.STREET
    if parent_of(code) == city.code:
        return city
    if level_of(code) is not wanted:
        zeros = "六个零结尾，如 350111000000" if wanted is DivisionLevel.COUNTY else "三个零结尾，如 371581001000"
        raise RuleBroken("code", f"县级基地的代码以{zeros}")
    if code[:2] != city.code[:2]:
        raise RuleBroken("code", "这个代码不在本省")
    if {code, f"{code[:4]}00000000", f"{code[:6]}000000"} & known.other_cities:
        raise RuleBroken("code", "这个代码属于另一个城市")
    return city


def _parent_of_station(code: str, typed: str, known: Known) -> KnownUnit:
    """Return the county a station shall stand under: the one that was typed, or the one its code tells."""
    if level_of(code) is not DivisionLevel.COMMUNITY:
        raise RuleBroken("code", "社区驿站要用社区的代码（最后三位不是 000），如 350111100013")
    if is_local_addition(code) and code not in known.places:
        raise RuleBroken("code", "901–999 是本地编号，请用“社区没有代码”登记，由系统给号")
    parent = _typed_parent(typed, known) if typed else _told_parent(code, known)
    homes = {prefix_of(parent.code), prefix_of(known.here.code)}
    if not code.startswith(tuple(homes)):
        raise RuleBroken("code", f"这个社区不在{known.here.name}的区划内")
    return parent


def _typed_parent(typed: str, known: Known) -> KnownUnit:
    parent = known.units.get(_read("parent_code", parse_code, typed))
    if parent is None or parent.level != "county" or not parent.is_ours:
        raise RuleBroken("parent_code", "上级代码不是这里的县级基地")
    return parent


def _told_parent(code: str, known: Known) -> KnownUnit:
    street = str(parent_of(code))
    for above in (street, str(parent_of(street))):
        parent = known.units.get(above)
        if parent and parent.level == "county" and parent.is_ours:
            return parent
    if known.here.level == "county":
        raise RuleBroken("code", f"这个社区不在{known.here.name}的区划内，请由市级管理员添加")
    raise RuleBroken("code", f"还没有它的县级基地（{parent_of(street)}），请先添加，或填写上级代码")


def _usual_name(level: str, code: str, known: Known) -> str:
    place = known.places.get(code, "")
    if not place:
        raise RuleBroken("name", "区划表里没有这个代码，请核对；代码无误的，请填写名称")
    return station_name_for(place) if level == "station" else place


def _taken(unit: KnownUnit) -> str:
    if not unit.is_ours:
        return "这个代码已经有一个单位，不在本单位下面"
    return f"这个代码已经有一个单位：{unit.name}" + ("（已撤销，可以在它的页面上恢复）" if unit.status == "closed" else "")


def _read(field: str, parse: Callable[[str], str], raw: str) -> str:
    try:
        return parse(raw)
    except BadInput as bad:
        raise RuleBroken(field, str(bad)) from bad


def _short(field: str, raw: str) -> str:
    if len(raw) > _LONGEST[field]:
        raise RuleBroken(field, f"{_LABELS[field]}最多 {_LONGEST[field]} 个字")
    return raw
