"""What is printed on a paper so that it can be told later whether it still holds: a code, and the facts behind it."""

from collections.abc import Callable
from typing import Any, cast

import segno
from sqlalchemy import Row, Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.dates import moment_words
from portal.core.db import db, insert_or
from portal.core.errors import PortalError
from portal.core.scope import Scope
from portal.tenants.models import Imprint
from portal.tenants.queries import imprints as queries
from portal.tenants.rules.imprints import Facts, Later, Now, Verdict, judge
from portal.tenants.services.codes import make_code
from portal.web.site import address_of

NowOf = Callable[[Scope, str], Now | None]
CODE_KIND, PAGE = "paper", "paper_checks.show"
_GONE = Now(why="这份材料所依据的记录，现在已不在出具单位名下，请向出具单位核实。")
table = cast(Table, Imprint.__table__)
_nows: dict[str, NowOf] = {}


def register_now(kind: str, now_of: NowOf) -> None:
    """Name who tells what a paper of a kind would be now; it is handed (scope of the unit that printed it, subject)."""
    _nows[kind] = now_of


def imprint(scope: Scope, facts: Facts) -> dict[str, str]:
    """Note that a paper is printed, once for the same content, and return what stands on it of what it is.

    Returns:
        {title, unit, period, cutoff, filled_by, reviewed_by, version, code, address, qr}: the address of its page, and the same as a
        picture that needs no fetching.
    """
    code = _find_or_make(scope, facts)
    address = address_of(PAGE, paper_code=code)
    return {**facts.kept, "code": code, "address": address, "qr": picture_of(address)}


def code_line(scope: Scope, facts: Facts) -> str:
    """Return the line of a sheet that says by which code the paper of the same content is checked; a sheet by itself makes no code."""
    same = queries.find_same(scope, facts.kind, facts.subject, facts.digest)
    return f"查验码：{f'{same.code}（{address_of(PAGE, paper_code=same.code)}）' if same else '打印 PDF 后生成'}"


def verdict_of(scope: Scope, row: Row[Any]) -> Verdict:
    """Say whether a printed paper still holds.

    Args:
        scope: that of the unit that printed it.
        row: of `get_imprint`.
    """
    later = queries.find_later(scope, row)
    printed = Later(later.version, moment_words(later.printed_at)) if later else None
    return judge(row.digest, _now(scope, row.kind, row.subject), printed)


def picture_of(address: str) -> str:
    """Return the QR code of an address as a picture that needs no fetching."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2)


def _now(scope: Scope, kind: str, subject: str) -> Now | None:
    now_of = _nows.get(kind)
    if now_of is None:
        return None
    try:
        return now_of(scope, subject)
    except (PortalError, LookupError, ValueError):  # the unit moved on, or its row was withdrawn
        return _GONE


def _find_or_make(scope: Scope, facts: Facts) -> str:
    which = (facts.kind, facts.subject, facts.digest)
    if known := queries.find_same(scope, *which):
        return known.code
    new = uuid7()
    row = {"id": new, "kind": facts.kind, "subject": facts.subject, "digest": facts.digest, "code": new.hex[-16:]}
    values = {**scope.stamp(table), **row, **facts.kept, "printed_by": scope.account_id, "printed_at": clock.now()}
    db.session.execute(insert_or(table).on_conflict_do_nothing(), [values])
    found = queries.find_same(scope, *which)
    if found is None or found.id != new:  # somebody else printed the same at the same moment
        return found.code if found else ""
    return _give_code(scope, found.id)


def _give_code(scope: Scope, imprint_id: Any) -> str:
    code = make_code(scope, CODE_KIND, imprint_id)
    own = (scope.changes(table), table.c.id == bindparam("which"))
    db.session.execute(update(table).where(*own).values(code=code), {**scope.binds, "which": imprint_id})
    return code
