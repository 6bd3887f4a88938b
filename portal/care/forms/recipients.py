"""What is typed of somebody who is served."""

from collections.abc import Iterable
from typing import Any

from flask import request
from wtforms import BooleanField
from wtforms.validators import DataRequired, ValidationError

from portal.care.queries.recipients import RecipientFilter
from portal.care.rules.recipients import AID_GROUPS, Aid, Draft, elder_since
from portal.core import clock
from portal.core.text import clean_text
from portal.people.rules import BadDocument, ConsentChannel, Document, DocumentKind, parse_document, parse_person_name, parse_phone
from portal.web.fields import ChoiceField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most

CHANNELS = [(one.value, one.label) for one in ConsentChannel]
TEXTS = ("phone", "address", "family_name", "family_phone", "family_relation", "note")


class RecipientSearch(FilterForm):
    """Whom the list is narrowed to. A name or a telephone is sent in the body: it has no business in an address."""

    sought = TextField("姓名、拼音或电话尾号", [at_most(30)])
    elder = BooleanField("60 岁以上")
    alone = BooleanField("独居")
    aid = BooleanField("困难")

    @staticmethod
    def sent() -> Any:
        """Return the body of a search, else the address."""
        return request.form if request.method == "POST" else request.args or None

    def rest(self) -> dict[str, str]:
        """Return what may stand in an address."""
        return {name: "y" for name in ("elder", "alone", "aid") if self[name].data}

    def chosen(self) -> RecipientFilter:
        """Return whom the list is narrowed to; an address says nothing of a name."""
        text = clean_text(self.sought.data or "") if request.method == "POST" else ""
        born_until = elder_since(clock.today()) if self.elder.data else None
        return RecipientFilter(text, born_until, lives_alone=bool(self.alone.data), has_aid=bool(self.aid.data))


class RecipientForm(PortalForm):
    """What may be amended later; `version` is the one that was shown."""

    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("联系电话", [], parse=parse_phone)
    born_on = DayField("出生日期", [])
    community_code = ChoiceField("所在社区", [], blank="没有登记")
    address = TextField("住址", [at_most(100)])
    lives_alone = BooleanField("独居")
    family_name = ParsedField("家属姓名", [], parse=parse_person_name)
    family_relation = TextField("与她的关系", [at_most(20)])
    family_phone = ParsedField("家属电话", [], parse=parse_phone)
    note = LongTextField("备注", [at_most(500)])
    version = VersionField()

    def offer(self, communities: Iterable[tuple[str, str, str]]) -> None:
        """Set the communities to choose from, street by street."""
        self.community_code.offer(communities)

    def said(self) -> dict[str, Any]:
        """Return what was typed."""
        texts = {name: self[name].data or "" for name in TEXTS}
        lives = {"community_code": self.community_code.data or None, "lives_alone": bool(self.lives_alone.data)}
        return {"name": str(self.name.data), "born_on": self.born_on.data, **lives, **texts}

    def draft(self) -> Draft:
        """Return what was typed, with no word of consent: it stands already."""
        return Draft(**self.said(), consent_version=0, consent_channel=ConsentChannel.IN_PERSON)


class RegistrationForm(RecipientForm):
    """Somebody is put on the roll; `notice` is the version of the notice she was shown."""

    document_kind = ChoiceField("证件类型", [], choices=[(kind.value, kind.label) for kind in DocumentKind], blank="没有出示证件")
    number = TextField("证件号码", [])
    consent_channel = PickField("同意方式", [REQUIRED], choices=CHANNELS)
    has_consented = BooleanField("她或家属已知道并同意以上内容", [DataRequired("没有她本人或家属的同意，不能登记")])
    notice = VersionField()

    def validate_number(self, _: TextField) -> None:
        """Check the number as the document of its kind demands; neither of the two stands alone."""
        if self.number.data and not self.document_kind.data:
            raise ValidationError("填写了号码，请选择证件类型")
        if self.document_kind.data and not self.document_kind.errors:
            try:
                self._document()
            except BadDocument as bad:
                raise ValidationError(str(bad)) from bad

    def show_notice(self, version: int) -> None:
        """Show the notice in force; consent to another one does not stand for it."""
        if self.notice.data != version:
            self.notice.data, self.notice.raw_data, self.has_consented.data = version, None, False

    def draft(self) -> Draft:
        """Return all that was typed."""
        agreed: dict[str, Any] = {"consent_version": self.notice.data, "consent_channel": ConsentChannel(self.consent_channel.data)}
        return Draft(**self.said(), **agreed, document=self._document() if self.document_kind.data else None)

    def _document(self) -> Document:
        return parse_document(DocumentKind(self.document_kind.data), self.number.data or "", today=clock.today())


class AidForm(PortalForm):
    """Why the pool pays for her; without a group it pays no longer."""

    aid_group = ChoiceField("困难类别", [], choices=list(AID_GROUPS.items()), blank="不属于，或不再登记")
    aid_proof = TextField("看过什么证明", [at_most(100)])
    consent_channel = ChoiceField("同意方式", [], choices=CHANNELS)
    has_consented = BooleanField("她另外单独同意登记这一项")
    version = VersionField()

    def validate_has_consented(self, field: BooleanField) -> None:
        """Demand a consent of its own, and how she gave it."""
        if self.aid_group.data and not field.data:
            raise ValidationError("没有她单独的同意，不能登记困难情况")

    def validate_consent_channel(self, field: ChoiceField) -> None:
        """Demand to know how she agreed."""
        if self.aid_group.data and not field.data:
            raise ValidationError("请选择她怎样同意的")

    def aid(self) -> Aid:
        """Return what was typed."""
        channel = ConsentChannel(self.consent_channel.data) if self.consent_channel.data else None
        return Aid(self.aid_group.data or "", self.aid_proof.data or "", channel)
