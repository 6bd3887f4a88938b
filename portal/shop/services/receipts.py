"""The receipt of a redemption as PDF; the worker reads what stands on it itself, the job names nobody."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules import mask_name
from portal.shop.queries import redemptions as queries
from portal.shop.rules.redemptions import State, Taker
from portal.tenants.queries import get_here
from portal.web import jobs
from portal.web.jobs import Progress
from portal.web.writes import working_as

KIND, TITLE, PRINT = "shop_receipt", "爱心超市兑换单", "redemption.print"


def ask_for_receipt(scope: Scope, redemption_id: UUID) -> UUID:
    """Ask for the receipt of a redemption as it stands now.

    Raises:
        NotFound: it is not this station's.
    """
    row = queries.get_redemption(scope, redemption_id)
    asked = {"redemption_id": str(redemption_id), "version": row.version}
    job_id = jobs.ask(scope, KIND, asked, f"{TITLE} {row.number}.pdf")
    audit.note(scope, PRINT, redemption_id, note=row.number)
    return job_id


def print_receipt(scope: Scope, asked: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    with working_as(scope):
        redemption_id = UUID(asked["redemption_id"])
        row = queries.get_redemption(scope, redemption_id)
        lines = queries.map_lines(scope, [redemption_id])[redemption_id]
        unit = get_here(scope).name
    known = {"masked": mask_name(row.name), "at": clock.local(row.held_at), "states": State, "takers": Taker}
    html = printer.lay_out("shop/receipt_print.html", row=row, lines=lines, title=TITLE, unit_name=unit, **known)
    progress(40)
    return printer.make_pdf(html)


jobs.register(KIND, print_receipt, back=("返回兑换记录", "redemptions.listing"), permission="shop.redeem")
register_words({PRINT: "打印兑换单"}, group="爱心超市")
