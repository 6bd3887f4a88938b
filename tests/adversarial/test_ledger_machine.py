"""Ten thousand things that happen to the time bank in no order anybody thought of; a model on paper says what must be there."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, Table, select

from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope, prepared
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.ledger.models import TimeAccount
from portal.ledger.rules import AccountKind, Posting, TransferKind
from portal.tallies import services as tallies
from portal.volunteer.queries.roll import get_volunteer
from portal.volunteer.rules.hours import Work
from portal.volunteer.services import hours
from portal.web.writes import working_as
from tests import make

account = cast(Table, TimeAccount.__table__)
LIVES = {"sqlite": (10_000, 90), "postgres": (2_000, 20)}  # how many steps at least, in so many lives; on a server a step costs more
STEPS_OF_A_LIFE = 200
MONTHS = ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
DAYS = [date.fromisoformat(f"{month}-{day}") for month in MONTHS for day in ("03", "09")]
THINGS_OF_A_MONTH = 20  # are done before the next one may be closed, else all that comes is refused
ACTION = "hours.credit"
REFUSABLE = ("earn", "take back", "hold", "give", "donate", "overflow", "expire", "replay", "reverse twice")

who, anything = st.integers(0, 2), st.integers(0, 1000)
worked, minutes = st.sampled_from([1, 30, 60, 90, 120, 240, 480]), st.sampled_from([1, 5, 10, 30, 60, 90])


@dataclass
class Paper:
    """The model: what every account must hold, and what was done so far."""

    balances: dict[UUID, int] = field(default_factory=dict)
    went: dict[UUID, UUID] = field(default_factory=dict)  # a merged account: where its minutes went
    posted: list[tuple[UUID, Posting]] = field(default_factory=list)
    works: list[tuple[str, Work, UUID]] = field(default_factory=list)  # (once, what, its record)
    credited: list[tuple[UUID, Work]] = field(default_factory=list)  # what may be taken back
    holds: list[tuple[UUID, Posting]] = field(default_factory=list)
    paid: list[tuple[UUID, tuple[UUID, Posting]]] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)

    def main(self, account_id: UUID) -> UUID:
        """The account in which minutes of this one are now."""
        return self.went.get(account_id, account_id)

    def move(self, debit: UUID, credit: UUID, moved_min: int) -> None:
        """Note what moved; the issuer has no line."""
        for account_id, change_min in ((self.main(debit), -moved_min), (self.main(credit), moved_min)):
            if account_id in self.balances:
                self.balances[account_id] += change_min


class Bank(RuleBasedStateMachine):
    """A station's volunteers, its shop, the pool, and clerks who do whatever they like."""

    done: Counter[str]

    def __init__(self, scope: Scope, done: Counter[str]) -> None:
        super().__init__()
        self.scope, self.done, self.paper, self.serial, self.is_touched = scope, done, Paper(), 0, False
        db.session.remove()
        self.life = cast(Connection, db.engine).begin_nested()  # within the transaction of the test

    def teardown(self) -> None:
        """Look at all of it once more, then forget it."""
        try:
            if self.paper.balances:
                self.verify()
        finally:
            db.session.remove()
            self.life.rollback()

    @initialize()
    def open(self) -> None:
        """Three volunteers, a shop, what it holds, and the pool."""
        ids = [make.volunteer(phone=f"1390000000{n}") for n in range(4)]
        with working_as(self.scope, is_write=True) as scope:
            *self.people, self.spare = (get_volunteer(scope, id_).account_id for id_ in ids)
            self.issuer, self.pool = ledger.issuer(scope), ledger.pool(scope)
            self.hold_id, self.shop = (ledger.open_account(scope, kind).id for kind in (AccountKind.HOLD, AccountKind.SHOP))
        self.paper.balances = dict.fromkeys([*self.people, self.spare, self.hold_id, self.shop, self.pool], 0)
        for who in range(3):
            self.earn(who, DAYS[who], 480)  # so that there is something to spend in a life in which nobody earns

    # ------------------------------------------------------------ what is earned

    @rule(who=who, day=st.sampled_from(DAYS), worked_min=worked)
    def earn(self, who: int, day: date, worked_min: int) -> None:
        """A clerk credits hours; in a closed month she is refused, and no day gets longer than a day."""
        work, once = Work(self.people[who], day, None, worked_min, "meals"), self.key()
        with self.trying("earn", RuleBroken, is_right=day.isoformat()[:7] not in self.paper.closed) as scope:
            ids = hours.credit_hours(scope, [work], once=once)
            self.paper.works.append((once, work, ids[0]))
            self.paper.credited.append((ids[0], work))
            self.paper.move(self.issuer, work.account_id, worked_min)

    @precondition(lambda self: self.paper.credited)
    @rule(which=anything)
    def take_back(self, which: int) -> None:
        """Hours are taken back once, unless they are spent or this month is closed."""
        service_id, work = pick(self.paper.credited, which)
        enough = self.paper.balances[self.paper.main(work.account_id)] >= work.worked_min
        with self.trying("take back", is_right=enough and "2026-03" not in self.paper.closed) as scope:
            hours.reverse_hours(scope, service_id, reason="重复登记", once=self.key())
            self.paper.credited.remove((service_id, work))
            self.paper.move(work.account_id, self.issuer, work.worked_min)

    @precondition(lambda self: self.serial > THINGS_OF_A_MONTH * (len(self.paper.closed) + 1))
    @rule(month=st.sampled_from(MONTHS))
    def close_month(self, month: str) -> None:
        """Now and then the station closes a month, once."""
        with self.trying("close month") as scope:
            assert tallies.close_month(scope, month) is (month not in self.paper.closed)
            self.paper.closed.add(month)

    # ------------------------------------------------------------ what is spent

    @rule(who=st.integers(0, 3), moved_min=minutes)
    def hold(self, who: int, moved_min: int) -> None:
        """Goods are set aside for a volunteer, or for one in need out of the pool."""
        debit = [*self.people, self.pool][who]
        if made := self.post("hold", debit, self.hold_id, moved_min, TransferKind.HOLD):
            self.paper.holds.append(made)

    @precondition(lambda self: self.paper.holds)
    @rule(which=anything, is_wanted=st.booleans())
    def end_hold(self, which: int, is_wanted: bool) -> None:
        """They are handed over, or not wanted."""
        held = pick(self.paper.holds, which)
        self.paper.holds.remove(held)
        if not is_wanted:
            with self.trying("void") as scope:
                self.reverse(scope, *held)
            return
        made = self.post("redeem", self.hold_id, self.shop, held[1].moved_min, TransferKind.REDEEM)
        assert made, "what is held is there"
        self.paper.paid.append((made[0], held))

    @precondition(lambda self: self.paper.paid)
    @rule(which=anything)
    def bring_back(self, which: int) -> None:
        """They come back, the whole way they went."""
        one = pick(self.paper.paid, which)
        paid_id, (held_id, held) = one
        with self.trying("bring back") as scope:
            paid = Posting(self.hold_id, self.shop, held.moved_min, TransferKind.REDEEM, "same minutes")
            self.reverse(scope, paid_id, paid)
            self.reverse(scope, held_id, held)
        self.paper.paid.remove(one)

    @rule(who=who, other=who, moved_min=minutes)
    def give(self, who: int, other: int, moved_min: int) -> None:
        """To her family."""
        if who != other:
            self.post("give", self.people[who], self.people[other], moved_min, TransferKind.GIVE)

    @rule(who=who, moved_min=minutes, kind=st.sampled_from([TransferKind.DONATE, TransferKind.OVERFLOW, TransferKind.EXPIRE]))
    def to_the_pool(self, who: int, moved_min: int, kind: TransferKind) -> None:
        """Given, beyond the cap, or too old."""
        self.post(kind.value, self.people[who], self.pool, moved_min, kind)

    @precondition(lambda self: not self.paper.went)
    @rule(who=who, is_found=st.sampled_from([True, *[False] * 5]))
    def merge(self, who: int, is_found: bool) -> None:
        """One of them turns out to be registered twice; seldom, and once in a life."""
        if is_found:
            merged, self.people[who] = self.people[who], self.spare
            with self.trying("merge") as scope:
                ledger.merge_accounts(scope, self.spare, merged, action=ACTION)
                self.paper.move(merged, self.spare, self.paper.balances[merged])
                self.paper.went[merged] = self.spare

    # ------------------------------------------------------------ what is tried again

    @precondition(lambda self: self.paper.posted)
    @rule(which=anything, by=st.integers(-1, 1))
    def replay(self, which: int, by: int) -> None:
        """The same key: the same answer for the same minutes, a refusal for others; nothing moves."""
        transfer_id, it = pick(self.paper.posted, which)
        with self.trying("replay", is_right=not by or it.moved_min + by == 0) as scope:
            again = ledger.post(scope, [replace(it, moved_min=it.moved_min + by or it.moved_min)], action=ACTION)[0]
            assert (again.id, again.is_new) == (transfer_id, False)

    @precondition(lambda self: self.paper.works)
    @rule(which=anything)
    def send_again(self, which: int) -> None:
        """A form that was sent before credits nothing."""
        once, work, _ = pick(self.paper.works, which)
        with self.trying("send again") as scope:
            assert hours.credit_hours(scope, [work], once=once) == []

    @precondition(lambda self: self.paper.posted)
    @rule(which=anything)
    def reverse_twice(self, which: int) -> None:
        """What was taken back is not taken back again, under whatever key."""
        transfer_id, it = pick(self.paper.posted, which)
        if it.kind is TransferKind.HOLD and (transfer_id, it) not in [*self.paper.holds, *(held for _, held in self.paper.paid)]:
            with self.trying("reverse twice", is_right=False) as scope:
                ledger.reverse(scope, transfer_id, reason="再来一次", key=self.key(), action=ACTION)

    # ------------------------------------------------------------ what always holds

    @invariant()
    def balances_are_those_on_paper(self) -> None:
        """What the accounts keep is what the model says, and none but the issuer's is below zero."""
        if self.is_touched:
            self.is_touched = False
            with working_as(self.scope) as scope:
                kept = {row[0]: row[1] for row in db.session.execute(_kept(scope), scope.binds)}
            assert kept.pop(self.issuer) is None
            assert kept == self.paper.balances
            assert min(kept.values()) >= 0

    def verify(self) -> None:
        """Add up every account from its transfers, hold the records of service against them; all together is nothing."""
        with working_as(Scope(f"{self.scope.ids[0]}.")) as city:
            assert ledger.verify(city) == []
            assert books.sum_all(city) == 0
            assert books.balance_of(city, self.issuer) == -sum(self.paper.balances.values())
            assert tallies.differences(city) == []

    # ------------------------------------------------------------ how it is done

    @contextmanager
    def trying(self, what: str, *errors: type[Exception], is_right: bool = True) -> Generator[Scope]:
        """Do it in a transaction; what is refused must not be right, and what goes through must be."""
        self.done[what] += 1
        self.is_touched = True
        try:
            with working_as(self.scope, is_write=True) as scope:
                yield scope
        except Conflict:
            assert not is_right, what
            self.done[f"{what}: refused"] += 1
        except errors:
            self.done[f"{what}: refused"] += 1
        else:
            assert is_right, what

    def post(self, what: str, debit: UUID, credit: UUID, moved_min: int, kind: TransferKind) -> tuple[UUID, Posting] | None:
        """Post one transfer, or be refused because there is not enough."""
        it, made = Posting(debit, credit, moved_min, kind, self.key()), None
        with self.trying(what, is_right=self.paper.balances[debit] >= moved_min) as scope:
            made = ledger.post(scope, [it], action=ACTION)[0].id, it
            self.paper.posted.append(made)
            self.paper.move(debit, credit, moved_min)
        return made

    def reverse(self, scope: Scope, transfer_id: UUID, it: Posting) -> None:
        """Take a transfer back."""
        assert ledger.reverse(scope, transfer_id, reason="退回", key=self.key(), action=ACTION).is_new
        self.paper.move(it.credit, it.debit, it.moved_min)

    def key(self) -> str:
        """A key that was never used."""
        self.serial += 1
        return f"key {self.serial}"


@prepared
def _kept(scope: Scope) -> Any:
    return select(account.c.id, account.c.balance_min).where(scope.owns(account))


def pick(among: list[Any], which: int) -> Any:
    return among[which % len(among)]


def test_ten_thousand_steps_in_no_order_leave_every_account_as_it_must_be(app: Flask) -> None:
    done: Counter[str] = Counter()
    with app.app_context():
        least, lives = LIVES[db.engine.dialect.name.removesuffix("ql")]
        with make.working_at(make.LIANXIANG) as scope:
            pass
        how = settings(
            max_examples=lives,
            stateful_step_count=STEPS_OF_A_LIFE,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],  # to make a failure shorter takes minutes
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(lambda: Bank(scope, done), settings=how)
    refused = {what for what in done if what.endswith(": refused")}
    assert sum(count for what, count in done.items() if what not in refused) >= least
    assert refused == {f"{what}: refused" for what in REFUSABLE}
    assert done.keys() - refused == {*REFUSABLE, "close month", "redeem", "void", "bring back", "merge", "send again"}
