"""Programmes and targets, made as a city makes them."""

import sys
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask

from portal.core.db import db
from portal.targets.queries import targets as queries
from portal.targets.queries.units import list_rows
from portal.targets.rules.aims import Aim, ProgrammeFacts
from portal.targets.rules.completions import Completion
from portal.targets.services import persons, programmes, sheets, targets
from portal.tenants.models import Tenant
from portal.tenants.services import tree
from tests import make

YEAR = 2026


def programme(name: str = "家政服务提升工程", **changes: Any) -> UUID:
    """Add one programme and return its id."""
    usual: dict[str, Any] = {"year": YEAR, "document": "关于实施提升工程的通知", "document_number": "榕妇〔2026〕5 号"}
    with make.working_at(make.CITY, "fuzhou") as scope:
        return programmes.add_programme(scope, ProgrammeFacts(name=name, **{**usual, **changes}))


def aim(**changes: Any) -> Aim:
    """Return a target that may be set: 80 人次 by the province, 100 by the city, over the whole year."""
    usual: dict[str, Any] = {"name": "宣讲人次", "measure": "attendances", "first_month": f"{YEAR}-01", "last_month": f"{YEAR}-12"}
    values = {"province_value": 80, "province_source": "闽妇〔2026〕1 号", "city_value": 100, "city_source": "榕妇〔2026〕5 号"}
    return Aim(**{**usual, **values, **changes})


def target(programme_id: UUID | None = None, *, is_published: bool = False, **changes: Any) -> UUID:
    """Draft one target, split evenly and published if asked, and return its id."""
    its = programme_id or programme(f"专项 {changes.get('name', '')}")
    with make.working_at(make.CITY, "fuzhou") as scope:
        made = targets.add_target(scope, its, aim(**changes))
        if is_published:
            targets.fill_evenly(scope, made, version=1)
            targets.publish(scope, made, version=2, reason="首次发布")
        return made


def known() -> UUID:
    """Return the first published target there is, or a new one."""
    return next((it.target.id for it in completions()), None) or target(is_published=True)


def many(n: int) -> None:
    """Publish n targets of one programme, each with somebody who answers for it."""
    its = programme(f"专项 {len(completions())}")
    for i in range(n):
        answer(target(its, name=f"目标 {i}", is_published=True, measure="attendances" if i % 2 else "trained"))


def versions(n: int) -> None:
    """Publish the first target n times more, each time otherwise split."""
    made = known()
    for _ in range(n):
        with make.working_at(make.CITY, "fuzhou") as scope:
            row, parts = queries.get_target(scope, made), queries.get_aim(scope, made).parts
            first, second = sorted(parts)[:2]
            one = 1 if row.revision % 2 else -1
            moved = {first: {"2026-01": parts[first]["2026-01"] + one}, second: {"2026-01": parts[second]["2026-01"] - one}}
            targets.save_parts(scope, made, moved, version=row.version)
            targets.publish(scope, made, version=row.version + 1, reason="调整")


def sheet(target_id: UUID) -> UUID:
    """Read an Excel sheet of one good row in for a target and return its id."""
    row = {"row": "2", "name": "晋安区", **{f"m{month:02d}": "1" for month in range(1, 13)}}
    with make.working_at(make.CITY, "fuzhou") as scope:
        return sheets.read_in(scope, target_id, [row], file_name="分解.xlsx", content=b"one row")


def split(target_id: UUID, parts: dict[str, dict[str, int]], *, version: int) -> None:
    """Save parts of a draft: {name of a unit: {month: part}}."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        named = {row.name: row.id for row in list_rows(scope)}
        targets.save_parts(scope, target_id, {named[name]: months for name, months in parts.items()}, version=version)


def publish(target_id: UUID, *, version: int, reason: str = "首次发布") -> None:
    """Publish a draft."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        targets.publish(scope, target_id, version=version, reason=reason)


def aim_of(target_id: UUID) -> Aim:
    """Return a target as it is drafted now."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return queries.get_aim(scope, target_id)


def answer(target_id: UUID, code: str = make.CITY, *, since_on: date = date(2026, 1, 5), name: str = "林秀英", seen: str = "") -> None:
    """Name who answers for a target at a unit."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        persons.hand_over(scope, target_id, code, persons.Named(name, "分管副主席", since_on), seen=seen)


def open_county(code: str = "350103000000", name: str = "台江区") -> None:
    """Add one more county to the city."""
    with make.working_at(make.CITY, "fuzhou"):
        city = db.session.query(Tenant).filter_by(code=make.CITY).one()
        tree.add_child(parent=city, code=code, name=name, level="county", status="open")


def completions(*, on: date = date(2026, 3, 16)) -> list[Completion]:
    """Return how far the city has come with its targets."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return queries.list_completions(scope, YEAR, on=on)


def county_completions(*, on: date = date(2026, 3, 16)) -> dict[str, Completion]:
    """Return how far its units have come with the only target there is, by name."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return {it.unit.name: it for it in queries.list_county_completions(scope, YEAR, on=on)}


class Inside:
    """These factories, and those of `make`, each called within the application: what a page test makes between two requests."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __getattr__(self, name: str) -> Callable[..., Any]:
        here = sys.modules[__name__]
        made = getattr(here, name) if hasattr(here, name) else getattr(make, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            with self.app.app_context():
                return made(*args, **kwargs)

        return call
