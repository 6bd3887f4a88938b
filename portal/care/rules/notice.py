"""The notice somebody reads before she is put on the roll of those who are served; a change of it is a new version."""

from datetime import date
from typing import Final

from portal.people.rolls import Notice

# Source: 个人信息保护法 art. 17 (what a notice says), art. 16 (nobody is turned away for keeping back what is not needed), art. 29 (whether
# somebody is poor is asked with a consent of its own).
NOTICE: Final = Notice(
    version=1,
    effective_on=date(2022, 1, 1),
    paragraphs=(
        "个人信息处理者：登记您的驿站及其所属的市、县（市、区）妇女联合会，联系方式见驿站公示栏。",
        "一、为什么收集。为您安排助餐、理发、陪诊、保洁等上门和到站服务，由您或家属确认服务已经做完。不用于其他目的。",
        "二、收集什么。必需的：姓名。自愿的：电话、出生日期、住址、是否独居、家属的姓名和电话、证件、备注，不提供不影响您得到服务。",
        "家属的姓名和电话请先征得家属同意，只用来联系安排服务和确认服务。证件号码是敏感个人信息，加密保存，页面上不显示。",
        "是否属于困难群体，只在您单独同意以后登记，用来从爱心时间池为您支付兑换；不同意不影响您得到服务。",
        "三、谁能看到。只有登记您的驿站能看到您的信息；派给您的志愿者只看到上门需要的称呼、电话和地址；县、市两级妇联只看到件数和人次。",
        "四、保存多久。您不再需要服务以后，按驿站公示的保存期保存，期满核对后删除；已经计入的件数保留，不含姓名。",
        "五、您的权利。您可以随时向本驿站查询、复制、更正您的信息，要求删除，或撤回同意；撤回同意不影响撤回以前已经提供的服务。",
    ),
)
