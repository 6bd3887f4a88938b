"""What is typed of a volunteer: who she is, whom a list is narrowed to, whom a row means."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from wtforms import BooleanField
from wtforms.validators import DataRequired, ValidationError

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.text import BadInput, clean_text, to_ascii_digits
from portal.people.rules import (
    BadDocument,
    ConsentChannel,
    Document,
    DocumentKind,
    birth_of,
    parse_document,
    parse_person_name,
    parse_phone,
)
from portal.training.forms.wishes import NamedField
from portal.training.rules.wish_sheets import Option
from portal.volunteer.queries.roll import Member
from portal.volunteer.rules.bank_rules import MEMBER_GROUPS
from portal.volunteer.rules.notice import NOTICE
from portal.volunteer.rules.roll import SLOTS, Candidate, Enrolled, Guardian, Particulars, find_on_roll
from portal.web.fields import ChoiceField, ChoicesField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most

CHANNELS = [(one.value, one.label) for one in ConsentChannel]


class VolunteerForm(PortalForm):
    """What is written of a volunteer, whether new or kept; `version` is the one that was shown."""

    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("联系电话", [REQUIRED], parse=parse_phone)
    is_receiver_only = BooleanField("受赠家人（不参加服务）")
    born_on = DayField("出生日期", [])
    community = NamedField("所在社区", [], what="社区")
    member_group = ChoiceField("所属群体", [], choices=MEMBER_GROUPS.items(), blank="不属于这几类")
    skills = ChoicesField("能做的服务", [], choices=SERVICE_KINDS.items())
    free_slots = ChoicesField("有空的时间", [], choices=SLOTS.items())
    guardian_name = ParsedField("监护人姓名", [], parse=parse_person_name)
    guardian_phone = ParsedField("监护人电话", [], parse=parse_phone)
    guardian_channel = ChoiceField("监护人怎样同意的", [], choices=CHANNELS)
    guardian_consented_on = DayField("监护人同意的日期", [])
    note = LongTextField("备注", [at_most(500)])
    version = VersionField()
    notice = VersionField()
    demands = frozenset({"born_on", "skills"})  # what must not be left empty, unless she only receives

    def offer(self, communities: Sequence[Option]) -> None:
        """Set where she may live."""
        self.community.options = communities

    def validate_born_on(self, field: DayField) -> None:
        """Demand it of who is to serve."""
        if "born_on" in self.demands and not (field.data or field.errors or self.is_receiver_only.data):
            raise ValidationError("参加服务的要填写出生日期；有证件的由证件号码带出，可以不填")

    def validate_skills(self, field: ChoicesField) -> None:
        """Demand one at least of who is to serve."""
        if "skills" in self.demands and not (field.data or self.is_receiver_only.data):
            raise ValidationError("请至少选一项她能做的服务，说不准的选“其他”")

    def words(self) -> dict[str, str]:
        """Return what was typed of everybody."""
        return {"name": str(self.name.data), "phone": str(self.phone.data), "note": self.note.data or ""}

    def herself(self) -> Particulars:
        """Return what else was typed of her."""
        agreed: dict[str, Any] = {name: self[f"guardian_{name}"].data or "" for name in ("name", "phone", "channel")}
        agreed["consented_on"] = self.guardian_consented_on.data
        lives: dict[str, Any] = {
            "born_on": self.born_on.data,
            "community_code": self.community.chosen or None,
            "member_group": self.member_group.data or "",
        }
        lists: dict[str, Any] = {"skills": _chosen(self.skills, SERVICE_KINDS), "free_slots": _chosen(self.free_slots, SLOTS)}
        return Particulars(**lives, **lists, guardian=Guardian(**agreed), is_receiver_only=bool(self.is_receiver_only.data))

    def show_notice(self, version: int) -> None:
        """Show the notice in force; consent to another one does not stand for it."""
        if self.notice.data != version:
            self.notice.data, self.notice.raw_data, self["has_consented"].data = version, None, False


class AmendmentForm(VolunteerForm):
    """What is kept of a volunteer is changed; who agreed to an older notice may agree to the one in force."""

    consent_channel = ChoiceField("同意方式", [], choices=CHANNELS)
    has_consented = BooleanField("她已知道并同意新版告知书的内容")
    may_renew = False

    def keep_to(self, member: Member, documented: date | None) -> None:
        """Demand nothing that was never asked of her; what is known, and of whom only received, may not go missing."""
        known = {name for name in ("born_on", "skills") if member.is_receiver_only or getattr(member.herself, name)}
        self.demands = frozenset(known - ({"born_on"} if documented else set()))
        self.may_renew = member.consent_version < NOTICE.version

    def validate_consent_channel(self, field: ChoiceField) -> None:
        """Demand it with the consent."""
        if self.may_renew and self.has_consented.data and not field.data:
            raise ValidationError("请选择她是怎样同意的")

    def renewed(self) -> tuple[int, ConsentChannel] | None:
        """Return (the notice she was shown, how she agreed), if she did."""
        is_said = self.may_renew and self.has_consented.data
        return (self.notice.data, ConsentChannel(self.consent_channel.data)) if is_said else None


class RegistrationForm(VolunteerForm):
    """Somebody becomes a volunteer; `notice` is the version of the notice she was shown."""

    document_kind = ChoiceField("证件类型", [], choices=[(kind.value, kind.label) for kind in DocumentKind], blank="没有出示证件")
    number = TextField("证件号码", [])
    consent_channel = PickField("同意方式", [REQUIRED], choices=CHANNELS)
    has_consented = BooleanField("她已知道并同意以上内容", [DataRequired("没有她本人的同意，不能登记")])

    def validate_born_on(self, field: DayField) -> None:
        """Demand it of who is to serve, unless her document tells it."""
        if not self._is_documented():
            super().validate_born_on(field)

    def validate_number(self, _: TextField) -> None:
        """Check the number as the document of its kind demands; neither of the two stands alone."""
        if self.number.data and not self.document_kind.data:
            raise ValidationError("填写了号码，请选择证件类型")
        if self.document_kind.data and not self.document_kind.errors:
            try:
                self._document()
            except BadDocument as bad:
                raise ValidationError(str(bad)) from bad

    def candidate(self) -> Candidate:
        """Return all that was typed."""
        document = self._document() if self.document_kind.data else None
        version, channel = self.notice.data, ConsentChannel(self.consent_channel.data)
        return Candidate(**self.words(), document=document, consent_version=version, consent_channel=channel, particulars=self.herself())

    def _is_documented(self) -> bool:
        """Whether the document tells her birth, or is to be put right first."""
        try:
            return bool(self.document_kind.data) and birth_of(self._document()) is not None
        except ValueError:
            return True

    def _document(self) -> Document:
        return parse_document(DocumentKind(self.document_kind.data), self.number.data or "", today=clock.today())


def fields_of(row: Member, communities: Sequence[Option]) -> dict[str, Any]:
    """Return what the form shows of a kept volunteer."""
    it, by = row.herself, row.herself.guardian
    lives = next((one.label for one in communities if one.value == it.community_code), it.community_code or "")
    guardian = {f"guardian_{name}": getattr(by, name) for name in ("name", "phone", "channel", "consented_on")}
    lists = {"skills": list(it.skills), "free_slots": list(it.free_slots)}
    shown = {name: getattr(row, name) for name in ("name", "phone", "note", "version", "born_on", "is_receiver_only")}
    return {**shown, "community": lives, "member_group": it.member_group, **lists, **guardian}


def _chosen(field: Any, offered: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in offered if name in (field.data or ()))


class RollField(TextField):
    """A volunteer of the station, by name or number, with the roll to choose from."""

    roll: Sequence[Enrolled] = ()
    chosen: Enrolled | None = None

    def pre_validate(self, form: Any) -> None:
        """Find who is meant; nothing typed is left to `REQUIRED`."""
        if not self.data:
            return
        try:
            self.chosen = find_on_roll(self.roll, self.data)
        except BadInput as bad:
            raise ValidationError(str(bad)) from bad


class RosterFilter(FilterForm):
    """Which volunteers the list shows; nothing of it tells of a person, so it stands in the address."""

    show = ChoiceField("显示", [], choices=[("todo", "资料待补"), ("receivers", "受赠家人")], blank="全部")
    skill = ChoiceField("能做的服务", [], choices=SERVICE_KINDS.items(), blank="不限")


class VolunteerSearch(FilterForm):
    """Whom the list is narrowed to. A name or a telephone is sent in the body: it has no business in an address."""

    sought = TextField("姓名、拼音、电话或编号", [at_most(30)])

    @staticmethod
    def sent() -> Any:
        """Return the body of a search."""
        return request.form if request.method == "POST" else None

    def sought_text(self) -> str:
        """Return the part of a name, or the digits without what groups them."""
        text = clean_text(to_ascii_digits(self.sought.data or "")) if self.validate() else ""
        compact = text.replace(" ", "").replace("-", "").upper()
        return compact if compact.isascii() and compact.removeprefix("V").isdigit() else text
