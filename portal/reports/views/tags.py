"""专项统计: what activities counted for, by 五送, 五个一, 六新 and 5+1+1; what is missing is named."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.reports.forms import TagFilter
from portal.reports.queries.tags import list_chain, list_tag_lines
from portal.reports.rules import Unit, period_words
from portal.reports.rules.tags import CHAIN, SETS, TagCell, TagLine, total_of
from portal.stations.queries import list_kinds, map_tags
from portal.stations.rules import TAGS
from portal.tenants.access import here, requires
from portal.web.menu import Entry, register
from portal.web.render import render

bp = Blueprint("tags", __name__)
register(Entry(72, "专项统计", "tags.front", "figure.read"))


@bp.get("/")
@requires(read="figure.read")
def front(scope: Scope) -> ResponseReturnValue:
    """Show one set of tags: units by tags, and which kinds of activity are counted for them."""
    filter_ = TagFilter()
    first, last = filter_.read(today=clock.today())
    chosen, unit = filter_.read_set(), Unit(scope.tenant_id, here().code, here().name)
    shown: dict[str, Any] = {"period": period_words(first, last), "words": SETS[chosen], "cutoff": clock.now(), "form": filter_}
    months: dict[str, Any] = {"first": first, "last": last}
    if chosen == CHAIN:
        lines = list_chain(scope, unit, first, last)
        opens = {line.label: _chain_url(scope, line.indicator, line.kind, months) for line in lines}
        return render("reports/chain.html", blocks=("results",), lines=lines, opens=opens, **shown)
    lines = list_tag_lines(scope, unit, chosen, first, last)
    parts: dict[str, Any] = {"lines": lines, "totals": total_of(lines), "tags": TAGS[chosen][1], "kinds": _kinds(scope, chosen, months)}
    return render(
        "reports/tags.html", blocks=("results",), opens=_opener(scope, chosen, months), is_station=_is_station(scope), **parts, **shown
    )


def _opener(scope: Scope, chosen: str, months: dict[str, Any]) -> Any:
    """Return where a cell leads: to the unit below, or to the rows of the kinds behind it."""

    def opens(line: TagLine, cell: TagCell) -> str:
        if not cell.sessions:
            return ""
        if not _is_station(scope) and not line.is_own:
            return url_for(".front", code=line.code, tag_set=chosen, **months)
        span: dict[str, Any] = {"first": line.code, "last": line.code} if _is_station(scope) else months
        kinds = [kind for kind, tags in map_tags().items() if (chosen, cell.tag) in tags]
        return url_for("reports.figure", code=here().code, indicator="sessions", kind=kinds[0] if len(kinds) == 1 else None, **span)

    return opens


def _kinds(scope: Scope, chosen: str, months: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (kind of activity, what it counts for in this set, its roll-up) of the kinds that count for anything."""
    words, held = TAGS[chosen][1], map_tags()
    tags = {kind.id: [words[tag] for name, tag in held.get(kind.id, []) if name == chosen] for kind in list_kinds()}
    url = {kind.id: url_for("reports.rollup", code=here().code, kind=kind.id, **months) for kind in list_kinds()}
    return [(kind.name, "、".join(tags[kind.id]), url[kind.id]) for kind in list_kinds() if tags[kind.id]]


def _chain_url(scope: Scope, indicator: str, kind: str, months: dict[str, Any]) -> str:
    """Return where one of the seven leads: at a station to its rows, above to the units below."""
    kind_id = next((row.id for row in list_kinds() if row.code == kind), None)
    if _is_station(scope):
        return url_for("reports.figure", code=here().code, indicator=indicator, kind=kind_id, **months)
    return url_for("reports.rollup", code=here().code, kind=kind_id, table=None if kind else "training", **months)


def _is_station(scope: Scope) -> bool:
    return scope.level is Level.STATION
