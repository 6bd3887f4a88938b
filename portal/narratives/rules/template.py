"""The template: the skeleton of a report in sentences of our own, every figure of it a token. Source: S0-33."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.narratives.rules.figures import Figure, Found
from portal.narratives.rules.outline import NOTE
from portal.narratives.rules.tokens import find_tokens

MOST_TARGETS, MOST_UNITS = 4, 3
_BELOW: Final = {"city": "县（市、区）", "county": "社区驿站"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that stands when one of its clauses does; a clause stands when all its figures have something to tell.

    Args:
        about: what it tells of, for the note to the writer.
        opening: what stands before the first clause.
    """

    about: str
    opening: str
    clauses: tuple[str, ...]

    def with_figures(self, found: Found) -> str:
        """Return the sentence with the clauses that stand; empty when none does."""
        kept = [clause for clause in self.clauses if all(_tells(found.get(it.source)) for it in find_tokens(clause))]
        return f"{self.opening}{'，'.join(kept)}。" if kept else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    Args:
        lead: what stands before its figures, whatever they are.
        empty: what is said when there are none.
    """

    heading: str
    lead: str
    sentences: tuple[Sentence, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports.

    Args:
        whole: 全市, 全区, 全县.
        level: `city` or `county`.
        below: the names of the units with most attendances, the first first.
        aims: the targets of the year, as they were published.
        period: the months of the report, in words.
    """

    name: str
    level: str
    period: str
    below: Sequence[str] = ()
    aims: Sequence[Any] = ()

    @property
    def whole(self) -> str:
        """How the whole of it is called."""
        last = self.name[-1:]
        return f"全{last}" if last in "市区县旗镇" else self.name

    @property
    def office(self) -> str:
        """Its women's federation."""
        last = self.name[-1:]
        return f"{last}妇联" if last in "市区县旗镇" else f"{self.name}妇联"


def signature_of(name: str) -> str:
    """Return the full name of the women's federation of a unit, as it signs: 福州市妇女联合会."""
    return f"{name.removesuffix('妇联')}妇女联合会"


def sections(it: Reporter) -> list[Section]:
    """Return the template of a reporter, with all its sentences."""
    return [Section("", *_lead(it)), Section("一、工作开展情况", ""), _earnest(it), _sources(), _moves(), *_next(it)]


def compose(parts: Iterable[Section], found: Found) -> str:
    """Return the text of a new draft: what has figures, and a note to the writer of what has none.

    Args:
        found: what stands for each token of the template.
    """
    lines: list[str] = []
    missing: list[str] = []
    for part in parts:
        told = [(it, it.with_figures(found)) for it in part.sentences]
        missing += [it.about for it, words in told if not words]
        body = "".join(words for _, words in told) or (part.empty if part.sentences else "")
        lines += [line for line in (part.heading, f"{part.lead}{body}") if line]
    if missing:
        lines.append(f"{NOTE} 本期没有数据、没有写入的：{'、'.join(missing)}。这一行是给起草人看的，不打印。")
    return "\n".join(lines)


def all_of(parts: Iterable[Section]) -> str:
    """Return every sentence of the template, so that all its tokens can be read at once."""
    return "\n".join(clause for part in parts for it in part.sentences for clause in it.clauses)


def _tells(figure: Any) -> bool:
    return isinstance(figure, Figure) and not figure.is_nought


def _lead(it: Reporter) -> tuple[str, tuple[Sentence, ...], str]:
    lead = f"{it.period}，{it.office}把巾帼家政当作帮妇女就业、为家庭解忧的实事来办，市、县、社区三级联动，培训、考证、上岗都免费。"
    told = (
        Sentence("活动", f"{it.whole}开展", ("巾帼家政活动【活动场次】", "参加群众【参加人次｜约】", "其中女性【女性人次｜约】")),
        Sentence("大宣讲", "其中大宣讲", ("【活动场次｜大宣讲】", "参加【参加人次｜大宣讲｜约】")),
        Sentence("活动同比", "与上年同期相比，", ("活动场次【活动场次｜同比】", "参加人次【参加人次｜同比】")),
        Sentence("培训", "", ("办成家政技能培训【培训期数】", "结业【培训人次】（【培训人数】）", "发放证书【取得证书】")),
        Sentence("就业", "", ("帮助妇女上岗【上岗人次】（【上岗人数】）",)),
    )
    return lead, told, "本期还没有登记数据。"


