"""What shows that it is she who takes the goods, or that she sent whoever came.

A code sent to her telephone, the last four signs of her document, or the slip with a signature. Each sending and each try is committed
before it is judged.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from portal.audit.words import register_words
from portal.core import clock
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.people import queries as people
from portal.shop.queries.proofs import count_wrong
from portal.shop.rules.payers import Payer
from portal.shop.rules.redemptions import Proof, Taking
from portal.tenants.rules.phone_checks import takes_codes
from portal.tenants.services import phone_checks
from portal.web import senders
from portal.web.writes import beforehand

CHECK = "redemption.check"
MOST_WRONG, WITHIN = 5, timedelta(hours=1)


def offered(scope: Scope, payer: Payer) -> Sequence[Proof]:
    """Return what there is to show for somebody; a slip with a signature there always is."""
    codes = [Proof.CODE] if senders.current() and takes_codes(payer.phone) else []
    return [*codes, *([Proof.DOCUMENT] if payer.person_id else []), Proof.PAPER]


def check(scope: Scope, payer: Payer, it: Taking, *, redemption_id: UUID) -> None:
    """Refuse a proof that does not hold.

    Raises:
        RuleBroken: no code was given back.
        Conflict: the digits are not those of her document, or were wrong too often; the audit keeps each time.
    """
    if it.proof is Proof.CODE and it.passed_at is None:
        raise RuleBroken("code", "验证码不对或已经过期，请重新发送")
    if it.proof is not Proof.DOCUMENT or payer.person_id is None:
        return
    if count_wrong(scope, redemption_id, action=CHECK, since=clock.now() - WITHIN) >= MOST_WRONG:
        words = f"证件后四位一小时内已经核对错 {MOST_WRONG} 次，这一次没有保存。"
        raise Conflict(words, action=CHECK, subject_id=redemption_id, advice="请一小时后再试，或改用签名的兑换单。")
    if not compare_digest(people.get_document(scope, payer.person_id).number[-4:].upper(), it.last_four.upper()):
        words = "证件后四位与登记的不一致，这一次没有保存。"
        raise Conflict(words, action=CHECK, subject_id=redemption_id, advice="请看着证件再输一次；证件不是她本人的，不能交付。")


def send_code(scope: Scope, payer: Payer) -> None:
    """Send a code to her telephone.

    Raises:
        Throttled: too many were sent, to it or from here.
        RuleBroken: the sender failed, or there is none.
    """
    sender, phone = senders.current(), payer.phone
    if sender is None or not takes_codes(phone):
        raise RuleBroken("code", "本平台没有开通短信，或她登记的不是手机号码，请换一种方式核对")
    with beforehand():
        sent = phone_checks.begin_check(scope, phone)
    with beforehand():
        phone_checks.judge_sending(scope, phone)
    try:
        sender.send_code(phone, sent.code)
    except Exception as error:
        raise RuleBroken("code", "短信没有发出去，请过几分钟再试，或换一种方式核对") from error


def try_code(scope: Scope, payer: Payer, code: str) -> datetime | None:
    """Return when the code sent to her telephone was found right; None when it is wrong, too old, used, or was guessed at too often."""
    with beforehand():
        check_id = phone_checks.count_try(scope, payer.phone)
    if check_id is None:
        return None
    with beforehand():
        return phone_checks.take_code(scope, payer.phone, check_id, code)


register_words({CHECK: "核对领取人证件"}, group="爱心超市")
