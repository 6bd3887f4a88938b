"""/t/<unit>/photos: what a unit shows of itself, in pictures."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.app import MAX_BODY_BYTES
from portal.web import photos
from tests import make
from tests.browse import Browser, check_page

ALBUM = f"/t/{make.LIANXIANG}/photos/"


def send(browse: Browser, *contents: bytes, path: str = ALBUM, **fields: Any) -> TestResponse:
    """Choose files on the page and send them, under names that say nothing of what they are."""
    hidden = check_page(browse.client.get(path).text).hidden
    files = [FileStorage(BytesIO(content), f"IMG_{n}.txt") for n, content in enumerate(contents, start=1)]
    return send_blindly(browse, path, {**hidden, "photos": files, **fields})


def send_blindly(browse: Browser, path: str, fields: dict[str, Any]) -> TestResponse:
    """Send fields and files without having looked at the page."""
    boundary, body = encode_multipart({"csrf_token": browse.csrf, **fields})
    return browse.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def fetch(browse: Browser, path: str) -> TestResponse:
    """Fetch a file, and close it as a server does."""
    return browse.get(path, buffered=True)


def made(browse: Browser, code: str = make.LIANXIANG, **options: Any) -> str:
    with browse.app.app_context():
        return f"/t/{code}/photos/{make.photo(code, **options)}"


def test_photos_are_added_shown_and_removed(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有照片" in browse.get(ALBUM).text
    assert send(browse, make.picture("teal"), make.picture("red", form="PNG"), caption="活动室").location == ALBUM
    page = browse.get(ALBUM).text
    assert "已添加 2 张照片" in page
    assert page.count('alt="活动室"') == 2
    first = page.split("/removal")[0].rsplit('href="', 1)[1]
    assert "移除照片" in browse.get(f"{first}/removal").text
    assert browse.fill(f"{first}/removal", {}).location == ALBUM
    assert browse.get(ALBUM).text.count("<img src") == 2  # one photo, and the mark of the house
    assert browse.get(first).status_code == 404
    assert browse.post(f"{first}/removal").status_code == 404


def test_a_photo_is_handed_out_as_a_file_that_runs_nowhere(browse: Browser) -> None:
    path = made(browse)
    browse.sign_in("lianxiang")
    for query, size in (("", (400, 300)), ("?size=thumb", (320, 240)), ("?size=nonsense", (400, 300))):
        answer = fetch(browse, path + query)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in answer.headers["Cache-Control"]
        assert "public" not in answer.headers["Cache-Control"]
        assert Image.open(BytesIO(answer.data)).size == size


def test_without_a_caption_the_unit_is_named(browse: Browser) -> None:
    made(browse)
    assert 'alt="连翔社区驿站，照片 1"' in browse.sign_in("lianxiang").get(ALBUM).text


def test_a_picture_that_is_there_already_is_not_added_again(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    send(browse, make.picture())
    send(browse, make.picture(), make.picture("red"))
    assert "已添加 1 张照片；1 张原来就有，没有重复添加" in browse.get(ALBUM).text
    send(browse, make.picture())
    assert "1 张原来就有，没有重复添加" in browse.get(ALBUM).text


def test_a_form_sent_twice_adds_once_and_one_with_other_files_is_not_mistaken_for_it(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    for _ in range(2):
        assert send(browse, make.picture(), once="p" * 32).status_code == 303
    other = send(browse, make.picture("red"), once="p" * 32)
    assert other.status_code == 409
    assert "内容与这次不同" in other.text
    assert browse.get(ALBUM).text.count("/removal") == 1


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([], "必须填写"),
        ([b""], "第 1 张（IMG_1.txt）不是完好的"),
        ([make.picture(), b"<html>", make.picture("red")], "第 2 张（IMG_2.txt）不是完好的"),
        ([make.picture(size=(90, 90))], "至少要 200"),
        ([b"\xff\xd8\xff" + b"0" * photos.MAX_BYTES], "超过 12 MB"),
        ([make.picture()] * 11, "一次最多 10 张"),
    ],
)
def test_a_bad_picture_is_named_and_none_is_kept(browse: Browser, contents: list[bytes], words: str) -> None:
    browse.sign_in("lianxiang")
    answer = send(browse, *contents, caption="一定要留下的说明")
    assert answer.status_code == 422
    assert words in answer.text
    assert "一定要留下的说明" in answer.text
    assert "还没有照片" in browse.get(ALBUM).text


def test_a_caption_of_ten_thousand_characters_is_refused(browse: Browser) -> None:
    answer = send(browse.sign_in("lianxiang"), make.picture(), caption="字" * 10_000)
    assert answer.status_code == 422
    assert "最多 80 个字" in answer.text


def test_what_is_no_file_is_no_photo(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert browse.fill(ALBUM, {"photos": "not a file"}).status_code == 422
    assert browse.post(ALBUM, {"photos": "\x00"}).status_code == 422


def test_a_full_album_says_what_to_do(browse: Browser) -> None:
    with browse.app.app_context():
        for n in range(photos.MOST_OF_ONE):
            make.photo(colour=f"hsl({n * 17}, 80%, 50%)")
    page = browse.sign_in("lianxiang").get(ALBUM).text
    assert "已有 20 张照片，不能再添加" in page
    assert 'type="file"' not in page
    assert send(browse, make.picture()).status_code == 422


def test_only_here_may_a_body_be_large_and_not_without_end(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    large, huge = (b"0" * (most + 1) for most in (MAX_BODY_BYTES, photos.MAX_UPLOAD_BYTES))
    assert send(browse, large).status_code == 422
    assert send_blindly(browse, f"/t/{make.LIANXIANG}/activities/new", {"photos": FileStorage(BytesIO(large), "a")}).status_code == 413
    answer = send(browse, huge)
    assert answer.status_code == 413
    assert "送来的内容超过了上限" in answer.text


@pytest.mark.parametrize("name", ["junmen", "neighbour", "stranger", "gulou", "linqing", "operator"])
def test_an_outsider_finds_nothing(browse: Browser, name: str) -> None:
    path = made(browse)
    browse.sign_in(name)
    for page in (ALBUM, path, f"{path}/removal"):
        assert browse.get(page).status_code == 404
    assert browse.post(f"{path}/removal").status_code == 404
    assert browse.post(ALBUM).status_code == 404


def test_a_photo_of_elsewhere_is_not_found_in_ones_own_unit(browse: Browser) -> None:
    path = made(browse).replace(make.LIANXIANG, make.NEIGHBOUR)
    browse.sign_in("neighbour")
    assert browse.get(path).status_code == 404
    assert browse.get(f"{path}/removal").status_code == 404
    assert browse.post(f"{path}/removal").status_code == 404
    assert browse.get(f"/t/{make.NEIGHBOUR}/photos/not-an-id").status_code == 404


def test_who_reads_the_unit_sees_its_photos_and_changes_none(browse: Browser) -> None:
    path = made(browse)
    for name in ("lianxiang_helper", "jinan", "fuzhou_reader"):
        browse.sign_in(name)
        assert fetch(browse, path).status_code == 200
        assert browse.get(ALBUM).status_code == 403
        assert browse.get(f"{path}/removal").status_code == 403
        assert browse.post(f"{path}/removal").status_code == 403
    from_above = path.replace(make.LIANXIANG, make.JINAN)
    assert fetch(browse.sign_in("jinan"), from_above).status_code == 200
    assert browse.get(f"{from_above}/removal").status_code == 404
    assert browse.post(f"{from_above}/removal").status_code == 404


def test_a_photo_whose_file_is_gone_is_not_found(browse: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(browse, colour="gold")
    monkeypatch.setattr("portal.web.papers.find", lambda _: None)
    assert browse.sign_in("lianxiang").get(path).status_code == 404
    assert browse.get(ALBUM).status_code == 200
