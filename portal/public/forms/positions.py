"""Where a telephone is, as it says itself; used for one answer and kept nowhere."""

import re
from typing import Any, Final, cast

from portal.core.text import BadInput
from portal.tenants.rules.coordinates import Coordinates, to_map
from portal.web.forms import REQUIRED, ParsedField, PortalForm

_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,16})?")


def _degrees(raw: str) -> int:
    if not _DEGREES.fullmatch(raw) or abs(float(raw)) > 180:
        raise BadInput("没有收到手机的位置")
    return round(float(raw) * 1_000_000)


class PositionForm(PortalForm):
    """The position of a telephone, in degrees; the script rounds it to a hundred metres before it is sent."""

    latitude = ParsedField("纬度", [REQUIRED], parse=_degrees)
    longitude = ParsedField("经度", [REQUIRED], parse=_degrees)

    def place(self) -> Coordinates | None:
        """Return where that is on the map; None when nothing sensible came."""
        if not self.validate():
            return None
        return to_map(Coordinates(cast(Any, self.latitude.data), cast(Any, self.longitude.data)))
