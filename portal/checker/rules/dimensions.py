"""Whether the parts of a list lie side by side: all of one kind, none within another, nothing left over."""

import re
from collections.abc import Sequence
from typing import Final

# Sets whose members are the whole: nobody is in two, nobody is outside.
_WHOLES: Final = (
    ("线上|网上|网络|电子", "线下|纸质|现场|书面|窗口"),
    ("男", "女"),
    ("城镇|城市|非农|城区", "农村|乡村|镇村"),
    ("本地|本县|本市|县内|市内|省内|就近", "外地|外县|外市|县外|市外|省外|外出"),
    ("上半年", "下半年"),
    ("一季度", "二季度", "三季度", "四季度"),
    ("城区|街道", "乡镇|镇村|农村"),
    ("室内", "室外"),
    ("理论", "实操|实训|实践"),
    ("已婚", "未婚"),
    ("上级|省级|中央|市级", "本级|县级|自筹|配套"),
    ("财政", "自筹|社会|慈善"),
    ("免费", "收费|低偿|有偿|付费"),
    ("初级|五级", "中级|四级", "高级|三级"),
    ("新建|新设", "改建|改造|提升"),
    ("集中", "分散"),
    ("专职", "兼职"),
    ("全日制|长期", "钟点|短期"),
    ("住家", "不住家|钟点"),
    ("白天", "夜间|晚间"),
    ("工作日", "周末"),
    ("满意", "不满意"),
    ("已(?!婚)|完成|建成|采纳", "未(?!婚)|尚未|没有"),
    ("已(?!婚)|完成|采纳", "正在|在办|接近", "未(?!婚)|尚未|没有|滞后"),
    ("满意", "基本满意", "不满意"),
    ("已婚", "未婚"),
    ("已婚", "未婚", "离异|丧偶|离婚"),
    ("初中", "高中|中专", "大专"),
    ("本地|县内|本县", "省内", "省外"),
    ("小学", "初中", "高中", "大专"),
    ("重度", "中度", "轻度"),
    ("自理", "半失能", "失能"),
)
# What one person may be several times over.
_OVERLAPPING: Final = re.compile(
    r"脱贫|示范|星级|农村|优秀|重点|标准|达标|规范|满\d|低收入|困难|残疾|大龄|党员|返乡|单亲|少数民族|低保|留守|持证|取得|合格|获|失业|妇女$|骨干|监测|就业|退役|女性|参加|已|持有|独居|高龄|空巢|孤寡|失能|开展|从事|命名|评[为选]|认定|推荐"
)
_AGE: Final = re.compile(r"\d+(?:周?岁)|[二三四五六]十岁|\d\d后")
_MONEY: Final = re.compile(r"\d元|千元|万元")
_SCHOOLING: Final = re.compile(r"硕士|博士|专科|小学|初中|高中|中专|大专|本科|文盲|研究生|技校")
# Answers to one question: what all labels belong to, they share among themselves.
_FAMILIES: Final = (
    re.compile("已婚|未婚|离异|丧偶|离婚"),
    re.compile("满意|一般"),
    re.compile("优秀|良好|合格|及格|优良"),
    re.compile("城镇|农村|乡村|城市|户籍|本县|本市|县内|县外|市内|市外|省内|省外|外地|本地"),
    re.compile("男|女性"),
    re.compile("在职|退休|学生|待业|务农|个体|自由职业|全职"),
    re.compile("线上|线下|网络|现场"),
    re.compile("同住|独居|空巢|住养老院|随子女"),
    re.compile("财政|自筹|企业|社会|捐赠|慈善|补助|配套|个人"),
    re.compile("吸纳|创业|灵活就业|务工|公益性岗位|自主"),
    re.compile("推荐|介绍|招录|招聘|渠道|自主|自行"),
    re.compile("月嫂|育婴|保洁|护工|护理|养老|收纳|保姆|家务|母婴|照护|托育|烹饪|钟点"),
    re.compile("教师|医护|医生|律师|法官|民警|社工|咨询师|骨干|干部|专家"),
    re.compile("初级|中级|高级|技师|[一二三四五]级"),
)
_REST: Final = re.compile(r"其[余他它]|剩余|余下|除此")
_KINDS: Final = (_AGE, _MONEY, _SCHOOLING)


def are_complete(labels: Sequence[str]) -> bool:
    """Whether the labels name all there can be: 线上 and 线下, four quarters, or something and 其余."""
    if len(labels) > 1 and _REST.search(labels[-1]):
        return True
    return any(_is_whole(labels, whole) for whole in _WHOLES)


def _is_whole(labels: Sequence[str], whole: tuple[str, ...]) -> bool:
    if len(labels) != len(whole):
        return False
    left = list(labels)
    for pattern in sorted(whole, key=len, reverse=True):
        found = next((it for it in left if re.search(pattern, it)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def is_one_dimension(labels: Sequence[str]) -> bool:
    """Whether all labels are ages, incomes, degrees, or end alike (月嫂班, 护理班)."""
    if any(all(kind.search(it) or _REST.search(it) for it in labels) for kind in (*_KINDS, *_FAMILIES)):
        return True
    labels = _without_town_and_country(labels)
    ends = {re.sub(r"[的人员为]+$", "", it)[-1:] for it in labels}
    return len(ends) == 1 and "" not in ends and not any(_OVERLAPPING.search(it) for it in labels)


def _without_town_and_country(labels: Sequence[str]) -> list[str]:
    """Town beside country is a division; country alone is only a mark that others may bear too."""
    both = any("城" in it for it in labels) and any(re.search("农村|乡", it) for it in labels)
    return [re.sub("农村|乡村", "", it) if both else it for it in labels]


def are_apart(labels: Sequence[str]) -> bool:
    """Whether nobody is counted under two labels, as far as the words say."""
    if is_one_dimension(labels) or are_complete(labels):
        return True
    if any(_OVERLAPPING.search(it) for it in _without_town_and_country(labels)):
        return False
    kinds = [sum(bool(kind.search(it)) for it in labels) for kind in _KINDS]
    return all(count in {0, len(labels)} for count in kinds)
