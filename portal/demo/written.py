"""What the demo's city wrote: a finished report of the months that are closed, and a county's draft."""

from datetime import date

from portal.core import clock
from portal.demo import places
from portal.demo.steering import Steered
from portal.narratives.services import narratives

MONTHS = 6


def tell(it: Steered) -> None:
    """Finish the city's report of half a year, and let a county begin one of the year."""
    closed = [first for first in it.months[:-1] if (it.until - clock.days_of(clock.month_of(first))[1]).days > 45][-MONTHS:]
    if closed:
        with it.at(it.city.code, it.until) as scope:
            first, last = clock.month_of(closed[0]), clock.month_of(closed[-1])
            report_id = narratives.begin(scope, title=f"{it.city.name}巾帼家政工作情况汇报", first=first, last=last)
            narratives.finish(scope, report_id, version=1)
    with it.at(places.JINAN, it.until) as scope:
        first = clock.month_of(max(it.months[0], date(it.until.year, 1, 1)))
        narratives.begin(scope, title="晋安区巾帼家政工作情况汇报", first=first, last=clock.month_of(it.until))
