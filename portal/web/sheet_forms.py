"""The two forms of every sheet that is sent in: the file, read while it is checked; and the taking over of what the dry run has shown."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, ClassVar

from wtforms.validators import ValidationError

from portal.core.text import clean_text
from portal.web.fields import VersionField
from portal.web.forms import REQUIRED, PortalForm, TextField, at_most
from portal.web.sheets import MAX_BYTES, BadSheet, SheetColumn, read_sheet
from portal.web.uploads import FilesField


class SheetFileForm(PortalForm):
    """An Excel sheet; who asks for it names its columns and how many rows it may have."""

    file = FilesField("Excel 文件", [REQUIRED], accept=".xlsx,.csv", is_single=True)

    columns: ClassVar[Sequence[SheetColumn]]
    most_rows: ClassVar[int] = 5000

    rows: Sequence[dict[str, str]]
    content: bytes

    @property
    def name(self) -> str:
        """What the file is called."""
        return clean_text(self.file.data[0].filename or "")

    def validate_file(self, field: Any) -> None:
        """Read it."""
        if len(field.data) > 1:
            raise ValidationError("一次请选一个文件")
        self.content = field.data[0].stream.read(MAX_BYTES + 1)
        try:
            self.rows = read_sheet(BytesIO(self.content), columns=self.columns, max_rows=self.most_rows)
        except BadSheet as bad:
            raise ValidationError(str(bad)) from bad


class TakeSheetForm(PortalForm):
    """Take over what a dry run has shown; `good` is how many rows it found good."""

    good = VersionField()
    which = TextField("导入哪些行", [REQUIRED, at_most(10)])

    @property
    def is_all(self) -> bool:
        """Whether the button was that of the whole sheet."""
        return self.which.data == "all"

    def show(self, good: int) -> None:
        """Carry how many rows the page shows as good."""
        self.good.data, self.good.raw_data = good, None
