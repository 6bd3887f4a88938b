"""What bulletins are tested with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from portal.bulletins.models import Bulletin
from portal.bulletins.queries import bulletins as queries
from portal.bulletins.services import bulletins as services
from portal.core import clock
from portal.core.db import db
from tests import make

MONTH = "2026-02"
DESPITE = "县里系统停机，先发布"


def draft(month: str = MONTH, foreword: str = "各县按时上报，请保持。") -> UUID:
    """Draft the bulletin of a month and return its id."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return services.draft(scope, month, foreword=foreword)


def kept(bulletin_id: UUID) -> Any:
    """Return a bulletin as the city has it."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return queries.get_bulletin(scope, bulletin_id)


def publish(bulletin_id: UUID, despite: str = DESPITE) -> UUID:
    """Publish a draft as it is now, and return its id."""
    version = kept(bulletin_id).version
    with make.working_at(make.CITY, "fuzhou") as scope:
        services.publish(scope, bulletin_id, version=version, despite=despite)
    return bulletin_id


def published(month: str = MONTH) -> UUID:
    """Draft and publish the bulletin of a month though no county is accepted."""
    return publish(draft(month))


def many(n: int) -> None:
    """Let there be n published bulletins more, without what they say."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        now = datetime(2026, 3, 1, tzinfo=clock.SHANGHAI)
        who: dict[str, Any] = {"made_by": scope.account_id, "made_at": now, "published_by": scope.account_id, "published_at": now}
        said: dict[str, Any] = {"state": "published", "content": {}, "digest": "0" * 64, **who}
        for number in range(n):
            month = f"{2000 + n + number // 12}-{number % 12 + 1:02d}"
            db.session.add(Bulletin(**scope.stamp(Bulletin), month=month, year=2000 + n, number=number + 1, **said))


def known() -> UUID:
    """Return the id of a published bulletin of long ago."""
    return published("2024-01")


def spare() -> UUID:
    """Return the id of a draft of long ago."""
    return draft("2024-02")
