"""A code that is to hang somewhere."""

from portal.training.rules.intake import Channel
from portal.web.fields import ChoiceField
from portal.web.forms import REQUIRED, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter


class CodeFilter(TitleFilter):
    """Which codes: by where they hang, or by the class."""

    q = TextField("位置或培训班", [at_most(40)])


class CodeForm(PortalForm):
    """A code that is to hang somewhere."""

    channel = ChoiceField("放在哪里", [REQUIRED], choices=[(it.value, it.label) for it in Channel])
    label = TextField("具体位置", [REQUIRED, at_most(40)])


class ClassCodeForm(PortalForm):
    """A code for a class that is planned or runs."""

    which = ChoiceField("培训班", [REQUIRED])
    channel = ChoiceField("放在哪里", [REQUIRED], choices=[(it.value, it.label) for it in Channel])
    label = TextField("具体位置", [at_most(40)])
