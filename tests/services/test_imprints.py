"""What stands on a paper of what it is: one code for one content, and a verdict for whoever scans it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import Imprint, PublicCode
from portal.tenants.queries import imprints as queries
from portal.tenants.rules.imprints import Facts, Later, Now, Standing, judge
from portal.tenants.services import imprints
from portal.tenants.services.imprints import imprint
from tests import make

FACTS: dict[str, Any] = {"kind": "rollup", "subject": "daily/2026-01/2026-03/all", "says": {"rows": [["连翔", "1"]]}}
SAID: dict[str, Any] = {
    "title": "晋安区巾帼家政工作数据汇总表",
    "unit": "晋安区",
    "period": "2026年1月至3月",
    "cutoff": "2026年3月16日 09:00",
}


def facts(**changes: Any) -> Facts:
    return Facts(**{**FACTS, **SAID, **changes})


def stamped(code: str = make.JINAN, by: str = "jinan", **changes: Any) -> dict[str, str]:
    with make.working_at(code, by) as scope:
        return imprint(scope, facts(**changes))


def count(table: type[Imprint] | type[PublicCode]) -> int:
    rows = select(func.count()).select_from(table)
    with make.working_at(make.JINAN, "jinan") as scope:
        return db.session.execute(rows.where(scope.changes(table)) if table is Imprint else rows, scope.binds).scalar_one()


def test_the_same_content_is_the_same_paper_whenever_it_is_printed(app: Flask) -> None:
    with app.app_context():
        before = count(PublicCode)
        first = stamped()
        again = stamped(cutoff="2026年3月17日 10:00")
        assert (again["code"], again["cutoff"]) == (first["code"], "2026年3月17日 10:00")
        assert (count(Imprint), count(PublicCode)) == (1, before + 1)
        assert len(first["code"]) == 12
        assert first["address"].endswith(f"/c/{first['code']}")
        assert first["qr"].startswith("data:image/svg+xml")


@pytest.mark.parametrize(
    "change",
    [{"says": {"rows": [["连翔", "2"]]}}, {"version": "第2版"}, {"reviewed_by": "王"}, {"subject": "daily/2026-01/2026-02/all"}],
    ids=str,
)
def test_what_says_anything_else_is_another_paper(app: Flask, change: dict[str, Any]) -> None:
    with app.app_context():
        assert stamped(**change)["code"] != stamped()["code"]


def test_another_units_paper_is_its_own_though_it_says_the_same(app: Flask) -> None:
    with app.app_context():
        assert stamped()["code"] != stamped(make.GULOU, "gulou")["code"]


def test_long_words_are_cut_where_they_are_kept(app: Flask) -> None:
    with app.app_context():
        assert len(stamped(title="长" * 500, unit="长" * 200)["title"]) == 200


def test_a_sheet_of_the_same_content_knows_the_code_once_the_paper_was_printed(app: Flask) -> None:
    with app.app_context():
        with make.working_at(make.JINAN, "jinan") as scope:
            assert imprints.code_line(scope, facts()) == "查验码：打印 PDF 后生成"
        code = stamped()["code"]
        with make.working_at(make.JINAN, "jinan") as scope:
            assert code in imprints.code_line(scope, facts())


@pytest.mark.parametrize(
    ("now", "later", "standing", "words"),
    [
        (None, None, Standing.CURRENT, "没有出过新的一份"),
        (Now("own"), None, Standing.CURRENT, "一致"),
        (Now("own"), Later("第2版", "今天"), Standing.CURRENT, "一致"),  # what it says came back
        (Now("other"), None, Standing.MOVED, "有了变动"),
        (Now("other", why="这个月还没有上报。"), None, Standing.MOVED, "这个月还没有上报。"),
        (Now(), None, Standing.MOVED, "有了变动"),
        (Now("other", "第2版", "3月17日 公布"), None, Standing.REPLACED, "以第2版为准（3月17日 公布）"),
        (Now("other"), Later("第2版", "3月17日"), Standing.REPLACED, "第2版，3月17日"),
        (None, Later("", "3月17日"), Standing.REPLACED, "3月17日 又打印过"),
    ],
)
def test_whether_a_paper_holds(now: Now | None, later: Later | None, standing: Standing, words: str) -> None:
    verdict = judge("own", now, later)
    assert verdict.standing is standing
    assert words in verdict.words


def standing_of(code: str, mark: dict[str, str]) -> Standing:
    """Return how the paper of a unit stands, seen as the page behind its code sees it: by nobody."""
    scope = Scope(make.tenant(code).path)
    db.session.rollback()
    db.session.info["scope"] = scope
    try:
        found = db.session.scalar(select(PublicCode.subject_id).where(PublicCode.code == mark["code"]))
        assert found is not None
        return imprints.verdict_of(scope, queries.get_imprint(scope, found)).standing
    finally:
        db.session.rollback()
        db.session.info.clear()


def test_a_later_paper_takes_the_place_of_an_earlier_one(app: Flask) -> None:
    with app.app_context():
        first = stamped(kind="echo")
        assert standing_of(make.JINAN, first) is Standing.CURRENT
        with clock.pretending(clock.instant_of(clock.today(), 1000)):
            later = stamped(kind="echo", version="第2版")
        assert standing_of(make.JINAN, first) is Standing.REPLACED
        assert standing_of(make.JINAN, later) is Standing.CURRENT


def test_what_cannot_be_found_any_more_is_not_taken_for_valid(app: Flask) -> None:
    with app.app_context():
        gone = stamped(kind="inspection_sheet", subject="00000000-0000-0000-0000-000000000000")
        assert standing_of(make.JINAN, gone) is Standing.MOVED
