"""What became of those who were placed: figures for the station alone, since few women stand behind each."""

from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.placement.queries import figures as queries
from portal.placement.rules.figures import shares, stays
from portal.placement.rules.work import CAUSES, INCOMES, KINDS, PLACES
from portal.placement.views.placements import bp
from portal.tenants.access import requires
from portal.web.render import render


@bp.get("/figures")
@requires(read="trainee.read")
def figures(scope: Scope) -> ResponseReturnValue:
    """Show who stayed at 30, 90 and 180 days, why others left, and where and how they work."""
    rows = queries.list_placements(scope)
    marks = stays(((row.id, row.started_on, row.ended_on) for row in rows), queries.map_answers(scope), today=clock.today())
    parts = (
        ("本地和外地", "全部上岗", shares((row.place for row in rows), PLACES)),
        ("就业和创业", "全部上岗", shares((row.kind for row in rows), KINDS)),
        ("离岗原因", "已离岗的", shares((row.left_cause for row in rows), CAUSES)),
        ("月收入", "本人同意登记的", shares((row.income_band for row in rows), INCOMES)),
    )
    return render("placement/figures.html", total=len(rows), marks=marks, parts=parts)
