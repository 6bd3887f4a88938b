"""What is typed about units."""

from datetime import date
from typing import Any, cast

from wtforms.widgets import HiddenInput

from portal.core.phones import parse_phone
from portal.tenants.divisions import DivisionLevel, level_of, parse_code
from portal.tenants.forms.proof import ProofForm
from portal.tenants.rules.accounts import parse_account_name, parse_display_name
from portal.tenants.rules.coordinates import Coordinates, coordinates_words, parse_coordinates, place_of
from portal.tenants.rules.importing import LEVEL_WORDS, Draft
from portal.tenants.rules.units import DEPARTMENTS, OFFERS, PROFILE_OF, Profile, parse_unit_name
from portal.web.fields import ChoiceField, ChoicesField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter


class OpeningForm(PortalForm):
    """揭牌: the day on which a station is opened."""

    opened_on = DayField("揭牌日期", [REQUIRED])

    def day(self) -> date:
        """Return the day."""
        return cast(Any, self.opened_on.data)


def _city_code(raw: str) -> str:
    code = parse_code(raw)
    if level_of(code) not in {DivisionLevel.CITY, DivisionLevel.COUNTY}:
        raise ValueError("城市的代码以八个或六个零结尾，如 350100000000（地级市）、371581000000（县级市）")
    return code


class CityForm(PortalForm):
    """A new city, and the first of its administrators."""

    code = ParsedField("区划代码", [REQUIRED], parse=_city_code)
    name = TextField("城市名称", [REQUIRED, at_most(40)])
    admin_name = ParsedField("管理员姓名", [REQUIRED], parse=parse_display_name)
    account_name = ParsedField("管理员账号", [REQUIRED], parse=parse_account_name)

    def city(self) -> dict[str, str]:
        """Return what was typed."""
        return {name: self[name].data or "" for name in ("code", "name", "admin_name", "account_name")}


class SeenField(TextField):
    """What a unit was like when the form was shown, unseen in the form: a change made meanwhile is met by the conflict."""

    widget = HiddenInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [at_most(80)], **kwargs)


class ProfileForm(PortalForm):
    """What a unit says of itself; the fields its level does not have are taken away."""

    version = VersionField()
    contact_name = TextField("联系人", [at_most(40)])
    contact_phone = ParsedField("联系电话", [], parse=parse_phone)
    address = TextField("地址", [at_most(200)])
    open_hours = TextField("开放时间", [at_most(200)])
    company_name = TextField("共建企业", [at_most(80)])
    company_contact = TextField("企业联系人和电话", [at_most(80)])
    shared_with = TextField("与哪个部门共用场所", [at_most(80)])
    offers = ChoicesField("提供的服务", [], choices=OFFERS.items())
    departments = ChoicesField("合作部门", [], choices=DEPARTMENTS.items())
    introduction = LongTextField("简介", [at_most(1000)])
    place_at = ParsedField("地图坐标", [], parse=parse_coordinates, show=coordinates_words)

    @staticmethod
    def of(row: Any) -> dict[str, Any]:
        """Return what the form shows of a row that is kept; nothing of none."""
        if not row:
            return {}
        said = {name: getattr(row, name) for name in ("version", *Profile.__slots__)}
        return {**said, "place_at": place_of(row.latitude_e6, row.longitude_e6)}

    def keep_to(self, level: str) -> None:
        """Take away what a unit of this level does not have."""
        for name in Profile.__slots__:
            if name in self and name not in PROFILE_OF[level]:
                del self[name]

    def profile(self) -> Profile:
        """Return what was typed."""
        typed: dict[str, Any] = {name: self[name].data or "" for name in Profile.__slots__ if name in self}
        typed.update(offers=tuple(typed.get("offers", ())), departments=tuple(typed["departments"]))
        at = cast(Coordinates | None, self.place_at.data)
        typed.update(latitude_e6=at and at.latitude_e6, longitude_e6=at and at.longitude_e6)
        return Profile(**typed)


class RenameForm(PortalForm):
    """Another name for a unit; `seen` is the one that was shown."""

    seen = SeenField()
    name = ParsedField("新名称", [REQUIRED], parse=parse_unit_name)
    reason = TextField("原因", [REQUIRED, at_most(200)])

    def wanted(self) -> dict[str, str]:
        """Return what was typed."""
        return {name: self[name].data or "" for name in ("seen", "name", "reason")}


class StepForm(ProofForm):
    """Why a unit is suspended, closed or reopened; `seen` is the status that was shown."""

    seen = SeenField()
    reason = LongTextField("原因", [REQUIRED, at_most(300)])


class PlaceSearch(FilterForm):
    """Which place is sought, by name, pinyin or initials."""

    q = TextField("查找社区", [at_most(40)])


class UnitFilter(TitleFilter):
    """Which of the units below."""

    q = TextField("名称", [at_most(40)])


class UnitForm(PortalForm):
    """A new unit, from its division code."""

    level = PickField("级别", [REQUIRED], choices=[(value, words) for words, value in LEVEL_WORDS.items()], default="station")
    code = ParsedField("区划代码", [REQUIRED], parse=parse_code)
    name = TextField("单位名称", [at_most(80)])
    parent_code = ChoiceField("所属县级基地", [], blank="按代码自动确定")

    def offer(self, counties: list[tuple[str, str]], *, is_city: bool) -> None:
        """Set the counties to choose from; a county adds stations of its own alone."""
        self.parent_code.offer(counties)
        if not is_city:
            del self.level, self.parent_code

    def draft(self) -> Draft:
        """Return what was typed."""
        typed = {name: str(self[name].data or "") for name in ("level", "code", "name", "parent_code") if name in self}
        return Draft(**{"level": "station", **typed})


_PURPOSES = {"station": "建立驿站（筹建中）", "place": "暂不建驿站，供建站申请选用"}


class LocalForm(PortalForm):
    """A community without a code."""

    street = ChoiceField("镇街", [REQUIRED], blank="请选择镇街")
    community = ParsedField("社区名称", [REQUIRED], parse=parse_unit_name)
    name = TextField("驿站名称", [at_most(80)])
    purpose = PickField("登记后", [REQUIRED], choices=_PURPOSES.items(), default="station")

    def wanted(self) -> dict[str, Any]:
        """Return what was typed."""
        typed = {name: str(self[name].data or "") for name in ("street", "community", "name")}
        return {**typed, "is_place_only": self.purpose.data == "place"}


class UnitRowForm(PortalForm):
    """A new unit as a row of a sheet tells it, with what it says of itself."""

    level = ChoiceField("级别", [REQUIRED], choices=[(value, words) for words, value in LEVEL_WORDS.items()])
    code = ParsedField("区划代码", [REQUIRED], parse=parse_code)
    name = ParsedField("名称", [], parse=parse_unit_name)
    parent_code = ParsedField("上级代码", [], parse=parse_code)
    contact_name = TextField("联系人", [at_most(40)])
    contact_phone = ParsedField("联系电话", [], parse=parse_phone)
    address = TextField("地址", [at_most(200)])

    def draft(self) -> Draft:
        """Return what was typed."""
        return Draft(**{name: str(self[name].data or "") for name in Draft.__slots__})
