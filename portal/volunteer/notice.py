"""The notice a volunteer reads before her data is taken in; a change of it is a new version."""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Notice:
    """A version of the notice."""

    version: int
    effective_on: date
    paragraphs: tuple[str, ...]


# Source: 个人信息保护法 art. 17 (what a notice says), art. 16 (nobody is turned away for keeping back what is not needed);
# 志愿服务条例 art. 19 (service is recorded truthfully).
NOTICE: Final = Notice(
    version=1,
    effective_on=date(2022, 1, 1),
    paragraphs=(
        "个人信息处理者：登记您的驿站及其所属的市、县（市、区）妇女联合会，联系方式见驿站公示栏。",
        "一、为什么收集。登记您为巾帼志愿者，如实记录志愿服务时间，计入您本人的时间账户。不用于其他目的。",
        "二、收集什么。必需的：姓名和联系电话。自愿的：证件类型和号码、备注，不提供不影响您参加志愿服务。",
        "证件号码是敏感个人信息，只用来确认您在全市只有一个时间账户；它加密保存，页面上不显示。",
        "三、谁能看到。只有登记您的驿站能看到您的姓名和电话；县、市两级妇联只看到不含姓名的服务记录和时长。",
        "时间账户全市通用，只有编号、没有姓名；同一个证件在别的驿站登记时，接续同一个账户。",
        "四、保存多久。服务时间的账目长期保存；您要求删除个人信息时，账目只留编号。",
        "五、您的权利。您可以随时向本驿站查询、复制、更正您的信息，要求删除，或撤回同意；撤回同意不影响撤回以前已经记录的时间。",
    ),
)
