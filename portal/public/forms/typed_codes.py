"""The code of a certificate or of another paper, typed by hand."""

from wtforms import Form

from portal.core.text import clean_text, to_ascii_digits
from portal.web.forms import TextField, at_most


class CheckForm(Form):
    """A code typed by hand."""

    code = TextField("查验码", [at_most(40)])

    @property
    def typed(self) -> str:
        """The code without what people put between its signs."""
        return clean_text(to_ascii_digits(self.code.data or "")).replace(" ", "").replace("-", "")
