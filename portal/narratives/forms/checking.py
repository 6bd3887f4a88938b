"""What is pasted to be checked."""

from portal.checker.rules import MAX_CHARS
from portal.web.forms import REQUIRED, LongTextField, PortalForm, at_most


class CheckForm(PortalForm):
    """A text from anywhere."""

    text = LongTextField("要核对的文稿", [REQUIRED, at_most(MAX_CHARS)])
