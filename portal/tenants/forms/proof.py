"""The password given again, before what is dangerous."""

from collections.abc import Callable
from typing import Any

from flask import request
from wtforms import PasswordField

from portal.core.db import db
from portal.core.errors import RuleBroken
from portal.tenants import access, proving
from portal.tenants.services import accounts
from portal.web.forms import PortalForm, at_most
from portal.web.writes import beforehand


class ProofForm(PortalForm):
    """A form of something dangerous: it asks for the password, unless that was given within the last ten minutes.

    A template shows the field by `{{ proof(form) }}` of macros/forms.html. The proof is kept at once: whatever else stands against the
    form, she need not give her password again.
    """

    password = PasswordField("您的登录密码", [at_most(128)], description="为确认是您本人操作，请再输入一次登录密码。10 分钟内不再询问。")
    is_proved_now = False

    @property
    def needs_proof(self) -> bool:
        """Whether the password is asked for."""
        return not (self.is_proved_now or access.is_proved())

    def accept(self, write: Callable[[], Any]) -> bool:
        """Carry out the write when all is well formed and it is she herself; say whether it was done."""
        return request.method == "POST" and self.validate() and self.prove() and super().accept(write)

    def prove(self) -> bool:
        """Say whether it is she herself; what was read so far is let go."""
        if self.needs_proof:
            self.is_proved_now = self._takes_password()
        return not self.needs_proof

    def _takes_password(self) -> bool:
        who, password = access.visitor(), self.password.data or ""
        if who is None or not password:
            self.blame(RuleBroken("password", "请再输入一次您的登录密码"))
            return False
        if not proving.try_password(db.session.info["scope"], name=who.account_name, password=password, action="account.prove"):
            self.blame(RuleBroken("password", "密码不对"))
            return False
        with beforehand():
            accounts.note_proof(login_digest=who.login_digest)
        return True
