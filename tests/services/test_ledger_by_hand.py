"""The ledger edited by somebody who holds the owner's password: whatever she does, `flask ledger verify` names it."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, Table, delete, insert, select, update

from portal.core.db import db
from portal.core.owner import lifting, narrow
from portal.core.scope import Scope
from portal.ledger import services as ledger
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import AccountKind, Posting, TransferKind
from portal.volunteer.queries.roll import get_volunteer
from tests import make
from tests.databases import BOTH, committed

transfer, account = cast(Table, Transfer.__table__), cast(Table, TimeAccount.__table__)
t, a = transfer.c, account.c
Edit = Callable[[Connection], Any]
AT = datetime(2026, 3, 16, 2, tzinfo=UTC)


@pytest.fixture(scope="module", params=BOTH)
def edited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal in which 陈秀英 (1) earned 90 and 30 and 60 minutes and held 50, and 林小红 (2) earned 90; really committed."""
    with committed(request, tmp_path_factory, "edited", tick=False) as app:
        with app.app_context():
            chen, lin = make.volunteer(), make.volunteer(phone="13900000001", name="林小红")
            for worked_min in (90, 30, 60):
                make.hours(chen, worked_min=worked_min)
            make.hours(lin)
            with make.working_at(make.LIANXIANG) as scope:
                hold = ledger.open_account(scope, AccountKind.HOLD).id
                held = Posting(get_volunteer(scope, chen).account_id, hold, 50, TransferKind.HOLD, "held")
                ledger.post(scope, [held], action="shop.hold")
        yield app


@contextmanager
def by_hand(app: Flask) -> Generator[Connection]:
    """Work on the ledger as its owner, past its triggers."""
    with app.app_context():
        path = make.tenant(make.CITY).path
        db.session.remove()
    with lifting(app.extensions["portal.settings"].owner_database_url, "transfer") as connection:
        narrow(connection, Scope(path))
        yield connection


@contextmanager
def after(app: Flask, edit: Edit) -> Generator[None]:
    """Have the ledger edited for a while."""
    with by_hand(app) as connection:
        kept = {table: [dict(row) for row in connection.execute(select(*table.c)).mappings()] for table in (account, transfer)}
        edit(connection)
    try:
        yield
    finally:
        with by_hand(app) as connection:
            here = set(connection.scalars(select(t.id)))
            for row in kept[transfer]:
                same = update(transfer).where(t.id == row["id"]).values(row) if row["id"] in here else insert(transfer).values(row)
                connection.execute(same)
            connection.execute(delete(transfer).where(t.id.not_in([row["id"] for row in kept[transfer]])))
            for row in kept[account]:
                connection.execute(update(account).where(a.id == row["id"]).values(row))


def verify(app: Flask) -> tuple[int, str]:
    """Return the exit code and the words of the command."""
    result = app.test_cli_runner().invoke(args=["ledger", "verify"])
    return result.exit_code, result.output


def number(n: int) -> str:
    return f"V350100000000{n}"


def account_of(connection: Connection, n: int) -> UUID:
    return connection.scalars(select(a.id).where(a.number == number(n))).one()


def nth(connection: Connection, seq: int) -> UUID:
    """The id of a transfer that 陈秀英 took part in."""
    hers = account_of(connection, 1)
    chosen = ((t.credit_account_id == hers) & (t.credit_seq == seq)) | ((t.debit_account_id == hers) & (t.debit_seq == seq))
    return connection.scalars(select(t.id).where(chosen)).one()


def set_balance(change_min: int, *, moves: int = 0) -> Edit:
    more = {"balance_min": a.balance_min + change_min, "moves": a.moves + moves}
    return lambda it: it.execute(update(account).where(a.number == number(1)).values(more))


def set_transfer(seq: int, **values: Any) -> Edit:
    return lambda it: it.execute(update(transfer).where(t.id == nth(it, seq)).values(values))


def take_out(seq: int) -> Edit:
    return lambda it: it.execute(delete(transfer).where(t.id == nth(it, seq)))


def put_in(**values: Any) -> Edit:
    """Put in a transfer of 60 minutes from the issuer to 林小红."""

    def edit(connection: Connection) -> None:
        issuer = connection.execute(select(a.id, a.city_id).where(a.kind == "issuer")).one()
        sides = {"debit_account_id": issuer.id, "credit_account_id": account_of(connection, 2)}
        row = {"city_id": issuer.city_id, "id": uuid4(), "moved_min": 60, "kind": "earn", "key": "forged", "reason": ""}
        connection.execute(insert(transfer), [{**row, **sides, "posted_by": 0, "posted_at": AT, **values}])

    return edit


def and_then(*edits: Edit) -> Edit:
    return lambda connection: [edit(connection) for edit in edits]


def give_to_the_other(connection: Connection) -> None:
    connection.execute(update(transfer).where(t.id == nth(connection, 2)).values(credit_account_id=account_of(connection, 2), credit_seq=9))


CHAIN = "账户 {}的第 {} 笔（转账 "
SUMS = "账户 {}的余额是 {}，逐笔相加是 {}"
EDITS: dict[str, tuple[Edit, list[str]]] = {
    "a balance": (set_balance(600), [SUMS.format(number(1), "12小时10分", "2小时10分")]),
    "how many transfers there were": (set_balance(0, moves=1), [SUMS.format(number(1), "2小时10分", "2小时10分") + "，或笔数不符"]),
    "the minutes of a transfer": (
        set_transfer(2, moved_min=630),
        [SUMS.format(number(1), "2小时10分", "12小时10分"), CHAIN.format(number(1), 2)],
    ),
    "the minutes and what was left, so that they fit": (
        and_then(set_transfer(2, moved_min=630, credit_left_min=720), set_balance(600)),
        [CHAIN.format(number(1), 3), "应有一条时长相同的服务记录"],
    ),
    "whom a transfer was for": (
        give_to_the_other,
        [CHAIN.format(number(1), 2), CHAIN.format(number(2), 2), SUMS.format(number(2), "1小时30分", "2小时")],
    ),
    "the kind of a transfer": (set_transfer(4, kind="give"), ["（give）不能在这两种账户之间"]),
    "a transfer put in": (put_in(), [SUMS.format(number(2), "1小时30分", "2小时30分"), f"账户 {number(2)}的第 "]),
    "a transfer put in with its place": (
        put_in(credit_seq=2, credit_left_min=150),
        [SUMS.format(number(2), "1小时30分", "2小时30分"), "应有一条时长相同的服务记录，实有 0 条"],
    ),
    "a transfer taken out": (take_out(4), [SUMS.format(number(1), "2小时10分", "3小时"), "兑换预留账户 "]),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_was_changed_by_hand_is_named(edited: Flask, what: str) -> None:
    edit, words = EDITS[what]
    with after(edited, edit):
        code, said = verify(edited)
    assert code == 1
    assert [word for word in words if word not in said] == [], said
    assert said.startswith("福州市: ")
    assert f"时间账目有 {len(said.splitlines()) - 1} 处不一致" in said


def test_what_was_put_right_again_agrees(edited: Flask) -> None:
    with after(edited, and_then(set_balance(600), put_in())):
        assert verify(edited)[0] == 1
    assert verify(edited) == (0, "时间账目全部一致 (all agree)\n")


def test_the_database_keeps_its_owner_from_taking_out_what_has_a_record(edited: Flask) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), by_hand(edited) as connection:
        take_out(2)(connection)
    assert verify(edited)[0] == 0
