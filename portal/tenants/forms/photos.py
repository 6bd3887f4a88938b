"""Photos that are sent."""

from typing import Any

from wtforms import ValidationError

from portal.web.forms import REQUIRED, PortalForm, TextField, at_most
from portal.web.photos import MAX_BYTES, MOST_AT_ONCE, BadPicture, Picture, develop
from portal.web.uploads import FilesField


class PhotosForm(PortalForm):
    """Several photos with what they show; one that is no good refuses them all, by its name."""

    photos = FilesField("照片", [REQUIRED], accept="image/*")
    caption = TextField("说明", [at_most(80)])

    pictures: list[Picture]

    def validate_photos(self, field: Any) -> None:
        """Develop them, before any row is locked."""
        self.pictures = []
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(f"一次最多 {MOST_AT_ONCE} 张，请分几次添加")
        for number, sent in enumerate(field.data, start=1):
            try:
                self.pictures.append(develop(sent.stream.read(MAX_BYTES + 1)))
            except BadPicture as bad:
                field.errors.append(f"第 {number} 张（{sent.filename[:60]}）{bad}")


class RemovalForm(PortalForm):
    """Nothing but the button."""
