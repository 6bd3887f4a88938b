"""Every write of findings: a check finds them or misses them, the station explains them, somebody else closes them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Level, Scope
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.tenants import queries as directory
from portal.training.models import Finding
from portal.training.queries import enrolments, suspects
from portal.training.queries import findings as queries
from portal.training.rules import findings as detect
from portal.training.rules.finding_kinds import Kind
from portal.training.rules.suspicions import Suspicion

finding = cast(Table, Finding.__table__)
LOCAL = frozenset(kind for kind in Kind if not kind.is_across)
ACROSS = frozenset(Kind) - LOCAL
NAMED = ("trainee", "enrolment", "attendance", "wish")
CHECK, EXPLAIN, CLOSE = "finding.check", "finding.explain", "finding.close"


def check_station(scope: Scope) -> int:
    """Run every detector over one station; return how many findings are new.

    What was found before is the same finding; what is there no more is marked so; a closed one that is there still stays closed.
    """
    lessons = suspects.list_lessons(scope)
    found = [
        *detect.find_overlaps(suspects.list_stays(scope)),
        *detect.find_long_lessons(lessons),
        *detect.find_odd_hours(lessons),
        *detect.find_overfull(lessons),
        *detect.find_bursts(suspects.list_sign_ins(scope)),
        *detect.find_same_photos(suspects.list_pictures(scope)),
        *detect.find_repeats(suspects.list_trainings(scope)),
        *detect.find_shared_phones(suspects.list_contacts(scope)),
        *detect.find_odd_ages(suspects.list_pupils(scope)),
        *detect.find_truants(suspects.list_school_visits(scope)),
        *detect.find_short_classes(suspects.list_class_sums(scope)),
    ]
    new = _keep(scope, found, LOCAL)
    if scope.account_id:  # the round of the night is nobody's deed
        audit.note(scope, CHECK, note=f"新发现 {new} 条")
    return new


def check_city(scope: Scope) -> int:
    """Find what only rows of several stations show, and tell it the station whose row is the later one; return how many are new."""
    stays = suspects.list_stays(scope)
    found = [
        *detect.find_overlaps(stays),
        *detect.find_two_counties(stays),
        *detect.find_same_photos(suspects.list_pictures(scope)),
        *detect.find_repeats(suspects.list_trainings(scope)),
    ]
    told: defaultdict[int, list[Suspicion]] = defaultdict(list)
    for it in found:
        if it.kind in ACROSS and it.tenant_id is not None:
            told[it.tenant_id].append(it)
    concerned = told.keys() | queries.list_stations_found(scope, ACROSS)
    new = 0
    for station in directory.list_below(scope, "station"):
        if station.id in concerned:
            with within(db.session(), scope, station.path) as below:
                new += _keep(below, told.get(station.id, []), ACROSS)
    return new


def explain(scope: Scope, finding_id: UUID, *, explanation: str, version: int) -> None:
    """Say how rows that look wrong came to be; until it is closed, it may be said anew.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it names a woman behind it, or holds a number: the county reads it.
        Conflict: it is closed, or somebody changed it meanwhile.
    """
    row = queries.hold_finding(scope, finding_id)
    check_reason(explanation, *_names(scope, finding_id), field="explanation")
    if why_not := queries.case_of(row).why_not_explain():
        raise Conflict(why_not, action=EXPLAIN, subject_id=finding_id)
    said = {"state": "explained", "explanation": explanation, "explained_by": scope.account_id, "explained_at": clock.now()}
    _step(scope, row, version, said, action=EXPLAIN)


def close(scope: Scope, finding_id: UUID, *, verdict: str, version: int) -> None:
    """Close a finding with a verdict, at its station or from its county; by somebody else than who explained it or wrote its rows.

    Raises:
        NotFound: it is not at or below this unit.
        RuleBroken: the verdict holds a number, or names a woman of the station that closes it.
        Conflict: it is not explained, she may not close it, or somebody changed it meanwhile.
    """
    path = queries.get_finding(scope, finding_id).path
    check_reason(verdict, *(_names(scope, finding_id) if scope.level is Level.STATION else ()), field="verdict")
    with _at(scope, path) as station:
        row = queries.hold_finding(station, finding_id)
        if row.version != version:
            raise _overtaken(finding_id, CLOSE)
        if why_not := queries.case_of(row).why_not_close(scope.account_id):
            raise Conflict(why_not, action=CLOSE, subject_id=finding_id)
        done = {"state": "closed", "verdict": verdict, "closed_by": scope.account_id, "closed_at": clock.now()}
        _step(station, row, version, done, action=CLOSE)


def _names(scope: Scope, finding_id: UUID) -> list[str]:
    """Return who is behind a finding of this station: in its rows, and in the classes it is about."""
    row = queries.get_finding(scope, finding_id)
    ids = {kind: [UUID(it) for it in them] for kind, them in row.rows.items()}
    named = [it.words for kind in NAMED if ids.get(kind) for it in queries.list_women_behind(scope, kind, ids[kind])]
    lessons = queries.list_lessons_behind(scope, ids.get("lesson", ()))
    classes = {row.class_id, *ids.get("class", ()), *(it.class_id for it in lessons)} - {None}
    return [*named, *(her.name for class_id in classes for her in enrolments.list_enrolments(scope, cast(UUID, class_id)))]


def _at(scope: Scope, path: str) -> AbstractContextManager[Scope]:
    """Work at the station itself, or from above within it."""
    return nullcontext(scope) if scope.level is Level.STATION else within(db.session(), scope, path)


def _step(scope: Scope, row: Any, version: int, values: Mapping[str, Any], *, action: str) -> None:
    if row.version != version:
        raise _overtaken(row.id, action)
    _change(scope, [row.id], {**values, "version": version + 1})
    audit.note(scope, action, row.id)


def _overtaken(finding_id: UUID, action: str) -> Conflict:
    message = "这条疑点刚才被别人办理过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=finding_id, advice="请看过最新内容后再办。")


def _keep(scope: Scope, found: Sequence[Suspicion], kinds: Collection[Kind]) -> int:
    """Write down what a check found of these kinds at a station, and mark what it found no more; return how many are new."""
    kept, authors = queries.hold_findings(scope, kinds), _authors(scope, found)
    told = {it.fingerprint: it for it in found if it.kind in kinds}
    for print_, it in told.items():
        row = kept.get(print_)
        values = {"is_there": True, "summary": it.summary[:300], "authors": authors[print_]}
        if row is not None and values != {name: getattr(row, name) for name in values}:
            _change(scope, [row.id], values)
    gone = [row.id for print_, row in kept.items() if print_ not in told and row.is_there]
    if gone:
        _change(scope, gone, {"is_there": False})
    new = [_row(scope, it, authors[print_]) for print_, it in told.items() if print_ not in kept]
    if new:
        db.session.execute(insert_or(finding).on_conflict_do_nothing(), new)  # somebody may check at this very moment
    return len(new)


def _authors(scope: Scope, found: Sequence[Suspicion]) -> dict[str, list[int]]:
    """Return {fingerprint: who wrote its rows}; the station's own lessons and classes tell who wrote them."""
    lessons, classes = ({row_id for it in found for row_id in it.rows.get(name, ())} for name in ("lesson", "class"))
    wrote = suspects.list_authors(scope, lesson_ids=sorted(lessons), class_ids=sorted(classes)) if lessons or classes else {}
    return {it.fingerprint: sorted(_wrote(it, wrote) - {0}) for it in found}


