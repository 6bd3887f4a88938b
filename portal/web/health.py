"""Is the process alive, and does the database answer."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.core.db import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say that the database answers; a failure becomes the table's 503."""
    with db.engine.connect() as connection:
        connection.execute(select(1))
    return {"status": "ok"}


alive.access = ready.access = "all"  # type: ignore[attr-defined]
