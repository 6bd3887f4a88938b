"""Written reports: what they are begun with, what stands for their figures, what is frozen when they are finished."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from sqlalchemy import Engine, event, func, select, update

from portal.audit.models import AuditLine
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.narratives.models import Narrative
from portal.narratives.queries.figures import resolve
from portal.narratives.queries.narratives import list_narratives
from portal.narratives.queries.offers import list_offers
from portal.narratives.queries.reading import list_open_months, read_narrative
from portal.narratives.rules.figures import Fault, Figure
from portal.narratives.rules.tokens import find_tokens
from portal.narratives.services import narratives, papers
from portal.tenants.models import Imprint
from portal.tenants.queries.imprints import get_imprint
from portal.tenants.rules.imprints import Standing
from portal.tenants.services.imprints import verdict_of
from portal.typeset.rules.document import Document
from portal.web.models import Job
from portal.web.shelf import shelves
from tests import make, make_narratives
from tests.make_narratives import FIRST, LAST, begin, finish, finished, kept

pytestmark = pytest.mark.usefixtures("session")


def stand(*sources: str, code: str = make.CITY, name: str = "fuzhou", first: str = FIRST, last: str = LAST) -> list[str]:
    """Return what stands for each of these tokens, or why nothing can."""
    with make.working_at(code, name) as scope:
        found = resolve(scope, "".join(sources), first=first, last=last)
    return [words_of(found[source]) for source in sources]


def words_of(it: Figure | Fault) -> str:
    return it.words if isinstance(it, Figure) else it.message


def test_figures_are_those_of_the_tallies_by_unit_period_kind_and_form() -> None:
    make.activity(attendances=123)
    make.activity(make.JUNMEN, attendances=300, held_on=date(2026, 2, 3), kind_id=2)
    make.activity(attendances=100, held_on=date(2025, 3, 5))
    make.activity(attendances=1, women=1, held_on=date(2025, 1, 5))
    assert stand(
        "【参加人次】", "【参加人次｜约】", "【参加人次｜晋安区】", "【参加人次｜上月】", "【参加人次｜上年同期】", "【参加人次｜同比】"
    ) == [
        "423人次",
        "420余人次",
        "123人次",
        "300人次",
        "101人次",
        "同比增长318.8%",
    ]
    kinds = stand("【活动场次】", "【参加人次｜大宣讲】", "【参加人次｜350111100013】")
    assert kinds == ["2场", "123人次", "123人次"]


def test_a_target_tells_both_baselines_and_a_county_its_part() -> None:
    make.activity(attendances=30)
    make_narratives.target()
    asked = ("省定目标", "市定目标", "目标完成", "省定完成率", "市定完成率", "较省定提升")
    assert stand(*(f"【{it}：参加人次目标】" for it in asked)) == ["80人次", "100人次", "30人次", "37.5%", "30.0%", "25.0%"]
    own = stand("【目标完成：参加人次目标】", "【省定完成率：参加人次目标】", code=make.JINAN, name="jinan")
    assert own[0] == "30人次"
    assert "是全市的" in own[1]


def test_what_cannot_be_told_says_why_and_the_rest_stands() -> None:
    make.activity()
    assert stand("【参加人次】", "【参加人数】", "【考试合格率】", "【参加人次｜同比】", "【参加人次｜马尾区】") == [
        "30人次",
        "没有“参加人数”这个指标，是不是“参加人次”？",
        "“参加考试”是 0，没有比率可写",
        "2025年1月还没有数据：平台上的数据从2026年3月开始",
        "“马尾区”不是本单位或下属单位、活动类别、期间或写法",
    ]


def test_a_county_tells_of_no_other_county() -> None:
    make.activity(make.JUNMEN)
    make.activity()
    assert stand("【参加人次｜鼓楼区】", "【参加人次】", code=make.JINAN, name="jinan") == [
        "“鼓楼区”不是本单位或下属单位、活动类别、期间或写法",
        "30人次",
    ]


def test_many_tokens_cost_no_more_queries_than_one_and_too_many_periods_are_told() -> None:
    make.activity()
    one = count_selects(lambda: stand("【参加人次】"))
    assert count_selects(lambda: stand("【参加人次】", "【活动场次】", "【女性人次】", "【参加人次｜晋安区】")) == one
    periods = [f"【参加人次｜2026年3月至{2026 + n // 12}年{n % 12 + 1}月】" for n in range(2, 50)]
    assert "最多用 40 种期间" in stand(*periods)[-1]


def count_selects(call: Callable[[], Any]) -> int:
    """Count the SELECTs of a call."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return sum(it.lstrip().startswith("SELECT") for it in seen)


