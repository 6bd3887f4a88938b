"""The words of averages, and which units are counted alike."""

import re
from typing import Final

from portal.checker.rules.words import UNITS, either

_ANY_UNIT: Final = either(" ".join(re.escape(it) for it in UNITS))
EACH: Final = re.compile(
    r"(?:(?P<one>[场期班人户站年月日周天店村队组件家个校镇乡县批笔街园所点]|(?<!人)次)均"
    r"|(?:平均)?每(?P<many>十万|万|千|百)(?P<of>[^，。；]{0,4}?(?:人口|人|户|名|群众))"
    rf"|平均(?:每一?|一)(?P<long>个月|季度|个季度|{_ANY_UNIT})"
    r"|平均(?:到)?(?:每)(?P<noun>月|周|天|日|年|队|站|县|镇|村|班|组))[^，。；]{0,14}$"
    rf"|每(?P<same>{either('场 期 班 户 人 名 组 支 家 站 个 套 件 次 天 周 日 月')})[^，。；]{{0,8}}平均[^，。；]{{0,10}}$"
)
_LIKE: Final = {"人次": "人", "班": "期"}


def like(unit: str) -> str:
    """Return the unit an average treats another one as: 人次 are shared out as 人 are."""
    return _LIKE.get(unit, unit)
