"""专项统计: 五送, 五个一, 六新 and 5+1+1 out of the kinds of activities."""

import re

import pytest
from sqlalchemy.orm import Session

from portal.reports.queries.tags import list_tag_lines
from portal.reports.rules import Unit
from portal.stations.queries import list_kinds
from tests import make
from tests.browse import Browser

PAGE = f"/t/{make.LIANXIANG}/tags/"


def kind(code: str) -> int:
    return next(row.id for row in list_kinds() if row.code == code)


def test_a_gathering_counts_for_every_tag_of_its_kind(session: Session) -> None:
    make.activity(kind_id=kind("micro_class"))
    make.activity(make.NEIGHBOUR, kind_id=kind("visit_of_care"))
    make.activity(make.JINAN, kind_id=kind("micro_class"))
    with make.working_at(make.JINAN) as scope:
        lines = list_tag_lines(scope, Unit(scope.tenant_id, make.JINAN, "晋安区"), "yi", "2026-03", "2026-03")
    told = {line.code: {cell.tag: (cell.sessions, cell.attendances) for cell in line.cells if cell.sessions} for line in lines}
    assert told[make.LIANXIANG] == {"micro_class": (1, 30)}
    assert told[make.NEIGHBOUR] == {"visit_of_care": (1, 30)}
    assert told[make.JINAN] == {"micro_class": (1, 30)}  # its own alone
    assert {"role_model", "pairing", "committee_link", "visit_of_care"} == set(
        next(it for it in lines if it.code == make.LIANXIANG).missing
    )


def test_a_city_names_what_its_counties_lack(browse: Browser, session: Session) -> None:
    make.activity(kind_id=kind("micro_class"))
    page = browse.sign_in("fuzhou").get(f"/t/{make.CITY}/tags/?tag_set=yi&first=2026-03&last=2026-03")
    assert page.status_code == 200
    line = re.search(r"晋安.*?</tr>", page.text, re.DOTALL)
    assert line
    assert "慰问" in line[0]
    assert f"/t/{make.JINAN}/tags/" in line[0]


@pytest.mark.parametrize("tag_set", ["song", "yi", "xin", "chain", "nonsense"])
def test_a_station_reads_each_set(browse: Browser, tag_set: str) -> None:
    assert browse.sign_in("lianxiang").get(f"{PAGE}?tag_set={tag_set}").status_code == 200


def test_bad_months_are_named_and_the_usual_ones_stand_in(browse: Browser) -> None:
    page = browse.sign_in("lianxiang").get(f"{PAGE}?first=2026-13&last=abc")
    assert page.status_code == 200
    assert "错误" in page.text


def test_another_station_is_not_there(browse: Browser) -> None:
    assert browse.sign_in("neighbour").get(PAGE).status_code == 404
