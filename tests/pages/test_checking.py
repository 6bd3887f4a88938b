"""文稿核对: what is pasted is read for figures that cannot all be true, and is not kept."""

from portal.checker.rules import MAX_CHARS
from tests import make
from tests.browse import Browser

PAGE = f"/t/{make.CITY}/checking/"
WRONG = "今年以来开展大宣讲活动80场，参与妇女群众4000余人。\n\n全市各县同步开展大宣讲活动，线上线下妇女参与近4000人。"


def paste(browser: Browser, text: str, *, at: str = PAGE) -> str:
    answer = browser.fill(at, {"text": text})
    assert answer.status_code == 200
    return answer.text


def test_a_text_with_a_contradiction_is_told_with_its_figures_marked(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    page = paste(browse, WRONG)
    assert "发现 1 处互相矛盾" in page
    assert "“余”“近”并用" in page
    assert page.count("<mark>4000余</mark>") == 1
    assert 'href="#finding-1"' in page
    assert 'id="figure-1"' in page


def test_a_text_without_one_is_said_to_have_none(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "没有发现互相矛盾的数字" in paste(browse, "本月开展活动3场，参加90人次，场均30人次。", at=f"/t/{make.LIANXIANG}/checking/")


def test_the_same_form_may_be_sent_again_with_another_text(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    assert "没有发现" in paste(browse, "本月开展活动3场。")
    assert "发现 1 处" in paste(browse, WRONG)


def test_markup_in_a_text_stays_text(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    page = paste(browse, f"<script>alert(1)</script>\0{WRONG}")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_text_that_is_too_long_is_refused_and_still_there(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    answer = browse.fill(PAGE, {"text": "开展活动。" * (MAX_CHARS // 5 + 1)})
    assert answer.status_code == 422
    assert f"最多 {MAX_CHARS} 个字" in answer.text
    assert answer.text.count("开展活动。") > MAX_CHARS // 5


def test_two_hundred_pages_are_read(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    page = paste(browse, "各县（市、区）妇联扎实推进巾帼家政工作。\n" * 5000 + WRONG)
    assert "发现 1 处互相矛盾" in page


def test_nothing_typed_is_said_at_the_field(browse: Browser) -> None:
    browse.sign_in("fuzhou")
    answer = browse.fill(PAGE, {"text": " "})
    assert answer.status_code == 422
    assert "必须填写" in answer.text
