"""One target: set, amended, published, taken back, and how far each county has come with it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.stations.queries import list_kinds
from portal.targets.forms.targets import ProgrammeForm, ReasonForm, RevertForm, TargetForm, shown_of
from portal.targets.queries import programmes
from portal.targets.queries import targets as queries
from portal.targets.queries.earlier import list_far
from portal.targets.queries.trend import Month, add_quarters, get_trend
from portal.targets.queries.units import list_rows
from portal.targets.rules.completions import Completion
from portal.targets.rules.pictures import picture_of_months, picture_of_targets, picture_of_units
from portal.targets.rules.splits import add_up, quarter_name, quarter_of
from portal.targets.services import programmes as programme_services
from portal.targets.services import targets as services
from portal.targets.views.blueprint import bp
from portal.targets.views.listing import WORDS, Asked, moved, opener, read_asked
from portal.tenants.access import here, requires
from portal.web.charts import Picture
from portal.web.render import render
from portal.web.writes import writes


@bp.route("/programmes/new", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def new_programme(scope: Scope) -> ResponseReturnValue:
    """Add a programme."""
    form = ProgrammeForm(data={"year": clock.today().year})
    made: list[UUID] = []
    if form.accept(lambda: made.append(programme_services.add_programme(scope, form.facts()))):
        flash(f"已添加“{form.name.data}”，请添加它的目标", "success")
        return redirect(url_for(".new", code=here().code, programme_id=made[0]), 303)
    return render("targets/programme.html", form=form, row=None)


@bp.route("/programmes/<uuid:programme_id>", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def programme(scope: Scope, programme_id: UUID) -> ResponseReturnValue:
    """Put a programme right."""
    row = programmes.get_programme(scope, programme_id)
    form = ProgrammeForm(data=dict(row._mapping))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # the documented way to a Row's names
    if form.accept(lambda: programme_services.amend_programme(scope, programme_id, form.facts(), version=form.version.data)):
        flash(f"已修改“{form.name.data}”", "success")
        return redirect(url_for(".listing", code=here().code, year=row.year), 303)
    return render("targets/programme.html", form=form, row=row)


@bp.route("/programmes/<uuid:programme_id>/new", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def new(scope: Scope, programme_id: UUID) -> ResponseReturnValue:
    """Draft a target."""
    its = programmes.get_programme(scope, programme_id)
    form = _with_kinds(TargetForm(data={"first_month": f"{its.year}-01", "last_month": f"{its.year}-12"}))
    made: list[UUID] = []
    if form.accept(lambda: made.append(services.add_target(scope, programme_id, form.aim()))):
        flash("已保存为草稿，请分解到县区和月份", "success")
        return redirect(url_for(".split", code=here().code, target_id=made[0]), 303)
    return render("targets/form.html", form=form, programme=its, row=None)


@bp.route("/<uuid:target_id>/edit", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def amendment(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Put a target right; it is a draft then."""
    row = queries.get_target(scope, target_id)
    form = _with_kinds(TargetForm(data=shown_of(row, queries.aim_of(row))))
    if form.accept(lambda: services.amend_target(scope, target_id, form.aim(), version=form.version.data)):
        flash("已保存为草稿，发布后才生效", "success")
        return redirect(url_for(".target", code=here().code, target_id=target_id), 303)
    return render("targets/form.html", form=form, programme=programmes.get_programme(scope, row.programme_id), row=row)


@bp.route("/<uuid:target_id>/publish", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def publication(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Publish a target as it is drafted, with the reason."""
    row = queries.get_target(scope, target_id)
    form = ReasonForm(data={"version": row.version, "reason": "" if row.revision else "首次发布"})
    if form.accept(lambda: services.publish(scope, target_id, version=form.version.data, reason=form.reason.data or "")):
        flash(f"已发布“{row.name}”，县区现在可以看到", "success")
        return redirect(url_for(".target", code=here().code, target_id=target_id), 303)
    aim = queries.get_aim(scope, target_id)
    far = list_far(scope, aim, list_rows(scope))
    return render("targets/publication.html", form=form, row=row, aim=aim, sums=add_up(aim.parts, aim.base), far=far, **WORDS)


@bp.route("/<uuid:target_id>/revert", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def reversion(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Throw away what was drafted since the last publication."""
    row = queries.get_target(scope, target_id)
    form = RevertForm(data={"version": row.version})
    if form.accept(lambda: services.revert(scope, target_id, version=form.version.data)):
        flash(f"“{row.name}”已恢复到上次发布的内容", "success")
        return redirect(url_for(".target", code=here().code, target_id=target_id), 303)
    return render("targets/reversion.html", form=form, row=row)


@bp.route("/<uuid:target_id>/withdraw", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def withdrawal(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Take a target back."""
    row = queries.get_target(scope, target_id)
    form = ReasonForm(data={"version": row.version})
    if form.accept(lambda: services.withdraw(scope, target_id, version=form.version.data, reason=form.reason.data or "")):
        flash(f"已撤销“{row.name}”", "success")
        return redirect(url_for(".listing", code=here().code, year=row.year), 303)
    return render("targets/withdrawal.html", form=form, row=row)


@bp.get("/<uuid:target_id>")
@requires(read="target.read")
def target(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Show one target: counties by part, done, completion; and its months."""
    row, asked = get_visible(scope, target_id), read_asked(scope)
    on = asked.on if asked.year == row.year else min(clock.today(), clock.days_of(f"{row.year}-12")[1])
    asked = Asked(asked.filter, row.year, on)
    parts = [it for it in queries.list_county_completions(scope, row.year, on=on) if it.target.id == target_id]
    shown: dict[str, Any] = {"row": row, "asked": asked, "parts": parts, "opens": opener(on), "whole": None}
    if scope.level is Level.CITY:
        shown["whole"] = next((it for it in queries.list_completions(scope, row.year, on=on) if it.target.id == target_id), None)
        shown["draft"] = aim = queries.get_aim(scope, target_id)
        shown["sums"], shown["moved"] = add_up(aim.parts, aim.base), moved(aim, list_rows(scope))
    if parts or shown["whole"]:
        shown["trend"] = trend = get_trend(scope, (shown["whole"] or parts[0]).target.aim, on=on)
        shown |= {"quarters": add_quarters(trend), "quarter_name": lambda held: quarter_name(quarter_of(held[0].month))}
        shown["drawn"] = _drawn(shown["whole"], parts, trend, asked)
    return render("targets/target.html", **shown, **WORDS)


def _drawn(whole: Completion | None, parts: list[Completion], trend: Sequence[Month], asked: Asked) -> list[Picture]:
    """Return what is drawn of a target: all of it, its counties, its months."""
    held, note = [whole] if whole else parts, f"截至 {asked.words}"
    drawn = (picture_of_targets(held, note), picture_of_units(parts, note), picture_of_months(held[0].target.aim, trend, on=asked.on))
    return [it for it in drawn if it]


def get_visible(scope: Scope, target_id: UUID) -> Any:
    """Return a target; a draft that was never published is the city's alone."""
    row = queries.get_target(scope, target_id)
    if scope.level is not Level.CITY and not row.revision:
        raise NotFound
    return row


def _with_kinds(form: TargetForm) -> TargetForm:
    form.kind.offer((str(kind.id), kind.name) for kind in list_kinds())
    return form
