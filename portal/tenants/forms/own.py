"""What one types about one's own account."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from typing import Any

from flask import request
from wtforms import HiddenField, PasswordField, ValidationError

from portal.core.errors import RuleBroken
from portal.core.secrets import SecretError
from portal.core.vault import current
from portal.tenants import access, proving
from portal.tenants.forms.accounts import CHOOSING, WRONG_CODE
from portal.tenants.forms.proof import ProofForm
from portal.tenants.rules.accounts import parse_display_name
from portal.tenants.rules.passwords import MAX_PASSWORD
from portal.tenants.services import accounts
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most


class NameForm(PortalForm):
    """What one is called on pages."""

    display_name = ParsedField("姓名", [REQUIRED], parse=parse_display_name)


class PasswordForm(PortalForm):
    """A new password in place of the old one, which is always asked for."""

    old = PasswordField("现在的密码", [REQUIRED, at_most(MAX_PASSWORD)])
    password = PasswordField("新密码", [REQUIRED, at_most(MAX_PASSWORD)], description=CHOOSING)
    again = PasswordField("再输一次新密码", [REQUIRED, at_most(MAX_PASSWORD)])

    def validate_password(self, field: PasswordField) -> None:
        """Refuse the password that is there already."""
        if field.data == self.old.data:
            raise ValidationError("新密码和现在的一样")

    def validate_again(self, field: PasswordField) -> None:
        """Refuse a slip of the fingers."""
        if field.data != self.password.data:
            raise ValidationError("两次输入的新密码不一样")

    def accept(self, write: Callable[[], Any]) -> bool:
        """Carry out the write when the old password was right; say whether it was done."""
        return request.method == "POST" and self.validate() and self._is_hers() and super().accept(write)

    def _is_hers(self) -> bool:
        who = access.visitor()
        scope = access.platform_scope(who.account_id if who else 0)
        name = who.account_name if who else ""
        if not proving.try_password(scope, name=name, password=self.old.data or "", action="account.prove"):
            self.blame(RuleBroken("old", "现在的密码不对"))
        return not self.errors


class SetUpForm(ProofForm):
    """The first code of a new authenticator; the secret goes with the page, sealed, until a code shows that she has it."""

    code = TextField("验证码", [REQUIRED, at_most(40)])
    draft = HiddenField()

    def secret(self) -> str:
        """Return the secret this page is about; a page of another sign-in, or one tampered with, gets a new one."""
        try:
            return current().open(urlsafe_b64decode((self.draft.data or "").encode()), context=self._context())
        except (SecretError, Error, ValueError):
            secret = accounts.new_secret()
            self.draft.data = urlsafe_b64encode(current().seal(secret, context=self._context())).decode()
            return secret

    @staticmethod
    def _context() -> str:
        who = access.visitor()
        return f"account.totp.draft:{who.login_digest if who else ''}"


class EndSecondForm(ProofForm):
    """The end of a second factor: the password and a code of it."""

    code = TextField("验证码或恢复码", [REQUIRED, at_most(40)])

    def prove(self) -> bool:
        """Say whether it is she herself, and has the authenticator or a recovery code."""
        return super().prove() and self._takes_code()

    def _takes_code(self) -> bool:
        who = access.visitor()
        if who is None or not proving.try_code(access.platform_scope(who.account_id), self.code.data or ""):
            self.blame(RuleBroken("code", WRONG_CODE))
        return not self.errors
