"""The password given again, before what is dangerous."""

from collections.abc import Callable
from typing import Any

from flask import g, request
from wtforms import PasswordField

from portal.core.db import db
from portal.core.errors import RuleBroken
from portal.tenants import access
from portal.tenants.services import accounts
from portal.web.forms import PortalForm, at_most


class ProofForm(PortalForm):
    """A form of something dangerous: it asks for the password, unless that was given within the last ten minutes.

    A template shows the field by `{{ proof(form) }}` of macros/forms.html. What was typed elsewhere in the form is not lost when the
    password was wrong.
    """

    password = PasswordField("您的登录密码", [at_most(128)], description="为确认是您本人操作，请再输入一次登录密码。10 分钟内不再询问。")

    @property
    def needs_proof(self) -> bool:
        """Whether the password is asked for."""
        return not access.is_proved()

    def accept(self, write: Callable[[], Any]) -> bool:
        """Carry out the write when all is well formed and the password right; say whether it was done."""
        if request.method != "POST" or not self.validate():
            return False
        if not self.needs_proof:
            return super().accept(write)
        if not self._is_proved_now():
            return False
        is_done = super().accept(write)
        if not is_done and self.refusal is None:  # a slip elsewhere: she need not give the password again
            self._keep_proof()
        return is_done

    def _is_proved_now(self) -> bool:
        who = access.visitor()
        scope, password = db.session.info["scope"], self.password.data or ""
        if not password:
            self.blame(RuleBroken("password", "请再输入一次您的登录密码"))
        elif who is None or not accounts.prove(scope, name=who.account_name, password=password, login_digest=who.login_digest):
            g.keep_anyway = True  # the failure counts
            self.blame(RuleBroken("password", "密码不对"))
        return not self.password.errors

    @staticmethod
    def _keep_proof() -> None:
        who = access.visitor()
        if who is not None:
            accounts.note_proof(login_digest=who.login_digest)
            g.keep_anyway = True
