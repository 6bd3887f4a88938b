"""A single posting is one statement: it writes what the ledger's steps would write, and nothing of what they refuse."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.scope import Scope, ScopeError
from portal.ledger import services
from portal.ledger.rules import SHAPES, AccountKind, Posting, TransferKind, is_in_shape
from portal.ledger.services.at_once import post_at_once
from tests import make
from tests.services.test_ledger import account, earn, faults, give, open_one, places, post, stored, transfer

only_postgres = pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
STEPS = {"sqlite": 2, "postgresql": 1}


@pytest.fixture
def scope(session: Session) -> Iterator[Scope]:
    with make.working_at(make.LIANXIANG) as scope:
        yield scope


@pytest.fixture
def funded(scope: Scope) -> dict[AccountKind, UUID]:
    """An account of each kind; all but the issuer's hold 100 minutes."""
    by_kind = {of: open_one(scope, of) for of in AccountKind}
    chen, pool, hold, shop = (by_kind[of] for of in (AccountKind.VOLUNTEER, AccountKind.POOL, AccountKind.HOLD, AccountKind.SHOP))
    post(
        scope,
        earn(scope, chen, 400, "1"),
        Posting(chen, pool, 100, TransferKind.DONATE, "2"),
        Posting(chen, hold, 200, TransferKind.HOLD, "3"),
        Posting(hold, shop, 100, TransferKind.REDEEM, "4"),
    )
    return by_kind


def written(scope: Scope) -> tuple[Any, ...]:
    """Return all a posting could change."""
    accounts = select(account.c.id, account.c.balance_min, account.c.moves).where(scope.owns(account)).order_by(account.c.id)
    rows = select(func.count(transfer.c.id)).where(scope.owns(transfer))
    return (*map(tuple, db.session.execute(accounts, scope.binds)), db.session.scalar(rows, scope.binds))


@contextmanager
def listening() -> Generator[list[str]]:
    """Collect what the database is told."""
    said: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_it_is_one_statement_and_two_where_one_cannot_do_both(scope: Scope) -> None:
    one = earn(scope, open_one(scope))
    with listening() as said:
        post(scope, one)
    assert len(said) == STEPS[db.engine.dialect.name], said


def test_each_side_but_the_issuers_gets_its_place(scope: Scope) -> None:
    chen, lin = open_one(scope), open_one(scope)
    earned, given = (post_at_once(scope, it) for it in (earn(scope, chen, 90), give(chen, lin, 50)))
    assert earned
    assert given
    assert (places(scope, earned), places(scope, given)) == ((None, None, 1, 90), (2, 40, 1, 50))
    assert stored(scope, services.issuer(scope), chen, lin) == [(None, 0), (40, 2), (50, 1)]


def test_the_last_minute_may_be_given_and_no_more(scope: Scope, funded: dict[AccountKind, UUID]) -> None:
    chen, lin = funded[AccountKind.VOLUNTEER], open_one(scope)
    before = written(scope)
    assert post_at_once(scope, give(chen, lin, 101)) is None
    assert written(scope) == before
    assert post_at_once(scope, give(chen, lin, 100))


@pytest.mark.parametrize("kind", SHAPES)
def test_a_kind_goes_between_its_accounts_and_no_others(scope: Scope, funded: dict[AccountKind, UUID], kind: TransferKind) -> None:
    second = open_one(scope)
    for debit, credit in product(AccountKind, repeat=2):
        to = second if debit is credit is AccountKind.VOLUNTEER else funded[credit]
        if to != funded[debit]:
            done = post_at_once(scope, Posting(funded[debit], to, 1, kind, f"{debit} {credit}"))
            assert (done is not None) == is_in_shape(kind, debit, credit), (debit, credit)
    assert "余额是" not in faults(scope)


@pytest.mark.parametrize("change", [{}, {"moved_min": 59}, {"reason": "另一张表"}], ids=["the same", "other minutes", "other words"])
def test_a_key_that_stands_there_is_left_alone(scope: Scope, change: dict[str, Any]) -> None:
    it = earn(scope, open_one(scope))
    post(scope, it)
    before = written(scope)
    assert post_at_once(scope, replace(it, **change)) is None
    assert written(scope) == before


@pytest.mark.parametrize("is_giver", [True, False])
def test_a_merged_account_is_left_alone(scope: Scope, *, is_giver: bool) -> None:
    chen, lin, wang = (open_one(scope) for _ in range(3))
    post(scope, earn(scope, chen), earn(scope, wang, key="2"))
    services.merge_accounts(scope, lin, chen, action="volunteer.merge")
    before = written(scope)
    assert post_at_once(scope, give(chen, wang, 1) if is_giver else give(wang, chen, 1)) is None
    assert written(scope) == before


def test_what_takes_something_back_is_left_to_the_steps(scope: Scope) -> None:
    chen = open_one(scope)
    first = post(scope, earn(scope, chen))[0].id
    back = Posting(chen, services.issuer(scope), 60, TransferKind.REVERSE, "back", reverses_id=first)
    assert post_at_once(scope, back) is None
    assert post(scope, back)[0].is_new


def test_an_account_of_another_city_is_not_there(session: Session) -> None:
    with make.working_at(make.OTHER_STATION) as scope:
        theirs, source = open_one(scope), services.issuer(scope)
        post(scope, earn(scope, theirs))
    with make.working_at(make.LIANXIANG) as scope:
        ours, before = open_one(scope), written(scope)
        for it in (
            earn(scope, theirs),
            Posting(source, ours, 60, TransferKind.EARN, "theirs"),
            give(theirs, ours, 1),
            give(ours, theirs, 1),
        ):
            assert post_at_once(scope, it) is None
        assert written(scope) == before


def test_the_scope_is_the_sessions(scope: Scope) -> None:
    it = earn(scope, open_one(scope))
    for other in (Scope("99."), Scope("99.100.101."), Scope(f"{scope.ids[0]}.")):
        with pytest.raises(ScopeError):
            post_at_once(other, it)
    db.session.info.pop("scope")
    with pytest.raises(ScopeError):
        post_at_once(scope, it)
    db.session.info["scope"] = scope


def test_all_kinds_of_a_transfer_are_held_in_one_order() -> None:
    """By kind from the last of the alphabet, as hold_accounts does: no kind of transfer has pairs that go both ways."""
    for pairs in SHAPES.values():
        assert len({(debit > credit) - (debit < credit) for debit, credit in pairs}) == 1


@only_postgres
def test_two_volunteers_are_held_in_one_order_whoever_gives(scope: Scope) -> None:
    first, second = sorted(open_one(scope) for _ in range(2))
    post(scope, earn(scope, first), earn(scope, second, key="2"))
    with listening() as said:
        post_at_once(scope, give(first, second, 1, "3"))
        post_at_once(scope, give(second, first, 1, "4"))
    assert ["UPDATE OF d, c" in one for one in said] == [True, False]
    assert ["UPDATE OF c, d" in one for one in said] == [False, True]


def test_a_key_is_a_citys_own(session: Session) -> None:
    for code in (make.LIANXIANG, make.OTHER_STATION):
        with make.working_at(code) as scope:
            assert post_at_once(scope, earn(scope, open_one(scope), key=f"one key {uuid4().version}"))
