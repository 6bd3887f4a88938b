"""What is typed of the grade of a base."""

from portal.core import clock
from portal.standing.rules.grades import MAX_REASON, Grade
from portal.web.fields import DayField, PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, PortalForm, at_most


class GradeForm(PortalForm):
    """What a base is from a day on."""

    seen = VersionField()
    grade = PickField("等级", [REQUIRED], choices=[(one.value, one.label) for one in Grade])
    since_on = DayField("从哪天起", [REQUIRED], default=clock.today)
    reason = LongTextField("理由", [REQUIRED, at_most(MAX_REASON)])
