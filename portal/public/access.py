"""From a scanned code to the unit it belongs to; nobody is signed in here, and what is done is done as that unit."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.core.text import clean_text, to_ascii_digits
from portal.tenants import queries as tree
from portal.tenants.access import open_to_all
from portal.tenants.queries import codes
from portal.web.writes import let_go

View = Callable[..., ResponseReturnValue]
_CODE = re.compile(r"[0-9a-z]{4,16}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a scanned code stands for.

    Args:
        kind: `station`, `class`, `certificate`, `service`, `vol_cert` or `paper`.
        subject_id: the class, the certificate or the request.
        channel: how whoever scans it came; empty where that says nothing.
        status: the unit's: `preparing`, `open`, `suspended` or `closed`.
        scope: the unit's, for the portal itself: nobody is signed in.
    """

    code: str
    kind: str
    subject_id: UUID | None
    channel: str
    is_ended: bool
    unit_code: str
    unit_name: str
    status: str
    scope: Scope


def enter(sent: str) -> Entry:
    """Find what a code stands for, ended or not, and work as its unit for the rest of the request.

    The code is looked up as the platform; then that transaction is let go, and the next one begins with the unit's scope.

    Args:
        sent: the code of the address, or a station's 12-digit division code.

    Raises:
        NotFound: there is none.
    """
    code = clean_text(to_ascii_digits(sent)).replace(" ", "").lower()
    entry = (_of_code(code) or _of_station(code)) if _CODE.fullmatch(code) else None
    if entry is None:
        raise NotFound("没有找到这个二维码的内容。请对准二维码重新扫一次，或到驿站问一问。")
    let_go()
    db.session.info["scope"] = entry.scope
    return entry


def scanned(view: View) -> View:
    """Open a view at `<public_code>` to everybody; it gets the unit's scope and the `entry`. Stands above `@writes`."""

    @wraps(view)
    def run(_: Scope, public_code: str, **kwargs: Any) -> ResponseReturnValue:
        entry = enter(public_code)
        return view(entry.scope, entry=entry, **kwargs)

    return open_to_all(run)


def _of_code(code: str) -> Entry | None:
    it = codes.find_code(code)
    if it is None:
        return None
    unit = (it.tenant_code, it.tenant_name, it.status, _scope(it.path))
    return Entry(code, it.kind, it.subject_id, it.channel, it.ended_at is not None, *unit)


def _of_station(code: str) -> Entry | None:
    it = tree.find_tenant(code)
    if it is None or it.level != "station":
        return None
    return Entry(code, "station", None, "other", False, it.code, it.name, it.status, _scope(it.path))  # noqa: FBT003  # by position, as above


def _scope(path: str) -> Scope:
    return Scope(path, address=request.remote_addr or "")
