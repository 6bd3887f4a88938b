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


# Source: 个人信息保护法 art. 17 (what a notice says), art. 16 (nobody is turned away for keeping back what is not needed),
# art. 31 (who is under 14 stands under the consent of her guardian); 志愿服务条例 art. 19 (service is recorded truthfully);
# 民发〔2015〕149号 (certificates are shown for seven days before they are issued).
_WHO = "个人信息处理者：登记您的驿站及其所属的市、县（市、区）妇女联合会，联系方式见驿站公示栏。"
_ACCOUNT = "时间账户全市通用，只有编号、没有姓名；同一个证件在别的驿站登记时，接续同一个账户。"
_RIGHTS = "五、您的权利。您可以随时向本驿站查询、复制、更正您的信息，要求删除，或撤回同意；撤回同意不影响撤回以前已经记录的时间。"
_FIRST: Final = Notice(
    version=1,
    effective_on=date(2022, 1, 1),
    paragraphs=(
        _WHO,
        "一、为什么收集。登记您为巾帼志愿者，如实记录志愿服务时间，计入您本人的时间账户。不用于其他目的。",
        "二、收集什么。必需的：姓名和联系电话。自愿的：证件类型和号码、备注，不提供不影响您参加志愿服务。",
        "证件号码是敏感个人信息，只用来确认您在全市只有一个时间账户；它加密保存，页面上不显示。",
        "三、谁能看到。只有登记您的驿站能看到您的姓名和电话；县、市两级妇联只看到不含姓名的服务记录和时长。",
        _ACCOUNT,
        "四、保存多久。服务时间的账目长期保存；您要求删除个人信息时，账目只留编号。",
        _RIGHTS,
    ),
)
NOTICE: Final = Notice(
    version=2,
    effective_on=date(2026, 3, 1),
    paragraphs=(
        _WHO,
        "一、为什么收集。登记您为巾帼志愿者，按您的技能和时间安排服务，如实记录志愿服务时间，计入您本人的时间账户。不用于其他目的。",
        "二、收集什么。必需的：姓名、联系电话、出生日期和您能做的服务。自愿的：证件类型和号码、所在社区、有空的时间、所属群体、备注，不提供不影响您参加志愿服务。",
        "只接受家人赠与时间、不参加服务的，只要姓名和联系电话。",
        "出生日期用来确认您到了可以服务的年龄。未满 18 岁的，还要监护人的姓名、电话和监护人的同意。",
        "证件号码是敏感个人信息，只用来确认您在全市只有一个时间账户；它加密保存，页面上不显示。",
        "三、谁能看到。只有登记您的驿站能看到您的姓名、电话和以上内容；县、市两级妇联只看到不含姓名的服务记录和时长。",
        "每次服务入账以前，您的志愿者编号、只留姓的姓名、服务日期、类别和时长要公示几天，任何人都能看到，也可以提出异议。",
        "开具志愿服务证明以前，同样公示 7 天。",
        "您领取志愿服务证明后，持有证明或查验码的人可以核对，看到的就是证明上印的内容，包括您的姓名和服务时间。",
        "您把时间赠与家人时，驿站要看亲属关系的证明，只记下是哪一种关系、看的是哪一种证明，不留复印件。",
        _ACCOUNT,
        "四、保存多久。服务时间的账目长期保存；您要求删除个人信息时，账目和已经开具的证明只留编号，其余删除。",
        _RIGHTS,
    ),
)
NOTICES: Final = {notice.version: notice for notice in (_FIRST, NOTICE)}
