"""Is the process alive, and may it be given work."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from portal.core import serving

bp = Blueprint("health", __name__)
_FRESH = {"Cache-Control": "no-store"}


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}, _FRESH


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say that the database answers and is the one this program was written for; 503 with the reasons otherwise."""
    settings, migrations = current_app.extensions["portal.settings"], current_app.extensions["migrate"].directory
    try:
        faults = serving.find_faults(settings.database_url, migrations)
    except serving.Away:
        faults = ["数据库没有应答 (the database does not answer)"]
    return ({"status": "unavailable", "reasons": faults}, 503, _FRESH) if faults else ({"status": "ok"}, _FRESH)


alive.access = ready.access = "all"  # type: ignore[attr-defined]
