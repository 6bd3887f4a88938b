"""Which role may do what, and at which level of the tree; read it aloud to a county's officer.

A role is held at a tenant. A permission counts at that tenant; `from_above` it also counts at every tenant below it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

PLATFORM, CITY, COUNTY, STATION = "platform", "city", "county", "station"
EVERYWHERE = frozenset({CITY, COUNTY, STATION})

ROLES = {
    "helper": "宣传员",
    "manager": "站长",
    "county_clerk": "县级干事",
    "county_admin": "县级管理员",
    "city_reader": "市级查阅",
    "city_admin": "市级管理员",
    "operator": "平台运维",
}
LEVELS = {PLATFORM: "平台", CITY: "市级中心", COUNTY: "县级基地", STATION: "社区驿站"}


@dataclass(frozen=True, slots=True)
class Exercise:
    """Where a permission counts: at these levels, and there only for members unless `from_above`.

    Args:
        is_write: wants an open tenant; `while_not_open`, one that is being prepared or suspended will do.
    """

    levels: frozenset[str]
    from_above: bool = False
    is_write: bool = False
    while_not_open: bool = False


PERMISSIONS = {
    "home.read": Exercise(EVERYWHERE | {PLATFORM}, from_above=True),
    "activity.read": Exercise(EVERYWHERE, from_above=True),
    "activity.log": Exercise(EVERYWHERE, is_write=True),
    "trainee.read": Exercise(frozenset({STATION})),
    "trainee.admit": Exercise(frozenset({STATION}), is_write=True),
    "wish.keep": Exercise(frozenset({STATION}), is_write=True),
    "demand.read": Exercise(EVERYWHERE, from_above=True),
    "class.read": Exercise(frozenset({STATION}), from_above=True),
    "class.keep": Exercise(frozenset({STATION}), is_write=True),
    "exam.keep": Exercise(frozenset({STATION}), is_write=True),
    "certificate.issue": Exercise(frozenset({STATION}), is_write=True),
    "placement.keep": Exercise(frozenset({STATION}), is_write=True),
    "gate.read": Exercise(frozenset({COUNTY, STATION}), from_above=True),
    "gate.decide": Exercise(frozenset({COUNTY}), is_write=True),
    "fund.read": Exercise(frozenset({STATION}), from_above=True),
    "fund.keep": Exercise(frozenset({STATION}), is_write=True),
    "finding.read": Exercise(EVERYWHERE, from_above=True),
    "finding.explain": Exercise(frozenset({STATION}), is_write=True),
    "finding.close": Exercise(frozenset({COUNTY, STATION}), is_write=True),
    "code.read": Exercise(frozenset({STATION})),
    "code.keep": Exercise(frozenset({STATION}), is_write=True),
    "volunteer.read": Exercise(frozenset({STATION})),
    "volunteer.register": Exercise(frozenset({STATION}), is_write=True),
    "hours.credit": Exercise(frozenset({STATION}), is_write=True),
    "hours.verify": Exercise(frozenset({STATION}), is_write=True),
    "time.give": Exercise(frozenset({STATION}), is_write=True),
    "honour.issue": Exercise(frozenset({STATION}), is_write=True),
    "bank.read": Exercise(EVERYWHERE, from_above=True),
    "bank.rule": Exercise(frozenset({CITY}), is_write=True),
    "dispute.read": Exercise(frozenset({COUNTY, STATION}), from_above=True),
    "dispute.raise": Exercise(frozenset({STATION}), is_write=True),
    "dispute.decide": Exercise(frozenset({COUNTY}), is_write=True),
    "care.read": Exercise(frozenset({STATION})),
    "care.keep": Exercise(frozenset({STATION}), is_write=True),
    "facility.read": Exercise(frozenset({STATION}), from_above=True),
    "facility.keep": Exercise(frozenset({STATION}), is_write=True),
    "shop.read": Exercise(frozenset({STATION}), from_above=True),
    "shop.keep": Exercise(frozenset({STATION}), is_write=True),
    "shop.redeem": Exercise(frozenset({STATION}), is_write=True),
    "application.read": Exercise(frozenset({CITY, COUNTY}), from_above=True),
    "application.file": Exercise(frozenset({COUNTY}), is_write=True),
    "application.decide": Exercise(frozenset({COUNTY}), is_write=True),
    "unit.read": Exercise(frozenset({CITY, COUNTY}), from_above=True),
    "unit.edit": Exercise(EVERYWHERE, is_write=True, while_not_open=True),
    "unit.add": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "unit.rule": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "unit.move": Exercise(frozenset({CITY}), is_write=True),
    "station.open": Exercise(frozenset({COUNTY}), is_write=True),
    "member.read": Exercise(EVERYWHERE | {PLATFORM}, from_above=True),
    "member.manage": Exercise(EVERYWHERE | {PLATFORM}, from_above=True, is_write=True, while_not_open=True),
    "audit.read": Exercise(EVERYWHERE | {PLATFORM}, from_above=True),
    "propagandist.read": Exercise(frozenset({STATION}), from_above=True),
    "propagandist.keep": Exercise(frozenset({STATION}), is_write=True),
    "person.manage": Exercise(frozenset({STATION}), is_write=True, while_not_open=True),
    "person.ask": Exercise(frozenset({STATION}), from_above=True, is_write=True, while_not_open=True),
    "figure.read": Exercise(EVERYWHERE, from_above=True),
    "figure.print": Exercise(EVERYWHERE, from_above=True),
    "return.read": Exercise(EVERYWHERE, from_above=True),
    "return.submit": Exercise(EVERYWHERE, is_write=True),
    "return.review": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "return.reopen": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "due.rule": Exercise(frozenset({CITY}), is_write=True),
    "due.except": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "correction.make": Exercise(EVERYWHERE, is_write=True),
    "past.keep": Exercise(EVERYWHERE, is_write=True),
    "target.read": Exercise(frozenset({CITY, COUNTY}), from_above=True),
    "target.set": Exercise(frozenset({CITY}), is_write=True),
    "target.answer": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "rank.read": Exercise(frozenset({CITY, COUNTY}), from_above=True),
    "rank.rule": Exercise(frozenset({CITY}), is_write=True),
    "rank.object": Exercise(frozenset({COUNTY}), is_write=True),
    "star.rule": Exercise(frozenset({CITY}), is_write=True),
    "star.show": Exercise(frozenset({COUNTY}), is_write=True),
    "candidate.read": Exercise(EVERYWHERE, from_above=True),
    "candidate.nominate": Exercise(frozenset({COUNTY, STATION}), is_write=True),
    "candidate.decide": Exercise(frozenset({CITY}), is_write=True),
    "problem.read": Exercise(EVERYWHERE, from_above=True),
    "problem.raise": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "problem.fix": Exercise(EVERYWHERE, is_write=True),
    "problem.recheck": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "round.read": Exercise(EVERYWHERE, from_above=True),
    "round.keep": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "round.score": Exercise(frozenset({COUNTY, STATION}), is_write=True),
    "study.read": Exercise(frozenset({CITY, COUNTY}), from_above=True),
    "study.keep": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "plan.read": Exercise(frozenset({CITY, COUNTY}), from_above=True),
    "plan.keep": Exercise(frozenset({COUNTY}), is_write=True),
    "bulletin.read": Exercise(frozenset({CITY, COUNTY}), from_above=True),
    "bulletin.publish": Exercise(frozenset({CITY}), is_write=True),
    "narrative.read": Exercise(frozenset({CITY, COUNTY}), from_above=True),
    "narrative.write": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "narrative.finish": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "text.check": Exercise(EVERYWHERE, from_above=True),
    "circular.read": Exercise(EVERYWHERE, from_above=True),
    "circular.answer": Exercise(frozenset({COUNTY, STATION}), is_write=True),
    "circular.send": Exercise(frozenset({CITY, COUNTY}), is_write=True),
    "library.read": Exercise(EVERYWHERE, from_above=True),
    "library.keep": Exercise(frozenset({CITY}), is_write=True),
    "city.read": Exercise(frozenset({PLATFORM})),
    "city.create": Exercise(frozenset({PLATFORM}), is_write=True),
}

_STATION_WORK = {"home.read", "activity.read", "activity.log", "figure.read", "figure.print", "circular.answer"}
_COUNTY_READS = {"home.read", "activity.read", "unit.read", "figure.read", "figure.print", "application.read", "propagandist.read"}
_PEOPLE_OF_A_STATION = {"trainee.read", "trainee.admit", "volunteer.read", "volunteer.register", "hours.credit", "propagandist.read"}
_WORK_OF_A_STATION = {"wish.keep", "class.keep", "exam.keep", "placement.keep", "finding.explain", "gate.read", "code.read"}
_READS_TRAINING = {"demand.read", "class.read", "fund.read", "finding.read"}
_TIME_OF_A_STATION = {"dispute.raise", "care.read", "care.keep", "facility.keep", "shop.redeem"}
_READS_TIME = {"bank.read", "dispute.read", "facility.read", "shop.read"}
_READS_THE_YEAR = {"return.read", "candidate.read", "problem.read", "round.read"}
_READS_STANDING = {"target.read", "rank.read", "study.read", "plan.read", "bulletin.read", "narrative.read"}
_LOOKS_UP = {"circular.read", "library.read", "text.check"}
_CLOSES = {"return.submit", "correction.make", "past.keep", "problem.fix"}
_CHASES = {"return.review", "return.reopen", "due.except", "target.answer", "problem.raise", "problem.recheck", "round.keep", "study.keep"}
_WRITES = {"narrative.write", "narrative.finish", "circular.send"}
_RULES = {"unit.edit", "unit.add", "unit.rule", "member.read", "member.manage", "audit.read"}

POLICY: dict[str, set[str]] = {
    "helper": _STATION_WORK
    | _PEOPLE_OF_A_STATION
    | _WORK_OF_A_STATION
    | _READS_TRAINING
    | _TIME_OF_A_STATION
    | _READS_TIME
    | _READS_THE_YEAR
    | _LOOKS_UP,
    "manager": _STATION_WORK
    | _PEOPLE_OF_A_STATION
    | _WORK_OF_A_STATION
    | _READS_TRAINING
    | _TIME_OF_A_STATION
    | _READS_TIME
    | _READS_THE_YEAR
    | _LOOKS_UP
    | _CLOSES
    | {"hours.verify", "time.give", "honour.issue", "shop.keep"}
    | {"candidate.nominate", "round.score"}
    | {"certificate.issue", "fund.keep", "finding.close", "code.keep"}
    | {"propagandist.keep", "person.manage", "unit.edit", "member.read", "member.manage", "audit.read"},
    "county_clerk": _COUNTY_READS
    | _READS_TRAINING
    | _READS_TIME
    | _READS_THE_YEAR
    | _LOOKS_UP
    | _READS_STANDING
    | {"gate.read"}
    | {"activity.log", "application.file", "member.read"}
    | {"return.review", "problem.raise", "problem.fix", "round.score", "study.keep", "plan.keep", "narrative.write", "circular.answer"},
    "county_admin": _COUNTY_READS
    | _READS_TRAINING
    | _READS_TIME
    | _READS_THE_YEAR
    | _LOOKS_UP
    | _READS_STANDING
    | _CLOSES
    | _CHASES
    | _WRITES
    | {"circular.answer", "rank.object", "star.show", "candidate.nominate", "round.score", "plan.keep"}
    | {"dispute.decide"}
    | _RULES
    | {"gate.read", "gate.decide", "finding.close"}
    | {"activity.log", "application.file", "application.decide", "station.open", "person.ask"},
    "city_reader": _COUNTY_READS | _READS_TRAINING | _READS_TIME | _READS_THE_YEAR | _READS_STANDING | _LOOKS_UP | {"member.read"},
    "city_admin": _COUNTY_READS
    | _READS_TRAINING
    | _READS_TIME
    | _READS_THE_YEAR
    | _LOOKS_UP
    | _READS_STANDING
    | _CLOSES
    | _CHASES
    | _WRITES
    | _RULES
    | {"due.rule", "target.set", "rank.rule", "star.rule", "candidate.decide", "bulletin.publish", "library.keep"}
    | {"bank.rule"}
    | {"activity.log", "unit.move"},
    "operator": {"home.read", "city.read", "city.create", "member.read", "member.manage", "audit.read"},
}


def permissions_at(level: str, status: str, roles: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """Return what the roles, each held here or above, permit at a tenant of this level and status.

    Args:
        roles: (role, whether it is held at this very tenant) pairs.
    """
    return _permissions(level, frozenset(roles), status)


@lru_cache(maxsize=256)
def _permissions(level: str, roles: frozenset[tuple[str, bool]], status: str) -> frozenset[str]:
    return frozenset(
        name
        for role, is_held_here in roles
        for name in POLICY[role]
        if level in PERMISSIONS[name].levels and (is_held_here or PERMISSIONS[name].from_above) and _may_write(PERMISSIONS[name], status)
    )


def _may_write(it: Exercise, status: str) -> bool:
    return not it.is_write or status == "open" or (it.while_not_open and status != "closed")
