"""/t/<unit>/findings: 疑点核查."""

import pytest

from tests import make, make_proof
from tests.browse import Browser

LIST, COUNTY, CITY = f"/t/{make.LIANXIANG}/findings/", f"/t/{make.JINAN}/findings/", f"/t/{make.CITY}/findings/"


def test_a_check_now_finds_explains_and_leaves_it_to_somebody_else(browse: Browser) -> None:
    with browse.app.app_context():
        make_proof.odd_lesson()
    browse.sign_in("lianxiang")
    assert "没有待说明的疑点" in browse.get(LIST).text
    assert browse.post(f"{LIST}check").location == LIST
    page = browse.get(LIST).text
    for words in ("深夜或清晨的课", "05:00–06:00", "新发现 1 条疑点", "共 1 条"):
        assert words in page
    assert "疑点待说明：1 条" in browse.get(f"/t/{make.LIANXIANG}/").text
    one = next(part.split('"')[0] for part in page.split('href="') if part.startswith(LIST) and len(part.split('"')[0]) > len(LIST) + 30)
    assert "核对起止时间" in browse.get(one).text
    assert browse.fill(f"{one}/closing", {"verdict": "好"}).status_code == 409, "nobody has explained it"
    assert browse.fill(f"{one}/explanation", {"explanation": " "}).status_code == 422
    assert browse.fill(f"{one}/explanation", {"explanation": "应为下午五点"}).location == one
    answer = browse.fill(f"{one}/closing", {"verdict": "好"})
    assert answer.status_code == 409
    assert "您说明的，须由另一人核销" in answer.text
    assert "县（市、区）妇联核销" in browse.get(one).text


def test_the_county_sees_and_closes_it(browse: Browser) -> None:
    with browse.app.app_context():
        finding_id = make_proof.finding(explained_by="lianxiang")
    browse.sign_in("jinan")
    assert "疑点待核销：1 条" in browse.get(f"/t/{make.JINAN}/").text
    page = browse.get(f"{COUNTY}?state=explained").text
    assert "连翔社区驿站" in page
    assert f"{COUNTY}{finding_id}" in page
    assert "没有符合条件" in browse.get(f"{COUNTY}?state=explained&station={make.NEIGHBOUR}").text
    assert "共 1 条" in browse.swap(f"{COUNTY}?state=explained&station={make.LIANXIANG}&kind=odd_hour", "findings").text
    assert browse.fill(f"{COUNTY}{finding_id}/closing", {"verdict": "字" * 501}).status_code == 422
    assert browse.fill(f"{COUNTY}{finding_id}/closing", {"verdict": "已看过签到表"}).status_code == 303
    again = browse.post(f"{COUNTY}{finding_id}/closing", {"verdict": "又核", "version": "2"})
    assert again.status_code == 409
    assert "已看过签到表" in browse.get(f"{COUNTY}{finding_id}").text
    assert "已看过签到表" in browse.sign_in("lianxiang").get(f"{LIST}{finding_id}").text


@pytest.mark.parametrize(("name", "page"), [("jinan", COUNTY), ("fuzhou", CITY), ("jinan", LIST), ("fuzhou_reader", LIST)])
def test_those_above_see_no_name(browse: Browser, name: str, page: str) -> None:
    with browse.app.app_context():
        for n in (1, 2, 3):
            make.trainee(n=n)
        make_proof.check()
        finding_id = latest()
    assert "李梅" in browse.sign_in("lianxiang").get(f"{LIST}{finding_id}").text
    text = browse.sign_in(name).get(f"{page}{finding_id}").text
    assert "李梅" not in text
    assert "13800001234" not in text
    assert "学员 3 条，姓名只有登记的驿站可以看" in text


def latest() -> str:
    """Return the id of the station's only finding."""
    from portal.training.queries.findings import Filter, list_findings

    with make.working_at(make.LIANXIANG) as scope:
        return f"{list_findings(scope, Filter('open'), page=1)[0].id}"


def test_a_neighbours_finding_is_not_found(browse: Browser) -> None:
    with browse.app.app_context():
        finding_id = make_proof.finding()
    for name, page in (("neighbour", f"/t/{make.NEIGHBOUR}/findings/"), ("gulou", f"/t/{make.GULOU}/findings/")):
        browse.sign_in(name)
        assert browse.get(f"{page}{finding_id}").status_code == 404
        assert browse.post(f"{page}{finding_id}/closing", {"verdict": "x", "version": "1"}).status_code == 404


def test_who_reads_from_above_writes_nothing(browse: Browser) -> None:
    with browse.app.app_context():
        finding_id = make_proof.finding(explained_by="lianxiang")
    browse.sign_in("fuzhou")
    for page in (f"{CITY}{finding_id}/closing", f"{COUNTY}{finding_id}/closing", f"{LIST}{finding_id}/closing", f"{LIST}check"):
        assert browse.post(page, {"verdict": "x", "version": "2"}).status_code == 403
