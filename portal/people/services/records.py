"""What a manager does with a station's record of somebody: puts the document right, joins two, erases one."""

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people import queries, rolls
from portal.people.rules import Document
from portal.people.rules.reasons import check_reason
from portal.people.rules.records import Record, require_hers
from portal.people.services import registry
from portal.people.services.rows import change_row

CORRECT, MERGE, ERASE = "person.correct", "person.merge", "person.erase"


def correct_document(scope: Scope, record: Record, document: Document, *, reason: str, may_join: bool = False) -> None:
    """Let a record be of the holder of this document: a number was mistyped, or there was none.

    The person it was of is let go of, and erased from the registry when nobody else holds her.

    Args:
        may_join: a volunteer's minutes may go to the account the holder has in the city already.

    Raises:
        RuleBroken: the reason names her.
        Conflict: she has withdrawn, nothing would change, another record of the station is of this holder, or she has an account
            and `may_join` was not said.
    """
    check_reason(reason, record.name)
    require_hers(record.withdrawn_at, record.erased_at, action=CORRECT, subject_id=record.id)
    roll = rolls.get(record.roll)
    person_id, is_known = registry.register_person(scope, document, kind=roll.kind)
    if record.person_id and person_id in queries.list_family(scope, record.person_id):
        raise Conflict("这就是现在登记的证件，没有改动。", action=CORRECT, subject_id=record.id)
    if other := roll.find_of(scope, queries.list_family(scope, person_id), beside=record.id):
        message, advice = "本站另一条记录已经用了这个证件，这一次没有保存。", "如果是同一个人，请用“合并重复记录”。"
        raise Conflict(message, action=CORRECT, subject_id=other, advice=advice)
    roll.point(scope, record, person_id, action=CORRECT, may_join=may_join)
    change_row(scope, roll, record, {"is_known_elsewhere": is_known}, action=CORRECT)
    _give_up(scope, record)
    audit.note(scope, CORRECT, record.id, note=reason)


def merge_records(scope: Scope, leading: Record, other: Record, *, reason: str) -> Record:
    """Make one person of two the station has on record; the document of the leading one leads from now on.

    Two of one roll become one record, two of different rolls stay, of the same person.

    Returns:
        The record that stays.

    Raises:
        RuleBroken: the reason names her.
        Conflict: one has withdrawn or was erased, or a month that must change is closed.
    """
    check_reason(reason, leading.name, other.name)
    for one in (leading, other):
        require_hers(one.withdrawn_at, one.erased_at, action=MERGE, subject_id=one.id)
    if leading.id == other.id:
        raise Conflict("这是同一条记录，不用合并。", action=MERGE, subject_id=other.id)
    if leading.person_id is None and other.person_id is not None:
        leading, other = other, leading  # a document leads, when there is only one
    if leading.person_id and other.person_id:
        registry.merge_persons(scope, leading.person_id, other.person_id, reason=reason, action=MERGE)
    kept = _join(scope, leading, other)
    audit.note(scope, MERGE, leading.id, other.id, note=reason)
    return kept


def erase_record(scope: Scope, record: Record, *, reason: str) -> bool:
    """Put a pseudonym in the place of a person; what was counted stays, and so do her minutes under their number.

    Args:
        reason: one of `ERASE_REASONS` in words.

    Returns:
        Whether her number is destroyed in the city's registry too, because nobody else holds her.

    Raises:
        Conflict: she was erased before, or somebody changed the row meanwhile.
    """
    if record.erased_at:
        raise Conflict("她的个人信息已经删除过了。", action=ERASE, subject_id=record.id)
    roll = rolls.get(record.roll)
    gone = {"name": record.title, "phone": "", "note": "", "erased_at": clock.now(), **roll.blank()}
    change_row(scope, roll, record, gone, action=ERASE)
    roll.forget(scope, record)
    is_last = _give_up(scope, record)
    audit.note(scope, ERASE, record.id, note=reason)
    return is_last


def _give_up(scope: Scope, record: Record) -> bool:
    """Let go of the person a record was of, unless the station has her on the same roll a second time."""
    if record.person_id is None:
        return False
    roll = rolls.get(record.roll)
    if roll.find_of(scope, queries.list_family(scope, record.person_id), beside=record.id):
        return False
    return registry.let_go(scope, record.person_id, kind=roll.kind)


def _join(scope: Scope, leading: Record, other: Record) -> Record:
    roll = rolls.get(leading.roll)
    if leading.roll == other.roll:
        return roll.join(scope, leading, other, action=MERGE)
    beside = rolls.get(other.roll)
    if leading.person_id and not beside.find_of(scope, [leading.person_id], beside=other.id):
        registry.hold_person(scope, leading.person_id, kind=beside.kind)
        beside.point(scope, other, leading.person_id, action=MERGE, may_join=True)
        change_row(scope, beside, other, {}, action=MERGE)
    return leading


register_words(
    {
        CORRECT: "更正证件",
        MERGE: "合并重复记录",
        ERASE: "删除个人信息",
        "person.withdraw": "登记撤回同意",
        "person.consent": "再次登记同意",
        "person.unmask": "查看完整证件",
        "person.copy": "提供个人信息副本",
        "person.ask": "县级查阅登记",
    },
    group="个人信息",
)
