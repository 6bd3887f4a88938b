"""Minutes given away: proved relations, gifts to relatives and to the pool, what is taken back, and the statement."""

from collections import Counter
from datetime import date
from io import BytesIO
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound, RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.people.rules.records import require_hers
from portal.tenants.access import here, requires
from portal.tenants.services.imprints import code_line
from portal.volunteer.forms.giving import DonationAsked, DonationForm, GiftAsked, GiftForm, KinshipForm, StatementForm, TakeBackForm
from portal.volunteer.queries import giving as queries
from portal.volunteer.queries import kinships
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.roll import PAGE_ROWS, shown_name
from portal.volunteer.rules.bank_rules import RELATIONS
from portal.volunteer.rules.giving import PROOFS, check_amount, refusal_of_group
from portal.volunteer.services import giving as services
from portal.volunteer.services import kin_belongings as _belongings  # noqa: F401  # pyright: ignore[reportUnusedImport]  # so that it registers
from portal.volunteer.services import kinships as kin
from portal.volunteer.services import statements
from portal.volunteer.services.giving import Gift
from portal.volunteer.views.statement_excel import sheet_of
from portal.web.excel import make_workbook
from portal.web.forms import PortalForm
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("giving", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HERS = "/volunteers/<uuid:volunteer_id>/giving"


@bp.get(f"{HERS}/")
@requires(read="volunteer.read")
def page(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Show a volunteer's relations, what she gave away, and what is about to expire."""
    person, number, today = kinships.get_party(scope, volunteer_id), page_number(), clock.today()
    rules, bonds = rules_on(scope, today), kinships.list_kinships(scope, volunteer_id)
    rows = queries.list_gifts(scope, person.account_id, page=number)
    shown: dict[str, Any] = {
        "balance_min": books.balance_of(scope, person.account_id),
        "expiring_min": queries.expiring(scope, person.account_id, rules, today=today),
        "refusal": refusal_of_group(person.member_group, rules),
        "known": {bond.account_id: _shown(bond) for bond in bonds},
        "page": Page(number, rows[0].total if rows else 0, PAGE_ROWS),
    }
    return render("volunteer/giving/page.html", blocks=("gifts",), person=person, bonds=bonds, rows=rows, rules=rules, **_words(), **shown)


@bp.route(f"{HERS}/kinships/new", methods=["GET", "POST"])
@requires(read="time.give", write="time.give")
@writes
def kinship(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Note a relation she proves at the counter."""
    person = kinships.get_party(scope, volunteer_id)
    require_hers(person.withdrawn_at, person.erased_at, action=kin.PROVE, subject_id=volunteer_id)
    roll, form = kinships.list_receivers(scope, beside=volunteer_id), KinshipForm()
    form.offer(roll, rules_on(scope, clock.today()).relations)
    if form.accept(lambda: kin.prove(scope, volunteer_id, form.told())):
        flash("已登记亲属关系，可以赠与时间了", "success")
        return redirect(url_for(".page", code=here().code, volunteer_id=volunteer_id), 303)
    namesakes = {name for name, times in Counter(one.name for one in roll).items() if times > 1}
    return render("volunteer/giving/kinship.html", form=form, person=person, roll=roll, namesakes=namesakes)


@bp.route("/volunteers/kinships/<uuid:kinship_id>/end", methods=["GET", "POST"])
@requires(read="time.give", write="time.give")
@writes
def kinship_end(scope: Scope, kinship_id: UUID) -> ResponseReturnValue:
    """End a relation."""
    bond, form = kinships.get_kinship(scope, kinship_id), PortalForm()
    if form.accept(lambda: kin.end(scope, kinship_id)):
        flash("已结束这个亲属关系，以前的赠与不变", "success")
        return redirect(url_for(".page", code=here().code, volunteer_id=bond.giver_id), 303)
    person = kinships.get_party(scope, bond.giver_id)
    return render("volunteer/giving/kinship_end.html", form=form, bond=bond, person=person, receiver=_shown(bond), **_words())


@bp.route(f"{HERS}/gift", methods=["GET", "POST"])
@requires(read="time.give", write="time.give")
@writes
def gift(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Give minutes to a relative: asked for in the address, shown with both balances, then done."""
    person, form = kinships.get_party(scope, volunteer_id), GiftForm()
    require_hers(person.withdrawn_at, person.erased_at, action=services.GIVE, subject_id=volunteer_id)
    rules, asked = rules_on(scope, clock.today()), GiftAsked()
    bonds = [it for it in kinships.list_kinships(scope, volunteer_id) if _may_give(it, rules.relations)]
    asked.kinship.offer([(str(it.id), f"{RELATIONS[it.relation]} {_shown(it)}") for it in bonds])
    given = list[UUID]()
    if form.accept(lambda: given.append(services.give(scope, volunteer_id, _gift(form), once=form.once.data or ""))):
        undo = url_for(".take_back", code=here().code, transfer_id=given[0])
        flash_with_undo("已赠与，时间已转入家人的账户", undo, reason=REASON)
        return redirect(url_for(".page", code=here().code, volunteer_id=volunteer_id), 303)
    told: dict[str, Any] = {
        "balance_min": books.balance_of(scope, person.account_id),
        "refusal": refusal_of_group(person.member_group, rules),
    }
    ahead = _look_ahead(scope, volunteer_id, asked) if _is_asked(form, asked) else None
    return render("volunteer/giving/gift.html", form=form, asked=asked, person=person, bonds=bonds, ahead=ahead, **told)


@bp.route(f"{HERS}/donation", methods=["GET", "POST"])
@requires(read="time.give", write="time.give")
@writes
def donation(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Donate minutes to the pool: asked for in the address, shown with the balance, then done."""
    person, form, asked = kinships.get_party(scope, volunteer_id), DonationForm(), DonationAsked()
    require_hers(person.withdrawn_at, person.erased_at, action=services.DONATE, subject_id=volunteer_id)
    if form.accept(lambda: _donate(scope, volunteer_id, form)):
        flash("已捐入公益时间池，用于帮助有困难的家庭", "success")
        return redirect(url_for(".page", code=here().code, volunteer_id=volunteer_id), 303)
    (ours,) = kinships.purses(scope, person)
    is_good = _is_asked(form, asked) and _judge(asked, lambda: check_amount(ours, cast(int, asked.moved.data)))
    return render("volunteer/giving/donation.html", form=form, asked=asked, person=person, ours=ours, is_good=is_good)


@bp.route("/volunteers/gifts/<uuid:transfer_id>/take-back", methods=["GET", "POST"])
@requires(read="time.give", write="time.give")
@writes
def take_back(scope: Scope, transfer_id: UUID) -> ResponseReturnValue:
    """Take a gift back, with a reason, while its minutes are there."""
    row, form = queries.get_gift(scope, transfer_id), TakeBackForm()
    if form.accept(lambda: services.take_back(scope, transfer_id, reason=form.reason.data or "")):
        flash("已收回，时间已转回她的账户", "success")
        return redirect(url_for(".page", code=here().code, volunteer_id=row.giver_id), 303)
    person = kinships.get_party(scope, row.giver_id)
    return render("volunteer/giving/take_back.html", form=form, row=row, person=person)


@bp.route(f"{HERS}/statement", methods=["GET", "POST"])
@requires(read="volunteer.read", write="volunteer.read")
@writes
def statement(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Ask for the statement of her account as PDF."""
    person, today = kinships.get_party(scope, volunteer_id), clock.today()
    require_hers(person.withdrawn_at, person.erased_at, action=statements.PRINT, subject_id=volunteer_id)
    form, asked = StatementForm(data={"from_on": today.replace(month=1, day=1), "until_on": today}), list[UUID]()
    if request.form.get("as") == "excel":
        if form.accept(lambda: statements.allow_sheet(scope, volunteer_id, **_days(form))):
            days: dict[str, Any] = _days(form)
            return redirect(url_for(".export", code=here().code, volunteer_id=volunteer_id, **days), 303)
    elif form.accept(lambda: asked.append(_ask_for_statement(scope, volunteer_id, form))):
        return redirect(url_for("jobs.job", code=here().code, job_id=asked[0]), 303)
    return render("volunteer/giving/statement.html", form=form, person=person)


@bp.get(f"{HERS}/statement.xlsx")
@requires(read="volunteer.read")
def export(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Hand the statement of her account out as Excel."""
    today = clock.today()
    first, last = _day("first", today.replace(month=1, day=1)), _day("last", today)
    try:
        paper, facts = statements.get_paper(scope, volunteer_id, first=first, last=last)
    except RuleBroken as error:
        raise NotFound from error
    content = make_workbook(sheet_of(paper, facts, code=code_line(scope, facts)))
    response = send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"{facts.title} {paper['number']}.xlsx")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/time-pool")
@requires(read="bank.read")
def pool(scope: Scope) -> ResponseReturnValue:
    """Show what flows through the donation pool of the city, month by month; it names nobody."""
    return render("volunteer/giving/pool.html", flows=queries.pool_flows(scope, clock.today()), rules=rules_on(scope, clock.today()))


def _day(name: str, usual: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name) or usual.isoformat())
    except ValueError as error:
        raise NotFound from error


def _ask_for_statement(scope: Scope, volunteer_id: UUID, form: Any) -> UUID:
    return statements.ask_for_statement(scope, volunteer_id, **_days(form))


def _days(form: Any) -> dict[str, date]:
    return {"first": form.from_on.data, "last": form.until_on.data}


def _gift(form: Any) -> Gift:
    try:
        kinship_id = UUID(form.kinship.data or "")
    except ValueError as error:
        raise RuleBroken("kinship", "请从列表中选择") from error
    return Gift(kinship_id, form.moved.data, (form.giver_min.data, form.receiver_min.data))


def _donate(scope: Scope, volunteer_id: UUID, form: Any) -> UUID:
    return services.donate(scope, volunteer_id, form.moved.data, seen_min=form.giver_min.data, once=form.once.data or "")


def _look_ahead(scope: Scope, volunteer_id: UUID, asked: Any) -> Any:
    """Return both accounts when the gift may be made; else say at the field why not."""
    found = list[Any]()
    wanted = Gift(UUID(asked.kinship.data), asked.moved.data)
    return found if _judge(asked, lambda: found.extend(services.look_ahead(scope, volunteer_id, wanted))) else None


def _is_asked(form: PortalForm, asked: GiftAsked | DonationAsked) -> bool:
    """Say whether the address asks for something that can be read, and nothing was refused yet."""
    return not form.errors and not form.refusal and bool(asked.sent()) and asked.validate()


def _judge(asked: Any, look: Any) -> bool:
    """Say whether what was asked for breaks no rule; a broken one stands at its field."""
    try:
        look()
    except RuleBroken as broken:
        asked[broken.field].errors = [broken.message]
        return False
    return True


def _may_give(bond: Any, relations: tuple[str, ...]) -> bool:
    return bond.ended_at is None and bond.relation in relations and not bond.consent_withdrawn_at and not bond.erased_at


def _shown(bond: Any) -> str:
    return f"{shown_name(bond.name, bond.consent_withdrawn_at, bond.erased_at)} {bond.number}"


def _words() -> dict[str, Any]:
    return {"relations": RELATIONS, "proofs": PROOFS, "shown": _shown}