def test_a_draft_begins_with_the_template_its_figures_all_there() -> None:
    make.activity()
    make_narratives.target()
    row = kept(begin(text=None))
    assert "（一）在“谋实”上下功夫" in row.text
    with make.working_at(make.CITY, "fuzhou") as scope:
        reading = read_narrative(scope, row)
    assert reading.faults == []
    assert reading.findings == []
    assert "全市开展巾帼家政活动1场，参加群众30人次" in reading.filled.text
    assert "【省定完成率：参加人次目标】" in row.text
    assert "※" not in reading.filled.text
    assert any("回炉培训" in note for note in reading.notes)


def test_a_report_begins_with_the_text_of_an_earlier_one_of_the_same_unit() -> None:
    first = finished()
    assert kept(begin(text=None, source=first)).text == make_narratives.TEXT
    with pytest.raises(NotFound):
        begin(make.JINAN, "jinan", text=None, source=first)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": "x"}, "title"),
        ({"title": "字" * 61}, "title"),
        ({"first": "2026-03", "last": "2026-01"}, "last"),
        ({"last": "2026-04"}, "last"),
        ({"first": "2001-01"}, "last"),
        ({"first": "2019-12", "last": "2020-01"}, "first"),
    ],
)
def test_what_cannot_be_begun_is_told_at_its_field(said: dict[str, str], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        begin(**said)
    assert broken.value.field == field


def test_of_two_who_write_the_later_one_is_told_and_the_same_text_is_no_quarrel() -> None:
    which = begin(text="一版")
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert narratives.save(scope, which, text="二版\x00", version=2) == 3
        assert narratives.save(scope, which, text="二版", version=1) == 3
        with pytest.raises(Conflict, match="在别处保存过"):
            narratives.save(scope, which, text="三版", version=2)
        with pytest.raises(RuleBroken, match="正文最多 60,000 个字"):
            narratives.save(scope, which, text="字" * 60_001, version=3)
    assert kept(which).text == "二版"


def audit_lines(scope: Scope) -> int:
    """Count the lines that tell of saving."""
    rows = select(func.count()).select_from(AuditLine).where(scope.changes(AuditLine), AuditLine.action == narratives.SAVE)
    return db.session.scalar(rows, scope.binds) or 0


def test_saving_by_itself_is_told_once_an_hour_and_saving_by_hand_always() -> None:
    which = begin(text=None)
    with make.working_at(make.CITY, "fuzhou") as scope:
        for n in range(3):
            narratives.save(scope, which, text=f"第 {n} 次", version=n + 1, is_auto=True)
        before = audit_lines(scope)
        narratives.save(scope, which, text="自己点的", version=4)
        assert before == 0
        assert audit_lines(scope) == 1
        earlier = clock.now() - timedelta(hours=1)
        db.session.execute(update(Narrative).where(scope.changes(Narrative)).values(changed_at=earlier), scope.binds)
        narratives.save(scope, which, text="一小时后", version=5, is_auto=True)
        assert audit_lines(scope) == 2


def test_finishing_freezes_the_figures_and_a_revision_takes_its_place() -> None:
    first = finished()
    row = kept(first)
    make.activity(held_on=date(2026, 2, 1), attendances=70)
    with make.working_at(make.CITY, "fuzhou") as scope:
        reading = read_narrative(scope, row)
        assert "参加30人次" in reading.filled.text
        assert reading.is_whole
        second = narratives.revise(scope, first)
        with pytest.raises(Conflict, match="已经有人在改新版"):
            narratives.revise(scope, first)
    assert kept(first).state == "final"
    finish(second)
    assert (kept(first).state, kept(second).state, kept(second).revision) == ("superseded", "final", 2)
    assert kept(second).figures["【参加人次】"]["words"] == "100人次"
    assert kept(first).digest == row.digest != kept(second).digest
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="已经定稿"):
        narratives.save(scope, first, text="再改", version=3)


def test_a_text_with_a_wrong_token_is_not_finished_and_each_is_named_with_its_line() -> None:
    which = begin(text="开头\n※ 【提示里的不算】\n参加【参加人数】，有【")
    with pytest.raises(RuleBroken, match=r"有 2 处数字没有认出来.*第 3 行【参加人数】：没有.*第 3 行【：“【”没有配对"):
        finish(which)
    with pytest.raises(RuleBroken, match="正文还是空的"):
        finish(begin(text="※ 只有提示"))


CLASH = "全市目标100人，已完成50人，完成目标任务的80%。"


