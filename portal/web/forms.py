"""Forms: parsing and shape, with every error at its field; rules stay in `rules.py`."""

from collections.abc import Callable
from typing import Any, Self
from uuid import UUID, uuid4

from flask import g, request
from wtforms import FieldList, Form, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.core.db import db
from portal.core.errors import Conflict, PortalError, RuleBroken
from portal.core.text import clean_multiline, clean_text
from portal.web.lost_text import MarkedInput, MarkedTextArea, note_lost
from portal.web.words import reword_errors, reword_labels, said


class Required(InputRequired):
    """What is typed must be more than spaces and what nobody sees."""

    def __call__(self, form: Any, field: Any) -> None:
        """Take what is blank for what was not typed."""
        if field.raw_data and isinstance(field.raw_data[0], str) and not clean_text(field.raw_data[0]):
            field.raw_data = None
        super().__call__(form, field)


REQUIRED = Required("必须填写")


def at_most(length: int) -> Length:
    """A validator for the longest text that is kept."""
    return Length(max=length, message=f"最多 {length} 个字")


class TextField(StringField):
    """One line of text, canonical from the start: NFC, no controls, no outer space."""

    widget = MarkedInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value, cleaned."""
        self.data = clean_text(str(valuelist[0])) if valuelist else self.data


class LongTextField(TextAreaField):
    """Several lines of text, canonical from the start; what was lost of a pasted text is told above it."""

    widget = MarkedTextArea()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value, cleaned line by line."""
        self.data = clean_multiline(str(valuelist[0])) if valuelist else self.data


class ParsedField(StringField):
    """A field whose text is read by a parser of `portal.core.text` or of a package's rules.

    The text as typed stays in `raw_data` and is shown again; `data` is the parsed value or None.
    """

    def __init__(
        self, label: str, validators: list[Any], *, parse: Callable[[str], Any], show: Callable[[Any], str] = str, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.parse, self.show = parse, show

    def _value(self) -> str:
        if self.raw_data:
            return clean_text(str(self.raw_data[0]))
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse the first value; an empty one is None and left to `REQUIRED`."""
        text = clean_text(str(valuelist[0])) if valuelist else ""
        self.data = None
        if text:
            self.data = self.parse(text)  # a ValueError becomes the field's error


class PortalForm(Form):
    """A form that knows how to be refused without losing what was typed.

    `once` makes a write idempotent: the same key and body get the first answer again.
    """

    class Meta:
        locales = ("zh",)  # WTForms' own messages, where ours say nothing

    once = HiddenField(default=lambda: uuid4().hex)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args and request.method == "POST":
            args = (request.form,)
            kwargs.pop("data", None)  # what is kept is shown at first; what was sent stands alone
        super().__init__(*args, **kwargs)
        reword_labels(self)
        self.refusal: PortalError | None = None

    @property
    def status(self) -> int:
        """422 when a field is wrong, 409 when a rule stands against it, else 200."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.errors else 200

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check every field; what is wrong is told in the site's words."""
        is_good = super().validate(*args, **kwargs)
        reword_errors(self)
        return is_good

    def accept(self, write: Callable[[], Any]) -> bool:
        """Carry out the write when all is well formed; say whether it was done.

        A broken rule becomes an error of its field, a conflict one of the whole form; what was flushed is undone at once, so that
        the page shows what is kept.
        """
        if request.method != "POST" or not self.validate():
            return False
        try:
            write()
        except RuleBroken as broken:
            db.session.rollback()
            self.blame(broken)
            return False
        except Conflict as conflict:
            db.session.rollback()
            self.refusal = g.refusal = conflict
            conflict.message = said(conflict.message)
            self.form_errors.append(conflict.message)
            return False
        note_lost(self)
        return True

    def lead_to_known(self, words: str, url_of: Callable[[UUID], str]) -> None:
        """Lead from a refusal to the record that stands in the way, if it names one."""
        if isinstance(self.refusal, Conflict) and self.refusal.subject_id:
            self.refusal.link = (words, url_of(self.refusal.subject_id))

    def blame(self, broken: RuleBroken) -> None:
        """Put a broken rule's message at its field; `rows-3-title` is the title of the fourth row that was filled."""
        name, *inner = broken.field.split("-")
        message = said(broken.message)
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(message)
        elif inner and isinstance(field, FieldList):
            field.blame(int(inner[0]), inner[1], message)  # type: ignore[attr-defined]  # a GridField
        else:
            field.errors = [*field.errors, message]


class FilterForm(Form):
    """What a list is narrowed to, from the address; a part that makes no sense is as if it were not there."""

    class Meta:
        locales = ("zh",)

    def __init__(self, **defaults: Any) -> None:
        super().__init__(self.sent(), data=defaults)
        reword_labels(self)

    @staticmethod
    def sent() -> Any:
        """Return what it is read from; None when nothing was sent."""
        return request.args or None

    def checked(self) -> Self:
        """Forget what is wrong, and say so at the field."""
        if self.sent() and not self.validate():
            for field in self:
                field.data = None if field.errors else field.data
        return self
