"""Written reports are begun, saved, finished and revised; what was finished does not change any more."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.text import clean_multiline, clean_text
from portal.narratives.models import Narrative
from portal.narratives.queries import narratives as queries
from portal.narratives.queries.drafts import compose_draft
from portal.narratives.queries.figures import resolve
from portal.narratives.rules.figures import keep
from portal.narratives.rules.narratives import State, check_finish, check_months, check_text, check_title, digest_of, said_of, title_words
from portal.narratives.rules.outline import without_notes
from portal.narratives.rules.reading import read_text

BEGIN, SAVE, AMEND = "narrative.begin", "narrative.save", "narrative.amend"
FINISH, REVISE = "narrative.finish", "narrative.revise"
narrative = cast(Table, Narrative.__table__)
n = narrative.c


def begin(scope: Scope, *, title: str, first: str, last: str, source: UUID | None = None) -> UUID:
    """Begin a report, from the template or with the text of an earlier one.

    Args:
        first, last: its months, `2026-01`.
        source: an earlier report of the unit's own.

    Raises:
        NotFound: there is no such earlier report.
        RuleBroken: the title or the months cannot be.
    """
    title = clean_text(title)
    check_title(title)
    check_months(first, last, today=clock.today())
    text = queries.get_narrative(scope, source).text if source else compose_draft(scope, first=first, last=last)
    narrative_id = uuid7()
    what = {"title": title, "first_month": first, "last_month": last, "text": text, "series": narrative_id, "revision": 1}
    _add(scope, narrative_id, what)
    audit.note(scope, BEGIN, narrative_id, note=title)
    return narrative_id


def save(scope: Scope, narrative_id: UUID, *, text: str, version: int, is_auto: bool = False) -> int:
    """Keep the text of a draft and return its new version.

    Who sends the very text that is kept already has nothing to lose, and gets the version of it.

    Args:
        is_auto: saved by the page itself: a line in the audit once an hour and person, and none when it is refused.

    Raises:
        NotFound: there is none.
        RuleBroken: the text is too long.
        Conflict: it was finished, or somebody changed it meanwhile.
    """
    text = clean_multiline(text)
    check_text(text)
    row = _hold_draft(scope, narrative_id, action="" if is_auto else SAVE)
    if row.text == text and (is_auto or row.version != version):
        return row.version
    _check_version(row, version, action="" if is_auto else SAVE)
    now = clock.now()
    _change(scope, narrative_id, {"text": text, "version": row.version + 1, "changed_by": scope.account_id, "changed_at": now})
    is_told = row.changed_by == scope.account_id and _hour(row.changed_at) == _hour(now)
    if not is_auto or not is_told:
        audit.note(scope, SAVE, narrative_id, note="自动保存" if is_auto else "")
    return row.version + 1


def amend(scope: Scope, narrative_id: UUID, *, title: str, first: str, last: str, version: int) -> None:
    """Change the title and the months of a draft.

    Raises:
        NotFound: there is none.
        RuleBroken: the title or the months cannot be.
        Conflict: it was finished, or somebody changed it meanwhile.
    """
    title = clean_text(title)
    check_title(title)
    check_months(first, last, today=clock.today())
    row = _hold_draft(scope, narrative_id, action=AMEND)
    _check_version(row, version, action=AMEND)
    who = {"changed_by": scope.account_id, "changed_at": clock.now()}
    _change(scope, narrative_id, {"title": title, "first_month": first, "last_month": last, "version": row.version + 1, **who})
    audit.note(scope, AMEND, narrative_id, note=title)


def finish(scope: Scope, narrative_id: UUID, *, version: int, despite: str = "") -> None:
    """Freeze the figures of a draft as they are now and finish it; the version before it is superseded and stays readable.

    Args:
        despite: why it is finished though the checker found contradictions.

    Raises:
        NotFound: there is none.
        RuleBroken: it is empty, a token is wrong, or figures contradict one another and nobody says why they stand.
        Conflict: it was finished, or somebody changed it meanwhile.
    """
    row = _hold_draft(scope, narrative_id, action=FINISH)
    _check_version(row, version, action=FINISH)
    found = resolve(scope, row.text, first=row.first_month, last=row.last_month)
    reading = read_text(row.text, found)
    check_finish(reading.filled.text, reading.faults, reading.findings, despite)
    text, findings = without_notes(row.text), reading.findings
    figures = keep(found)
    digest = digest_of({**said_of(row, figures), "text": text})
    _supersede(scope, row.series)
    told = {"text": text, "figures": figures, "digest": digest, "despite": despite if findings else ""}
    ended = {"finished_by": scope.account_id, "finished_at": clock.now(), "state": State.FINAL.value, "version": row.version + 1}
    _change(scope, narrative_id, {**told, **ended})
    note = f"{title_words(row.title, row.revision)}{f'；{len(findings)} 处矛盾仍定稿' if findings else ''}"
    audit.note(scope, FINISH, narrative_id, note=note)


def revise(scope: Scope, narrative_id: UUID) -> UUID:
    """Begin the next version of a finished report with its text.

    Raises:
        NotFound: there is none.
        Conflict: it is not finished or not the last one, or somebody began a version already.
    """
    row = queries.hold_narrative(scope, narrative_id)
    if row.state != State.FINAL:
        message = f"《{row.title}》{'还是草稿，可以直接改' if row.state == State.DRAFT else '已经被新版替代，不能再修订'}。"
        raise Conflict(message, action=REVISE, subject_id=narrative_id)
    same = {name: getattr(row, name) for name in ("title", "first_month", "last_month", "text", "series")}
    new_id = uuid7()
    if not _add(scope, new_id, {**same, "revision": row.revision + 1}):
        advice = "请到汇报材料列表里打开它。"
        raise Conflict(f"《{row.title}》已经有人在改新版，没有另建一份。", action=REVISE, subject_id=narrative_id, advice=advice)
    audit.note(scope, REVISE, new_id, note=title_words(row.title, row.revision + 1))
    return new_id


def _add(scope: Scope, narrative_id: UUID, what: Mapping[str, Any]) -> bool:
    now = clock.now()
    who = {"made_by": scope.account_id, "made_at": now, "changed_by": scope.account_id, "changed_at": now}
    fresh = {"state": State.DRAFT.value, "figures": {}, "digest": "", "despite": "", "version": 1, "finished_by": None, "finished_at": None}
    new = insert_or(narrative).on_conflict_do_nothing().returning(n.id)
    row = {**scope.stamp(narrative), "id": narrative_id, **what, **who, **fresh}
    return db.session.execute(new, row).scalar() is not None


def _hold_draft(scope: Scope, narrative_id: UUID, *, action: str) -> Any:
    row = queries.hold_narrative(scope, narrative_id)
    if row.state != State.DRAFT:
        advice = "定稿后要改，请修订，出下一版。"
        raise Conflict(f"《{row.title}》已经定稿，这一次没有保存。", action=action, subject_id=narrative_id, advice=advice)
    return row


def _check_version(row: Any, version: int, *, action: str) -> None:
    if row.version != version:
        at = f"{clock.local(row.changed_at):%H:%M}"
        message = f"这份材料 {at} 在别处保存过，这一次没有保存。"
        advice = "您输入的还在框里；看过别处保存的内容以后，再点一次就以框里的为准。"
        raise Conflict(message, action=action, subject_id=row.id, advice=advice)


def _hour(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H}"


def _supersede(scope: Scope, series: UUID) -> None:
    own = (scope.changes(narrative), n.series == bindparam("which_series"), n.state == State.FINAL.value)
    old = update(narrative).where(*own).values(state=State.SUPERSEDED.value)
    db.session.execute(old, {**scope.binds, "which_series": series})


def _change(scope: Scope, narrative_id: UUID, values: Mapping[str, Any]) -> None:
    own = (scope.changes(narrative), n.id == bindparam("which"))
    db.session.execute(update(narrative).where(*own).values(**values), {**scope.binds, "which": narrative_id})


register_words(
    {BEGIN: "起草汇报材料", SAVE: "修改汇报材料", AMEND: "改汇报材料的标题和期间", FINISH: "汇报材料定稿", REVISE: "修订汇报材料"},
    group="汇报材料",
)