def _wrote(it: Suspicion, wrote: Mapping[UUID, set[int]]) -> set[int]:
    rows = (row_id for name in ("lesson", "class") for row_id in it.rows.get(name, ()))
    return {*it.authors, *(account for row_id in rows for account in wrote.get(row_id, ()))}


def _row(scope: Scope, it: Suspicion, authors: list[int]) -> dict[str, Any]:
    rows = {name: [str(row_id) for row_id in ids] for name, ids in it.ordered_rows.items()}
    what = {"kind": it.kind.value, "fingerprint": it.fingerprint, "summary": it.summary[:300], "happened_on": it.happened_on}
    said = {"explanation": "", "explained_by": None, "explained_at": None, "verdict": "", "closed_by": None, "closed_at": None}
    state = {"is_there": True, "state": "open", "version": 1, "found_at": clock.now()}
    return {**scope.stamp(finding), "id": uuid7(), **what, **said, **state, "class_id": it.class_id, "rows": rows, "authors": authors}


def _change(scope: Scope, ids: list[UUID], values: Mapping[str, Any]) -> None:
    own = (scope.changes(finding), finding.c.id.in_(bindparam("which", expanding=True)))
    db.session.execute(update(finding).where(*own).values(values), {**scope.binds, "which": ids})


register_words({CHECK: "核查疑点", EXPLAIN: "说明疑点", CLOSE: "核销疑点"}, group="疑点核查")
