"""A month from its last entry to the archive, and what is put right afterwards, in a real Chromium on the demo as it is served."""

from collections.abc import Callable

import pytest

from portal.core import clock
from portal.demo.places import GULOU, JUNMEN
from tests.browser import figures, month
from tests.browser.visitor import Site, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[[], Visitor]


def test_a_month_is_submitted_returned_accepted_archived_and_restated(visit: Visit, site: Site) -> None:
    manager, county, city = visit().sign_in("junmen"), visit().sign_in("gulou"), visit().sign_in("fuzhou")
    which = month.find_month(manager)
    month.submit(manager, month.STATION, which)
    month.give_back(county, which)
    manager.open(f"{month.STATION}/")
    manager.sees(month.REASON[:10])
    month.submit(manager, month.STATION, which)
    month.accept(county, month.COUNTY, JUNMEN, which)
    month.submit(county, month.COUNTY, which)
    month.accept(city, month.CITY, GULOU, which)
    month.archive(city, which)
    month.cannot_log(manager, which)
    now = clock.month_of(clock.today())
    figures.ask(city, GULOU, which)
    frozen = figures.read(city)
    figures.ask(city, GULOU, now)
    before = figures.read(city)
    _, change = month.correct(manager, which)
    figures.ask(city, GULOU, which)
    assert figures.read(city) == frozen  # what is closed does not move
    figures.ask(city, GULOU, now)
    assert figures.moved(before, figures.read(city), figures.TOTAL)["人次"] == change
    month.restated(city, which, change)
    city.open(f"{month.CITY}/returns/")
    city.shoot("month-board", 1440, 390)
    assert "(all agree)" in site.flask("tallies", "verify")
