"""撤销: what was just written is taken back by one press, as long as the notice of it stands.

Nothing is changed that was posted: the button is a form of the counter-write there is anyway, to whoever may make that.
"""

from typing import Any, cast
from uuid import UUID, uuid4

from flask import flash
from wtforms import SelectMultipleField, ValidationError

from portal.core.errors import Conflict
from portal.web.forms import PortalForm

REASON = "登记后撤销"  # where the counter-write wants one
MOST = 20  # ids that a cookie has room for; the notice travels in one


def flash_with_undo(message: str, path: str, *, label: str = "撤销", **fields: Any) -> None:
    """Tell that something was written, beside a button that takes it back; templates/_notices.html shows both.

    Args:
        path: where the counter-write is posted.
        label: the button's word.
        fields: what is posted besides token and double-submit key, nobody's data among it; several values of one name as a list.
    """
    given = {"once": uuid4().hex, **fields}
    pairs = [(name, str(it)) for name, value in given.items() for it in (value if isinstance(value, list) else [value])]
    flash(cast(Any, (message, label, path, pairs)), "undo")


class IdsField(SelectMultipleField):
    """Rows that were ticked, or named by a button."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the ids; what is none is told of at once."""
        try:
            self.data = [UUID(str(one)) for one in valuelist]
        except ValueError as error:
            raise ValidationError("请从列表中勾选") from error

    def pre_validate(self, form: Any) -> None:
        """Leave it to the service whether the rows are there."""


class UndoForm(PortalForm):
    """Rows that one sheet wrote and one button takes back."""

    ids = IdsField("要撤销的记录", [], choices=[])

    def chosen(self) -> list[UUID]:
        """Return the ids, in the order in which they are locked.

        Raises:
            Conflict: there are none.
        """
        if not self.validate() or not self.ids.data:
            raise Conflict("没有可以撤销的记录。", advice="请从列表里打开那一条再办理。")
        return sorted(set(self.ids.data))
