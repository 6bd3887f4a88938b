"""`flask tallies verify` and `rebuild`: do figures agree with their rows, and what is done when they do not."""

from collections.abc import Iterable, Mapping

import click
from flask.cli import AppGroup

from portal.core.scope import Scope
from portal.tallies.rules import INDICATORS
from portal.tallies.services import Difference, Figure, differences, misplaced, person_differences, rebuild
from portal.tenants import queries as tree
from portal.web.writes import working_as

Names = Mapping[int, str]
tallies_commands = AppGroup("tallies", help="Figures: do they agree with their rows; close a month.")


@tallies_commands.command("verify")
def verify() -> None:
    """Recount every figure and every person from the rows, and name each difference."""
    wrong = 0
    for city in tree.list_cities():
        with working_as(Scope(city.path)) as scope:
            found, elsewhere, persons = differences(scope), misplaced(scope), person_differences(scope)
            names = _names(scope)
        _name_figures(found, names)
        for station, month, by, should_be in elsewhere:
            click.echo(f"{names[station]} {month}: 账上由{names[by]}统计, 应由{names[should_be]}统计")
        _name_persons(persons, names)
        wrong += len(found) + len(elsewhere) + len(persons)
    click.echo("所有数字与明细一致 (all agree)" if not wrong else f"{wrong} 个数字与明细不一致")
    if wrong:
        raise SystemExit(1)


@tallies_commands.command("rebuild")
def rebuild_all() -> None:
    """Put right what `verify` names, from the rows; nobody can write meanwhile.

    Each figure that changes leaves a line in the audit with its old and its new value. The figures of a month that its unit has
    closed are NOT changed: they were reported and printed, so they are named, and the exit code is 1. If the rows are right, have the
    month opened again (or enter a correction in an open month) and run this once more; if the figures are right, look in the audit for
    who changed the rows. Persons counted once are put right in every month: a merged or corrected document changes them at any time.
    A month counted by the wrong county is not moved by this; that takes an order.
    """
    frozen = 0
    for city in tree.list_cities():
        with working_as(Scope(city.path), is_write=True) as scope:
            done, names = rebuild(scope), _names(scope)
        click.echo(f"{city.name}: 修复 {len(done.figures)} 个数字, {len(done.persons)} 条人数记录")
        _name_figures(done.figures, names)
        _name_persons(done.persons, names)
        if done.frozen:
            click.echo(f"{len(done.frozen)} 个数字所在月份已关账, 没有改动; 请查明原因, 退回该月后再执行一次:")
            _name_figures(done.frozen, names)
        frozen += len(done.frozen)
    if frozen:
        raise SystemExit(1)


def _names(scope: Scope) -> Names:
    return {row.id: row.name for row in tree.list_below(scope)}


def _name_figures(found: Iterable[tuple[Figure, int, int]], names: Names) -> None:
    for (tenant_id, month, code, kind_id), kept, counted in found:
        click.echo(f"{names.get(tenant_id, tenant_id)} {month} {INDICATORS[code].label} 类别{kind_id}: 账上 {kept}, 实有 {counted}")


def _name_persons(found: Iterable[Difference], names: Names) -> None:
    for (tenant_id, code, period, person_id), kept, counted in found:
        what = "一名人员" if person_id else "人数"
        unit = "次" if person_id else "人"
        click.echo(f"{names.get(tenant_id, tenant_id)} {period} {INDICATORS[code].label} {what}: 账上 {kept} {unit}, 实有 {counted} {unit}")
