"""Volunteers of a station: who they are, and their statements."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger.rules import TransferKind
from portal.people.history import History
from portal.people.rules import ConsentChannel, age_on, mask_phone
from portal.people.rules.records import require_hers
from portal.tenants.access import here, requires
from portal.tenants.queries import list_communities, places
from portal.training.rules.wish_sheets import Option, name_communities
from portal.volunteer.forms.roll import AmendmentForm, RegistrationForm, RosterFilter, VolunteerSearch, fields_of
from portal.volunteer.queries import hours, marks, served_times, shifts
from portal.volunteer.queries import roll as queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.roll import Member
from portal.volunteer.queries.roster import count_incomplete, list_volunteers
from portal.volunteer.records import VOLUNTEERS
from portal.volunteer.rules.bank_rules import MEMBER_GROUPS, stars_of, to_next_star
from portal.volunteer.rules.marks import MARK_KINDS
from portal.volunteer.rules.notice import NOTICE, NOTICES
from portal.volunteer.rules.roll import SLOTS, refusal_to_serve
from portal.volunteer.rules.shifts import State
from portal.volunteer.services import roll as services
from portal.volunteer.services import roll_belongings as _belongings  # noqa: F401  # pyright: ignore[reportUnusedImport]  # so that it registers
from portal.volunteer.views.blueprint import bp
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

register(Entry(30, "志愿者", "volunteers.roster", "volunteer.read", ("station",), also=("bank", "giving")))


@bp.route("/", methods=["GET", "POST"])
@requires(read="volunteer.read", write="volunteer.read")
def roster(scope: Scope) -> ResponseReturnValue:
    """List the station's volunteers; one is sought by POST, which keeps her name out of the address and writes nothing."""
    search, narrowed = VolunteerSearch(), RosterFilter().checked()
    sought = search.sought_text()
    asked = {"shown": narrowed.show.data or "", "skill": narrowed.skill.data or ""} if not sought else {}
    number = 1 if sought else page_number()
    rows, total = list_volunteers(scope, sought=sought, page=number, **asked)
    accounts = [row.account_id for row in rows]
    figures: dict[str, Any] = {"balances": books.balances_of(scope, accounts), "last_days": hours.last_days(scope, accounts)}
    figures |= {"lives": served_times.sum_lives(scope, accounts), "stars_of": stars_of, "todo": count_incomplete(scope)}
    page = Page(number, total, queries.PAGE_ROWS)
    shown: dict[str, Any] = {"rows": rows, "page": page, "search": search, "filter": narrowed, "mask_phone": mask_phone, **figures}
    return render("volunteer/roster.html", blocks=("volunteers",), **shown)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="volunteer.register", write="volunteer.register")
@writes
def registration(scope: Scope) -> ResponseReturnValue:
    """Put somebody on the roll."""
    form, communities = RegistrationForm(), offered_communities()
    form.offer(communities)
    registered: list[UUID] = []
    if form.accept(lambda: registered.append(services.register_volunteer(scope, form.candidate()))):
        flash("已登记受赠家人" if form.is_receiver_only.data else "已登记志愿者", "success")
        return redirect(url_for(".volunteer", code=here().code, volunteer_id=registered[0]), 303)
    form.show_notice(NOTICE.version)
    form.lead_to_known("查看记录", lambda known_id: url_for(".volunteer", code=here().code, volunteer_id=known_id))
    return render("volunteer/registration.html", form=form, notice=NOTICE, communities=communities, least_age=_least_age(scope))


