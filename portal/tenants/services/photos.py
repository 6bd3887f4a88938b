"""Every write on photos: they are added, and marked as removed; the files stay."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.queries import photos as queries
from portal.web import papers
from portal.web.models import Photo
from portal.web.photos import MOST_OF_ONE, Album, Picture, Subject, register_subject

photo = cast(Table, Photo.__table__)
_NEW = insert(photo)


def _unit_album(scope: Scope, _: UUID | None) -> Album:
    return Album(directory.get_here(scope).name)


_WAYS = ("photos.unit", "profiles.profile")
UNIT = register_subject(Subject("unit", "单位照片", *_WAYS, read="home.read", write="unit.edit", find=_unit_album))


def add_photos(scope: Scope, subject: Subject, subject_id: UUID | None, pictures: Sequence[Picture], *, caption: str) -> int:
    """Add photos to a row of this unit; return how many, without those it has already.

    Raises:
        NotFound: no such row here.
        RuleBroken: it would have too many, or the files could not be kept.
        Conflict: it takes no photos now.
    """
    _check_open(scope, subject, subject_id, "photo.add")
    queries.lock_albums(scope)
    there = queries.list_photos(scope, subject.name, subject_id)
    known = {row.source_digest for row in there}
    new = {picture.source_digest: picture for picture in pictures if picture.source_digest not in known}
    if len(there) + len(new) > MOST_OF_ONE:
        raise RuleBroken("photos", f"最多 {MOST_OF_ONE} 张，已有 {len(there)} 张，这一次选了 {len(new)} 张，请减少后再传")
    rows = [_row(scope, subject, subject_id, picture, caption) for picture in new.values()]
    if rows:
        subject.moved(scope, subject_id)
        _check_open(scope, subject, subject_id, "photo.add")  # again, now that nobody closes it any more
        db.session.execute(_NEW, rows)
        audit.note(scope, "photo.add", *(row["id"] for row in rows), note=subject.name)
    return len(rows)


def remove_photo(scope: Scope, subject: Subject, photo_id: UUID) -> None:
    """Mark a photo of this unit as removed; from now on it is shown nowhere.

    Raises:
        NotFound: there is none.
        Conflict: what it is of lets no photo go now.
    """
    row = queries.get_own_photo(scope, photo_id)
    subject.moved(scope, row.subject_id)
    _check_open(scope, subject, row.subject_id, "photo.remove")
    _mark(scope, photo.c.id == bindparam("which"), {"which": photo_id})
    audit.note(scope, "photo.remove", photo_id, note=subject.name)


def remove_all(scope: Scope, subject: str, subject_id: UUID) -> None:
    """Mark all photos of a row of this unit as removed, when what they show no longer holds."""
    ids = [row.id for row in queries.list_photos(scope, subject, subject_id)]
    if ids:
        its_own = (photo.c.subject == bindparam("what")) & (photo.c.subject_id == bindparam("row"))
        _mark(scope, its_own, {"what": subject, "row": subject_id})
        audit.note(scope, "photo.remove", *ids, note=subject)


def _check_open(scope: Scope, subject: Subject, subject_id: UUID | None, action: str) -> None:
    album = subject.find(scope, subject_id)
    if album.closed:
        raise Conflict(album.closed, action=action, subject_id=subject_id)


def _row(scope: Scope, subject: Subject, subject_id: UUID | None, picture: Picture, caption: str) -> dict[str, Any]:
    try:
        files = {"digest": papers.keep(picture.jpeg), "thumb_digest": papers.keep(picture.thumb)}
    except OSError as error:
        raise RuleBroken("photos", "照片没有保存成功，服务器的磁盘可能已满，请告知管理员") from error
    about = {"subject": subject.name, "subject_id": subject_id, "caption": caption, "source_digest": picture.source_digest}
    size = {"width": picture.width, "height": picture.height, "size_bytes": len(picture.jpeg)}
    who = {**scope.stamp(photo), "id": uuid7(), "added_by": scope.account_id, "added_at": clock.now()}
    return {**who, **about, **size, **files}


def _mark(scope: Scope, criterion: Any, binds: dict[str, Any]) -> None:
    gone = {"removed_by": scope.account_id, "removed_at": clock.now()}
    chosen = update(photo).where(scope.changes(photo), photo.c.removed_at.is_(None), criterion)
    db.session.execute(chosen.values(gone), {**scope.binds, **binds})
