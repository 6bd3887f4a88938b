"""Every write on persons."""

from typing import cast
from uuid import UUID

from sqlalchemy import Table
from uuid_utils.compat import uuid7

from portal.core.db import db, insert_or
from portal.core.scope import Scope
from portal.people import queries, vault
from portal.people.models import Person
from portal.people.rules import Document, birth_of, sex_of

person = cast(Table, Person.__table__)


def register_person(scope: Scope, document: Document) -> tuple[UUID, bool]:
    """Make the city know the holder of this document once, though two stations register her in the same moment.

    Returns:
        (person_id, is_known_in_city): the flag says that another unit of the city met her before; who met her in her own unit,
        as a volunteer for instance, is nobody's double.
    """
    city_id, person_id = scope.ids[0], uuid7()
    number_hash = vault.fingerprint(document, city_id=city_id)
    sealed = vault.seal(document, city_id=city_id, person_id=person_id)
    told = {"document_kind": document.kind.value, "born_on": birth_of(document), "sex": sex_of(document)}
    kept = {"id": person_id, "first_tenant_id": scope.tenant_id, "number_hash": number_hash, "number_sealed": sealed}
    # One who is there already stays as she is; on PostgreSQL this waits for whoever is just writing her.
    once = insert_or(person).on_conflict_do_nothing(index_elements=["city_id", "number_hash"])
    db.session.execute(once, {**scope.stamp(person), **kept, **told})
    found = queries.find_person(scope, number_hash)
    if found is None:
        raise RuntimeError("a person just registered is not to be found")
    return found[0], found[1] != scope.tenant_id
