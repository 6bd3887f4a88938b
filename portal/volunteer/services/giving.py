"""Minutes given to a relative or to the donation pool, taken back while they are there, and expired when the city says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.ledger.rules import Posting, TransferKind
from portal.people.rules.reasons import check_reason
from portal.people.services.naming import refuse_names
from portal.volunteer.queries import giving as queries
from portal.volunteer.queries import kinships
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.rules.bank_rules import BankRules
from portal.volunteer.rules.giving import Purse, check_amount, check_room, expiry_day, refusal_to_give
from portal.volunteer.services.kinships import require_both, touch

GIVE, DONATE, TAKE_BACK, EXPIRE = "time.give", "time.donate", "time.take_back", "time.expire"
_AT_ONCE = 500  # accounts named in one statement


@dataclass(frozen=True, slots=True)
class Gift:
    """Minutes for a relative.

    Args:
        kinship_id: the proved relation.
        moved_min: 1 or more.
        seen_min: what both accounts held, as the giver was told before she said yes; None when nobody was shown it.
    """

    kinship_id: UUID
    moved_min: int
    seen_min: tuple[int, int] | None = None


def give(scope: Scope, giver_id: UUID, it: Gift, *, once: str) -> UUID:
    """Move minutes to a relative whose relation is proved, and return the transfer.

    Args:
        once: what makes this very form unique; sent again, it gives nothing a second time.

    Raises:
        NotFound: the giver, or the relation, is not this station's.
        RuleBroken: she holds less, or the relative's account has no room for so much; the field is `moved`.
        Conflict: the rules of the city do not allow it, the relation ended, one of the two withdrew her consent, whoever keys it is one
            of them, or a balance is not what was shown.
    """
    giver, receiver, rules = _check_parties(scope, giver_id, it.kinship_id)
    books.hold_accounts(scope, {giver.account_id, receiver.account_id})
    ours, theirs = kinships.purses(scope, giver, receiver)
    _refuse_unseen(it.seen_min, (ours.balance_min, theirs.balance_min), giver_id, action=GIVE)
    _check_minutes(ours, theirs, it.moved_min, rules)
    posting = Posting(ours.account_id, theirs.account_id, it.moved_min, TransferKind.GIVE, _key(scope, once))
    posted = ledger.post(scope, [posting], action=GIVE)[0]
    if posted.is_new:
        touch(scope, giver.id, receiver.id)
        audit.note(scope, GIVE, posted.id)
    return posted.id


def look_ahead(scope: Scope, giver_id: UUID, it: Gift) -> tuple[Purse, Purse]:
    """Return the accounts of giver and receiver as they are, when the gift may be made; it refuses what `give` refuses."""
    giver, receiver, rules = _check_parties(scope, giver_id, it.kinship_id)
    ours, theirs = kinships.purses(scope, giver, receiver)
    _check_minutes(ours, theirs, it.moved_min, rules)
    return ours, theirs


def _check_parties(scope: Scope, giver_id: UUID, kinship_id: UUID) -> tuple[kinships.Party, kinships.Party, BankRules]:
    bond = kinships.get_kinship(scope, kinship_id)
    if bond.giver_id != giver_id:
        raise NotFound
    giver, receiver = kinships.get_party(scope, giver_id), kinships.get_party(scope, bond.receiver_id)
    require_both(scope, giver, receiver, action=GIVE)
    if bond.ended_at is not None:
        raise Conflict("这个亲属关系已经结束，不能再按它赠与。", action=GIVE, subject_id=giver_id, advice="请重新登记亲属关系。")
    rules = rules_on(scope, clock.today())
    if refusal := refusal_to_give(giver.member_group, bond.relation, rules):
        raise Conflict(refusal, action=GIVE, subject_id=giver_id)
    return giver, receiver, rules


def _check_minutes(ours: Purse, theirs: Purse, moved_min: int, rules: BankRules) -> None:
    if ours.account_id == theirs.account_id:
        raise RuleBroken("kinship", "两人现在用同一个时间账户，不用赠与")
    check_amount(ours, moved_min)
    check_room(theirs, moved_min, rules)


def donate(scope: Scope, giver_id: UUID, moved_min: int, *, seen_min: int | None = None, once: str) -> UUID:
    """Move minutes to the donation pool, and return the transfer.

    Raises:
        NotFound: the giver is not this station's.
        RuleBroken: she holds less; the field is `moved`.
        Conflict: she withdrew her consent, whoever keys it is herself, or her balance is not what was shown.
    """
    giver = kinships.get_party(scope, giver_id)
    require_both(scope, giver, action=DONATE)
    books.hold_accounts(scope, {giver.account_id})  # volunteers before the pool, as everybody does who moves minutes to it
    (ours,) = kinships.purses(scope, giver)
    _refuse_unseen(None if seen_min is None else (seen_min,), (ours.balance_min,), giver_id, action=DONATE)
    check_amount(ours, moved_min)
    posting = Posting(ours.account_id, ledger.pool(scope), moved_min, TransferKind.DONATE, _key(scope, once))
    posted = ledger.post(scope, [posting], action=DONATE)[0]
    if posted.is_new:
        touch(scope, giver.id)
        audit.note(scope, DONATE, posted.id)
    return posted.id


def take_back(scope: Scope, transfer_id: UUID, *, reason: str) -> UUID:
    """Take a gift back by its counter-transfer, as long as its minutes are still there.

    Args:
        reason: names nobody; the whole city's ledger shows it.

    Raises:
        NotFound: nobody on the station's roll gave it.
        RuleBroken: the reason names her.
        Conflict: it was taken back before, its minutes are spent, or whoever keys it is the giver.
    """
    gift = queries.get_gift(scope, transfer_id)
    giver = kinships.get_party(scope, gift.giver_id)
    require_both(scope, giver, action=TAKE_BACK)
    check_reason(reason, giver.name)
    refuse_names(scope, reason)
    is_given = gift.kind == TransferKind.GIVE  # else the pool takes part, which is held after the volunteers
    books.hold_accounts(scope, {giver.account_id, *([gift.credit_account_id] if is_given else [])})
    posted = ledger.reverse(scope, transfer_id, reason=reason, key=f"back {transfer_id.hex}", action=TAKE_BACK)
    if not posted.is_new:
        raise Conflict("这笔赠与已经收回过，不能再收回一次。", action=TAKE_BACK, subject_id=transfer_id)
    touch(scope, giver.id)
    audit.note(scope, TAKE_BACK, transfer_id)
    return posted.id


def expire_due(scope: Scope) -> int:
    """Move what grew older than the city allows to the donation pool; where the city set no time, nothing is done.

    Asked again on the same day it does nothing more.

    Args:
        scope: any of the city's; its accounts are the city's.

    Returns:
        How many accounts minutes were taken from.
    """
    today = clock.today()
    months = rules_on(scope, today).expires_months
    if months is None:
        return 0
    before = expiry_day(today, months)
    holders = queries.list_holders(scope, before=before)
    for some in _in_parts(holders):
        books.hold_accounts(scope, some)
    count = sum(_expire(scope, some, f"{today:%Y%m%d}", queries.list_due(scope, some, before=before)) for some in _in_parts(holders))
    if count:
        audit.note(scope, EXPIRE, ledger.pool(scope), note=f"{count} 个账户")
    return count


def _expire(scope: Scope, account_ids: Sequence[UUID], stamp: str, due: dict[UUID, int]) -> int:
    keys = {id_: f"expire {id_.hex} {stamp}" for id_ in account_ids if id_ in due}
    done = books.find_by_keys(scope, keys.values()) if keys else {}
    pool_id = ledger.pool(scope)
    left = [Posting(id_, pool_id, due[id_], TransferKind.EXPIRE, key) for id_, key in keys.items() if key not in done]
    if left:
        ledger.post(scope, left, action=EXPIRE)
    return len(left)


def _in_parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


def _refuse_unseen(seen: tuple[int, ...] | None, now: tuple[int, ...], subject_id: UUID, *, action: str) -> None:
    if seen is not None and seen != now:
        words = "刚才有人动过账户里的时间，余额与您看到的不同，这一次没有保存。"
        raise Conflict(words, action=action, subject_id=subject_id, advice="请看过最新的余额后再确认。")


def _key(scope: Scope, once: str) -> str:
    """A key of this clerk's own; a form without `once` is like no other."""
    return sha256(repr((scope.tenant_id, scope.account_id, once or uuid7().hex, "gift")).encode()).hexdigest()


register_words({GIVE: "赠与家人", DONATE: "捐入公益时间池", TAKE_BACK: "收回赠与", EXPIRE: "时间到期转入公益时间池"}, group="志愿者")