def test_a_text_with_contradictions_is_finished_only_with_a_reason() -> None:
    which = begin(text=CLASH)
    with pytest.raises(RuleBroken, match="处数字互相矛盾"):
        finish(which)
    finish(which, "两个数口径不同")
    assert kept(which).despite == "两个数口径不同"
    quiet = finish(begin(text="全市开展活动。"), "没有用到的原因")
    assert kept(quiet).despite == ""


def test_another_unit_sees_none_of_it() -> None:
    which = finished()
    with make.working_at(make.JINAN, "jinan") as scope:
        assert list_narratives(scope) == []
        with pytest.raises(NotFound):
            narratives.finish(scope, which, version=3)
    with make.working_at(make.OTHER_CITY, "linqing") as scope, pytest.raises(NotFound):
        papers.ask_for_paper(scope, which)


def test_a_changed_row_is_known_by_its_digest_and_not_printed() -> None:
    which = finished()
    with make.working_at(make.CITY, "fuzhou") as scope:
        db.session.execute(update(Narrative).where(scope.changes(Narrative)).values(title="改过的题目"), scope.binds)
        with pytest.raises(Conflict, match="校验码不符"):
            papers.ask_for_paper(scope, which)


def test_months_that_are_not_closed_are_named() -> None:
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert list_open_months(scope, "2026-02", "2026-03") == ["2026-02", "2026-03"]


def test_what_is_offered_says_what_it_is_now() -> None:
    make.activity()
    make_narratives.target()
    with make.working_at(make.CITY, "fuzhou") as scope:
        offered = list_offers(scope, first=FIRST, last=LAST)
    words = {inner: words for inner, words, _ in offered.figures}
    assert words["参加人次"] == "参加人次：30人次"
    assert words["考试合格率"] == "考试合格率：暂时没有"
    assert words["省定目标：参加人次目标"] == "省定目标：参加人次目标：80人次"
    assert ("晋安区", "晋安区") in offered.units


def test_the_papers_say_what_was_frozen_and_a_draft_that_it_is_one() -> None:
    which = finished()
    with make.working_at(make.CITY, "fuzhou") as scope:
        papers.ask_for_paper(scope, which)
        paper = db.session.scalar(select(Job.input).where(scope.changes(Job)), scope.binds)
        draft = narratives.revise(scope, which)
        name, content = papers.make_word_file(scope, draft)
    assert paper
    document = Document.read(paper)
    assert (document.addressee, document.signature) == ("省妇联", "福州市妇女联合会")
    assert document.imprint["version"] == "第1版"
    assert document.imprint["code"]
    said = [line.text for line in docx.Document(BytesIO(content)).paragraphs]
    assert name == f"{make_narratives.TITLE}（第2版）（草稿）.docx"
    assert said[:2] == [make_narratives.TITLE, "（草稿）"]
    assert "省妇联：" in said
    assert any("开展活动1场，参加30人次" in it for it in said)
    assert any("未定稿" in it for it in said)


def test_a_printed_report_is_replaced_once_its_revision_is_finished() -> None:
    first = finished()
    with make.working_at(make.CITY, "fuzhou") as scope:
        papers.ask_for_paper(scope, first)
        assert standing(scope) is Standing.CURRENT
        second = narratives.revise(scope, first)
        assert standing(scope) is Standing.CURRENT
    finish(second)
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert standing(scope) is Standing.REPLACED


def standing(scope: Scope) -> Standing:
    """Return whether the one paper that was printed still holds."""
    found = db.session.scalars(select(Imprint.id).where(scope.changes(Imprint)), scope.binds).one()
    return verdict_of(scope, get_imprint(scope, found)).standing


def test_finished_reports_stand_on_the_shelf_and_are_asked_for_by_name() -> None:
    finished()
    begin()
    with make.working_at(make.CITY, "fuzhou") as scope:
        (title,) = shelves["narrative"].find(scope)
        assert (title.unit_code, title.words) == (make.CITY, make_narratives.TITLE)
        shelves["narrative"].ask(scope, title.rest)
        assert db.session.scalar(select(Job.kind).where(scope.changes(Job)), scope.binds) == "narrative"
        with pytest.raises(NotFound):
            shelves["narrative"].ask(scope, "2026-03-000000")


def test_a_draft_with_a_wrong_token_is_not_printed() -> None:
    which = begin(text="有【怪数字】")
    with make.working_at(make.CITY, "fuzhou") as scope, pytest.raises(Conflict, match="不能打印"):
        papers.ask_for_paper(scope, which)


def test_a_text_of_tokens_alone_is_bounded() -> None:
    text = "【参加人次】" * 2001
    assert len(find_tokens(text)) == 2001
    assert "最多 2000 个数字" in stand(*["【参加人次】"] * 2001)[0]
