"""The time ledger: posted once, taken back once, never below zero, never changed."""

from collections.abc import Iterator
from itertools import product
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.ledger import queries, services
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import SHAPES, AccountKind, Posted, Posting, TransferKind
from portal.people.services import register_person
from portal.volunteer.services import hours as volunteers
from tests import make

transfer, account = cast(Table, Transfer.__table__), cast(Table, TimeAccount.__table__)
TRUSTED = {"trusted": True}
only_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def scope(session: Session) -> Iterator[Scope]:
    with make.working_at(make.LIANXIANG) as scope:
        yield scope


@pytest.fixture
def chen(scope: Scope) -> UUID:
    return open_one(scope)


def open_one(scope: Scope, kind: AccountKind = AccountKind.VOLUNTEER) -> UUID:
    return services.open_account(scope, kind).id


def earn(scope: Scope, credit: UUID, moved_min: int = 60, key: str = "a key") -> Posting:
    return Posting(services.issuer(scope), credit, moved_min, TransferKind.EARN, key)


def give(debit: UUID, credit: UUID, moved_min: int = 60, key: str = "a gift") -> Posting:
    return Posting(debit, credit, moved_min, TransferKind.GIVE, key)


def post(scope: Scope, *postings: Posting) -> list[Any]:
    return services.post(scope, postings, action="hours.credit")


def forge(scope: Scope, **values: Any) -> UUID:
    """Put a row into the ledger behind its back."""
    row = {"id": uuid4(), "key": uuid4().hex, "reason": "", "reverses_id": None, "posted_by": 0, "posted_at": clock.now()}
    db.session.execute(insert(transfer), [{**scope.stamp(transfer), **row, **values}])
    return row["id"]


def faults(scope: Scope) -> str:
    """Return what `verify` names, asked as the city is."""
    db.session.commit()
    city = db.session.info["scope"] = Scope(f"{scope.ids[0]}.")
    found = " | ".join(fault.message for fault in services.verify(city))
    db.session.rollback()
    db.session.info["scope"] = scope
    return found


def stored(scope: Scope, *account_ids: UUID) -> list[tuple[int, int]]:
    """Return (balance_min, moves) as the accounts keep them."""
    rows = select(account.c.id, account.c.balance_min, account.c.moves).where(scope.owns(account))
    kept = {row[0]: (row[1], row[2]) for row in db.session.execute(rows, scope.binds)}
    return [kept[account_id] for account_id in account_ids]


def places(scope: Scope, transfer_id: UUID) -> tuple[int | None, ...]:
    """Return (debit_seq, debit_left_min, credit_seq, credit_left_min) of a transfer."""
    c = transfer.c
    row = select(c.debit_seq, c.debit_left_min, c.credit_seq, c.credit_left_min).where(scope.owns(transfer), c.id == transfer_id)
    return tuple(db.session.execute(row, scope.binds).one())


def test_what_one_account_gives_another_takes(scope: Scope, chen: UUID) -> None:
    lin = open_one(scope)
    gift = give(chen, lin, 15, "a third key")
    post(scope, earn(scope, chen, 90), earn(scope, lin, 30, "another key"), gift)
    issuer = services.issuer(scope)
    assert queries.balances_of(scope, [issuer, chen, lin]) == {issuer: -120, chen: 75, lin: 45}
    assert queries.sum_all(scope) == 0


def test_each_account_keeps_its_balance_and_each_transfer_its_place(scope: Scope, chen: UUID) -> None:
    lin = open_one(scope)
    first, second, gift = post(scope, earn(scope, chen, 90), earn(scope, chen, 30, "2"), give(chen, lin, 50, "3"))
    back = services.reverse(scope, second.id, reason="重复登记", key="4", action="hours.reverse")
    assert stored(scope, services.issuer(scope), chen, lin) == [(None, 0), (40, 4), (50, 1)]
    assert [places(scope, one.id) for one in (first, second, gift, back)] == [
        (None, None, 1, 90),
        (None, None, 2, 120),
        (3, 70, 1, 50),
        (4, 40, None, None),
    ]


def test_what_is_replayed_takes_no_place(scope: Scope, chen: UUID) -> None:
    post(scope, earn(scope, chen))
    post(scope, earn(scope, chen), earn(scope, chen, 30, "another key"), earn(scope, chen))
    assert stored(scope, chen) == [(90, 2)]


