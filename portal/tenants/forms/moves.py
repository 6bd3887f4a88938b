"""What is typed about where a station stands, and who counts it."""

from collections.abc import Iterable

from portal.core.dates import month_words
from portal.tenants.forms.proof import ProofForm
from portal.tenants.queries import TenantRow
from portal.tenants.rules.moves import Change, Wish, next_month
from portal.web.fields import ChoiceField, PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, at_most

_KINDS = (
    (Change.MOVE.value, "调整隶属：驿站改由另一个县（市、区）管理，数字也改由它统计"),
    (Change.LINE.value, "只调整报送：仍由现在的县（市、区）管理，只有数字改由另一个县（市、区）统计"),
)


class MoveForm(ProofForm):
    """调整隶属 or 调整报送: to which county, from which month on, and why."""

    kind = PickField("调整什么", [REQUIRED], choices=_KINDS)
    county = ChoiceField("改到", [REQUIRED])
    since_month = PickField("数字从哪个月起改由新的县（市、区）统计", [REQUIRED])
    reason = LongTextField("原因", [REQUIRED, at_most(300)], description="写明依据，如区划调整的文件号；会记入变动记录。")
    version = VersionField()

    def offer(self, counties: Iterable[TenantRow], *, this_month: str) -> None:
        """Set the counties and the two months there are to choose from."""
        self.counties = {row.code: row for row in counties}
        self.county.offer((row.code, row.name) for row in self.counties.values())
        later = next_month(this_month)
        self.since_month.offer([(this_month, f"{month_words(this_month)}（本月）"), (later, f"{month_words(later)}（下月）")])

    def wish(self) -> Wish:
        """Return what is asked for."""
        county = self.counties[self.county.data or ""]
        return Wish(Change(self.kind.data), county.id, self.since_month.data or "", self.reason.data or "")
