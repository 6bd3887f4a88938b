"""What is typed of how many women live in a county."""

from portal.core.text import parse_count
from portal.web.fields import VersionField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most

MOST_WOMEN = 99_999_999


class WomenForm(PortalForm):
    """How many, and from where the city has it."""

    women = ParsedField("妇女人数", [REQUIRED], parse=lambda raw: parse_count(raw, low=1, high=MOST_WOMEN))
    source = TextField("数据来源", [REQUIRED, at_most(200)])
    version = VersionField()
