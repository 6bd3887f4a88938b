"""Files that are sent: which endpoints take large bodies, and the field of a form that holds them."""

from typing import Any

from flask import Flask, request
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField
from wtforms.widgets import FileInput

_allowed: dict[str, int] = {}


def allow(endpoint: str, max_bytes: int) -> None:
    """Let one endpoint take bodies of this size; all others stay below the limit of the whole site."""
    _allowed[endpoint] = max_bytes


def init_app(app: Flask) -> None:
    """Raise the limit before anybody reads the body: the token of the form is looked for in it."""
    app.before_request(_raise_limit)


def _raise_limit() -> None:
    if request.endpoint in _allowed:
        request.max_content_length = _allowed[request.endpoint]


class FilesField(MultipleFileField):
    """Files chosen from a computer or a telephone; `data` are those that have a name.

    The form that holds it is sent as `enctype="multipart/form-data"`; a file does not come back when the form is refused.

    Args:
        accept: what the dialog of the browser offers, `image/*`; what comes is looked at all the same.
        is_single: whether one file alone can be chosen.
    """

    data: list[FileStorage]

    def __init__(self, label: str, validators: list[Any], *, accept: str, is_single: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators, render_kw={"accept": accept}, **kwargs)
        self.widget = FileInput(multiple=not is_single)

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Look among the files of the request, which a form's text does not hold."""
        super().process(None if formdata is None else request.files, *args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the files that were chosen; an empty control sends one without a name."""
        self.data = [it for it in valuelist if it.filename]
        self.raw_data = self.data
