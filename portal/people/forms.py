"""What a manager, or the county, says before a person's data is shown, put right, joined or erased."""

from typing import Any

from flask import request
from wtforms import BooleanField, ValidationError
from wtforms.validators import DataRequired

from portal.core import clock
from portal.core.text import to_ascii_digits
from portal.people.rolls import Notice
from portal.people.rules import BadDocument, ConsentChannel, Document, DocumentKind, parse_document
from portal.people.rules.reasons import ASK_REASONS, COPY_PROOFS, ERASE_REASONS, MAX_REASON, UNMASK_REASONS, WITHDRAW_CHANNELS, told
from portal.tenants.forms.proof import ProofForm
from portal.web.fields import ChoiceField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, PortalForm, TextField, at_most

_HINT = "会留在操作记录里；不要写姓名、电话和证件号码"


class ReasonForm(ProofForm):
    """Something dangerous, with its reason."""

    reason = TextField("说明", [REQUIRED, at_most(MAX_REASON)], description=_HINT)


class UnmaskForm(ReasonForm):
    """Why the full number is needed."""

    why = PickField("查看原因", [REQUIRED], choices=UNMASK_REASONS.items())

    def told(self) -> str:
        """Return the reason as the audit keeps it."""
        return told(UNMASK_REASONS, str(self.why.data), self.reason.data or "")


class AskForm(ReasonForm):
    """Why the county must know who it is."""

    why = PickField("查阅原因", [REQUIRED], choices=ASK_REASONS.items())

    def told(self) -> str:
        """Return the reason as the audit keeps it."""
        return told(ASK_REASONS, str(self.why.data), self.reason.data or "")


class CopyForm(ProofForm):
    """How she proved that the data is hers."""

    why = PickField("身份核验", [REQUIRED], choices=COPY_PROOFS.items())
    reason = TextField("说明", [at_most(MAX_REASON)], description=f"可不填，{_HINT}")

    def told(self) -> str:
        """Return how she proved it as the audit keeps it."""
        return told(COPY_PROOFS, str(self.why.data), self.reason.data or "")


class EraseForm(ProofForm):
    """Why a person is erased; nothing brings her back."""

    why = PickField("删除原因", [REQUIRED], choices=ERASE_REASONS.items())
    is_sure = BooleanField("我已核对，知道删除后不能恢复", [DataRequired("请先核对，再勾选")])

    def told(self) -> str:
        """Return the reason as the audit keeps it."""
        return ERASE_REASONS[str(self.why.data)]


class DocumentForm(ReasonForm):
    """The right document."""

    document_kind = ChoiceField("证件类型", [REQUIRED], choices=[(kind.value, kind.label) for kind in DocumentKind], blank="")
    number = TextField("证件号码", [REQUIRED])
    may_join = BooleanField("并入她在本市已有的时间账户")

    def validate_number(self, field: TextField) -> None:
        """Check the number as the document of its kind demands."""
        if self.document_kind.errors:
            return
        try:
            self.document()
        except BadDocument as bad:
            raise ValidationError(str(bad)) from bad

    def document(self) -> Document:
        """Return what was typed."""
        return parse_document(DocumentKind(self.document_kind.data), str(self.number.data), today=clock.today())


class MergeForm(ReasonForm):
    """Which of two documents leads."""

    leading = PickField("以哪一条的证件为准", [REQUIRED], choices=())

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Set the two records to choose from."""
        self.leading.offer(choices)


class WithdrawalForm(PortalForm):
    """She takes her consent back."""

    channel = PickField("撤回方式", [REQUIRED], choices=WITHDRAW_CHANNELS.items())
    note = TextField("备注", [at_most(MAX_REASON)], description="可不填；不要写姓名、电话和证件号码")


class ConsentForm(PortalForm):
    """She agrees again; `notice` is the version of the notice she was shown."""

    consent_channel = PickField("同意方式", [REQUIRED], choices=[(one.value, one.label) for one in ConsentChannel])
    has_consented = BooleanField("她已知道并同意以上内容", [DataRequired("没有她本人的同意，不能恢复")])
    note = TextField("备注", [at_most(MAX_REASON)], description="可不填；不要写姓名、电话和证件号码")
    notice = VersionField()

    def show_notice(self, notice: Notice) -> None:
        """Show the notice in force; consent to another one does not stand for it."""
        if self.notice.data != notice.version:
            self.notice.data, self.notice.raw_data, self.has_consented.data = notice.version, None, False

    def said(self) -> dict[str, Any]:
        """Return what was said."""
        channel = ConsentChannel(self.consent_channel.data)
        return {"version": self.notice.data, "channel": channel, "note": self.note.data or ""}


class SoughtForm(FilterForm):
    """Whose record may be the same person's; sent in the body, for a name has no business in an address."""

    sought = TextField("姓名、电话或编号", [at_most(30)])

    @staticmethod
    def sent() -> Any:
        """Return the body of a search."""
        return request.form if request.method == "POST" else None

    def words(self) -> str:
        """Return what is sought, as names, telephones and numbers are kept."""
        return to_ascii_digits(self.sought.data or "").strip().upper()
