"""Who somebody is: identity documents, names and telephones."""

from portal.core.phones import BadPhone, mask_phone, parse_phone
from portal.people.rules.consent import ConsentChannel
from portal.people.rules.contact import BadName, mask_name, parse_person_name
from portal.people.rules.documents import (
    FIRST_BIRTH,
    BadDocument,
    Document,
    DocumentKind,
    Sex,
    age_on,
    birth_of,
    mask_number,
    parse_document,
    sex_of,
)

__all__ = [
    "FIRST_BIRTH",
    "BadDocument",
    "BadName",
    "BadPhone",
    "ConsentChannel",
    "Document",
    "DocumentKind",
    "Sex",
    "age_on",
    "birth_of",
    "mask_name",
    "mask_number",
    "mask_phone",
    "parse_document",
    "parse_person_name",
    "parse_phone",
    "sex_of",
]
