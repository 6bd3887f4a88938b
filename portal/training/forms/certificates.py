"""What is typed of a certificate: issued to one, or to all who passed; revoked; sought."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import request

from portal.core import clock
from portal.core.text import clean_text, to_ascii_digits
from portal.training.rules.certificates import Kind, parse_number
from portal.web.fields import ChoiceField, DayField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most

STATES = (("valid", "有效"), ("expiring", "30 天内到期"), ("expired", "已过期"), ("revoked", "已注销"))


class PaperForm(PortalForm):
    """What stands on every certificate that is issued at once."""

    issuer = TextField("发证单位", [REQUIRED, at_most(80)])
    issued_on = DayField("发证日期", [REQUIRED], default=clock.today)
    expires_on = DayField("有效期至", [])

    def paper(self) -> dict[str, Any]:
        """Return issuer and days."""
        issued_on = cast(date, self.issued_on.data)
        return {"issuer": self.issuer.data or "", "issued_on": issued_on, "expires_on": self.expires_on.data}


class IssueForm(PaperForm):
    """A certificate for one."""

    number = ParsedField("证书编号", [], parse=parse_number)

    def said(self) -> dict[str, Any]:
        """Return what was typed."""
        return {**self.paper(), "number": self.number.data or ""}


class BatchForm(PaperForm):
    """Certificates for all who passed an exam; each entrant has a field for the number her issuer gave."""

    names: dict[UUID, str] = {}  # noqa: RUF012  # each exam's form is a class of its own, see `batch_form`

    def numbers(self) -> dict[UUID, str]:
        """Return {entry: number} of those that were given."""
        return {entry_id: str(self[name].data) for entry_id, name in self.names.items() if self[name].data}

    def blame(self, broken: Any) -> None:
        """Put what is wrong with a number at its cell."""
        found = {f"number-{entry_id}": name for entry_id, name in self.names.items()}
        broken.field = found.get(broken.field, broken.field)
        super().blame(broken)


def batch_form(entries: Iterable[Any], **shown: Any) -> BatchForm:
    """Return the form of one exam's certificates.

    Args:
        entries: the entrants who are to get one, with `id` and `name`.
        shown: what the fields hold at first.
    """
    rows = list(entries)
    names = {row.id: f"number_{row.id.hex}" for row in rows}
    fields = {names[row.id]: ParsedField(f"{row.name} 证书编号", [], parse=parse_number) for row in rows}
    return type("ExamBatchForm", (BatchForm,), {**fields, "names": names})(data=shown)


class RevokeForm(PortalForm):
    """Why a certificate is revoked."""

    version = VersionField()
    reason = TextField("注销原因", [REQUIRED, at_most(200)])


class CertificateListFilter(FilterForm):
    """What the list is narrowed to. A name or a number is sent in the body: it has no business in an address."""

    sought = TextField("姓名、拼音或证书编号", [at_most(40)])
    kind = ChoiceField("种类", [], choices=[(it.value, it.label) for it in Kind], blank="全部种类")
    state = ChoiceField("状态", [], choices=STATES, blank="全部状态")

    @staticmethod
    def sent() -> Any:
        """Return the body of a search, else the address."""
        return request.form if request.method == "POST" else request.args or None

    def sought_text(self) -> str:
        """Return the part of a name or of a number."""
        return clean_text(to_ascii_digits(self.sought.data or ""))


class EntitledFilter(FilterForm):
    """Who may get a certificate, narrowed to a name."""

    sought = TextField("姓名或拼音", [at_most(30)])

    @staticmethod
    def sent() -> Any:
        """Return the body of a search."""
        return request.form if request.method == "POST" else None

    def sought_text(self) -> str:
        """Return the part of a name."""
        return clean_text(self.sought.data or "") if self.validate() else ""
