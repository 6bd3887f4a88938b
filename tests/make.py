"""A small world, the same on both databases, and plain functions that make one thing each; no randomness.

city 350100 ─┬─ county 350111 ─┬─ station 350111100013 (lianxiang)
             │                 └─ station 350111100014 (its neighbour)
             └─ county 350102 ─── station 350102001001 (junmen)
city 371581 ─── county 371581001 ─ station 371581001001
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from portal.core.db import db
from portal.core.scope import Scope
from portal.stations import services as stations
from portal.stations.rules import Gathering
from portal.tenants import passwords, queries
from portal.tenants.models import Membership, Tenant
from portal.tenants.services import accounts, tree

PASSWORD = "杨柳依依 2026"
CITY, JINAN, GULOU = "350100000000", "350111000000", "350102000000"
LIANXIANG, NEIGHBOUR, JUNMEN = "350111100013", "350111100014", "350102001001"
OTHER_CITY, OTHER_COUNTY, OTHER_STATION = "371581000000", "371581001000", "371581001001"
PLATFORM = "000000000000"

PEOPLE = {  # account: (unit, role)
    "operator": (PLATFORM, "operator"),
    "fuzhou": (CITY, "city_admin"),
    "fuzhou_reader": (CITY, "city_reader"),
    "jinan": (JINAN, "county_admin"),
    "jinan_clerk": (JINAN, "county_clerk"),
    "gulou": (GULOU, "county_admin"),
    "lianxiang": (LIANXIANG, "manager"),
    "lianxiang_helper": (LIANXIANG, "helper"),
    "neighbour": (NEIGHBOUR, "manager"),
    "junmen": (JUNMEN, "manager"),
    "linqing": (OTHER_CITY, "city_admin"),
    "stranger": (OTHER_STATION, "manager"),
}


def build_world() -> None:
    """Make the two cities and everybody in them, and commit."""
    db.session.info["writes"] = True
    fuzhou = tree.add_city(code=CITY, name="福州市")
    jinan = _open_child(fuzhou, JINAN, "晋安区", "county")
    gulou = _open_child(fuzhou, GULOU, "鼓楼区", "county")
    _open_child(jinan, LIANXIANG, "连翔社区驿站", "station")
    _open_child(jinan, NEIGHBOUR, "东山社区驿站", "station")
    _open_child(gulou, JUNMEN, "军门社区驿站", "station")
    linqing = tree.add_city(code=OTHER_CITY, name="临清市")
    street = _open_child(linqing, OTHER_COUNTY, "青年路街道", "county")
    _open_child(street, OTHER_STATION, "青年社区驿站", "station")
    kept = passwords.hash_password(PASSWORD)
    for name, (code, role) in PEOPLE.items():
        account = accounts.add_account(name=name, display_name=f"{name} 的使用人", tenant_id=tenant(code).id, role=role)
        account.password_hash = kept
    db.session.commit()


def _open_child(parent: Any, code: str, name: str, level: str) -> Tenant:
    return tree.add_child(parent=parent, code=code, name=name, level=level, status="open")


def tenant(code: str) -> queries.TenantRow:
    """Return the unit of this code."""
    found = queries.find_tenant(code)
    assert found is not None
    return found


def account_id(name: str) -> int:
    """Return the id of an account."""
    account = queries.find_account(name)
    assert account is not None
    return account.id


def add_role(name: str, code: str, role: str) -> None:
    """Give an account one more role."""
    db.session.add(Membership(account_id=account_id(name), tenant_id=tenant(code).id, role=role))
    db.session.flush()


@contextmanager
def working_at(code: str, name: str = "lianxiang") -> Iterator[Scope]:
    """Run a transaction as somebody at a unit and commit it."""
    db.session.rollback()
    scope = Scope(tenant(code).path, account_id=account_id(name), address="127.0.0.1")
    db.session.rollback()
    db.session.info.update(scope=scope, writes=True)
    yield scope
    db.session.commit()
    db.session.info.clear()


def gathering(**changes: Any) -> Gathering:
    """Return a gathering that may be logged."""
    usual: dict[str, Any] = {
        "kind_id": 1,
        "title": "妇联约你学家政",
        "held_on": date(2026, 3, 5),
        "start_min": 870,
        "place": "社区活动室",
        "is_online": False,
        "attendances": 30,
        "women": 28,
        "note": "",
    }
    return Gathering(**{**usual, **changes})


def activity(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Log one gathering and return its id."""
    with working_at(code) as scope:
        return stations.log_activities(scope, [gathering(**changes)])[0]
