"""Health certificates, as they are typed."""

from typing import Any, cast

from wtforms import BooleanField
from wtforms.validators import DataRequired

from portal.core import clock
from portal.people.rules import ConsentChannel
from portal.placement.rules.health import MAX_ISSUER, MAX_NUMBER, TIERS, HealthDraft, VoidCause, year_after
from portal.training.rules.courses import Tier
from portal.web.fields import ChoiceField, DayField, PickField
from portal.web.forms import REQUIRED, PortalForm, TextField, at_most

CHANNELS = [(it.value, it.label) for it in ConsentChannel]


def year_from_today() -> Any:
    """Return the day a certificate of today is usually good until."""
    return year_after(clock.today())


class HealthForm(PortalForm):
    """A health certificate, and her word that this one thing more is noted of her."""

    tier = ChoiceField("类别", [REQUIRED], choices=TIERS)
    number = TextField("证明编号", [at_most(MAX_NUMBER)])
    issuer = TextField("发证机构", [REQUIRED, at_most(MAX_ISSUER)])
    checked_on = DayField("体检日期", [REQUIRED], default=clock.today)
    expires_on = DayField("到期日期", [REQUIRED], default=year_from_today)
    consent_channel = PickField("同意方式", [REQUIRED], choices=CHANNELS)
    has_consented = BooleanField("她单独同意登记这份健康证明", [DataRequired("没有她本人的单独同意，不能登记健康证明")])

    def draft(self) -> HealthDraft:
        """Return what was typed."""
        said = cast(Any, {name: self[name].data for name in ("issuer", "checked_on", "expires_on")})
        channel = ConsentChannel(self.consent_channel.data)
        return HealthDraft(tier=Tier(self.tier.data), number=self.number.data or "", consent_channel=channel, **said)


class VoidCheckForm(PortalForm):
    """Why a certificate counts no more."""

    cause = PickField("原因", [REQUIRED], choices=[(it.value, it.label) for it in VoidCause])
    reason = TextField("说明", [at_most(150)])
