"""/t/<unit>/funnel/: 三免一公 at a glance."""

from datetime import date

import pytest
from uuid_utils.compat import uuid7

from portal.people.rules import Document, DocumentKind
from portal.tallies import services
from portal.tallies.rules import CERTIFIED, TRAINED, WISHES
from portal.tallies.services import Reached
from tests import make
from tests.browse import Browser
from tests.services.test_outcomes import person

MARCH = date(2026, 3, 5)
STATION, COUNTY = f"/t/{make.LIANXIANG}/funnel/", f"/t/{make.JINAN}/funnel/"


@pytest.fixture
def year(browse: Browser) -> Browser:
    """Five wishes, a trainee who was trained twice, certified, and helps as a volunteer; a volunteer who is no trainee."""
    with browse.app.app_context():
        make.trainee(n=1)
        one = person(1)
        with make.working_at(make.LIANXIANG) as scope:
            wishes = [Reached(WISHES, uuid7(), MARCH, course_id=20) for _ in range(5)]
            trained = [Reached(TRAINED, uuid7(), MARCH, person_id=one, course_id=20) for _ in range(2)]
            services.reach(scope, [*wishes, *trained, Reached(CERTIFIED, uuid7(), MARCH, person_id=one, course_id=20)], action="test")
        known = Document(DocumentKind.RESIDENT_ID, make.resident_number(1))
        make.hours(make.volunteer(document=known))
        make.hours(make.volunteer(name="王秀兰", phone="13700001111"))
    return browse


def stages(page: str) -> list[str]:
    """Return the figures of the stages, in order."""
    rows = page[page.index("<tbody>") : page.index("</tbody>")].split("</tr>")[:-1]
    return [row.split('class="figure')[1].split(">", 1)[1].split("<")[0] for row in rows]


def test_a_station_sees_its_figures_and_each_opens_to_its_rows(year: Browser) -> None:
    page = year.sign_in("lianxiang").get(STATION).text
    assert stages(page) == ["5", "1", "1", "1", "0", "1"]
    for code in ("wishes", "intakes", "trained", "certified"):
        assert f"/t/{make.LIANXIANG}/reports/figures/{code}?" in page
    assert "整理收纳" in page


def test_a_county_sees_no_small_cells(year: Browser) -> None:
    page = year.sign_in("jinan").get(COUNTY).text
    assert stages(page) == ["5", "&lt;3", "&lt;3", "&lt;3", "0", "&lt;3"]


def test_who_opens_a_station_from_above_sees_no_small_cells_either(year: Browser) -> None:
    assert stages(year.sign_in("jinan").get(STATION).text) == ["5", "&lt;3", "&lt;3", "&lt;3", "0", "&lt;3"]


def test_months_narrow_it_and_nonsense_is_named(year: Browser) -> None:
    browser = year.sign_in("lianxiang")
    assert stages(browser.get(f"{STATION}?first=2026-01&last=2026-02").text) == ["0"] * 6
    assert "结束月份不能早于开始月份" in browser.get(f"{STATION}?first=2026-03&last=2026-01").text


def test_a_swap_gets_the_block_alone(year: Browser) -> None:
    answer = year.sign_in("lianxiang").get(STATION, headers={"HX-Request": "true", "HX-Target": "results"})
    assert answer.text.lstrip().startswith("<section")


def test_a_stranger_finds_nothing(year: Browser) -> None:
    assert year.sign_in("stranger").get(STATION).status_code == 404
