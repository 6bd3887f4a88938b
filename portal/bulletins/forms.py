"""What is typed of a bulletin: its month, its foreword, why it goes ahead."""

from portal.bulletins.rules import MAX_DESPITE, MAX_FOREWORD
from portal.web.fields import MonthField, VersionField
from portal.web.forms import REQUIRED, LongTextField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter


class BulletinFilter(TitleFilter):
    """Which bulletins."""

    q = TextField("月份或文号", [at_most(30)])


class DraftForm(PortalForm):
    """A new bulletin."""

    month = MonthField("月份", [REQUIRED])
    foreword = LongTextField("前言", [at_most(MAX_FOREWORD)])


class ForewordForm(PortalForm):
    """The foreword of a draft; `version` is the one that was shown."""

    version = VersionField()
    foreword = LongTextField("前言", [at_most(MAX_FOREWORD)])


class PublicationForm(PortalForm):
    """The last look before a bulletin is frozen."""

    version = VersionField()
    despite = TextField("先发布的原因", [at_most(MAX_DESPITE)])


class RevisionForm(PortalForm):
    """Nothing but the button."""
