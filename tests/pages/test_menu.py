"""The navigation says where one is, also on pages that have no entry of their own."""

import re

import pytest

from tests import make
from tests.browse import Browser

STATION, COUNTY = f"/t/{make.LIANXIANG}/", f"/t/{make.JINAN}/"
CURRENT = re.compile(r'<nav class="side".*?</nav>', re.DOTALL)


def entry_at(browse: Browser, path: str) -> list[str]:
    """Return the entries that are marked as the current one."""
    side = CURRENT.search(browse.get(path).text)
    assert side is not None
    return re.findall(r'aria-current="page">([^<]+)<', side[0])


@pytest.mark.parametrize(
    ("person", "path", "entry"),
    [
        ("lianxiang", STATION, "本月待办"),
        ("lianxiang", f"{STATION}activities/", "活动日志"),
        ("lianxiang", f"{STATION}activities/new", "登记当天活动"),
        ("lianxiang", f"{STATION}volunteers/hours/new", "服务时长"),
        ("lianxiang", f"{STATION}volunteers/hours/", "志愿者"),
        ("lianxiang", f"{STATION}bank/", "志愿者"),
        ("lianxiang", f"{STATION}facilities/", "服务需求"),
        ("jinan", f"{COUNTY}time-pool", "时间银行"),
        ("lianxiang", f"{STATION}trainees/new", "学员"),
        ("lianxiang", f"{STATION}profile/edit", "本单位"),
        ("lianxiang", f"{STATION}reports/figures/attendances", "数据汇总"),
        ("jinan", f"{COUNTY}units/new/", "单位"),
        ("jinan", f"{COUNTY}units/tree/", "单位"),
        ("fuzhou", f"/t/{make.CITY}/applications/stuck/", "建站进度"),
    ],
)
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_entry_of_the_page_is_marked(browse: Browser, person: str, path: str, entry: str) -> None:
    assert entry_at(browse.sign_in(person), path) == [entry]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_page_about_one_person_stands_under_her_roll(browse: Browser) -> None:
    with browse.app.app_context():
        her = make.trainee()
    assert entry_at(browse.sign_in("lianxiang"), f"{STATION}trainees/{her}/document") == ["学员"]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_page_that_belongs_to_no_entry_marks_none(browse: Browser) -> None:
    assert entry_at(browse.sign_in("lianxiang"), f"{STATION}photos/") == []
