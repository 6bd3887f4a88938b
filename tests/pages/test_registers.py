"""/t/<station>/registers: teachers and rooms."""

import pytest

from tests import make
from tests.browse import Browser

LIST = f"/t/{make.LIANXIANG}/registers/"
ROOM = {"name": "一楼教室", "capacity": "３０", "place": "社区一楼"}
TEACHER = {"name": "周 老 师", "phone": "", "subjects": "整理收纳", "qualification": "高级技师", "employer": "职业学校"}


def test_a_station_keeps_its_rooms_and_teachers(browse: Browser) -> None:
    browse.sign_in("lianxiang_helper")
    assert "还没有登记教室" in browse.get(LIST).text
    assert browse.fill(f"{LIST}rooms/new", ROOM).location == f"{LIST}?what=room"
    assert browse.fill(f"{LIST}teachers/new", TEACHER).location == f"{LIST}?what=teacher"
    rooms, teachers = browse.get(LIST).text, browse.get(f"{LIST}?what=teacher").text
    assert all(words in rooms for words in ("一楼教室", "30 人", "社区一楼"))
    assert all(words in teachers for words in ("周老师", "整理收纳", "高级技师", "职业学校"))
    for path, sent in ((f"{LIST}rooms/new", ROOM), (f"{LIST}teachers/new", TEACHER)):
        again = browse.fill(path, sent)
        assert again.status_code == 409
        assert "登记册里已有" in again.text


@pytest.mark.parametrize(
    ("path", "field", "value", "words"),
    [
        ("rooms/new", "capacity", "0", "1 到 2000"),
        ("rooms/new", "capacity", "1e1", "请填写整数"),
        ("rooms/new", "name", "长" * 10_000, "最多 40 个字"),
        ("rooms/new", "name", "\x00", "必须填写"),
        ("teachers/new", "name", "周1", "姓名只能用文字"),
        ("teachers/new", "phone", "12", "手机号码"),
    ],
)
def test_what_cannot_be_is_named(browse: Browser, path: str, field: str, value: str, words: str) -> None:
    usual = ROOM if path.startswith("rooms") else TEACHER
    answer = browse.sign_in("lianxiang").fill(f"{LIST}{path}", {**usual, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_row_is_amended_as_it_was_seen_and_ended_when_it_is_free(browse: Browser) -> None:
    with browse.app.app_context():
        room_id = make.room()
        make.lesson(make.training_class(), room_id=room_id)
    browse.sign_in("lianxiang")
    path = f"{LIST}rooms/{room_id}"
    assert browse.fill(path, {**ROOM, "capacity": "40"}).status_code == 303
    assert browse.post(path, {**ROOM, "version": "1"}).status_code == 409
    booked = browse.fill(f"{path}/end", {"ended_on": "2026-03-15"})
    assert booked.status_code == 422
    assert "还排着 2026-03-16 的课" in booked.text
    assert "还没有到" in browse.fill(f"{path}/end", {"ended_on": "2026-03-17"}).text
    assert browse.fill(f"{path}/end", {"ended_on": "2026-03-16"}).status_code == 303
    assert "一楼教室" in browse.get(f"{LIST}?ended=1").text


def test_who_does_not_see_it(browse: Browser) -> None:
    with browse.app.app_context():
        room_id, teacher_id = make.room(make.NEIGHBOUR), make.teacher(make.NEIGHBOUR)
    browse.sign_in("lianxiang")
    for path in (f"rooms/{room_id}", f"rooms/{room_id}/end", f"teachers/{teacher_id}", f"teachers/{teacher_id}/end"):
        assert browse.get(f"{LIST}{path}").status_code == 404
        assert browse.post(f"{LIST}{path}", {**ROOM, **TEACHER, "version": "1", "ended_on": "2026-03-15"}).status_code == 404
    assert browse.sign_in("neighbour").get(LIST).status_code == 404
    assert browse.sign_in("jinan").get(LIST).status_code == 403


def test_htmx_gets_the_register_alone(browse: Browser) -> None:
    part = browse.sign_in("lianxiang").swap(LIST, "register")
    assert "<html" not in part.text
    assert 'id="register"' in part.text
