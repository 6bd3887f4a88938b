"""How the demo's city is steered: due days, targets, rankings with an objection, problems, a round of visits, a study, a correction."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from portal.core import clock
from portal.core.scope import Scope
from portal.demo import places
from portal.problems.queries import sheets as sheet_rows
from portal.problems.rules.problems import Finding, Source
from portal.problems.rules.rounds import TEMPLATES, Kind, RoundDraft
from portal.problems.rules.sheets import Mark, Review
from portal.problems.rules.studies import Heard, StudyDraft, Task
from portal.problems.services import problems, rounds, sheets, studies
from portal.reports.queries.measures import measure
from portal.returns.rules.corrections import Draft, Missed, Subject
from portal.returns.services import corrections, due
from portal.standing.queries import ranking as ranking_rows
from portal.standing.rules.formulas import Basis, Formula, Item
from portal.standing.services import formulas, objections, ranking, women
from portal.targets.rules.aims import Aim, ProgrammeFacts
from portal.targets.services import persons, programmes, targets
from portal.targets.services.persons import Named
from portal.tenants import queries
from portal.tenants.queries import TenantRow

Working = Callable[[date, Scope], AbstractContextManager[Scope]]
DAY = timedelta(days=1)
FORMULA = (
    Item("sessions", Basis.PER_10K, 25),
    Item("attendances", Basis.PER_10K, 25),
    Item("trained", Basis.TOTAL, 20),
    Item("service", Basis.TOTAL, 15),
    Item("on_time_rate", Basis.RATE, 15),
)
AIMS = (("宣讲培训场次", "sessions"), ("服务群众人次", "attendances"), ("登记学员", "intakes"), ("志愿服务时长", "service"))


@dataclass(frozen=True, slots=True)
class Steered:
    """A city with whoever works in it, its months, and the last day.

    Args:
        staff: {unit id: who works there}.
    """

    working: Working
    staff: Mapping[int, Scope]
    city: TenantRow
    months: Sequence[date]
    until: date

    def at(self, code: str, day: date) -> AbstractContextManager[Scope]:
        """Work for a unit on a day, the last one at the latest."""
        unit = next(one for one in queries.list_below(Scope(self.city.path)) if one.code == code)
        return self.working(min(day, self.until), self.staff[unit.id])


def set_rules(it: Steered) -> None:
    """Let the city have its days, its women and its formula from the first month on; it is done before any month closes."""
    start = it.months[0]
    with it.at(it.city.code, start) as scope:
        formulas.set_formula(scope, Formula(clock.month_of(start), FORMULA), reason="市妇联主席办公会议研究决定")
        for n, county in enumerate(queries.list_children(scope)):
            for year in sorted({start.year, it.until.year}):
                women.set_count(scope, county.id, year, count=96_000 + 23_700 * ((n * 7) % 12), source="演示数据，非统计公报")


def tell(it: Steered) -> None:
    """Tell what was steered by: targets, rankings, what was found, and what was put right."""
    _aim(it)
    _rank(it)
    _find(it)
    _visit(it)
    _study(it)
    _correct(it)
    with it.at(places.JINAN, it.until) as scope:
        month = clock.month_of(it.months[-1])
        later = clock.days_of(month)[1] + 12 * DAY
        due.allow_later(scope, places.LIANXIANG, month, later, reason="站点装修，网络中断一周")


def _aim(it: Steered) -> None:
    """Targets of the year, both baselines, split evenly, with who answers for them."""
    first = date(it.until.year, 1, 1)
    begins = max(first, it.months[0])
    with it.at(it.city.code, begins) as scope:
        names = ("家政服务提升工程", "关于实施家政服务提升工程的通知（演示）", f"榕妇〔{first.year}〕5 号")
        programme_id = programmes.add_programme(scope, ProgrammeFacts(first.year, *names, "福州市妇联", begins))
    for n, (name, code) in enumerate(AIMS):
        with it.at(it.city.code, begins) as scope:
            target_id = targets.add_target(scope, programme_id, _wanted(scope, it, name, code, share=95 + 8 * n))
            targets.fill_evenly(scope, target_id, version=1)
            targets.publish(scope, target_id, version=2, reason="首次发布")
            persons.hand_over(scope, target_id, it.city.code, Named("陈晓岚", "发展部部长", begins), seen="")
        with it.at(places.JINAN, begins) as scope:
            persons.hand_over(scope, target_id, places.JINAN, Named("林雪梅", "晋安区妇联副主席", begins), seen="")


def _wanted(scope: Scope, it: Steered, name: str, code: str, *, share: int) -> Aim:
    """Return a target of which about `share` per cent of what is due by now is reached; the city sets a quarter more than the province."""
    first, last = f"{it.until.year}-01", f"{it.until.year}-12"
    done = measure(scope, [code], [it.city.id], first=first, last=last)[it.city.id, code].value
    step = 600 if code == "service" else 10
    elapsed = (it.until - date(it.until.year, 1, 1)).days + 1
    city = max(12 * step, done * 365 * 100 // elapsed // share // step * step)
    province = max(step, city * 4 // 5 // step * step)
    return Aim(name, code, first, last, province, "省实施方案（演示）", city, "市实施方案（演示）")


def _rank(it: Steered) -> None:
    """The ranking of the last months that all counties closed: one is published, one waits with an objection."""
    ready = [first for first in it.months[:-1] if (it.until - clock.days_of(clock.month_of(first))[1]).days > 45]
    for first in ready[-3:]:
        month, day = clock.month_of(first), clock.days_of(clock.month_of(first))[1] + 25 * DAY
        with it.at(it.city.code, day) as scope:
            ranking_id = ranking.reckon(scope, month)
            until = ranking_rows.get_ranking(scope, ranking_id).objections_until
        if first is ready[-1]:
            with it.at(places.JINAN, day + DAY) as scope:
                objections.raise_objection(scope, ranking_id, "连翔社区驿站当月补登的两场活动没有计入，请核对。")
        elif until < it.until:
            with it.at(it.city.code, until + DAY) as scope:
                ranking.publish(scope, ranking_id)


def _find(it: Steered) -> None:
    """Problems: overdue ones of a county and a station, one that waits to be looked at again, one that is over."""
    early, late = it.until - 40 * DAY, it.until - 8 * DAY
    later = (it.until + 12 * DAY, it.until - 3 * DAY, it.until + 5 * DAY)
    raised = (
        (it.city.code, _found(places.JINAN, "两个驿站没有公示收费为零", Source.SUPERVISION, "林雪梅", due_on=late)),
        (it.city.code, _found(places.GULOU, "月报连续两个月迟报", Source.RETURN, "郑秀云", due_on=later[0])),
        (places.JINAN, _found(places.LIANXIANG, "培训班签到表缺一次签名", Source.VISIT, "陈站长", due_on=later[1])),
        (places.JINAN, _found(places.LIANXIANG, "爱心超市台账未按月盘点", Source.SUPERVISION, "陈站长", due_on=later[2])),
        (places.GULOU, _found(places.JUNMEN, "宣传栏公示内容过期", Source.VISIT, "王站长", due_on=late)),
    )
    ids = [_raise(it, above, early, finding) for above, finding in raised]
    _mend(it, ids[3], places.LIANXIANG, "已补做盘点，盘点表两人签字。")
    _mend(it, ids[4], places.JUNMEN, "已更换公示内容。")
    with it.at(places.GULOU, late) as scope:
        problems.recheck(scope, ids[4], is_good=True, note="现场看过，已更换。", version=2)


def _raise(it: Steered, above: str, day: date, finding: Finding) -> UUID:
    with it.at(above, day) as scope:
        return problems.raise_problem(scope, finding)


def _found(unit: str, title: str, source: Source, owner: str, *, due_on: date, said: tuple[UUID | None, str] = (None, "")) -> Finding:
    return Finding(unit, source, *said, title, "", owner, due_on)


def _mend(it: Steered, problem_id: UUID, unit: str, proof: str) -> None:
    with it.at(unit, it.until - 12 * DAY) as scope:
        problems.fix(scope, problem_id, proof=proof, version=1)


def _visit(it: Steered) -> None:
    """季度观摩: every county has its sheet; one has scored itself and was visited."""
    begun, told = it.until - 20 * DAY, it.until - 6 * DAY
    with it.at(it.city.code, begun) as scope:
        quarter = f"{it.until.year}年第{(it.until.month + 2) // 3}季度观摩"
        draft = RoundDraft(Kind.VISIT, quarter, begun, it.until + 10 * DAY, "每个县（市、区）看一个基地、一个驿站。", TEMPLATES[Kind.VISIT])
        round_id = rounds.make_round(scope, draft)
        rounds.open_round(scope, round_id, due_on=it.until + 2 * DAY, version=1)
        sheet = next(one for one in sheet_rows.list_sheets(scope, round_id) if one.unit_code == places.JINAN)
    with it.at(places.JINAN, told) as scope:
        marks = [Mark(one.position, max(0, one.points - 2), "见本季度月报和台账") for one in sheet_rows.list_scores(scope, sheet.id)]
        sheets.score_sheet(scope, sheet.id, marks, version=1)
    with it.at(it.city.code, told + DAY) as scope:
        given = tuple(Mark(one.position, max(0, one.points - 4), "") for one in sheet_rows.list_scores(scope, sheet.id))
        said = ("晋安区妇联", "各县（市、区）妇联分管副主席", "驿站开放时间公示不全。", given)
        sheets.review_sheet(scope, sheet.id, Review(told + DAY, *said), version=2)


def _study(it: Steered) -> None:
    """A study with opinions that became a problem and a task, and one that waits."""
    day = it.until - 15 * DAY
    heard = (Heard("希望市里统一派讲师", "站长"), Heard("体检费用报销手续多", "学员"), Heard("想办夜间班", "企业负责人"))
    draft = StudyDraft(
        "薄弱基地的师资从哪里来", "连翔社区驿站、两家家政企业", day, "市妇联副主席、发展部 2 人", "两名讲师兼三个站的课。", None, heard
    )
    with it.at(it.city.code, day) as scope:
        study_id = studies.write_study(scope, draft)
        rows = studies.queries.list_opinions(scope, study_id)
        studies.make_task(scope, rows[0].id, Task("陈晓岚", it.until + 20 * DAY), version=1)
        said = (study_id, draft.topic)
        finding = _found(places.GULOU, "体检费用报销手续过多", Source.STUDY, "郑秀云", due_on=it.until + 15 * DAY, said=said)
        studies.make_problem(scope, rows[1].id, finding, version=1)


def _correct(it: Steered) -> None:
    """Something of a closed month was left out, and is counted in the open one."""
    closed = [first for first in it.months[:-1] if (it.until - first).days > 75]
    if not closed:
        return
    missed_on = closed[-1] + 9 * DAY
    with it.at(places.LIANXIANG, it.until) as scope:
        values = {("wishes", 0): 6}
        missed = Missed(missed_on, "鼓山镇摸排意愿表 6 份", values)
        corrections.correct(scope, Draft(clock.month_of(it.until), "纸质意愿表上月才交到驿站", Subject.MISSING, missed=missed))
