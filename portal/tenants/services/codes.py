"""Codes that are scanned: made at random, ended, never used twice. They hold nothing personal."""

import secrets
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Table, insert, update

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.core.text import has_long_number
from portal.tenants.models import PublicCode

MAKE, END = "code.make", "code.end"
_SIGNS: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that are mistaken for one another on paper
# Who has the code of a certificate or of a service reads something of somebody, so nobody guesses it.
_LENGTHS: Final = {"station": 8, "class": 8, "certificate": 16, "service": 16, "vol_cert": 16, "paper": 12}
code = cast(Table, PublicCode.__table__)


def make_code(scope: Scope, kind: str, subject_id: UUID | None = None, *, channel: str = "", label: str = "") -> str:
    """Make a code of the unit and return it.

    Args:
        kind: `station`, `class`, `certificate`, `service`, `vol_cert` or `paper`.
        subject_id: the class or the certificate.
        channel: of `Channel`: how whoever scans it came; empty where it does not matter.
        label: where it hangs, at most 40 characters.

    Raises:
        RuleBroken: the label, which is printed and stands in the audit, holds a telephone's or a document's number.
    """
    if has_long_number(label):
        raise RuleBroken("label", "这里会印在海报上，不要写电话或证件号码")
    made = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTHS[kind]))
    what = {"code": made, "kind": kind, "tenant_id": scope.tenant_id, "subject_id": subject_id, "channel": channel, "label": label}
    how = {"scans": 0, "made_by": scope.account_id, "made_at": clock.now(), "ended_by": None, "ended_at": None}
    db.session.execute(insert(code), {**what, **how})
    audit.note(scope, MAKE, subject_id, note=label)
    return made


def end_code(scope: Scope, which: str) -> bool:
    """End one of the unit's own codes; False when there is none in use."""
    own = (code.c.tenant_id == scope.tenant_id, code.c.code == which, code.c.ended_at.is_(None))
    return _end(scope, own, None)


def end_codes_of(scope: Scope, subject_id: UUID) -> bool:
    """End every code of one of the unit's rows: a class that ended, a certificate that was revoked."""
    own = (code.c.tenant_id == scope.tenant_id, code.c.subject_id == subject_id, code.c.ended_at.is_(None))
    return _end(scope, own, subject_id)


def count_scan(which: str) -> None:
    """Count that a code was scanned and its form sent in; a page that is merely looked at changes nothing."""
    db.session.execute(update(code).where(code.c.code == which).values(scans=code.c.scans + 1))


def _end(scope: Scope, own: tuple[object, ...], subject_id: UUID | None) -> bool:
    values = {"ended_at": clock.now(), "ended_by": scope.account_id}
    ended = db.session.execute(update(code).where(*own).values(values)).rowcount  # type: ignore[arg-type, attr-defined]
    if ended:
        audit.note(scope, END, subject_id)
    return bool(ended)


register_words({MAKE: "生成二维码", END: "停用二维码"}, group="扫码入口")