def test_an_account_without_transfers_holds_nothing(scope: Scope, chen: UUID) -> None:
    assert queries.balance_of(scope, chen) == 0
    assert list(queries.list_statement(scope, chen, page=1)) == []


def test_the_statement_runs_along(scope: Scope, chen: UUID) -> None:
    first, _ = post(scope, earn(scope, chen, 90), earn(scope, chen, 30, "another key"))
    services.reverse(scope, first.id, reason="重复登记", key="back", action="hours.reverse")
    lines = queries.list_statement(scope, chen, page=1)
    assert [(line.change_min, line.balance_min, bool(line.is_reversed)) for line in lines] == [
        (-90, 30, False),
        (30, 120, False),
        (90, 90, True),
    ]
    assert {line.total for line in lines} == {3}
    assert lines[0].reverses_id == first.id


def test_a_statement_comes_in_pages(scope: Scope, chen: UUID) -> None:
    count = 2 * queries.PAGE_ROWS + 7
    post(scope, *(earn(scope, chen, n, f"key {n}") for n in range(1, count + 1)))
    pages = [queries.list_statement(scope, chen, page=n) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [queries.PAGE_ROWS, queries.PAGE_ROWS, 7, 0]
    lines = [line for page in pages for line in page]
    assert [line.change_min for line in lines] == list(range(count, 0, -1))
    assert [line.balance_min for line in lines] == [n * (n + 1) // 2 for n in range(count, 0, -1)]
    assert {line.total for line in lines} == {count}


def test_the_same_key_with_the_same_content_changes_nothing(scope: Scope, chen: UUID) -> None:
    first, again = post(scope, earn(scope, chen))[0], post(scope, earn(scope, chen))[0]
    assert (first.is_new, again.is_new) == (True, False)
    assert first.id == again.id
    assert queries.balance_of(scope, chen) == 60


def test_the_same_key_twice_in_one_batch_is_one_transfer(scope: Scope, chen: UUID) -> None:
    first, second = post(scope, earn(scope, chen), earn(scope, chen))
    assert first.id == second.id
    assert queries.balance_of(scope, chen) == 60


@pytest.mark.parametrize("keys", [("a key",), ("a key", "new"), ("new", "a key")])
def test_the_same_key_with_other_content_is_refused_whole(scope: Scope, chen: UUID, keys: tuple[str, ...]) -> None:
    post(scope, earn(scope, chen))
    with pytest.raises(Conflict, match="已经记过账"):
        post(scope, *(earn(scope, chen, 61, key) for key in keys))
    assert queries.balance_of(scope, chen) == 60


def test_another_city_has_keys_of_its_own(session: Session) -> None:
    for code in (make.LIANXIANG, make.OTHER_STATION):
        with make.working_at(code) as scope:
            chen = services.open_account(scope, AccountKind.VOLUNTEER).id
            assert post(scope, earn(scope, chen))[0].is_new


def test_a_transfer_of_another_city_is_not_found(session: Session) -> None:
    with make.working_at(make.OTHER_STATION) as scope:
        theirs = post(scope, earn(scope, services.open_account(scope, AccountKind.VOLUNTEER).id))[0].id
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(NotFound):
        services.reverse(scope, theirs, reason="不是我们的", key="back", action="hours.reverse")


def test_an_account_of_another_city_neither_takes_nor_gives(session: Session) -> None:
    with make.working_at(make.OTHER_STATION) as scope:
        theirs = open_one(scope)
        post(scope, earn(scope, theirs))
    with make.working_at(make.LIANXIANG) as scope:
        chen = open_one(scope)
        with pytest.raises(ValueError, match="does not go"):
            post(scope, earn(scope, theirs))
        with pytest.raises(DBAPIError), db.session.begin_nested():
            post(scope, Posting(theirs, chen, 60, TransferKind.EARN, "theirs"))


def test_a_transfer_is_taken_back_once(scope: Scope, chen: UUID) -> None:
    first = post(scope, earn(scope, chen))[0].id
    back = services.reverse(scope, first, reason="重复登记", key="back", action="hours.reverse")
    assert queries.balance_of(scope, chen) == 0
    assert services.reverse(scope, first, reason="重复登记", key="back", action="hours.reverse") == type(back)(back.id, is_new=False)
    for which, words in ((first, "已经冲正过"), (back.id, "冲正本身不能再冲正")):
        with pytest.raises(Conflict, match=words) as refused:
            services.reverse(scope, which, reason="再来一次", key="again", action="hours.reverse")
        assert refused.value.subject_id == which


def test_minutes_that_are_spent_cannot_be_taken_back(scope: Scope, chen: UUID) -> None:
    first = post(scope, earn(scope, chen))[0].id
    post(scope, give(chen, open_one(scope), 40))
    with pytest.raises(Conflict, match="还差 40分"):
        services.reverse(scope, first, reason="登记错了", key="back", action="hours.reverse")
    assert queries.balance_of(scope, chen) == 20


def test_nobody_but_the_issuer_goes_below_zero(scope: Scope, chen: UUID) -> None:
    lin = open_one(scope)
    with pytest.raises(Conflict, match="时间余额不够，还差 1小时"):
        post(scope, give(chen, lin))
    assert queries.balances_of(scope, [chen, lin]) == {chen: 0, lin: 0}


def test_what_comes_in_the_same_call_may_be_spent_in_it(scope: Scope, chen: UUID) -> None:
    lin = open_one(scope)
    post(scope, give(chen, lin, 50), earn(scope, chen, 60))
    assert queries.balances_of(scope, [chen, lin]) == {chen: 10, lin: 50}
    with pytest.raises(Conflict, match="还差 1分"):
        post(scope, earn(scope, chen, 20, "2"), give(chen, lin, 31, "3"))
    assert stored(scope, chen, lin) == [(10, 2), (50, 1)]


@pytest.mark.parametrize("kind", [kind for kind in TransferKind if kind is not TransferKind.REVERSE])
def test_a_kind_goes_between_its_accounts_and_no_others(scope: Scope, kind: TransferKind) -> None:
    by_kind = {of: [open_one(scope, of) for _ in range(2)] for of in AccountKind}
    post(scope, *(earn(scope, one, 600, one.hex) for one in by_kind[AccountKind.VOLUNTEER]))
    for debit, credit in product(AccountKind, repeat=2):
        given, taken = by_kind[debit][0], by_kind[credit][1]
        if given == taken:
            continue
        it = Posting(given, taken, 1, kind, f"{debit} {credit}")
        if (debit, credit) not in SHAPES[kind]:
            with pytest.raises(ValueError, match=f"{kind} does not go from {debit} to {credit}"):
                post(scope, it)
        elif debit in {AccountKind.ISSUER, AccountKind.VOLUNTEER}:
            assert post(scope, it)[0].is_new
        else:  # in shape, but nothing is there yet
            with pytest.raises(Conflict, match="时间余额不够"):
                post(scope, it)


def test_what_was_held_is_given_back(scope: Scope, chen: UUID) -> None:
    hold = open_one(scope, AccountKind.HOLD)
    _, held = post(scope, earn(scope, chen), Posting(chen, hold, 45, TransferKind.HOLD, "held"))
    services.reverse(scope, held.id, reason="不要了", key="void", action="shop.void")
    assert queries.balances_of(scope, [chen, hold]) == {chen: 60, hold: 0}
    with pytest.raises(Conflict, match="还差 45分"):
        post(scope, Posting(hold, open_one(scope, AccountKind.SHOP), 45, TransferKind.REDEEM, "handed over"))


def test_goods_come_back_the_way_they_went(scope: Scope, chen: UUID) -> None:
    hold, shop = open_one(scope, AccountKind.HOLD), open_one(scope, AccountKind.SHOP)
    steps = (Posting(chen, hold, 45, TransferKind.HOLD, "held"), Posting(hold, shop, 45, TransferKind.REDEEM, "handed over"))
    _, held, paid = post(scope, earn(scope, chen), *steps)
    with pytest.raises(Conflict, match="还差 45分"):  # what was handed over first comes back from the shop
        services.reverse(scope, held.id, reason="退货", key="too early", action="shop.return")
    for n, one in enumerate((paid, held)):
        services.reverse(scope, one.id, reason="退货", key=f"return {n}", action="shop.return")
    assert stored(scope, chen, hold, shop) == [(60, 3), (0, 4), (0, 2)]


@pytest.fixture
def merged(scope: Scope, chen: UUID) -> tuple[UUID, Posted, Posted]:
    """An account into which chen's was merged after 60 minutes were earned and 20 of them held; and the two transfers."""
    lin, hold = open_one(scope), open_one(scope, AccountKind.HOLD)
    earned, held = post(scope, earn(scope, chen), Posting(chen, hold, 20, TransferKind.HOLD, "held"))
    services.merge_accounts(scope, lin, chen, action="volunteer.merge")
    assert stored(scope, chen, lin) == [(0, 3), (40, 1)]
    return lin, earned, held


def test_what_an_account_gave_before_it_was_merged_comes_back_to_where_it_went(scope: Scope, chen: UUID, merged: Any) -> None:
    lin, _, held = merged
    services.reverse(scope, held.id, reason="不要了", key="void", action="shop.void")
    assert stored(scope, chen, lin) == [(0, 5), (60, 2)]


def test_what_an_account_took_before_it_was_merged_is_taken_from_where_it_went(scope: Scope, chen: UUID, merged: Any) -> None:
    lin, earned, held = merged
    with pytest.raises(Conflict, match="还差 20分") as refused:
        services.reverse(scope, earned.id, reason="登记错了", key="back", action="hours.reverse")
    assert refused.value.subject_id == lin
    services.reverse(scope, held.id, reason="不要了", key="void", action="shop.void")
    back = services.reverse(scope, earned.id, reason="登记错了", key="back", action="hours.reverse")
    assert back.is_new
    assert stored(scope, chen, lin) == [(0, 7), (0, 3)]


def test_a_reversal_sent_again_after_the_merge_moves_nothing(scope: Scope, chen: UUID) -> None:
    lin = open_one(scope)
    first, _ = post(scope, earn(scope, chen), earn(scope, chen, 30, "2"))
    back = services.reverse(scope, first.id, reason="登记错了", key="back", action="hours.reverse")
    services.merge_accounts(scope, lin, chen, action="volunteer.merge")
    for _ in range(2):
        again = services.reverse(scope, first.id, reason="登记错了", key="back", action="hours.reverse")
        assert (again.id, again.is_new) == (back.id, False)
    assert post(scope, earn(scope, chen))[0] == Posted(first.id, is_new=False)
    assert queries.balances_of(scope, [chen, lin]) == {chen: 0, lin: 30}


def test_a_merged_account_takes_and_gives_no_more(scope: Scope, chen: UUID, merged: Any) -> None:
    lin, *_ = merged
    for it in (earn(scope, chen, 30, "2"), give(lin, chen, 1)):
        with pytest.raises(Conflict, match="已经并入另一个账户"):
            post(scope, it)
    with pytest.raises(Conflict, match="合并后不能分开"):
        moved = db.session.scalars(select(transfer.c.id).where(scope.owns(transfer), transfer.c.kind == "merge"), scope.binds).one()
        services.reverse(scope, moved, reason="分开", key="apart", action="hours.reverse")


@pytest.mark.parametrize("change", [update(transfer).values(moved_min=1), delete(transfer)], ids=["update", "delete"])
def test_a_transfer_is_neither_changed_nor_removed(scope: Scope, chen: UUID, change: Any) -> None:
    post(scope, earn(scope, chen))
    with pytest.raises(DBAPIError, match="transfer is append-only"), db.session.begin_nested():
        db.session.execute(change.execution_options(**TRUSTED))
    assert queries.balance_of(scope, chen) == 60


@pytest.mark.parametrize("wrong", [{"moved_min": 0}, {"moved_min": -5}, {"self": True}, {"kind": "reverse"}, {"key": ""}])
def test_the_database_itself_refuses_what_cannot_be(scope: Scope, chen: UUID, wrong: dict[str, Any]) -> None:
    debit = chen if "self" in wrong else services.issuer(scope)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        forge(
            scope,
            **{
                "debit_account_id": debit,
                "credit_account_id": chen,
                "moved_min": 60,
                "kind": "earn",
                **{k: v for k, v in wrong.items() if k != "self"},
            },
        )


def test_a_city_has_one_issuing_account(scope: Scope) -> None:
    assert services.issuer(scope) == services.issuer(scope)
    second = {**scope.stamp(account), "id": uuid4(), "kind": "issuer", "number": None, "person_id": None, "opened_at": clock.now()}
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(insert(account), [second])


def test_who_has_a_document_has_one_account_in_the_city(session: Session) -> None:
    opened = []
    for code in (make.LIANXIANG, make.JUNMEN, make.OTHER_STATION):
        with make.working_at(code) as scope:
            person_id, _ = register_person(scope, make.admission().document, kind="volunteer")
            opened.append(services.open_account(scope, AccountKind.VOLUNTEER, person_id=person_id))
    here, there, elsewhere = opened
    assert (here.id, here.number) == (there.id, there.number)
    assert (here.is_new, there.is_new, elsewhere.is_new) == (True, False, True)
    assert elsewhere.number == "V3715810000001"


def test_all_agrees_after_a_day_of_work(session: Session) -> None:
    chen, lin = make.volunteer(), make.volunteer(make.JUNMEN, name="林小红")
    first = make.hours(chen)
    make.hours(chen, worked_min=30)
    make.hours(lin, make.JUNMEN)
    with make.working_at(make.LIANXIANG) as scope:
        volunteers.reverse_hours(scope, first, reason="重复登记", once="")
        assert faults(scope) == ""


def test_verify_names_an_account_that_somebody_drew_from(scope: Scope, chen: UUID) -> None:
    forge(scope, debit_account_id=chen, credit_account_id=services.issuer(scope), moved_min=60, kind="earn")
    number = db.session.scalars(select(account.c.number).where(scope.owns(account), account.c.id == chen), scope.binds).one()
    found = faults(scope)
    assert f"账户 {number}的余额是 0分，逐笔相加是 -1小时" in found
    assert f"账户 {number}的第 1 笔" in found
    assert "（earn）不能在这两种账户之间" in found
    assert "应有一条时长相同的服务记录，实有 0 条" in found


def test_verify_names_a_reversal_that_mirrors_nothing(scope: Scope, chen: UUID) -> None:
    first = post(scope, earn(scope, chen), earn(scope, chen, 30, "another key"))[0].id
    accounts = {"debit_account_id": chen, "credit_account_id": services.issuer(scope)}
    forged = forge(scope, **accounts, moved_min=61, kind="reverse", reverses_id=first)
    assert f"冲正 {forged} 与它冲正的转账 {first} 的账户或分钟数不符" in faults(scope)


@only_sqlite
def test_verify_names_hours_changed_by_hand(session: Session) -> None:
    service_id = make.hours(make.volunteer())
    with make.working_at(make.LIANXIANG) as scope:
        db.session.execute(text("DROP TRIGGER transfer_no_update").execution_options(**TRUSTED))
        db.session.execute(update(transfer).values(moved_min=900).execution_options(**TRUSTED))
        assert "服务入账）应有一条时长相同的服务记录，实有 1 条或时长不符" in faults(scope)
        db.session.execute(text("UPDATE transfer SET kind = 'gift'").execution_options(**TRUSTED))
        assert f"服务记录 {service_id} 与它的转账不符" in faults(scope)


@only_sqlite
def test_verify_names_a_transfer_without_accounts(session: Session) -> None:
    """Foreign keys do not let it come to this; a restored file may."""
    make.hours(make.volunteer())
    with make.working_at(make.LIANXIANG) as scope:
        db.session.execute(text("DROP TRIGGER transfer_no_update").execution_options(**TRUSTED))
        db.session.execute(text("PRAGMA defer_foreign_keys = ON").execution_options(**TRUSTED))
        kept = db.session.execute(text("SELECT credit_account_id FROM transfer").execution_options(**TRUSTED)).scalar_one()
        for lost, words in ((uuid4().hex, ("全市所有账户相加应为 0，实际为 -1小时30分", "的账户在本市不存在")), (kept, ())):
            statement = text("UPDATE transfer SET credit_account_id = :lost").execution_options(**TRUSTED)
            db.session.execute(statement, {"lost": lost})
            found = faults(scope)
            assert all(word in found for word in words)
        assert found == ""


def test_the_command_says_that_all_agree_or_names_the_fault(app: Flask) -> None:
    with app.app_context():
        volunteer_id = make.volunteer()
        make.hours(volunteer_id)
    good = app.test_cli_runner().invoke(args=["ledger", "verify"])
    assert good.exit_code == 0
    assert "全部一致" in good.output
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        chen = db.session.scalars(select(account.c.id).where(scope.owns(account), account.c.kind == "volunteer"), scope.binds).one()
        forge(scope, debit_account_id=chen, credit_account_id=services.issuer(scope), moved_min=6000, kind="earn")
    bad = app.test_cli_runner().invoke(args=["ledger", "verify"])
    assert bad.exit_code == 1
    assert "福州市: 账户 V3501000000001的余额是 1小时30分，逐笔相加是 -98小时30分" in bad.output
