"""What is typed about who works at a unit."""

from typing import Any

from portal.tenants.forms.proof import ProofForm
from portal.tenants.policy import ROLES
from portal.tenants.rules.accounts import parse_account_name, parse_display_name
from portal.tenants.rules.members import MemberDraft
from portal.web.fields import ChoiceField, PickField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import SeekForm

_NEW, _KNOWN = "new", "known"
_WHY = "如：本人忘记密码，当面核对过身份。会告诉本人，也会记入操作记录；请不要写个人隐私。"


class MemberFilter(SeekForm):
    """Who is sought among those who work here."""

    sought = TextField("姓名、账号、拼音", [at_most(30)])


class RoleForm(ProofForm):
    """A role, out of those that are hers to give."""

    role = PickField("角色", [REQUIRED])

    def __init__(self, roles: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.offer([(role, ROLES[role]) for role in roles])


class GrantForm(RoleForm):
    """Somebody who shall work at a unit: with a new account, or with the one she has."""

    account = PickField("账号", [REQUIRED], choices=[(_NEW, "新建账号"), (_KNOWN, "已有账号")])
    account_name = ParsedField("账号名", [REQUIRED], parse=parse_account_name)
    display_name = ParsedField("姓名", [REQUIRED], parse=parse_display_name)

    @property
    def is_known(self) -> bool:
        """Whether she has an account already."""
        return self.account.data == _KNOWN

    def grant(self) -> dict[str, str]:
        """Return what was typed."""
        said = {"name": self.account_name.data, "display_name": self.display_name.data, "role": self.role.data}
        return {name: value or "" for name, value in said.items()}


class MemberRowForm(PortalForm):
    """Somebody with a new account, as a row of a sheet tells her."""

    display_name = ParsedField("姓名", [REQUIRED], parse=parse_display_name)
    account_name = ParsedField("账号名", [REQUIRED], parse=parse_account_name)
    role = ChoiceField("角色", [REQUIRED])
    unit = TextField("单位", [at_most(80)])

    def draft(self) -> MemberDraft:
        """Return what was typed."""
        said = (self.account_name.data, self.display_name.data, self.role.data, self.unit.data)
        return MemberDraft(*(value or "" for value in said))


def first_choice(roles: tuple[str, ...]) -> dict[str, str]:
    """Return what a new form of `GrantForm` shows as chosen."""
    return {"account": _NEW, **({"role": roles[0]} if len(roles) == 1 else {})}


class ActForm(ProofForm):
    """Something that is done or not done."""


class ResetForm(ProofForm):
    """Why somebody who has a password gets a new link."""

    reason = TextField("原因", [REQUIRED, at_most(100)], description=_WHY)
