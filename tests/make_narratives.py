"""What written reports are tested with."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.narratives.models import Narrative
from portal.narratives.queries import narratives as queries
from portal.narratives.services import narratives as services
from portal.targets.rules.aims import Aim, ProgrammeFacts
from portal.targets.services import programmes, targets
from tests import make

TITLE = "福州市巾帼家政工作情况汇报"
FIRST, LAST = "2026-01", "2026-03"
TEXT = "省妇联：\n一、工作开展情况\n今年以来，全市开展活动【活动场次】，参加【参加人次】。"


def begin(code: str = make.CITY, name: str = "fuzhou", *, text: str | None = TEXT, **changes: Any) -> UUID:
    """Begin a report and return its id; with this text, or for None as the template has it."""
    with make.working_at(code, name) as scope:
        narrative_id = services.begin(scope, **{"title": TITLE, "first": FIRST, "last": LAST, **changes})
        if text is not None:
            services.save(scope, narrative_id, text=text, version=1)
    return narrative_id


def kept(narrative_id: UUID, code: str = make.CITY, name: str = "fuzhou") -> Any:
    """Return a report as its unit has it."""
    with make.working_at(code, name) as scope:
        return queries.get_narrative(scope, narrative_id)


def finish(narrative_id: UUID, despite: str = "", code: str = make.CITY, name: str = "fuzhou") -> UUID:
    """Finish a draft as it is now, and return its id."""
    version = kept(narrative_id, code, name).version
    with make.working_at(code, name) as scope:
        services.finish(scope, narrative_id, version=version, despite=despite)
    return narrative_id


def finished(**changes: Any) -> UUID:
    """Begin and finish a report, over one activity."""
    make.activity()
    return finish(begin(**changes))


def target(name: str = "参加人次目标", measure: str = "attendances", *, province: int = 80, city: int = 100) -> UUID:
    """Publish a target of the year for the whole city, with both baselines, and return its id."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        facts = ProgrammeFacts(2026, f"{name}专项", "关于开展专项的通知", "榕妇〔2026〕1 号", "福州市妇联", date(2026, 1, 5))
        programme_id = programmes.add_programme(scope, facts)
        aim = Aim(name, measure, "2026-01", "2026-12", province, "省妇联〔2026〕1 号", city, "榕妇〔2026〕1 号")
        target_id = targets.add_target(scope, programme_id, aim)
        targets.fill_evenly(scope, target_id, version=1)
        targets.publish(scope, target_id, version=2, reason="首次发布")
    return target_id


def many(n: int) -> None:
    """Let there be n finished reports more, without what they say."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        now = datetime(2026, 3, 1, tzinfo=clock.SHANGHAI)
        who: dict[str, Any] = dict.fromkeys(("made_by", "changed_by", "finished_by"), scope.account_id)
        when: dict[str, Any] = dict.fromkeys(("made_at", "changed_at", "finished_at"), now)
        for number in range(n):
            series = uuid7()
            said: dict[str, Any] = {
                "title": f"第 {n}-{number} 份汇报",
                "first_month": "2025-01",
                "last_month": "2025-12",
                "text": "",
                "figures": {},
            }
            db.session.add(
                Narrative(**scope.stamp(Narrative), id=series, series=series, state="final", digest="0" * 64, **said, **who, **when)
            )


def known(code: str) -> UUID:
    """Return the id of a draft of a unit; of the city's where no unit writes any."""
    where = (make.JINAN, "jinan") if code == make.JINAN else (make.CITY, "fuzhou")
    return begin(*where, text="妇联组织扎实推进工作。")
