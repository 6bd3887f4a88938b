"""What is typed of objections to a ranking, and of the answers."""

from portal.standing.rules.objections import MAX_WORDS, Answer
from portal.web.fields import PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, PortalForm, at_most


class ObjectionForm(PortalForm):
    """What a county objects to."""

    words = LongTextField("异议内容", [REQUIRED, at_most(MAX_WORDS)])


class AnswerForm(PortalForm):
    """What the city answers."""

    verdict = PickField("答复", [REQUIRED], choices=[(it.value, it.label) for it in (Answer.REJECTED, Answer.UPHELD)])
    words = LongTextField("理由", [REQUIRED, at_most(MAX_WORDS)])
    version = VersionField()


class WithdrawalForm(PortalForm):
    """That an objection is taken back."""

    version = VersionField()