def _earnest(it: Reporter) -> Section:
    lead = "一是任务定到底。年初把全年目标逐级定下来，分到单位、分到月份，谁来办、办多少、何时办完都写在表上。"
    aims = tuple(_aim(it, aim) for aim in it.aims[:MOST_TARGETS])
    chased = Sentence(
        "各单位进展",
        "二是进度盯到月。每月报数、每季观摩、年中督导、年底考核，逐月亮出各地进展；",
        (f"参加人次居前的{_BELOW.get(it.level, '单位')}有{'、'.join(f'{name}（【参加人次｜{name}】）' for name in it.below[:MOST_UNITS])}",)
        if it.below
        else (),
    )
    return Section(
        "（一）在“谋实”上下功夫，把任务压到每一级", lead, (*aims, chased), "二是进度盯到月。每月报数、每季观摩、年中督导、年底考核。"
    )


def _aim(it: Reporter, aim: Any) -> Sentence:
    name = aim.name
    if it.level != "city":
        clauses = (f"分给本地的目标任务是【目标任务：{name}】", f"已完成【目标完成：{name}】", f"完成率【完成率：{name}】")
        return Sentence(f"目标“{name}”", f"“{name}”", clauses)
    both = (f"省定目标【省定目标：{name}】", f"市定目标【市定目标：{name}】")
    more = (f"市定目标较省定目标提升【较省定提升：{name}】",) if (aim.uplift or 0) > 0 else ()
    done = (f"已完成【目标完成：{name}】", f"完成省定目标的【省定完成率：{name}】", f"完成市定目标的【市定完成率：{name}】")
    return Sentence(f"目标“{name}”", f"“{name}”", (*both, *more, *done))


def _sources() -> Section:
    told = (
        Sentence("线上宣讲", "一是宣讲请到身边来。政策、技能和身边人的故事一起讲，", ("线上参加【线上人次｜约】",)),
        Sentence(
            "意愿和登记",
            "二是意愿摸到人头上。",
            ("登记学习意愿【意愿登记人次】", "新登记学员【新增学员】", "有技能直接推荐的【推荐学员】", "没有技能先送培训的【先培训学员】"),
        ),
        Sentence(
            "上课和考试",
            "三是课程由妇女来点。点的人够了就开班，",
            (
                "到课【到课人次｜约】",
                "另有线上听课【线上到课人次｜约】",
                "参加考试【参加考试人次】",
                "其中合格【考试合格人次】",
                "合格率【考试合格率】",
            ),
        ),
        Sentence("回炉培训", "对没考过、有投诉的不放手，", ("安排回炉培训【回炉培训人次】",)),
    )
    return Section("（二）在“开源”上动真格，让更多妇女走进家政", "", told, "本期还没有登记数据。")


def _moves() -> Section:
    told = (
        Sentence(
            "上岗把关",
            "一是上岗先过关。没有岗前培训和健康体检的不安排上岗，",
            ("岗前培训率【岗前培训率】", "上岗体检率【上岗体检率】", "到外地上岗【外地上岗人次】", "自主创业【自主创业人次】"),
        ),
        Sentence(
            "日间照料和服务需求",
            "二是照料融进志愿服务。",
            (
                "日间照料老人【日间照料人次】",
                "办结群众服务需求【完成服务需求】",
                "接到应急需求【应急服务需求】",
                "半小时到达率【半小时到达率】",
            ),
        ),
        Sentence("时间银行", "三是时间存得下、换得出。", ("志愿服务累计【志愿服务时长｜约】", "爱心超市兑换【爱心超市兑换】")),
    )
    return Section("（三）在“出招”上花力气，把服务做到家门口", "", told, "本期还没有登记数据。")


def _next(it: Reporter) -> list[Section]:
    units = _BELOW.get(it.level, "单位")
    plan = (
        ("（一）对着目标补差距。", f"逐月核对进度，落后的{units}列出原因和时限，帮着一起补上，不留到年底。"),
        ("（二）围着需求办培训。", "按妇女点的课、雇主缺的工来开班，训完就考、考过就荐，让学到的手艺变成收入。"),
        ("（三）沿着社区添服务。", "把日间照料、志愿服务和爱心超市连成一处，把管用的做法写成规矩，再推到更多社区。"),
    )
    return [Section("二、下一步工作谋划", ""), *(Section("", f"{head}{words}") for head, words in plan)]
