"""The pages of lessons: the grid, one lesson, the sheet, the end of a class."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from portal.core.scope import Scope
from portal.tallies import services as tallies
from portal.training.queries import attendance as queries
from portal.training.queries import classes
from portal.training.rules.certificates import Draft, Kind
from portal.training.services import certificates, completion, lesson_papers
from portal.web import jobs
from tests import make
from tests.browse import Browser

STATION = f"/t/{make.LIANXIANG}"
FRIDAY = date(2026, 3, 13)


class Group:
    """A running class of 李梅 and 李兰 with a lesson last Friday and one today at nine."""

    def __init__(self, browse: Browser) -> None:
        self.browse = browse
        with browse.app.app_context():
            self.class_id = make.running_class()
            self.women = [make.trainee(n=n, name=name, phone=f"1380000000{n}") for n, name in ((1, "李梅"), (2, "李兰"))]
            self.seats = [make.enrolment(self.class_id, one) for one in self.women]
            self.lesson_id, self.today_id = (make.lesson(self.class_id, held_on=day) for day in (FRIDAY, date(2026, 3, 16)))
        self.page = f"{STATION}/classes/{self.class_id}/lessons"
        self.grid = f"{self.page}/?week=2026-03-09"
        self.lesson = f"{STATION}/lessons/{self.lesson_id}"

    def mark(self, n: int, value: str, lesson_id: UUID | None = None) -> dict[str, str]:
        return {f"mark-{(lesson_id or self.lesson_id).hex}-{self.women[n].hex}": value}

    def streets(self, path: str) -> list[tuple[str, str]]:
        """The table of streets on a page, row by row."""
        table = self.browse.get(path).text.split('aria-label="按镇街的线上到课"')[1].split("</table>")[0]
        cells = [one.split(">", 1)[1].split("</td>")[0] for one in table.split("data-label=")[1:]]
        return list(zip(cells[1::3], cells[2::3], strict=True))

    def row(self, lesson_id: UUID | None = None) -> Any:
        with self.browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
            return classes.get_lesson(scope, lesson_id or self.lesson_id)

    def ways(self) -> list[str]:
        with self.browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
            marks = queries.map_marks(scope, [self.lesson_id])[self.lesson_id]
        return [marks[one].way if one in marks else "" for one in self.women]

    def take(self) -> None:
        with self.browse.app.app_context():
            for lesson_id in (self.lesson_id, self.today_id):
                make.attended(lesson_id, self.women[0])


@pytest.fixture
def group(browse: Browser) -> Group:
    found = Group(browse)
    browse.sign_in("lianxiang")
    return found


def test_a_week_is_keyed_in_the_order_of_the_paper_sheet(group: Group) -> None:
    shown = group.browse.get(group.grid).text
    assert shown.index("李梅") < shown.index("李兰")
    assert "3月13日 09:00" in shown
    assert "3月16日 09:00" not in shown
    answer = group.browse.fill(group.grid, {"basis": "paper", **group.mark(0, "1"), **group.mark(1, "０")})
    assert (answer.status_code, answer.location) == (303, group.grid)
    assert group.ways() == ["paper", "absent"]
    row = group.row()
    assert (row.present_count, row.online_count, row.taught_min) == (1, 0, 120)


def test_without_a_week_it_is_this_one_and_all_shows_the_whole_class(group: Group) -> None:
    assert "3月16日 09:00" in group.browse.get(f"{group.page}/").text
    both = group.browse.get(f"{group.page}/?week=all").text
    assert "3月13日 09:00" in both
    assert "3月16日 09:00" in both
    assert group.browse.get(f"{group.page}/?week=nonsense&page=999999999999").status_code == 200


def test_an_empty_cell_says_nothing_and_the_box_says_the_rest_was_absent(group: Group) -> None:
    group.browse.fill(group.grid, {"basis": "keyed", **group.mark(0, "1")})
    assert (group.ways(), group.row().taught_min) == (["keyed", ""], None)
    group.browse.fill(group.grid, {"basis": "keyed", f"rest-{group.lesson_id.hex}": "y"})
    assert (group.ways(), group.row().taught_min) == (["keyed", "absent"], 120)


def test_nothing_keyed_is_nothing_saved(group: Group) -> None:
    answer = group.browse.fill(group.grid, {"basis": "paper"})
    assert answer.status_code == 422
    assert "还没有记任何一格" in answer.text


def test_online_wants_a_street_and_keeps_what_was_typed(group: Group) -> None:
    answer = group.browse.fill(group.grid, {"basis": "paper", **group.mark(0, "o"), **group.mark(1, "1")})
    assert answer.status_code == 422
    assert "李梅是线上听课，请填写她所在的镇街" in answer.text
    assert answer.text.count("selected>1 到课") == 1
    answer = group.browse.fill(group.grid, {"basis": "paper", **group.mark(0, "o"), f"street-{group.women[0].hex}": "鼓山镇"})
    assert answer.status_code == 303
    assert group.ways() == ["online", ""]
    assert "鼓山镇" in group.browse.get(group.lesson).text


def test_who_keys_over_a_change_she_has_not_seen_is_told(group: Group) -> None:
    stale = {f"version-{group.lesson_id.hex}": "1", "basis": "paper", **group.mark(1, "1")}
    with group.browse.app.app_context():
        make.attended(group.lesson_id, group.women[0])
    answer = group.browse.post(group.grid, stale)
    assert answer.status_code == 409
    assert "这节课的记录刚才有变动" in answer.text
    assert group.ways() == ["keyed", "absent"]


def test_the_same_grid_sent_twice_is_one_write(group: Group) -> None:
    form = {"once": "a" * 32, f"version-{group.lesson_id.hex}": "1", "basis": "paper", **group.mark(0, "1")}
    answers = [group.browse.post(group.grid, form) for _ in range(2)]
    assert [it.status_code for it in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert group.row().version == 2


def test_a_closed_month_takes_no_attendance(group: Group) -> None:
    with group.browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    answer = group.browse.fill(group.grid, {"basis": "paper", **group.mark(0, "1")})
    assert answer.status_code == 409
    assert "2026年3月" in answer.text
    assert group.ways() == ["", ""]


def test_ids_of_other_stations_in_the_body_mark_nobody(group: Group) -> None:
    with group.browse.app.app_context():
        theirs = make.trainee(make.JUNMEN, n=7)
        lesson_id = make.lesson(make.running_class(make.JUNMEN), make.JUNMEN, held_on=FRIDAY)
    forged = {f"mark-{group.lesson_id.hex}-{theirs.hex}": "1", f"mark-{lesson_id.hex}-{theirs.hex}": "1"}
    assert group.browse.fill(group.grid, {"basis": "paper", **forged}).status_code == 422
    junk = {"basis": "\0", **group.mark(0, "9" * 10_000), f"street-{group.women[0].hex}": "镇" * 10_000}
    assert group.browse.fill(group.grid, junk).status_code == 422
    assert group.ways() == ["", ""]


@pytest.mark.parametrize("path", ["/attendance", "/minutes", "/photos", ""])
@pytest.mark.parametrize(("name", "status"), [("neighbour", 404), ("stranger", 404)])
def test_nobody_outside_finds_a_lesson(group: Group, path: str, name: str, status: int) -> None:
    assert group.browse.sign_in(name).get(group.lesson + path).status_code == status


def test_a_lesson_of_another_station_is_not_found_in_ones_own(group: Group) -> None:
    with group.browse.app.app_context():
        class_id = make.running_class(make.JUNMEN)
        lesson_id = make.lesson(class_id, make.JUNMEN)
    paths = [f"lessons/{lesson_id}", f"lessons/{lesson_id}/attendance", f"classes/{class_id}/lessons/", f"classes/{class_id}/lessons/end"]
    for path in (*paths, f"lessons/{uuid4()}"):
        assert group.browse.get(f"{STATION}/{path}").status_code == 404


def test_those_above_read_numbers_and_no_name(group: Group) -> None:
    group.take()
    for name in ("jinan", "fuzhou"):
        shown = group.browse.sign_in(name).get(group.lesson)
        assert shown.status_code == 200
        assert "李梅" not in shown.text
        assert "实际课时" in shown.text
        assert group.browse.get(group.grid).status_code == 403
        assert group.browse.post(f"{group.page}/sheet").status_code == 403


def test_minutes_are_kept_with_the_time_it_really_took(group: Group) -> None:
    page = f"{group.lesson}/minutes"
    group.take()
    assert group.browse.fill(page, {"minutes_text": "讲" * 1001, "taught": ""}).status_code == 422
    assert "不要写电话" in group.browse.fill(page, {"minutes_text": "联系 13800000001", "taught": ""}).text
    assert group.browse.fill(page, {"minutes_text": "", "taught": "一会儿"}).status_code == 422
    assert group.browse.fill(page, {"minutes_text": "讲了衣柜分区\n练了叠衣", "taught": "１５０分"}).status_code == 303
    shown = group.browse.get(group.lesson).text
    assert "练了叠衣" in shown
    assert "实际课时比课表长 30分" in shown
    assert group.browse.post(page, {"minutes_text": "旧的", "taught": "", "version": "1"}).status_code == 409


def test_heads_by_street_are_keyed_for_an_online_lesson(group: Group) -> None:
    with group.browse.app.app_context():
        lesson_id = make.lesson(group.class_id, held_on=date(2026, 3, 12), is_online=True)
    page = f"{STATION}/lessons/{lesson_id}/online"
    shown = group.browse.get(page).text
    assert "鼓山镇" in shown  # the county's streets are there to be filled in
    rows = {"rows-0-street": "鼓山镇", "rows-0-attendances": "3,000", "rows-1-street": "鼓山镇", "rows-1-attendances": "2400"}
    assert "写了两次" in group.browse.fill(page, rows).text
    assert group.browse.fill(page, {**rows, "rows-1-attendances": "很多"}).status_code == 422
    assert group.browse.fill(page, {**rows, "rows-1-street": "新店镇"}).status_code == 303
    assert group.row(lesson_id).online_count == 5400
    assert "3,000" in group.browse.get(f"{STATION}/lessons/{lesson_id}").text
    assert "这不是线上课" in group.browse.get(f"{group.lesson}/online").text


def test_a_photo_that_was_used_before_is_marked(group: Group) -> None:
    with group.browse.app.app_context():
        make.photo(colour="teal")  # the unit's own
        make.photo(colour="teal", subject="lesson", subject_id=group.lesson_id)
        make.photo(colour="navy", subject="lesson", subject_id=group.lesson_id)
        make.photo(make.JUNMEN, colour="navy")  # another station's is not this one's to know
    assert group.browse.get(group.lesson).text.count("这张照片以前用过") == 1
    assert group.browse.get(f"{group.lesson}/photos").status_code == 200


def test_the_sheet_is_printed_by_the_worker_and_its_job_holds_no_name(group: Group) -> None:
    for path in (f"{group.page}/sheet", f"{group.lesson}/sheet"):
        first, again = (group.browse.post(path) for _ in range(2))
        assert (first.status_code, first.location) == (303, again.location)
        job_id = UUID(str(first.location).rsplit("/", 1)[-1])
        with group.browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
            found = jobs.claim(Scope(scope.path, account_id=1), job_id)
            assert found is not None
            assert "李梅" not in repr(found.input)
            assert lesson_papers.print_sheet(scope, found.input, lambda _: None).startswith(b"%PDF")


def test_a_class_without_women_has_no_sheet(browse: Browser) -> None:
    with browse.app.app_context():
        class_id = make.running_class()
        make.lesson(class_id)
    answer = browse.sign_in("lianxiang").post(f"{STATION}/classes/{class_id}/lessons/sheet")
    assert answer.status_code == 409
    assert "还没有学员" in answer.text


def test_a_class_is_ended_on_its_page_and_opened_again(group: Group) -> None:
    page = f"{group.page}/end"
    assert "还有 2 节课没有记完考勤" in group.browse.get(page).text
    assert group.browse.fill(page, {"ended_on": "2026-03-16"}).status_code == 409
    group.take()
    shown = group.browse.get(page).text
    assert "到课 0%，不足 80%" in shown
    fails = {"ended_on": "2026-03-16", f"verdict-{group.seats[0].hex}": "0"}
    answer = group.browse.fill(page, fails)
    assert answer.status_code == 422
    assert "李梅到课已够，不予结业请写明原因" in answer.text
    forged = group.browse.fill(page, {"ended_on": "2026-03-16", f"verdict-{group.seats[1].hex}": "1"})
    assert forged.status_code == 422
    assert "不能结业" in forged.text
    assert group.browse.fill(page, {"ended_on": "2026-03-17"}).status_code == 422
    done = group.browse.fill(page, {"ended_on": "2026-03-16"})
    assert done.status_code == 303
    assert group.browse.post(page, {"ended_on": "2026-03-16", "version": "9"}).status_code == 409
    assert "撤销结班" in group.browse.get(page).text
    assert group.browse.fill(group.grid, {"basis": "paper", **group.mark(1, "1")}).status_code == 422  # nothing can be keyed any more
    back = f"{group.page}/reopen"
    assert group.browse.fill(back, {"reason": ""}).status_code == 422
    assert group.browse.fill(back, {"reason": "漏记一节课"}).status_code == 303
    assert "没有结班可以撤销" in group.browse.get(back).text


def test_a_class_with_a_certificate_is_not_reopened_and_the_page_says_why(group: Group) -> None:
    group.take()
    group.browse.fill(f"{group.page}/end", {"ended_on": "2026-03-16"})
    with group.browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        course_id = classes.get_class(scope, group.class_id).course_id
        certificates.issue(scope, Draft(group.women[0], course_id, Kind.COURSE, "连翔社区家政驿站", date(2026, 3, 16), None))
    answer = group.browse.fill(f"{group.page}/reopen", {"reason": "漏记一节课"})
    assert answer.status_code == 409
    assert "是凭这个班发的，不能撤销结班。" in answer.text
    assert "请先注销这些证书" in answer.text


def test_her_story_tells_what_came_of_it(group: Group) -> None:
    group.take()
    with group.browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        completion.end_class(scope, group.class_id, ended_on=date(2026, 3, 16), version=2)
    with group.browse.app.test_request_context(), make.working_at(make.LIANXIANG) as scope:
        from portal.training.views.lesson import _tell

        told = [(it.title, it.detail) for one in group.women for it in _tell(scope, make.LIANXIANG, one)]
    assert told == [("结业：整理收纳第 1 期", "到课 100%"), ("未结业：整理收纳第 1 期", "到课 0%，不足 80%")]


def test_lessons_not_taken_wait_at_home(group: Group) -> None:
    assert "还有课没有记完考勤" in group.browse.get(f"{STATION}/").text
    group.take()
    assert "还有课没有记完考勤" not in group.browse.get(f"{STATION}/").text


def test_online_attendance_is_read_by_street_and_above_without_names_and_small_numbers(group: Group) -> None:
    with group.browse.app.app_context():
        named = make.lesson(group.class_id, held_on=date(2026, 3, 11), is_online=True)
        make.attended(named, *group.women, way="online", street="鼓山镇")
        counted = make.lesson(group.class_id, held_on=date(2026, 3, 12), is_online=True)
    page = f"{STATION}/lessons/{counted}/online"
    group.browse.fill(page, {"rows-0-street": "鼓山镇", "rows-0-attendances": "40", "rows-1-street": "新店镇", "rows-1-attendances": "2"})
    assert group.streets(f"{STATION}/classes/{group.class_id}") == [("鼓山镇", "42"), ("新店镇", "2")]
    assert group.streets(f"{STATION}/funnel/") == [("鼓山镇", "42"), ("新店镇", "2")]
    group.browse.sign_in("jinan")
    above = [("鼓山镇", "40"), ("新店镇", "&lt;3"), ("没有列出镇街", "&lt;3")]
    assert group.streets(f"{STATION}/classes/{group.class_id}") == above
    assert group.streets(f"/t/{make.JINAN}/funnel/") == above
