"""Certificates of volunteer service: shown publicly, then issued; withdrawn or void with a reason, never changed."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.people.rules.reasons import check_reason
from portal.people.rules.records import require_hers
from portal.tenants.queries import get_here
from portal.tenants.services.codes import end_codes_of, make_code
from portal.volunteer.models import VolunteerCertificate
from portal.volunteer.queries import honours as queries
from portal.volunteer.queries.kinships import get_party
from portal.volunteer.rules.honours import HonourState, Summary, Wording, check_range, next_number, notice_until, number_prefix, summed
from portal.volunteer.services.kinships import touch

PROPOSE, ISSUE, END = "honour.propose", "honour.issue", "honour.end"
honour = cast(Table, VolunteerCertificate.__table__)


def propose(scope: Scope, volunteer_id: UUID, *, first: date, last: date, wording: Wording) -> UUID:
    """Put a certificate up for its seven days of notice, and return its id; hours and content come from the station's own rows.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: days that cannot be certified, or no service on them; the field is `from_on` or `until_on`.
        Conflict: she withdrew her consent, or there is one of the same days already (`subject_id` is that one).
    """
    check_range(first, last, today=clock.today())
    touch(scope, volunteer_id)  # her row is held: two at once do not make it twice
    person = get_party(scope, volunteer_id)
    require_hers(person.withdrawn_at, person.erased_at, action=PROPOSE, subject_id=volunteer_id)
    if other := queries.find_alike(scope, volunteer_id, first=first, last=last):
        words = "这段日期的证明已经在公示或已经出具，没有重复生成。"
        raise Conflict(words, action=PROPOSE, subject_id=other)
    proved = sum_up(scope, person.account_id, first=first, last=last)
    station, today = get_here(scope), clock.today()
    prefix = number_prefix(station.code, today.year)
    what = {"worked_min": proved.worked_min, "content": proved.content, "from_on": first, "until_on": last}
    whose = {"volunteer_id": volunteer_id, "holder_name": person.name, "volunteer_number": person.number, "issuer": station.name}
    words = {"in_charge": wording.in_charge, "handler": wording.handler, "contact": wording.contact, "remarks": wording.remarks}
    when = {"notice_from": today, "notice_until": notice_until(today), "made_by": scope.account_id, "made_at": clock.now(), "version": 1}
    number = next_number(prefix, queries.find_last_number(scope, prefix))
    own = {**scope.stamp(honour), "id": (honour_id := uuid7()), "number": number, "state": HonourState.NOTICE.value}
    db.session.execute(insert(honour), [{**own, **what, **whose, **words, **when}])
    audit.note(scope, PROPOSE, honour_id)
    return honour_id


def sum_up(scope: Scope, account_id: UUID, *, first: date, last: date) -> Summary:
    """Return what an account's service at this station adds up to.

    Raises:
        RuleBroken: there is none, or too much for one certificate.
    """
    rows = queries.list_proved(scope, account_id, first=first, last=last)
    if not rows:
        raise RuleBroken("from_on", "这段日期里没有她在本站已经入账的服务，不能开证明")
    if len(rows) > queries.MOST_PROVED:
        raise RuleBroken("from_on", f"这段日期里的服务超过 {queries.MOST_PROVED} 次，请分几段日期开证明")
    return summed(rows)


def change_of(scope: Scope, row: Any) -> str:
    """Return how what a certificate says differs from the station's rows of today; empty while it does not."""
    rows = queries.list_proved(scope, row.account_id, first=row.from_on, last=row.until_on)
    now = summed(rows)
    if now.worked_min != row.worked_min:
        return f"证明写的是 {format_minutes(row.worked_min)}，现在的服务记录合计 {format_minutes(now.worked_min)}"
    if now.content != row.content:
        return f"证明写的服务内容与现在的服务记录（{now.content}）不同"
    if row.state == HonourState.NOTICE and (row.holder_name, row.volunteer_number) != (row.name, row.her_number):
        return "公示的姓名或编号与她现在登记的不同"
    return ""


def issue(scope: Scope, honour_id: UUID, *, version: int) -> None:
    """Issue a certificate whose notice is over, with the code by which anybody checks it.

    Raises:
        NotFound: it is not this station's.
        Conflict: its notice is not over, it was dealt with meanwhile, she withdrew her consent, or her hours are others by now.
    """
    row = queries.get_honour(scope, honour_id)
    require_hers(row.consent_withdrawn_at, row.erased_at, action=ISSUE, subject_id=honour_id)
    _require_state(row, HonourState.NOTICE, version, action=ISSUE)
    if clock.today() <= row.notice_until:
        words = f"公示到 {row.notice_until} 为止，期满后才能出具，这一次没有出具。"
        raise Conflict(words, action=ISSUE, subject_id=honour_id)
    if change := change_of(scope, row):
        raise Conflict(f"{change}，不能按原来的内容出具。", action=ISSUE, subject_id=honour_id, advice="请撤下这一份，重新生成并公示。")
    told = {"state": HonourState.ISSUED.value, "issued_by": scope.account_id, "issued_on": clock.today()}
    _change(scope, row, {**told, "code": make_code(scope, "vol_cert", honour_id)}, action=ISSUE)
    touch(scope, row.volunteer_id)
    audit.note(scope, ISSUE, honour_id)


def end(scope: Scope, honour_id: UUID, *, reason: str, version: int) -> HonourState:
    """Withdraw a certificate that is on notice, or make one void that was issued; return how it stands now.

    Args:
        reason: names nobody.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the reason names her.
        Conflict: it was dealt with meanwhile.
    """
    row = queries.get_honour(scope, honour_id)
    check_reason(reason, row.holder_name)
    was = HonourState(row.state)
    if was not in {HonourState.NOTICE, HonourState.ISSUED}:
        raise Conflict(f"这份证明{was.label}，不用再办理。", action=END, subject_id=honour_id)
    becomes = HonourState.WITHDRAWN if was is HonourState.NOTICE else HonourState.VOID
    told = {"state": becomes.value, "ended_by": scope.account_id, "ended_at": clock.now(), "end_reason": reason}
    _require_state(row, was, version, action=END)
    _change(scope, row, told, action=END)
    end_codes_of(scope, honour_id)
    audit.note(scope, END, honour_id, note=becomes.label)
    return becomes


def _require_state(row: Any, state: HonourState, version: int, *, action: str) -> None:
    if row.state != state or row.version != version:
        words = f"这份证明{HonourState(row.state).label}，刚才有人办理过，这一次没有保存。"
        raise Conflict(words, action=action, subject_id=row.id, advice="请看过最新内容后再办理。")


def _change(scope: Scope, row: Any, values: dict[str, Any], *, action: str) -> None:
    own = (scope.changes(honour), honour.c.id == bindparam("which"), honour.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": row.id, "seen": row.version}
    changed = db.session.execute(update(honour).where(*own).values(**values, version=row.version + 1), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("刚才有人办理过这份证明，这一次没有保存。", action=action, subject_id=row.id, advice="请看过最新内容后再办理。")


register_words({PROPOSE: "公示志愿服务证明", ISSUE: "出具志愿服务证明", END: "撤下或作废志愿服务证明"}, group="志愿者")
