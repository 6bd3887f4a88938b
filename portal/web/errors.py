"""ONE table that turns every refusal into a page, or into words inside a page that htmx swaps."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, Unauthorized

from portal.core.db import db
from portal.core.errors import PortalError, Refused
from portal.web import carried, metrics
from portal.web.htmx import is_swap
from portal.web.words import said


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says."""

    title: str
    message: str
    what_to_do: str


WORDS = {
    400: Words("请求有误", "浏览器送来的内容不完整，或这个页面已经过期。", "请返回上一页，刷新后再试。"),
    401: Words("请先登录", "登录已过期，或还没有登录。", "请登录后继续，填写的内容不会丢失。"),
    403: Words("没有权限", "您的角色在这个单位不能做这件事。", "如有需要，请联系本单位的管理员。"),
    404: Words("没有找到", "没有找到这个页面或这条记录。", "请检查网址，或从首页重新进入。"),
    405: Words("不能这样操作", "这个页面不接受这种操作。", "请从页面上的按钮进入。"),
    409: Words("没有保存", "这件事与现有记录冲突。", "请刷新页面，看过最新情况后再决定。"),
    413: Words("内容太大", "送来的内容超过了上限。", "请分几次提交，或减小文件。"),
    422: Words("填写有误", "有内容不符合要求，没有保存。", "请返回修改。"),
    429: Words("尝试太频繁", "短时间内尝试次数太多。", "请十五分钟后再试。"),
    500: Words("系统出错", "系统出了问题，这一次没有保存。", "请稍后再试；若一直如此，请联系管理员。"),
    503: Words("暂时不能使用", "数据库暂时连接不上。", "请一两分钟后刷新，已保存的内容不受影响。"),
}
_hearers: list[Callable[[Refused], None]] = []
_askers: list[Callable[[carried.Carried], ResponseReturnValue]] = []


def init_app(app: Flask) -> None:
    """Register the table."""
    app.register_error_handler(PortalError, _of_the_house)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(OperationalError, _of_the_database)
    app.register_error_handler(PoolTimeout, _of_the_database)
    app.register_error_handler(Exception, _unforeseen)


def tell_of_refusals(hearer: Callable[[Refused], None]) -> None:
    """Name who is told of a person whose role does not allow what she asked for."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def ask_again_with(asker: Callable[[carried.Carried], ResponseReturnValue]) -> None:
    """Name whose page asks who is there when the session of a post has ended or is another one, and carries on what was typed."""
    if asker not in _askers:
        _askers.append(asker)


def _of_the_house(error: PortalError) -> ResponseReturnValue:
    if isinstance(error, Refused):
        for hearer in _hearers:
            hearer(error)
    if isinstance(error, carried.StalePage) and not is_swap() and (typed := carried.taken()) and typed.is_whole:
        return _askers[-1](typed)
    return _answer(error.status, error.message, error.advice)


def _of_http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if isinstance(error, Unauthorized) and not is_swap():
        return _ask_who()
    answer = _answer(status)
    answer.headers.extend((name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"})
    return answer


def _ask_who() -> ResponseReturnValue:
    if typed := carried.taken():
        return _askers[-1](typed)
    path = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.sign_in", next=path or None), 303)


def _of_the_database(error: SQLAlchemyError) -> ResponseReturnValue:
    metrics.database_failed()
    _log(error)
    return _answer(503)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    _log(error)
    return _answer(500)


def _log(error: Exception) -> None:
    current_app.logger.error("failed at %s", request.endpoint, exc_info=error)
    db.session.rollback()


def _answer(status: int, message: str = "", advice: str = "") -> Response:
    words = WORDS.get(status, WORDS[500] if status >= 500 else WORDS[400])
    told = {"title": words.title, "message": message or words.message, "what_to_do": advice or words.what_to_do}
    context = {"status": status, **{name: said(text) for name, text in told.items()}}
    request_id = g.get("request_id") if status >= 500 else None  # by it the log is found
    page = render_template("errors/error.html", request_id=request_id, **context)
    return make_response(page, status, {"Cache-Control": "no-store"})
