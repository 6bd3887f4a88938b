"""What is typed about units."""

from datetime import date
from typing import Any, cast

from portal.tenants.divisions import DivisionLevel, level_of, parse_code
from portal.tenants.rules.accounts import parse_account_name, parse_display_name
from portal.web.fields import DayField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most


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
