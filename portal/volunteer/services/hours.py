"""Hours credited and taken back; they go through the ledger, and nothing posted is ever changed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.ledger.rules import Fault, Held, Posting, TransferKind
from portal.people.services.naming import refuse_names
from portal.tallies import services as tallies
from portal.tallies.queries.figures import find_book
from portal.volunteer.models import Service
from portal.volunteer.queries import hours as queries
from portal.volunteer.queries import served_times as served
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.roll import find_locked
from portal.volunteer.rules.bank_rules import kept_of
from portal.volunteer.rules.hours import Work, check_work, entry_of
from portal.volunteer.services import served_times

CREDIT, REVERSE = "hours.credit", "hours.reverse"
service = cast(Table, Service.__table__)
_NEW_SERVICES = insert(service)


def credit_hours(scope: Scope, works: Sequence[Work], *, once: str, may_be_late: bool = False) -> list[UUID]:
    """Credit service, all or nothing: for each row one transfer from the city's issuing account, one nameless record, and its time.

    What is beyond a cap of the city goes on to the donation pool.

    Args:
        once: what makes this very form unique; sent again, it credits nothing a second time.
        may_be_late: count what belongs to a closed month today; else it is refused.

    Returns:
        The ids of the records made now.

    Raises:
        RuleBroken: a day to come, longer than a day, or at the same time as another service; the field is `rows-<n>-<name>`.
        Conflict: the month is closed, somebody withdrew her consent, or `once` came with other hours before.
    """
    for n, it in enumerate(works):
        check_work(it, today=clock.today(), prefix=f"rows-{n}-")
    accounts = {it.account_id for it in works}
    held = books.hold_accounts(scope, accounts)  # two clerks at once must not make a day longer than a day
    if locked_id := find_locked(scope, accounts):
        message = "其中一位志愿者已撤回同意，不能再登记时长，这一次没有保存。"
        raise Conflict(message, action=CREDIT, subject_id=locked_id, advice="请刷新后去掉她的那一行。")
    source = ledger.issuer(scope)
    postings = [Posting(source, it.account_id, it.worked_min, TransferKind.EARN, _earned(scope, it, once, n)) for n, it in enumerate(works)]
    posted = ledger.post(scope, postings, action=CREDIT)
    new = [(n, transfer.id, works[n]) for n, transfer in enumerate(posted) if transfer.is_new]
    if not new:
        return []
    served_times.check_new(scope, [(n, it) for n, _, it in new])
    kept = _move_excess(scope, held, [(transfer_id, it) for _, transfer_id, it in new])
    late = _late_days(scope, {it.served_on for *_, it in new}) if may_be_late else {}
    ids = _record(scope, [(transfer_id, _fields(it, late.get(it.served_on, it.served_on))) for _, transfer_id, it in new], action=CREDIT)
    served_times.credit(scope, [(id_, it, kept_min) for id_, (_, _, it), kept_min in zip(ids, new, kept, strict=True)])
    return ids


def _move_excess(scope: Scope, held: Mapping[UUID, Held], new: Sequence[tuple[UUID, Work]]) -> list[int]:
    """Post what is beyond the caps to the pool, and return how many minutes of each work stayed."""
    balances = {id_: one.balance_min for id_, one in held.items()}
    days = served.sum_days(scope, account_ids=balances, days={it.served_on for _, it in new})
    day_kept = Counter({which: kept_min for which, (_, kept_min) in days.items()})
    rules = {day: rules_on(scope, day) for day in {it.served_on for _, it in new}}
    kept, excess = list[int](), list[Posting]()
    for transfer_id, it in new:
        day, in_force = (it.account_id, it.served_on), rules[it.served_on]
        kept.append(kept_of(it.worked_min, in_force, day_kept_min=day_kept[day], balance_min=balances[it.account_id]))
        day_kept[day] += kept[-1]
        balances[it.account_id] += kept[-1]
        if over_min := it.worked_min - kept[-1]:
            excess.append(Posting(it.account_id, ledger.pool(scope), over_min, TransferKind.OVERFLOW, _over(transfer_id)))
    if excess:
        ledger.post(scope, excess, action=CREDIT)
    return kept


def _late_days(scope: Scope, days: Iterable[date]) -> dict[date, date]:
    """Return {day of service: today} of those whose month is closed: they count now."""
    served = set(days)
    books_of = {month: find_book(scope, month) for month in {clock.month_of(day) for day in served}}
    closed = {month for month, book in books_of.items() if book is not None and book.closed_at is not None}
    late = (day for day in served if clock.month_of(day) in closed)
    return dict.fromkeys(late, clock.today())


def reverse_hours(scope: Scope, service_id: UUID, *, reason: str, once: str) -> UUID:
    """Take credited hours back by a counter-transfer and a record below zero, both of today; the first ones stay as they are.

    Args:
        reason: names nobody.

    Returns:
        The id of the record below zero.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the reason names somebody on a roll, or holds somebody's number.
        Conflict: they were taken back before, are a reversal themselves, are spent, or this month is closed.
    """
    it = queries.get_service(scope, service_id)
    refuse_names(scope, reason)
    tallies.refuse_corrected(scope, service_id, action=REVERSE)
    key = _over(it.transfer_id)
    if over := books.find_by_keys(scope, [key]).get(key):  # first it comes back from the pool, then all of it goes
        ledger.reverse(scope, over.id, reason=reason, key=_key(scope, once, 1), action=REVERSE)
    posted = ledger.reverse(scope, it.transfer_id, reason=reason, key=_key(scope, once, 0), action=REVERSE)
    if not posted.is_new:
        return queries.find_services(scope, [posted.id])[posted.id].id
    today = clock.today()
    when = {"served_on": today, "counted_on": today, "start_min": None}
    back = {**when, "kind": it.kind, "worked_min": -it.worked_min, "reverses_id": service_id}
    served_times.free(scope, queries.time_of(scope, service_id))
    return _record(scope, [(posted.id, back)], action=REVERSE)[0]


def check_records(scope: Scope) -> Iterable[Fault]:
    """Name every transfer of a city without exactly its record of service, and every record without its transfer."""
    for row in queries.list_unmatched(scope):
        yield Fault(row.id, f"转账 {row.id}（{TransferKind(row.kind).label}）应有一条时长相同的服务记录，实有 {row.records} 条或时长不符")
    for row in queries.list_stray(scope):
        yield Fault(row.id, f"服务记录 {row.id} 与它的转账不符")


def _record(scope: Scope, rows: Sequence[tuple[UUID, dict[str, Any]]], *, action: str) -> list[UUID]:
    if not rows:
        return []
    own = {**scope.stamp(service), "credited_by": scope.account_id, "credited_at": clock.now()}
    made: list[dict[str, Any]] = [{**own, "id": uuid7(), "transfer_id": transfer_id, **fields} for transfer_id, fields in rows]
    db.session.execute(_NEW_SERVICES, made)
    tallies.post(scope, [entry_of(row["counted_on"], row["worked_min"]) for row in made], action=action)
    ids: list[UUID] = [row["id"] for row in made]
    audit.note(scope, action, *ids)
    return ids


def _fields(it: Work, counted_on: date) -> dict[str, Any]:
    when = {"served_on": it.served_on, "counted_on": counted_on, "start_min": it.start_min}
    return {**when, "kind": it.kind, "worked_min": it.worked_min, "reverses_id": None}


def _earned(scope: Scope, it: Work, once: str, row: int) -> str:
    """The key of a credit: a shift is credited once, whoever asks for it; else it is the form that is taken once."""
    return f"shift {it.time_id.hex}" if it.time_id else _key(scope, once, row)


def _over(transfer_id: UUID) -> str:
    """The key of what a credit sent on to the pool."""
    return f"over {transfer_id.hex}"


def _key(scope: Scope, once: str, row: int) -> str:
    """A key of this clerk's own: what another one sends cannot meet it; a form without `once` is like no other."""
    return sha256(repr((scope.tenant_id, scope.account_id, once or uuid7().hex, row)).encode()).hexdigest()


tallies.register_counter(queries.count_entries)
ledger.register_checker(check_records)
register_words({CREDIT: "登记服务时长", REVERSE: "冲正服务时长"}, group="志愿者")
