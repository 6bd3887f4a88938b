"""A unit's copy: signed for, answered, judged; and what waits in 本月待办."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.circulars.forms import AcceptForm, ReplyForm, VerdictForm
from portal.circulars.queries import circulars as sent_rows
from portal.circulars.queries import copies as queries
from portal.circulars.rules.copies import Mark, Stand, Step, days_words, why_not
from portal.circulars.rules.sending import Kind
from portal.circulars.services import answers as services
from portal.circulars.services.sending import REMINDED
from portal.circulars.views.blueprint import WORDS, board_url, bp, url_of
from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import requires
from portal.web import todos
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

MOST_TOLD = 6
_REMINDED_SINCE, _SENT_SINCE = timedelta(days=30), timedelta(days=200)
_NEEDS = {Step.RECEIVE: "circular.answer", Step.REPLY: "circular.answer", Step.ACCEPT: "circular.send", Step.SEND_BACK: "circular.send"}


@bp.route("/copies/<uuid:copy_id>", methods=["GET", "POST"])
@requires(read="circular.read", write="circular.answer")
@writes
def a_copy(scope: Scope, copy_id: UUID) -> ResponseReturnValue:
    """Show what a unit received and what became of it; answer it."""
    row, form = queries.get_copy(scope, copy_id), ReplyForm()
    if form.accept(lambda: services.reply(scope, copy_id, words=form.reply.data or "", version=form.version.data)):
        flash("已报告完成，等发出单位确认" if row.kind == Kind.TASK else "已回复", "success")
        return redirect(url_of("a_copy", copy_id=copy_id), 303)
    if form.refusal:
        row = queries.get_copy(scope, copy_id)  # what stands there now, beside what she typed
    form.version.data, form.version.raw_data = row.version, None
    if not form.reply.raw_data:
        form.reply.data = row.reply
    known: dict[str, Any] = {"may": _may(scope, row), "today": clock.today(), "is_own": row.tenant_id == scope.tenant_id}
    return render("circulars/copy.html", row=row, form=form, **known, **WORDS)


@bp.post("/copies/<uuid:copy_id>/signing")
@requires(write="circular.answer")
@writes
def signing(scope: Scope, copy_id: UUID) -> ResponseReturnValue:
    """Sign for it."""
    if services.receive(scope, copy_id):
        flash("已签收", "success")
    else:
        row = queries.get_copy(scope, copy_id)
        flash(f"{row.reader or '同事'}已在 {clock.local(row.read_at):%m-%d %H:%M} 签收，不用再签", "info")
    return redirect(url_of("a_copy", copy_id=copy_id), 303)


@bp.route("/copies/<uuid:copy_id>/verdict", methods=["GET", "POST"])
@requires(read="circular.send", write="circular.send")
@writes
def verdict(scope: Scope, copy_id: UUID) -> ResponseReturnValue:
    """Accept what a unit reports done, or send its answer back."""
    row, form = queries.get_copy(scope, copy_id), VerdictForm()
    form.offer(Kind(row.kind))
    if not form.version.raw_data:
        form.version.data = row.version
    words = form.reason
    if form.accept(lambda: services.judge(scope, copy_id, is_good=form.is_good, reason=words.data or "", version=form.version.data)):
        flash(f"{row.unit_name}：{'已确认完成' if form.is_good else '已退回，对方“本月待办”里会看到'}", "success")
        return redirect(board_url(row.circular_id), 303)
    why = why_not(Step.SEND_BACK, Stand.of(row), is_own=row.tenant_id == scope.tenant_id, is_sender=row.sender_id == scope.tenant_id)
    return render("circulars/verdict.html", row=row, form=form, why=why, today=clock.today(), **WORDS)


@bp.route("/<uuid:circular_id>/acceptance", methods=["GET", "POST"])
@requires(read="circular.send", write="circular.send")
@writes
def acceptance(scope: Scope, circular_id: UUID) -> ResponseReturnValue:
    """Accept what several units report done in one go."""
    row, form = sent_rows.get_own(scope, circular_id), AcceptForm()
    rows = queries.list_board(scope, circular_id, state=Mark.REPLIED.value, on=clock.today(), page=1) if row.kind == Kind.TASK else []
    form.offer((one.id, one.version) for one in rows)
    if form.accept(lambda: services.accept_several(scope, form.seen())):
        flash(f"已确认 {len(form.seen())} 个单位完成", "success")
        return redirect(board_url(circular_id), 303)
    return render("circulars/acceptance.html", row=row, rows=rows, form=form, **WORDS)


def _may(scope: Scope, row: Any) -> set[Step]:
    """Return what this person may do with a copy now."""
    whose = {"is_own": row.tenant_id == scope.tenant_id, "is_sender": row.sender_id == scope.tenant_id}
    return {step for step, needed in _NEEDS.items() if needed in scope.permissions and not why_not(step, Stand.of(row), **whose)}


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell a unit what it has to sign and to answer, and a sender what was reported done and who is late."""
    if "circular.answer" in scope.permissions:
        yield from _to_do(scope, code, today)
    if "circular.send" in scope.permissions:
        for row in sent_rows.list_to_see(scope, on=today, since=clock.now() - _SENT_SINCE, most=MOST_TOLD):
            yield from _to_see(row, code)


def _to_do(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    rows = queries.list_to_do(scope, most=MOST_TOLD)
    since = clock.now() - _REMINDED_SINCE
    reminded = queries.find_reminders(scope, [row.id for row in rows], action=REMINDED, since=since) if rows else {}
    for row in rows:
        url = url_for("circulars.a_copy", code=code, copy_id=row.id)
        title = f"{Kind(row.kind).label}：{row.title}"
        yield Todo(_urgency(row, today), title, _detail(row, today, reminded.get(row.id)), url, _action(row))
    if rows and rows[0].total > len(rows):
        more = rows[0].total - len(rows)
        url = url_for("circulars.listing", code=code, state="waiting")
        yield Todo(Urgency.DUE, f"还有 {more} 份通知或任务没有办", "期限更晚，或没有写期限", url, "查看")


def _urgency(row: Any, today: date) -> Urgency:
    if row.due_on and row.due_on < today:
        return Urgency.OVERDUE
    return Urgency.RETURNED if row.sent_back_reason else Urgency.DUE


def _detail(row: Any, today: date, reminded_at: Any) -> str:
    parts = [f"{row.sender_name} {clock.local(row.sent_at):%m-%d} 发来", days_words(row.due_on, today)]
    parts += [f"退回原因：{row.sent_back_reason}"] if row.sent_back_reason else []
    parts += [f"上级 {clock.local(reminded_at):%m-%d} 催办"] if reminded_at else []
    return "，".join(part for part in parts if part)


def _action(row: Any) -> str:
    if row.kind == Kind.TASK:
        return "办理"
    return "回复" if row.needs_reply and Stand.of(row).mark is not Mark.UNREAD else "签收"


def _to_see(row: Any, code: str) -> Iterable[Todo]:
    if row.to_accept:
        url = url_for("circulars.board", code=code, circular_id=row.circular_id, state=Mark.REPLIED.value)
        yield Todo(Urgency.DUE, f"确认任务完成 {row.to_accept} 个单位", row.title, url, "确认")
    if row.late:
        url = url_for("circulars.board", code=code, circular_id=row.circular_id, state=queries.LATE)
        yield Todo(Urgency.DUE, f"{row.late} 个单位逾期没有办", f"{row.title}，期限 {row.due_on}", url, "催办")
