"""/t/<unit>/<roll>/<id>/number, …/consent and …/erase: what a manager does when a record is wrong, locked or to go."""

from uuid import UUID

import pytest

from portal.people.rules import Document, DocumentKind
from tests import make
from tests.browse import Browser

AT = f"/t/{make.LIANXIANG}"
RIGHT = make.resident_number(2)
NUMBER = {"document_kind": "resident_id", "number": RIGHT, "reason": "号码录错一位"}
WITHDRAW = {"channel": "in_person", "note": ""}
CONSENT = {"consent_channel": "paper", "note": "", "has_consented": "y", "notice": "1"}
ERASE = {"why": "asked", "is_sure": "y"}


@pytest.fixture
def trainee(browse: Browser) -> str:
    with browse.app.app_context():
        return f"{AT}/trainees/{make.trainee()}"


@pytest.fixture
def volunteer(browse: Browser) -> str:
    with browse.app.app_context():
        return f"{AT}/volunteers/{make.volunteer()}"


def test_a_mistyped_number_is_put_right(browse: Browser, trainee: str) -> None:
    browse.sign_in("lianxiang")
    assert make.resident_number() not in browse.get(f"{trainee}/number").text
    answer = browse.fill(f"{trainee}/number", {**NUMBER, "number": f" {RIGHT.lower()} "})
    assert (answer.status_code, answer.location) == (303, trainee)
    assert f"{RIGHT[:6]}********{RIGHT[-4:]}" in browse.get(trainee).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("number", "", "必须填写"),
        ("number", "350111199001010021", "校验码不符"),
        ("number", "1" * 10_000, "号码应为18位"),
        ("document_kind", "library_card", "请从列表中选择"),
        ("reason", "", "必须填写"),
        ("reason", f"应为{RIGHT}", "不要写电话或证件号码"),
    ],
)
def test_a_wrong_correction_is_named_and_not_kept(browse: Browser, trainee: str, field: str, value: str, words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(f"{trainee}/number", {**NUMBER, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert make.resident_number()[-4:] in browse.get(trainee).text


def test_the_number_of_another_record_is_refused(browse: Browser, trainee: str) -> None:
    with browse.app.app_context():
        make.trainee(n=2, name="李小梅")
    answer = browse.sign_in("lianxiang").fill(f"{trainee}/number", NUMBER)
    assert answer.status_code == 409
    assert "另一条记录" in answer.text


def test_a_volunteers_minutes_are_joined_when_it_is_ticked(browse: Browser, volunteer: str) -> None:
    with browse.app.app_context():
        make.volunteer(make.JUNMEN, document=Document(DocumentKind.RESIDENT_ID, RIGHT))
    browse.sign_in("lianxiang")
    assert "并入她在本市已有的时间账户" not in browse.get(f"{volunteer}/number").text
    refused = browse.fill(f"{volunteer}/number", NUMBER)
    assert refused.status_code == 409
    assert "已有时间账户 V3501000000002" in refused.text
    assert "并入她在本市已有的时间账户" in refused.text
    assert "军门" not in refused.text
    assert browse.fill(f"{volunteer}/number", {**NUMBER, "may_join": "y"}).status_code == 303
    assert "V3501000000002" in browse.get(volunteer).text


@pytest.mark.parametrize("roll", ["trainee", "volunteer"])
def test_consent_is_withdrawn_and_given_again(browse: Browser, request: pytest.FixtureRequest, roll: str) -> None:
    page: str = request.getfixturevalue(roll)
    name = {"trainee": "李梅", "volunteer": "陈秀英"}[roll]
    browse.sign_in("lianxiang")
    assert browse.fill(f"{page}/consent", WITHDRAW).status_code == 303
    shown = browse.get(page).text
    for words in ("已撤回同意", "本人到站提出", "删除个人信息"):
        assert words in shown
    assert name not in shown
    assert f'href="{page}/edit"' not in shown
    assert "已撤回同意" in browse.get(page.rsplit("/", 1)[0] + "/").text
    assert browse.get(f"{page}/edit").status_code == 409
    assert browse.get(f"{page}/number").status_code == 409
    assert "告知书" in browse.get(f"{page}/consent").text
    told = {"trainee": "1", "volunteer": "2"}[roll]
    assert browse.fill(f"{page}/consent", {**CONSENT, "notice": told}).status_code == 303
    assert name in browse.get(page).text


@pytest.mark.parametrize(("field", "value"), [("channel", ""), ("channel", "dream"), ("note", "电话13800001234"), ("note", "字" * 10_000)])
def test_a_bad_withdrawal_locks_nothing(browse: Browser, trainee: str, field: str, value: str) -> None:
    browse.sign_in("lianxiang")
    assert browse.fill(f"{trainee}/consent", {**WITHDRAW, field: value}).status_code == 422
    assert "李梅" in browse.get(trainee).text


@pytest.mark.parametrize(("field", "value"), [("has_consented", ""), ("consent_channel", ""), ("notice", "7")])
def test_a_bad_consent_opens_nothing(browse: Browser, trainee: str, field: str, value: str) -> None:
    browse.sign_in("lianxiang").fill(f"{trainee}/consent", WITHDRAW)
    assert browse.post(f"{trainee}/consent", {**CONSENT, field: value}).status_code == 422
    assert "李梅" not in browse.get(trainee).text


def test_a_form_of_before_the_withdrawal_does_not_give_consent(browse: Browser, trainee: str) -> None:
    browse.sign_in("lianxiang")
    assert browse.post(f"{trainee}/consent", WITHDRAW).status_code == 303
    assert browse.post(f"{trainee}/consent", WITHDRAW).status_code == 422


def test_a_withdrawn_volunteer_is_not_offered_for_hours(browse: Browser, volunteer: str) -> None:
    browse.sign_in("lianxiang").fill(f"{volunteer}/consent", WITHDRAW)
    assert "陈秀英" not in browse.get(f"{AT}/volunteers/hours/new").text


@pytest.mark.parametrize("roll", ["trainee", "volunteer"])
def test_an_erased_person_leaves_a_pseudonym(browse: Browser, request: pytest.FixtureRequest, roll: str) -> None:
    page: str = request.getfixturevalue(roll)
    name, phone = {"trainee": ("李梅", "1234"), "volunteer": ("陈秀英", "5678")}[roll]
    browse.sign_in("lianxiang")
    assert "保留什么" in browse.get(f"{page}/erase").text
    assert browse.fill(f"{page}/erase", ERASE).status_code == 303
    shown, listed = browse.get(page).text, browse.get(page.rsplit("/", 1)[0] + "/").text
    assert "个人信息已删除" in shown
    assert "已删除" in listed
    for text in (shown, listed, browse.post(page.rsplit("/", 1)[0] + "/", {"sought": phone}).text):
        assert name not in text
    for action in ("document", "copy", "number", "consent", "erase", "doubles", "edit"):
        assert browse.get(f"{page}/{action}").status_code == 409


@pytest.mark.parametrize(("field", "value"), [("why", ""), ("why", "revenge"), ("is_sure", "")])
def test_nobody_is_erased_by_accident(browse: Browser, trainee: str, field: str, value: str) -> None:
    browse.sign_in("lianxiang")
    form = {name: text for name, text in {**ERASE, field: value}.items() if text}
    assert browse.fill(f"{trainee}/erase", form).status_code == 422
    assert "李梅" in browse.get(trainee).text


def test_without_the_password_nobody_is_erased(browse: Browser, trainee: str) -> None:
    browse.sign_in("lianxiang", is_proved=False)
    assert browse.fill(f"{trainee}/erase", ERASE).status_code == 422
    assert "李梅" in browse.get(trainee).text


def test_a_helper_sees_consent_but_not_what_only_the_manager_does(browse: Browser, trainee: str) -> None:
    page = browse.sign_in("lianxiang_helper").get(trainee).text
    assert "知情同意" in page
    assert "谁查看过" not in page
    assert "/erase" not in page


def test_the_erasure_of_one_known_in_two_rolls_leaves_the_other(browse: Browser, trainee: str) -> None:
    with browse.app.app_context():
        document = Document(DocumentKind.RESIDENT_ID, make.resident_number())
        other: UUID = make.volunteer(document=document)
    browse.sign_in("lianxiang").fill(f"{trainee}/erase", ERASE)
    assert "已登记，加密保存" in browse.get(f"{AT}/volunteers/{other}").text
