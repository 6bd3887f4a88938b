"""Employers, as they are typed."""

from wtforms.validators import Length

from portal.core.phones import parse_phone
from portal.placement.rules.work import KINDS, MAX_NOTE, EmployerDraft
from portal.web.fields import PickField, VersionField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most


class EmployerForm(PortalForm):
    """Somebody who takes women on."""

    version = VersionField()
    kind = PickField("类型", [REQUIRED], choices=list(KINDS.items()))
    name = TextField("名称", [REQUIRED, Length(min=2, max=60, message="名称应为 2 到 60 个字")])
    phone = ParsedField("联系电话", [], parse=parse_phone)
    place = TextField("地址", [at_most(100)])
    note = TextField("备注", [at_most(MAX_NOTE)])

    def draft(self) -> EmployerDraft:
        """Return what was typed."""
        texts = {"name": self.name.data or "", "place": self.place.data or "", "note": self.note.data or ""}
        return EmployerDraft(kind=str(self.kind.data), phone=self.phone.data or "", **texts)


class EndForm(PortalForm):
    """An employer is offered no longer, or again."""

    version = VersionField()
