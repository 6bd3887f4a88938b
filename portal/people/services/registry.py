"""The city's registry of persons: registered, held by units, found to be one, let go of and erased."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.scope import Scope
from portal.people import queries, vault
from portal.people.models import Person, PersonHold, PersonMerge
from portal.people.rules import Document, birth_of, sex_of

person, hold, merge = (cast(Table, m.__table__) for m in (Person, PersonHold, PersonMerge))
_NEW_MERGE = insert(merge)
_TRIES = 3
Follower = Callable[[Scope, UUID, UUID, str], None]
_followers: list[Follower] = []


def follow_merges(follower: Follower) -> Follower:
    """Let a package follow two persons that become one; it is told (scope, kept, merged, action)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def register_person(scope: Scope, document: Document, *, kind: str) -> tuple[UUID, bool]:
    """Make the city know the holder of this document once, though two stations register her in the same moment; this unit holds her.

    Args:
        kind: what the unit keeps of her, `trainee` or `volunteer`.

    Returns:
        (person_id, is_known_in_city): the flag says that another unit of the city met her before; who met her in her own unit,
        as a volunteer for instance, is nobody's double.
    """
    number_hash = vault.fingerprint(document, city_id=scope.ids[0])
    found = None
    for _ in range(_TRIES):  # between writing and finding her somebody may have erased her: then she is new again
        _insert_once(scope, document, number_hash)
        found = queries.find_person(scope, number_hash)
        if found:
            break
    if found is None:
        raise RuntimeError("a person just registered is not to be found")
    hold_person(scope, found[0], kind=kind)
    return found[0], found[1] != scope.tenant_id


def hold_person(scope: Scope, person_id: UUID, *, kind: str) -> None:
    """Note that this unit keeps a record of a person."""
    row = {**scope.stamp(hold), "id": uuid7(), "person_id": person_id, "tenant_id": scope.tenant_id, "kind": kind, "held_at": clock.now()}
    db.session.execute(insert_or(hold).on_conflict_do_nothing(), row)


def let_go(scope: Scope, person_id: UUID, *, kind: str) -> bool:
    """Give up this unit's hold of a person; with the last hold of anybody her numbers are destroyed.

    Returns:
        Whether she is erased from the registry now.
    """
    family = queries.list_family(scope, person_id, locked=True)
    mine = (scope.changes(hold), hold.c.person_id.in_(bindparam("persons", expanding=True)))
    given_up = delete(hold).where(*mine, hold.c.tenant_id == bindparam("unit"), hold.c.kind == bindparam("what"))
    db.session.execute(given_up, {**scope.binds, "persons": family, "unit": scope.tenant_id, "what": kind})
    if queries.list_holds(scope, family):
        return False
    for one in family:
        _erase(scope, one)
    return True


def merge_persons(scope: Scope, kept_id: UUID, merged_id: UUID, *, reason: str, action: str) -> None:
    """Make one person of two, with a trace; whoever is found by either document is the kept one from now on.

    Two that are one already stay as they are.
    """
    for one in sorted((kept_id, merged_id)):
        queries.list_family(scope, one, locked=True)
    kept, merged = queries.list_family(scope, kept_id)[0], queries.list_family(scope, merged_id)[0]
    if kept == merged:
        return
    for follow in _followers:
        follow(scope, kept, merged, action)
    heads = (person.c.id == bindparam("merged")) | (person.c.merged_into_id == bindparam("merged"))
    change = update(person).where(scope.changes(person), heads).values(merged_into_id=bindparam("kept"))
    db.session.execute(change, {**scope.binds, "merged": merged, "kept": kept})
    trace = {"kept_id": kept, "merged_id": merged, "tenant_id": scope.tenant_id, "account_id": scope.account_id}
    db.session.execute(_NEW_MERGE, {**scope.stamp(merge), "id": uuid7(), **trace, "reason": reason, "at": clock.now()})


def _insert_once(scope: Scope, document: Document, number_hash: str) -> None:
    """Write her down; one who is there already stays as she is, and on PostgreSQL this waits for whoever is just writing her."""
    person_id = uuid7()
    sealed = vault.seal(document, city_id=scope.ids[0], person_id=person_id)
    told = {"document_kind": document.kind.value, "born_on": birth_of(document), "sex": sex_of(document)}
    kept = {"id": person_id, "first_tenant_id": scope.tenant_id, "number_hash": number_hash, "number_sealed": sealed}
    once = insert_or(person).on_conflict_do_nothing(index_elements=["city_id", "number_hash"])
    db.session.execute(once, {**scope.stamp(person), **kept, **told})


def _erase(scope: Scope, person_id: UUID) -> None:
    """Put chance in the place of a number: nobody reads it again, and nobody finds her by it."""
    number_hash, sealed = vault.nothing()
    gone = {"number_hash": number_hash, "number_sealed": sealed, "born_on": None, "sex": None, "erased_at": clock.now()}
    own = (scope.changes(person), person.c.id == bindparam("which"))
    db.session.execute(update(person).where(*own).values(**gone), {**scope.binds, "which": person_id})
