"""排名异议: a county says what is wrong with a ranking on notice, the city answers."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.dates import month_words
from portal.core.scope import Scope
from portal.standing.forms.objections import AnswerForm, ObjectionForm, WithdrawalForm
from portal.standing.queries import objections as queries
from portal.standing.queries import ranking as rankings
from portal.standing.rules.objections import Answer, is_shown
from portal.standing.services import objections as services
from portal.tenants.access import here, requires
from portal.web import todos
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("objections", __name__)
ANSWER_NEWS_DAYS = 14
_WORDS: dict[str, Any] = {"answers": Answer, "month_words": month_words}


@bp.route("/<uuid:ranking_id>/object", methods=["GET", "POST"])
@requires(read="rank.object", write="rank.object")
@writes
def new(scope: Scope, ranking_id: UUID) -> ResponseReturnValue:
    """Object to a ranking for one's county."""
    row, form = rankings.get_ranking(scope, ranking_id), ObjectionForm()
    if form.accept(lambda: services.raise_objection(scope, ranking_id, form.words.data or "")):
        flash("已提出异议，市级中心答复以前不公布排名", "success")
        return redirect(url_for("ranking.ranking", code=here().code, ranking_id=ranking_id), 303)
    return render("standing/ranking/objection_new.html", form=form, row=row, **_WORDS)


@bp.route("/objections/<uuid:objection_id>", methods=["GET", "POST"])
@requires(read="rank.read", write="rank.rule")
@writes
def objection(scope: Scope, objection_id: UUID) -> ResponseReturnValue:
    """Show an objection; the city answers it here."""
    row = queries.get_objection(scope, objection_id)
    form = AnswerForm(data={"version": row.version})
    made: list[UUID | None] = []
    if form.accept(lambda: made.append(_answer(scope, objection_id, form))):
        flash("异议成立，排名已重新计算，重新公示" if made[0] else "已答复，县里可以看到", "success")
        return redirect(url_for("ranking.ranking", code=here().code, ranking_id=made[0] or row.ranking_id), 303)
    is_open = row.state == Answer.OPEN
    may_answer = is_open and "rank.rule" in scope.permissions
    may_withdraw = is_open and "rank.object" in scope.permissions
    return render("standing/ranking/objection.html", form=form, row=row, may_answer=may_answer, may_withdraw=may_withdraw, **_WORDS)


@bp.route("/objections/<uuid:objection_id>/withdraw", methods=["GET", "POST"])
@requires(read="rank.object", write="rank.object")
@writes
def withdrawal(scope: Scope, objection_id: UUID) -> ResponseReturnValue:
    """Take back an objection that waits for an answer."""
    row = queries.get_objection(scope, objection_id)
    form = WithdrawalForm(data={"version": row.version})
    if form.accept(lambda: services.withdraw_objection(scope, objection_id, version=form.version.data)):
        flash("已撤回异议", "success")
        return redirect(url_for("ranking.ranking", code=here().code, ranking_id=row.ranking_id), 303)
    return render("standing/ranking/objection_withdrawal.html", form=form, row=row, **_WORDS)


def _answer(scope: Scope, objection_id: UUID, form: AnswerForm) -> UUID | None:
    return services.answer_objection(scope, objection_id, Answer(form.verdict.data), words=form.words.data or "", version=form.version.data)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell a county until when it may object, and what was answered."""
    if "rank.object" not in scope.permissions:
        return
    for row in rankings.list_on_notice(scope):
        if is_shown(row.objections_until, today):
            url = url_for("ranking.ranking", code=code, ranking_id=row.id)
            yield Todo(Urgency.DUE, f"核对{month_words(row.month)}的县区排名", f"有异议请在 {row.objections_until} 前提出", url, "查看")
    for row in queries.list_answered(scope, since=clock.now() - timedelta(days=ANSWER_NEWS_DAYS)):
        yield _answered(row, code)


def _answered(row: Any, code: str) -> Todo:
    url = url_for("objections.objection", code=code, objection_id=row.id)
    day = f"{clock.local(row.answered_at):%Y-%m-%d} 答复"
    return Todo(Urgency.DONE, f"排名异议已答复：{Answer(row.state).label}（{month_words(row.month)}）", day, url, "查看")
