"""What a pasted text lost is told where it is typed and once it is kept; the text itself stays as it was pasted."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from flask import Response, flash, g
from markupsafe import Markup
from wtforms import FieldList, ValidationError
from wtforms.widgets import TextArea, TextInput

from portal.core.lost import lost_words

WHAT_TO_DO = "请对照原文补正；系统不猜，也不改动。"
_TOLD = Markup('<p class="field-error" id="{id}-lost">{words}。{what_to_do}</p>')  # the parts are escaped when it is filled in


class _Marked:
    """A control, below the places where its text lost something."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the control, and before it what must be looked at."""
        plain = cast(Any, super()).__call__
        words = lost_words(field.data) if isinstance(field.data, str) else ""
        if not words:
            return plain(field, **kwargs)
        kwargs["aria-describedby"] = f"{kwargs.get('aria-describedby', '')} {field.id}-lost".strip()
        return _TOLD.format(id=field.id, words=words, what_to_do=WHAT_TO_DO) + plain(field, **kwargs)


class MarkedInput(_Marked, TextInput):
    """A field of one line."""


class MarkedTextArea(_Marked, TextArea):
    """A field of several lines."""


def refuse_lost(form: Any, field: Any) -> None:
    """Refuse a text that must be whole, as a name must be; a validator.

    Raises:
        ValidationError: something in it was lost.
    """
    if words := lost_words(field.data or ""):
        raise ValidationError(f"{words}，请对照原件重新输入这几个字")


def note_lost(fields: Iterable[Any]) -> None:
    """Remember which texts of a form that was taken lost letters, until it is known that they are kept."""
    g.lost = [f"{label}：{words}" for label, text in _texts(fields) if (words := lost_words(text))]


def tell_of_lost(response: Response) -> None:
    """Tell her who has just saved something which of its texts lost letters; a stranger's pages say it at the field alone."""
    found = g.pop("lost", [])
    if response.status_code == 303 and not g.get("is_open_to_all"):
        for words in found:
            flash(f"{words}。已按原样保存，{WHAT_TO_DO}", "warning")


def _texts(fields: Iterable[Any], row: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of a form with their labels, those in the rows of a grid too."""
    for field in fields:
        if isinstance(field, FieldList):
            for number, entry in enumerate(field.entries, start=1):
                yield from _texts(getattr(entry, "form", [entry]), f"第 {number} 行 ")
        elif isinstance(field.data, str):
            yield f"{row}{field.label.text}", field.data
