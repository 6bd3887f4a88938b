"""`flask retention`: remove what was kept long enough. Persons are never erased unasked: their station is told."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.scope import Scope
from portal.core.settings import Retention
from portal.people import rolls
from portal.tenants import queries as tree
from portal.tenants.access import PLATFORM_PATH
from portal.tenants.services.sign_ins import purge_sign_ins
from portal.web.keeping import purge_papers, purge_receipts, purge_sheets
from portal.web.writes import working_as

_WORDS = {
    "sign_ins": "登录失败、已结束的登录和用过的链接",
    "receipts": "表单回执",
    "papers": "可以重新生成的文件",
    "sheets": "没有确认的导入表",
}


@click.command("retention")
@click.option("--dry-run", "is_dry", is_flag=True, help="only say what is due")
@with_appcontext
def retention(is_dry: bool) -> None:  # noqa: FBT001  # click hands its flags over like this
    """Remove what was kept as long as the settings say; list how many persons are due for their stations to look at."""
    counts = purge(is_dry=is_dry)
    for name, words in _WORDS.items():
        click.echo(f"{words}：{'应删除' if is_dry else '已删除'} {counts[name]}")
    click.echo(f"保存期已满、请驿站站长核对的人员：{counts['persons']}（不会自动删除）")


def purge_everywhere() -> None:
    """Remove what is due."""
    purge(is_dry=False)


def purge(*, is_dry: bool) -> Counter[str]:
    """Remove what is due, unit by unit, each in a transaction of its own; 0 days of a kind keep it for ever.

    Returns:
        {setting: how many rows or files}; `persons` is a count alone.
    """
    keep: Retention = current_app.extensions["portal.settings"].keep
    counts: Counter[str] = Counter()
    if before := _before(keep.sign_ins):
        with working_as(Scope(PLATFORM_PATH), is_write=not is_dry):
            counts["sign_ins"] = purge_sign_ins(before, is_dry=is_dry)
    for path, is_station in _units():
        with working_as(Scope(path), is_write=not is_dry) as scope:
            counts += _purge_unit(scope, keep, is_dry=is_dry)
        if is_station and (before := _before(keep.persons)):
            with working_as(Scope(path)) as scope:
                counts["persons"] += sum(len(roll.list_untouched(scope, before)) for roll in rolls.rolls())
    return counts


def _purge_unit(scope: Scope, keep: Retention, *, is_dry: bool) -> Counter[str]:
    counts: Counter[str] = Counter(sheets=purge_sheets(scope, is_dry=is_dry))
    if before := _before(keep.receipts):
        counts["receipts"] = purge_receipts(scope, before, is_dry=is_dry)
    if before := _before(keep.papers):
        counts["papers"] = purge_papers(scope, before, is_dry=is_dry)
    return counts


def _units() -> Iterator[tuple[str, bool]]:
    """Yield (path, whether it is a station) of the platform and every unit."""
    yield PLATFORM_PATH, False
    for city in list(tree.list_cities()):
        for unit in list(tree.list_below(Scope(city.path))):
            yield unit.path, unit.level == "station"


def _before(days: int) -> datetime | None:
    return clock.now() - timedelta(days=days) if days else None
