"""/t/<unit>/volunteers/honours: certificates of volunteer service are shown for seven days, issued, checked by anybody, made void."""

from uuid import UUID

from portal.people.rules import Document, DocumentKind
from portal.volunteer.queries import honours as queries
from portal.volunteer.services import honour_papers
from tests import make, make_giving
from tests.browse import Browser

HONOURS = f"/t/{make.LIANXIANG}/volunteers/honours"
WORDS = {"in_charge": "郑站长", "handler": "王经办", "contact": "0591-87654321", "remarks": ""}


def made(browse: Browser, factory, *args, **changes) -> UUID:
    with browse.app.app_context():
        return factory(*args, **changes)


def row_of(browse: Browser, honour_id: UUID):
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return queries.get_honour(scope, honour_id)


def test_hours_are_computed_shown_and_put_on_notice(browse: Browser) -> None:
    her = made(browse, make.volunteer)
    made(browse, make.hours, her, worked_min=90)
    made(browse, make.hours, her, worked_min=30, kind="meals")
    browse.sign_in("lianxiang")
    days = {"from_on": "2026-03-01", "until_on": "2026-03-16"}
    shown = browse.get(f"{HONOURS}/new/{her}?from_on=2026-03-01&until_on=2026-03-16").text
    assert "共 2 条，合计 2小时" in shown
    answer = browse.post(f"{HONOURS}/new/{her}", {**days, **WORDS, "worked_min": "9999"})
    assert answer.status_code == 303
    page = browse.get(answer.location).text
    assert "理发 1小时30分、助餐 30分" in page
    assert "出具证明</a>" not in page
    assert "陈**" in browse.get(f"{HONOURS}/notice").text
    assert browse.post(f"{HONOURS}/notice/paper").status_code == 303
    again = browse.post(f"{HONOURS}/new/{her}", {**days, **WORDS})
    assert again.status_code == 409
    assert "查看那一份" in again.text


def test_what_cannot_be_certified_says_why(browse: Browser) -> None:
    her = made(browse, make.volunteer)
    made(browse, make.hours, her)
    browse.sign_in("lianxiang")
    good = {"from_on": "2026-03-01", "until_on": "2026-03-16", **WORDS}
    for changes, words in (
        ({"until_on": "2026-02-01"}, "不能早于"),
        ({"until_on": "2026-03-17"}, "还没有到"),
        ({"from_on": "2026-03-10"}, "没有她在本站"),
        ({"in_charge": ""}, "必须填写"),
        ({"contact": "1" * 10_000}, "最多 40"),
    ):
        answer = browse.post(f"{HONOURS}/new/{her}", {**good, **changes})
        assert (answer.status_code, words in answer.text) == (422, True), words
    assert "2 月" not in browse.get(f"{HONOURS}/new/{her}?from_on=x&until_on=2026-02-30").text


def test_a_certificate_is_checked_by_anybody_and_a_void_one_is_told(browse: Browser) -> None:
    honour_id = made(browse, make_giving.honour, state="issued")
    code = row_of(browse, honour_id).code
    stranger = Browser(browse.app)
    page = stranger.get(f"/v/{code}").text
    for words in ("有效", "周**", "2小时30分", "ZF350111100013-2026-0001", "郑站长", "王经办", "0591-87654321"):
        assert words in page
    assert "周小梅" not in page
    browse.sign_in("lianxiang")
    seen = {"version": "2", "reason": "时长登记有误"}
    assert browse.post(f"{HONOURS}/{honour_id}/end", {**seen, "version": "1"}).status_code == 409
    assert browse.post(f"{HONOURS}/{honour_id}/end", {**seen, "reason": "周小梅要求"}).status_code == 422
    assert browse.post(f"{HONOURS}/{honour_id}/end", seen).status_code == 303
    page = stranger.get(f"/v/{code}").text
    assert "已作废" in page
    assert "<strong>有效" not in page
    assert browse.post(f"{HONOURS}/{honour_id}/paper").status_code == 409
    assert stranger.get(f"/v/{code[:-1]}{'3' if code[-1] == '2' else '2'}").status_code == 404


def test_the_paper_shows_the_document_and_asking_for_it_is_a_look(browse: Browser) -> None:
    number = make.resident_number(7)
    her = made(browse, make.volunteer, document=Document(DocumentKind.RESIDENT_ID, number))
    made(browse, make.hours, her, worked_min=150)
    honour_id = made(browse, make_giving.honour, her, state="issued")
    browse.sign_in("lianxiang")
    assert number not in browse.get(f"{HONOURS}/{honour_id}").text
    asked = browse.post(f"{HONOURS}/{honour_id}/paper")
    assert asked.status_code == 303
    assert "查看完整证件" in browse.get(f"/t/{make.LIANXIANG}/audit/").text
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        paper = honour_papers.printed(scope, honour_id, address="http://localhost/v/x")
    assert number in paper["document"]
    assert paper["hours"] == "2小时30分"
    assert number not in Browser(browse.app).get(f"/v/{row_of(browse, honour_id).code}").text
    browse.sign_in("lianxiang_helper")
    assert browse.get(asked.location).status_code == 403


def test_another_station_finds_nothing(browse: Browser) -> None:
    honour_id = made(browse, make_giving.honour)
    browse.sign_in("neighbour")
    for address in (f"{honour_id}", f"{honour_id}/end", f"{honour_id}/issue"):
        assert browse.get(f"/t/{make.JUNMEN}/volunteers/honours/{address}").status_code == 404
