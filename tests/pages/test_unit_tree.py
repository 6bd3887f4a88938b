"""/t/<unit>/units/tree: all units as a tree, to go from one workplace to another."""

from tests import make
from tests.browse import Browser

CITY, COUNTY = f"/t/{make.CITY}/units/tree/", f"/t/{make.JINAN}/units/tree/"


def link(code: str) -> str:
    return f'href="/t/{code}/"'


def test_a_city_sees_its_counties_and_their_stations_and_nobody_elses(browse: Browser) -> None:
    page = browse.sign_in("fuzhou").get(CITY).text.partition('<nav class="tree')[2].partition("</nav>")[0]
    assert all(link(code) in page for code in (make.CITY, make.JINAN, make.GULOU, make.LIANXIANG))
    assert link(make.OTHER_STATION) not in page
    assert page.count("aria-current") == 1
    assert f'{link(make.CITY)} aria-current="page"' in page
    assert "<details open" not in page.replace("<details  ", "<details "), "a city's counties are closed until one is opened"


def test_a_county_sees_its_own_branch_open(browse: Browser) -> None:
    page = browse.sign_in("jinan").get(COUNTY).text
    assert "<details open>" in page
    assert f'{link(make.JINAN)} aria-current="page"' in page
    assert link(make.LIANXIANG) in page
    tree = page.partition('<nav class="tree')[2]
    assert link(make.GULOU) not in tree


def test_a_station_is_found_by_its_initials_and_stands_in_its_open_county(browse: Browser) -> None:
    page = browse.sign_in("fuzhou").get(f"{CITY}?q=lxsq").text.partition('id="units"')[2]
    assert link(make.LIANXIANG) in page
    assert link(make.JUNMEN) not in page
    assert "<details open>" in page
    assert "共 1 个县级基地、1 个驿站" in page
    assert "没有找到" in browse.get(f"{CITY}?q=nowhere").text


def test_the_list_and_the_tree_lead_to_each_other_and_a_station_has_none(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    assert f'href="{CITY}"' in browse.get(f"/t/{make.CITY}/units/").text
    assert f'href="/t/{make.CITY}/units/"' in browse.get(CITY).text
    assert browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/units/tree/").status_code in (403, 404)


def test_the_navigation_of_those_above_holds_the_tree_for_who_opens_it(browse: Browser) -> None:
    for who, code, is_above in (("fuzhou", make.CITY, True), ("jinan", make.JINAN, True), ("lianxiang", make.LIANXIANG, False)):
        page = browse.sign_in(who).get(f"/t/{code}/").text
        assert ("下级单位</summary>" in page) is is_above, who
    part = browse.sign_in("jinan").swap(COUNTY, "branches").text
    assert part.strip().startswith('<nav class="tree panel" id="branches"')
    assert "连翔社区驿站" in part
    assert "<main" not in part