@bp.get("/<uuid:volunteer_id>")
@requires(read="volunteer.read")
def volunteer(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Show one volunteer: what is known of her, her stars, her training and praise, and the statement of her account."""
    row = queries.get_volunteer(scope, volunteer_id)
    number, today = page_number(), clock.today()
    lines = books.list_statement(scope, row.account_id, page=number)
    life_min = served_times.sum_lives(scope, [row.account_id])[row.account_id]
    shown: dict[str, Any] = {
        "balance_min": books.balance_of(scope, row.account_id),
        "served": hours.find_services(scope, [line.id for line in lines]),
        "page": Page(number, lines[0].total if lines else 0, books.PAGE_ROWS),
        "labels": {kind.value: kind.label for kind in TransferKind},
        "history": History.of(scope, VOLUNTEERS, volunteer_id),
        "life": (life_min, stars_of(life_min), to_next_star(life_min)),
        "marks": marks.list_of_volunteer(scope, volunteer_id),
        "shifts": shifts.list_of_volunteer(scope, volunteer_id),
        "state": State,
        "refusal": refusal_to_serve(row, rules_on(scope, today), today),
        "old_notice": NOTICES.get(row.consent_version) if row.consent_version < NOTICE.version else None,
    }
    shown |= {"said": _said(row), "mark_kinds": MARK_KINDS}
    return render("volunteer/volunteer.html", blocks=("statement",), row=row, lines=lines, kinds=SERVICE_KINDS, **shown)


@bp.route("/<uuid:volunteer_id>/edit", methods=["GET", "POST"])
@requires(read="volunteer.register", write="volunteer.register")
@writes
def amendment(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Amend what is written of a volunteer; who agreed to an older notice may agree to the one in force."""
    row = queries.get_volunteer(scope, volunteer_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.AMEND, subject_id=volunteer_id)
    communities, documented = offered_communities(row.herself.community_code), queries.find_birth(scope, volunteer_id)
    form = AmendmentForm(data=fields_of(row, communities))
    form.offer(communities)
    form.keep_to(row, documented)
    if form.accept(lambda: _amend(scope, volunteer_id, form)):
        flash("已保存修改", "success")
        return redirect(url_for(".volunteer", code=here().code, volunteer_id=volunteer_id), 303)
    form.show_notice(NOTICE.version)
    notice = NOTICE if row.consent_version < NOTICE.version else None
    known: dict[str, Any] = {"communities": communities, "documented": documented, "notice": notice, "least_age": _least_age(scope)}
    return render("volunteer/amendment.html", form=form, row=row, **known)


def _amend(scope: Scope, volunteer_id: UUID, form: AmendmentForm) -> None:
    told: dict[str, Any] = {"words": form.words(), "herself": form.herself(), "renewed": form.renewed()}
    services.amend_volunteer(scope, volunteer_id, **told, version=form.version.data)


def offered_communities(code: str | None = None) -> list[Option]:
    """Return the county's communities, and the one somebody has already."""
    found = name_communities(list_communities(here().parents[-1][0]))  # the page is a station's, and a county stands just above it
    if code and code not in {one.value for one in found}:
        found.append(Option(code, places.names_of([code]).get(code, code)))
    return found


def _least_age(scope: Scope) -> int:
    return rules_on(scope, clock.today()).least_age


def _said(row: Member) -> list[tuple[str, str]]:
    """Return what the page tells of her, as (what, words); what was never asked stands as 未登记."""
    it, by, code = row.herself, row.herself.guardian, row.herself.community_code
    if row.erased_at:
        return [("登记日期", str(row.registered_on))]
    age = f"{it.born_on}（{age_on(it.born_on, clock.today())} 岁）" if it.born_on else "未登记"
    guardian = f"{by.name}，{by.phone}，{by.consented_on} {ConsentChannel(by.channel).label}" if by.is_complete else ""
    if row.withdrawn_at:
        age, guardian = "已登记，不显示" if it.born_on else "未登记", "已登记，不显示" if guardian else ""
    who = [("联系电话", row.phone), ("出生日期", age), *([("监护人", guardian)] if guardian else [])]
    lives = ("所在社区", places.names_of([code]).get(code, code) if code else "未登记")
    able = [
        ("能做的服务", "、".join(SERVICE_KINDS[one] for one in it.skills) or "未登记"),
        ("有空的时间", "、".join(SLOTS[one] for one in it.free_slots) or "未登记"),
        ("所属群体", MEMBER_GROUPS.get(it.member_group, "不属于几类特定群体")),
    ]
    document = "已登记，加密保存" if row.person_id else "没有出示"
    more = [("证件", document), ("登记日期", str(row.registered_on)), ("备注", row.note or "无")]
    return [*who, lives, *([] if it.is_receiver_only else able), *more]
