"""Every write on volunteers and their hours; hours go through the ledger, and nothing posted is ever changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
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
from portal.ledger.rules import AccountKind, Fault, Posting, TransferKind
from portal.people import services as people
from portal.people.rules.records import require_hers
from portal.people.services.rows import change_row
from portal.tallies import services as tallies
from portal.volunteer import queries
from portal.volunteer.models import Service, Volunteer
from portal.volunteer.records import VOLUNTEERS
from portal.volunteer.rules import Candidate, Work, check_candidate, check_days, check_work, entry_of

REGISTER, AMEND, CREDIT, REVERSE = "volunteer.register", "volunteer.amend", "hours.credit", "hours.reverse"
volunteer, service = cast(Table, Volunteer.__table__), cast(Table, Service.__table__)
_NEW_VOLUNTEER, _NEW_SERVICES = insert(volunteer), insert(service)
_COMES_AGAIN = {"erased_at": None, "consent_withdrawn_at": None}


def register_volunteer(scope: Scope, it: Candidate) -> UUID:
    """Put somebody on the station's roll; the time account is the city's, and who has one by her document keeps it.

    Raises:
        RuleBroken: she consented to a notice no longer in force.
        Conflict: she is on this station's roll already (`subject_id` is her row).
    """
    check_candidate(it)
    known = people.register_person(scope, it.document, kind=VOLUNTEERS.kind) if it.document else (None, False)
    account = ledger.open_account(scope, AccountKind.VOLUNTEER, person_id=known[0])
    double_id, is_erased = queries.find_double(scope, account_id=account.id, name=it.name, phone=it.phone) or (None, False)
    if double_id and not is_erased:
        raise Conflict("本站已登记过这位志愿者，没有重复登记。", action=REGISTER, subject_id=double_id)
    volunteer_id = double_id or uuid7()
    hers = {**_written(scope, it), "is_known_elsewhere": known[1]}
    if double_id:  # she comes again with the document of an account that was hers
        change_row(scope, VOLUNTEERS, queries.get_record(scope, double_id), {**hers, **_COMES_AGAIN}, action=REGISTER)
    else:
        new = {**scope.stamp(volunteer), "id": volunteer_id, "account_id": account.id, "version": 1}
        db.session.execute(_NEW_VOLUNTEER, {**new, **hers})
    people.record_consent(scope, VOLUNTEERS.kind, volunteer_id, version=it.consent_version, channel=it.consent_channel.value)
    audit.note(scope, REGISTER, volunteer_id, note="已有登记，由县级核对" if known[1] else "")
    return volunteer_id


def amend_volunteer(scope: Scope, volunteer_id: UUID, *, words: dict[str, str], version: int) -> None:
    """Change name, telephone and note of a volunteer.

    Raises:
        NotFound: she is not this station's.
        Conflict: she withdrew her consent, or somebody changed her row meanwhile.
    """
    before = queries.get_record(scope, volunteer_id)
    require_hers(before.withdrawn_at, before.erased_at, action=AMEND, subject_id=volunteer_id)
    change_row(scope, VOLUNTEERS, replace(before, version=version), words, action=AMEND)
    audit.note(scope, AMEND, volunteer_id)


def credit_hours(scope: Scope, works: Sequence[Work], *, once: str) -> list[UUID]:
    """Credit service, all or nothing: for each row one transfer from the city's issuing account and one nameless record.

    Args:
        once: what makes this very form unique; sent again, it credits nothing a second time.

    Returns:
        The ids of the records made now.

    Raises:
        RuleBroken: a day to come, or longer than a day; the field is `rows-<n>-<name>`.
        Conflict: the month is closed, somebody withdrew her consent, or `once` came with other hours before.
    """
    for n, it in enumerate(works):
        check_work(it, today=clock.today(), prefix=f"rows-{n}-")
    accounts = {it.account_id for it in works}
    books.hold_accounts(scope, accounts)  # two clerks at once must not make a day longer than a day
    if locked_id := queries.find_locked(scope, accounts):
        message = "其中一位志愿者已撤回同意，不能再登记时长，这一次没有保存。"
        raise Conflict(message, action=CREDIT, subject_id=locked_id, advice="请刷新后去掉她的那一行。")
    before = queries.sum_served(scope, account_ids=accounts, days={it.served_on for it in works})
    source = ledger.issuer(scope)
    postings = [Posting(source, it.account_id, it.worked_min, TransferKind.EARN, _key(scope, once, n)) for n, it in enumerate(works)]
    posted = ledger.post(scope, postings, action=CREDIT)
    new = [(transfer.id, it) for transfer, it in zip(posted, works, strict=True) if transfer.is_new]
    if new:
        check_days(works, before)
    return _record(scope, [(transfer_id, _fields(it)) for transfer_id, it in new], action=CREDIT)


def reverse_hours(scope: Scope, service_id: UUID, *, reason: str, once: str) -> UUID:
    """Take credited hours back by a counter-transfer and a record below zero, both of today; the first ones stay as they are.

    Args:
        reason: names nobody.

    Returns:
        The id of the record below zero.

    Raises:
        NotFound: it is not this station's.
        Conflict: they were taken back before, are a reversal themselves, are spent, or this month is closed.
    """
    it = queries.get_service(scope, service_id)
    posted = ledger.reverse(scope, it.transfer_id, reason=reason, key=_key(scope, once, 0), action=REVERSE)
    if not posted.is_new:
        return queries.find_services(scope, [posted.id])[posted.id].id
    back = {"served_on": clock.today(), "start_min": None, "kind": it.kind, "worked_min": -it.worked_min, "reverses_id": service_id}
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
    tallies.post(scope, [entry_of(row["served_on"], row["worked_min"]) for row in made], action=action)
    ids: list[UUID] = [row["id"] for row in made]
    audit.note(scope, action, *ids)
    return ids


def _written(scope: Scope, it: Candidate) -> dict[str, Any]:
    consent = {"consent_version": it.consent_version, "consent_channel": it.consent_channel.value, "consented_at": clock.now()}
    when = {"registered_on": clock.today(), "registered_by": scope.account_id}
    return {"name": it.name, "phone": it.phone, "note": it.note, **consent, **when}


def _fields(it: Work) -> dict[str, Any]:
    when = {"served_on": it.served_on, "start_min": it.start_min}
    return {**when, "kind": it.kind, "worked_min": it.worked_min, "reverses_id": None}


def _key(scope: Scope, once: str, row: int) -> str:
    """A key of this clerk's own: what another one sends cannot meet it; a form without `once` is like no other."""
    return sha256(repr((scope.tenant_id, scope.account_id, once or uuid7().hex, row)).encode()).hexdigest()


tallies.register_counter(queries.count_entries)
ledger.register_checker(check_records)


register_words({REGISTER: "登记志愿者", AMEND: "修改志愿者信息"}, group="志愿者")
register_words({CREDIT: "登记服务时长", REVERSE: "冲正服务时长"}, group="志愿者")
