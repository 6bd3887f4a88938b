"""Photos: the file, the pages on which they are added and removed; each package opens the pages of its own subjects by `show_album`."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound, Refused
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.tenants.forms.photos import PhotosForm, RemovalForm
from portal.tenants.queries import photos as queries
from portal.tenants.services import photos as services
from portal.web import papers, uploads
from portal.web.photos import MAX_UPLOAD_BYTES, MOST_AT_ONCE, MOST_OF_ONE, Subject, subjects
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("photos", __name__)
KEPT_S = 300

uploads.allow("photos.unit", MAX_UPLOAD_BYTES)


@bp.route("/", methods=["GET", "POST"])
@requires(read="unit.edit", write="unit.edit")
@writes
def unit(scope: Scope) -> ResponseReturnValue:
    """Show the unit's own photos, and add to them."""
    return show_album(scope, services.UNIT, None)


@bp.get("/<uuid:photo_id>")
@requires(read="home.read")
def photo(scope: Scope, photo_id: UUID) -> ResponseReturnValue:
    """Hand a photo out, or with `?size=thumb` a small one."""
    row = queries.get_photo(scope, photo_id)
    _check(scope, _subject_of(row).read)
    path = papers.find(row.thumb_digest if request.args.get("size") == "thumb" else row.digest)
    if path is None:
        raise NotFound
    response: Response = send_file(path, mimetype="image/jpeg", as_attachment=True, download_name=f"{photo_id}.jpg", max_age=KEPT_S)
    response.cache_control.public, response.cache_control.private = False, True
    return response


@bp.route("/<uuid:photo_id>/removal", methods=["GET", "POST"])
@requires(read="home.read", write="home.read")
@writes
def removal(scope: Scope, photo_id: UUID) -> ResponseReturnValue:
    """Remove a photo; who may is said by what it is of."""
    row = queries.get_own_photo(scope, photo_id)
    subject = _subject_of(row)
    _check(scope, subject.write)
    form, album = RemovalForm(), subject.find(scope, row.subject_id)
    if form.accept(lambda: services.remove_photo(scope, subject, photo_id)):
        flash("已移除照片", "success")
        return redirect(_url(subject.page, subject, row.subject_id), 303)
    return render("photos/removal.html", form=form, row=row, subject=subject, album=album, back=_url(subject.page, subject, row.subject_id))


def show_album(scope: Scope, subject: Subject, subject_id: UUID | None) -> ResponseReturnValue:
    """Answer with the photos of one row and the form that adds to them; the view that calls is allowed large bodies."""
    form, added = PhotosForm(), list[int]()
    if form.accept(lambda: added.append(_add(scope, subject, subject_id, form))):  # the pictures are decoded before any row is locked
        _tell(added[0], len(form.pictures))
        return redirect(request.path, 303)
    album, photos = subject.find(scope, subject_id), queries.list_photos(scope, subject.name, subject_id)
    known: dict[str, Any] = {"photos": photos, "most": MOST_OF_ONE, "at_once": MOST_AT_ONCE, "can_remove": not album.closed}
    known["back"] = _url(subject.back, subject, subject_id)
    return render("photos/album.html", form=form, subject=subject, album=album, **known)


def _add(scope: Scope, subject: Subject, subject_id: UUID | None, form: PhotosForm) -> int:
    return services.add_photos(scope, subject, subject_id, form.pictures, caption=form.caption.data or "")


def _url(endpoint: str, subject: Subject, subject_id: UUID | None) -> str:
    which: dict[str, Any] = {subject.key: subject_id} if subject.key else {}
    return url_for(endpoint, code=here().code, **which)


def _tell(added: int, sent: int) -> None:
    again = f"{sent - added} 张原来就有，没有重复添加" if sent > added else ""
    flash("；".join(words for words in (f"已添加 {added} 张照片" if added else "", again) if words), "success")


def _subject_of(row: Any) -> Subject:
    subject = subjects.get(row.subject)
    if subject is None:
        raise NotFound
    return subject


def _check(scope: Scope, permission: str) -> None:
    if permission not in scope.permissions:
        raise Refused("您的角色在这个单位不能做这件事。")
