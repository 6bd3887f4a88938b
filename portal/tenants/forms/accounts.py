"""What is typed to come in."""

from wtforms import HiddenField, PasswordField, ValidationError

from portal.tenants.rules.passwords import MAX_PASSWORD
from portal.web.forms import REQUIRED, PortalForm, TextField, at_most

CHOOSING = "8 到 128 个字符，几个不相干的词连成一句最好记；不要用账号名、姓名、单位名、地名、年份、电话，也不要用妇联、家政、巾帼"

WRONG_CODE = "验证码不对，或已经用过；请等新的 6 位数字出现后再输入"


class SignInForm(PortalForm):
    """Name and password; errors never tell which was wrong."""

    name = TextField("账号", [REQUIRED, at_most(40)])
    password = PasswordField("密码", [REQUIRED, at_most(MAX_PASSWORD)])
    next = HiddenField()
    carried = HiddenField()


class CodeForm(PortalForm):
    """The second step of a sign-in."""

    code = TextField("验证码", [REQUIRED, at_most(40)])
    next = HiddenField()
    carried = HiddenField()


class NewPasswordForm(PortalForm):
    """The password of somebody who came by a one-time link."""

    password = PasswordField("设置密码", [REQUIRED, at_most(MAX_PASSWORD)], description=CHOOSING)
    again = PasswordField("再输一次", [REQUIRED, at_most(MAX_PASSWORD)])

    def validate_again(self, field: PasswordField) -> None:
        """Refuse a slip of the fingers."""
        if field.data != self.password.data:
            raise ValidationError("两次输入的密码不一样")
