"""What is typed to come in."""

from wtforms import HiddenField, PasswordField

from portal.web.forms import REQUIRED, PortalForm, TextField, at_most


class SignInForm(PortalForm):
    """Name and password; errors never tell which was wrong."""

    name = TextField("账号", [REQUIRED, at_most(40)])
    password = PasswordField("密码", [REQUIRED, at_most(128)])
    next = HiddenField()


class NewPasswordForm(PortalForm):
    """The password of somebody who came by a one-time link."""

    password = PasswordField("设置密码", [REQUIRED, at_most(128)])
    again = PasswordField("再输一次", [REQUIRED, at_most(128)])
