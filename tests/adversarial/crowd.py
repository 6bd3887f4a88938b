"""Processes of their own for the tests beside this file: one that posts until it is killed, several that redeem at one moment.

`python -m tests.adversarial.crowd post|redeem URL OWNER_URL FILES …`; what they did comes out line by line. They are forked from one
that has loaded everything, so that forty of them cost seconds.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask

from portal.app import create_app
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.settings import Settings
from portal.ledger import services as ledger
from portal.ledger.rules import Posting, TransferKind
from portal.volunteer.queries.roll import get_volunteer
from tests import make
from tests.databases import SECRETS

WON, REFUSED, BROKEN = 0, 3, 4


def post(app: Flask, rounds: str, volunteer_id: str, *shop: str) -> None:
    """Let a process credit hours, hold and redeem them, kill it in the midst, and so on; every acknowledged record and transfer is printed.

    Args:
        shop: the account that holds minutes, and the one that takes them.
    """
    hold_id, shop_id = (UUID(one) for one in shop)
    with app.app_context():  # the children inherit what the first statements cost, and no connection
        sys.stdout.write(f"{make.hours(UUID(volunteer_id), served_on=clock.today(), worked_min=1)}\n")
        db.session.remove()
        db.engine.dispose()
    for n in range(int(rounds)):
        reading, writing = os.pipe()
        child = _fork(lambda out=writing, start=n: _post_for_ever(app, UUID(volunteer_id), (hold_id, shop_id), out, start))
        os.close(writing)
        with os.fdopen(reading) as acknowledged:
            said = [acknowledged.readline() for _ in range(1 + n % 4)]
            time.sleep(n * 0.0009)  # another point of its work each time
            os.kill(child, signal.SIGKILL)
            said += acknowledged.readlines()
        os.waitpid(child, 0)
        sys.stdout.writelines(line for line in said if line.endswith("\n"))


def _post_for_ever(app: Flask, volunteer_id: UUID, shop: tuple[UUID, UUID], out: int, start: int) -> int:
    with app.app_context():
        for n in range(10_000):
            day = clock.today() - timedelta(days=(start + n) % 25)
            os.write(out, f"{make.hours(volunteer_id, served_on=day, worked_min=1)}\n".encode())
            for transfer_id in _buy(volunteer_id, *shop):
                os.write(out, f"{transfer_id}\n".encode())
    return BROKEN


def _buy(volunteer_id: UUID, hold_id: UUID, shop_id: UUID) -> Iterator[UUID]:
    """Hold a minute and redeem it, each in a transaction of its own."""
    for kind in (TransferKind.HOLD, TransferKind.REDEEM):
        with make.working_at(make.LIANXIANG) as scope:
            sides = (get_volunteer(scope, volunteer_id).account_id, hold_id) if kind is TransferKind.HOLD else (hold_id, shop_id)
            posted = ledger.post(scope, [Posting(*sides, 1, kind, uuid4().hex)], action="shop.redeem")
        yield posted[0].id


def redeem(app: Flask, processes: str, volunteer: str, hold: str) -> None:
    """Let several processes hold the same last hour at one moment; what became of each is printed."""
    reading, writing = os.pipe()
    children = [_fork(lambda n=n: _hold(app, UUID(volunteer), UUID(hold), n, (reading, writing))) for n in range(int(processes))]
    os.close(reading)
    os.close(writing)  # they all wait for the end of this pipe
    for child in children:
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")


def _hold(app: Flask, volunteer: UUID, hold: UUID, n: int, gate: tuple[int, int]) -> int:
    os.close(gate[1])
    os.read(gate[0], 1)
    try:
        with app.app_context(), make.working_at(make.LIANXIANG) as scope:
            ledger.post(scope, [Posting(volunteer, hold, 60, TransferKind.HOLD, f"hold {n}")], action="shop.hold")
    except Conflict:
        return REFUSED
    return WON


def _fork(work: Callable[[], int]) -> int:
    """Return the number of a process that does the work and ends; it never comes back here."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = BROKEN
    try:
        code = work()
    finally:
        os._exit(code)


if __name__ == "__main__":
    mode, url, owner_url, files, *rest = sys.argv[1:]
    {"post": post, "redeem": redeem}[mode](create_app(Settings(url, owner_url, files=Path(files), **SECRETS)), *rest)
