"""What a city lets its time bank do: caps, ages, who may be given minutes, how long hours are shown before they are credited."""

from dataclasses import dataclass
from datetime import date

from portal.core.errors import RuleBroken
from portal.core.text import format_minutes

RELATIONS = {"parent": "父母", "grandparent": "祖父母、外祖父母", "parent_in_law": "配偶的父母", "grandparent_in_law": "配偶的祖父母"}
MEMBER_GROUPS = {"party": "在职党员", "cadre": "机关干部", "student": "在校学生", "other": "其他"}
MINOR_AGE = 18
STARS_MIN = (100 * 60, 300 * 60, 600 * 60, 1000 * 60, 1500 * 60)  # Source: 民政部 star levels of volunteers, hours of a life


@dataclass(frozen=True, slots=True)
class BankRules:
    """The rules in force on a day; what no city has set is as here.

    Args:
        activity_cap_min: most of one piece of service that stays in the account; None for no cap.
        day_cap_min: most of one day that stays there.
        total_cap_min: most that an account holds. What is beyond a cap goes to the donation pool.
        least_age: in years; below 18 her guardian consents.
        own_use_age: from which age on somebody may spend minutes on services for herself.
        recipient_age: from which age on somebody is served as an elder.
        relations: names of RELATIONS whose holders may be given minutes.
        donate_only: names of MEMBER_GROUPS whose minutes can only be donated.
        expires_months: how long minutes last; None for ever.
        notice_days: how many days verified hours are shown before they are credited.
        aid_month_min: most that the pool pays for one poor recipient in a month.
        needs_two: whether hours are verified by somebody else than who keyed them.
    """

    effective_on: date | None = None
    activity_cap_min: int | None = None
    day_cap_min: int | None = None
    total_cap_min: int | None = 1500 * 60  # Source: Nanjing's cap
    least_age: int = 14
    own_use_age: int = 60  # Source: Beijing's rule
    recipient_age: int = 60
    relations: tuple[str, ...] = tuple(RELATIONS)
    donate_only: tuple[str, ...] = ()
    expires_months: int | None = None
    notice_days: int = 3
    aid_month_min: int = 600
    needs_two: bool = False


def kept_of(worked_min: int, rules: BankRules, *, day_kept_min: int, balance_min: int) -> int:
    """Return how many minutes of a piece of service stay in the account; the rest goes to the pool.

    Args:
        day_kept_min: what stayed there of the same day's other service.
        balance_min: what the account holds without it.
    """
    kept = worked_min
    if rules.activity_cap_min is not None:
        kept = min(kept, rules.activity_cap_min)
    if rules.day_cap_min is not None:
        kept = min(kept, rules.day_cap_min - day_kept_min)
    if rules.total_cap_min is not None:
        kept = min(kept, rules.total_cap_min - balance_min)
    return max(kept, 0)


def stars_of(life_min: int) -> int:
    """Return the star level, 0 to 5, of the recognised minutes of a life."""
    return sum(life_min >= least for least in STARS_MIN)


def to_next_star(life_min: int) -> int | None:
    """Return how many minutes are missing to the next star; None when there is none above."""
    return next((least - life_min for least in STARS_MIN if life_min < least), None)


def check_rules(it: BankRules, *, today: date) -> None:
    """Refuse rules that begin in the past or contradict themselves.

    Raises:
        RuleBroken: a day gone by, or a cap that a smaller one stands above.
    """
    if it.effective_on is None or it.effective_on < today:
        raise RuleBroken("effective_on", "规则只能从今天或以后的某一天起施行，过去的日子不能改")
    if it.effective_on.year > today.year + 5:
        raise RuleBroken("effective_on", "日期太远，请检查年份")
    caps = [("day_cap", it.activity_cap_min, it.day_cap_min, "一次"), ("total_cap", it.day_cap_min, it.total_cap_min, "一天")]
    caps.append(("total_cap", it.activity_cap_min, it.total_cap_min, "一次"))
    for field, lower, upper, what in caps:
        if lower is not None and upper is not None and upper < lower:
            raise RuleBroken(field, f"比{what}的上限 {format_minutes(lower)} 还小，请核对")


def explain(it: BankRules) -> list[tuple[str, str, str]]:
    """Return (what, value, what it means), in words for whoever keeps to the rules."""
    return [*_explain_caps(it), *_explain_people(it), *_explain_time(it)]


def _explain_caps(it: BankRules) -> list[tuple[str, str, str]]:
    beyond = "超过的部分不作废，转入公益时间池；星级仍按实际时长计算。"
    rows = (("一次服务上限", it.activity_cap_min), ("一天上限", it.day_cap_min), ("账户总上限", it.total_cap_min))
    return [(what, format_minutes(cap) if cap else "不限", beyond if cap else "做多少记多少。") for what, cap in rows]


def _explain_people(it: BankRules) -> list[tuple[str, str, str]]:
    minor = f"未满 {MINOR_AGE} 岁的，另要监护人同意。" if it.least_age < MINOR_AGE else ""
    names = "、".join(RELATIONS[one] for one in it.relations) or "不可以赠与"
    groups = "、".join(MEMBER_GROUPS[one] for one in it.donate_only) or "没有"
    return [
        ("志愿者最低年龄", f"{it.least_age} 岁", f"服务当天要满这个年龄。{minor}"),
        (
            "本人兑换年龄",
            f"{it.own_use_age} 岁" if it.own_use_age else "不限",
            "满这个年龄，可以用自己的时间给自己换服务；不满的可以换物品、赠与或捐赠。",
        ),
        ("服务对象年龄", f"{it.recipient_age} 岁" if it.recipient_age else "不限", "满这个年龄的老人可以申请上门和照料服务。"),
        ("可以赠与谁", names, "赠与要看过亲属关系的证明。" if it.relations else "时间只能自己用，或捐入公益时间池。"),
        (
            "只能捐赠的群体",
            groups,
            "这些群体的时间照样记录、计星级，但只能捐入公益时间池。" if it.donate_only else "所有志愿者都可以自己用时间。",
        ),
    ]


def _explain_time(it: BankRules) -> list[tuple[str, str, str]]:
    lasts, notice = it.expires_months, it.notice_days
    kept = "到期没有用的时间转入公益时间池，星级不受影响。" if lasts else "存入的时间一直有效。"
    shown = "公示编号、只留姓的姓名、日期、类别和时长，期满没有异议才入账。" if notice else "核实以后马上入账。"
    who = "录入的人不能自己核实，要另一位工作人员核实。" if it.needs_two else "同一位站长可以录入并核实。"
    aid = "每位困难对象每月最多由公益时间池付这么多，在哪个驿站用就在哪个驿站计。" if it.aid_month_min else "公益时间池暂不付给困难对象。"
    return [
        ("时间有效期", f"{lasts} 个月" if lasts else "长期有效", kept),
        ("入账前公示", f"{notice} 天" if notice else "不公示", shown),
        ("公益时间池每月帮扶", format_minutes(it.aid_month_min) if it.aid_month_min else "不帮扶", aid),
        ("两人核实", "要" if it.needs_two else "不要", who),
    ]
