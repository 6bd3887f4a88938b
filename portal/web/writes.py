"""The one place that commits."""

import hmac
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from hashlib import file_digest, sha256
from typing import Any, cast

from flask import Response, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7
from werkzeug.datastructures import FileStorage

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope, prepared
from portal.core.text import clean_text
from portal.web.lost_text import tell_of_lost
from portal.web.models import Receipt

View = Callable[..., ResponseReturnValue]
receipt = cast(Table, Receipt.__table__)
_NEW_RECEIPT = insert(receipt)
_keepers: list[Callable[[Scope, Conflict], None]] = []


def keep_refusals_with(keeper: Callable[[Scope, Conflict], None]) -> None:
    """Name who writes the line of a refused attempt, in a transaction of its own."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def after_commit(call: Callable[[], Any]) -> None:
    """Run something once this request's transaction is committed: waking the job worker."""
    g.setdefault("after_commit", []).append(call)


def let_go() -> None:
    """End the transaction of what was read so far, so that what takes long, as a password's hash does, keeps nobody waiting."""
    db.session.rollback()


@contextmanager
def beforehand() -> Generator[None]:
    """Commit something before the request's own transaction begins: a try is counted before its password is looked at.

    What was read so far is let go; nothing may have been written yet.
    """
    let_go()
    try:
        yield
        db.session.commit()
    finally:
        let_go()


def writes(view: View) -> View:
    """Commit once when the answer is below 400; a refusal leaves its audit line, all else leaves nothing.

    A write that was done answers 303. A body sent again with the same `once` key is led to where the first one was;
    another body with that key gets 409.
    """

    @wraps(view)
    def run(scope: Scope, **kwargs: Any) -> ResponseReturnValue:
        is_write = request.method not in {"GET", "HEAD"}
        db.session.info["writes"] = is_write
        try:
            return _carry_out(view, scope, kwargs) if is_write else view(scope, **kwargs)
        finally:
            db.session.rollback()  # nothing to undo after a commit

    return run


@contextmanager
def working_as(scope: Scope, *, is_write: bool = False) -> Generator[Scope]:
    """Run a transaction within a scope where there is no request: commands, the demo, the job worker; commit when all went well."""
    db.session.rollback()
    db.session.info.update(scope=scope, writes=is_write)
    try:
        yield scope
        db.session.commit()
    finally:
        db.session.rollback()
        db.session.info.clear()


def _carry_out(view: View, scope: Scope, kwargs: dict[str, Any]) -> ResponseReturnValue:
    try:
        response = current_app.make_response(view(scope, **kwargs))
        if response.status_code < 400:
            tell_of_lost(response)
            _keep_receipt(scope, response)
            return _commit(response)
        return _refused(scope, g.pop("refusal", None)) or response
    except Conflict as conflict:
        if answer := _refused(scope, conflict):
            return answer
        raise
    except IntegrityError as error:
        if answer := _refused(scope, None):
            return answer
        current_app.logger.warning("a constraint refused a write: %s", type(error.orig).__name__)
        raise Conflict("刚才有人同时保存了同一条记录，这一次没有保存。", advice="请返回刷新后再试。") from error


def _refused(scope: Scope, conflict: Conflict | None) -> Response | None:
    """Undo; return the first answer when this is a repetition, else keep the line of the refusal."""
    if answer := _first_answer(scope):
        return answer
    if conflict:
        _keep_refusal(scope, conflict)
    return None


def _commit(response: Response) -> Response:
    db.session.commit()
    for call in g.pop("after_commit", []):
        call()
    return response


def _keep_refusal(scope: Scope, conflict: Conflict) -> None:
    db.session.rollback()
    if conflict.action:
        for keeper in _keepers:
            keeper(scope, conflict)
        db.session.commit()


def _key() -> str:
    return clean_text(request.form.get("once", ""))[:64]


def _keep_receipt(scope: Scope, response: Response) -> None:
    key = _key()
    if key and scope.account_id:
        row = {"id": uuid7(), "account_id": scope.account_id, "key": key, "digest": _digest(), "location": response.location or "/"}
        db.session.execute(_NEW_RECEIPT, {**scope.stamp(receipt), **row, "made_at": clock.now()})


def _first_answer(scope: Scope) -> Response | None:
    """Return the answer this key was given before, in any transaction but this one.

    Raises:
        Conflict: the key came with another body.
    """
    db.session.rollback()
    key = _key()
    if not key or not scope.account_id:
        return None
    found = db.session.execute(_receipt(scope), {**scope.binds, "account": scope.account_id, "key": key}).first()
    if found is None:
        return None
    if found.digest != _digest():
        raise Conflict("这张表已经提交过一次，内容与这次不同，这一次没有保存。", advice="请打开新的一张表再填。")
    return cast(Response, redirect(found.location, 303))


@prepared
def _receipt(scope: Scope) -> Select[*tuple[Any, ...]]:
    r = receipt.c
    mine = scope.changes(receipt)
    return select(r.digest, r.location).where(mine, r.account_id == bindparam("account"), r.key == bindparam("key"))


def _digest() -> str:
    body = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    files = [(name, it.filename, _digest_of(it)) for name, it in request.files.items(multi=True)]
    key = str(current_app.secret_key).encode()  # a body may hold a password or a document: who has the row alone guesses neither
    return hmac.new(key, repr((request.full_path, body, *files)).encode(), sha256).hexdigest()


def _digest_of(file: FileStorage) -> str:
    file.stream.seek(0)
    return file_digest(cast(Any, file.stream), "sha256").hexdigest()
