"""Why somebody looks at a person's data, corrects it or takes it away; what a reason may not say."""

from typing import Final

from portal.core.errors import RuleBroken
from portal.core.text import has_long_number

MAX_REASON: Final = 200

UNMASK_REASONS: Final = {
    "counter": "当面核对证件",
    "enrol": "为她报名培训、考试或体检",
    "placement": "对接用工，她本人同意",
    "other": "其他",
}
ASK_REASONS: Final = {
    "double": "核对重复登记",
    "complaint": "处理投诉或信访",
    "check": "抽查登记是否属实",
    "other": "其他",
}
ERASE_REASONS: Final = {"asked": "本人要求删除", "withdrawn": "本人撤回同意", "expired": "保存期已满，核对后删除"}
COPY_PROOFS: Final = {"document": "本人出示证件原件", "known": "工作人员认识本人", "proxy": "受托人出示委托书和双方证件"}
WITHDRAW_CHANNELS: Final = {"in_person": "本人到站提出", "paper": "书面提出", "phone": "电话提出"}


def check_reason(reason: str, *names: str, field: str = "reason") -> None:
    """Keep out of a reason, which stands in the audit for years, what belongs to a person.

    Args:
        names: whose name it must not say.
        field: where it was typed.

    Raises:
        RuleBroken: it holds a number as long as a telephone's, or a name.
    """
    if has_long_number(reason):
        raise RuleBroken(field, "这里不要写电话或证件号码，操作记录里不留个人信息")
    if any(name and name in reason for name in names):
        raise RuleBroken(field, "这里不要写她的姓名，操作记录里不留个人信息")


def told(choices: dict[str, str], why: str, reason: str) -> str:
    """Return a chosen reason with what was added to it, for the audit."""
    return f"{choices[why]}：{reason}" if reason else choices[why]
