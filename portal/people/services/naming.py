"""Words that others than the station read name nobody who is on one of its rolls."""

from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.people import queries, rolls
from portal.people.rules.reasons import check_reason


def refuse_names(scope: Scope, words: str, *, field: str = "reason") -> None:
    """Keep out of a note that is read above the station, or in the audit, what belongs to a person.

    Raises:
        RuleBroken: it holds a number as long as a telephone's, or the name of somebody on a roll of the station.
    """
    check_reason(words, field=field)
    if names := names_in(scope, words):
        message = f"这里写了名册上的姓名“{names[0]}”。上级单位也能看到这一项，请改用“一位老人”“一位志愿者”这样的说法"
        raise RuleBroken(field, message)


def without_names(scope: Scope, words: str) -> str:
    """Return what a stranger wrote with the names of the station's rolls taken out: she does not learn who is on one."""
    for name in names_in(scope, words):
        words = words.replace(name, "××")
    return words


def names_in(scope: Scope, words: str) -> list[str]:
    """Return the names of the station's rolls that stand in these words, the longest first."""
    if not words:
        return []
    found = {name for roll in rolls.rolls() for name in queries.list_named(scope, roll.table, words)}
    return sorted(found, key=lambda name: (-len(name), name))
