"""What is typed about applications for new stations."""

from typing import Any, ClassVar

from wtforms import Field
from wtforms.form import Form
from wtforms.validators import StopValidation

from portal.tenants.rules.accounts import parse_account_name, parse_display_name, parse_mobile
from portal.tenants.rules.applications import POINTS, SCORES, VERDICTS, Move, Point, Proposal, Visit, point_columns
from portal.tenants.rules.standing import WAITS_UNDER_WAY, Waits
from portal.web.fields import ChoiceField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter


def _score(label: str, validators: list[Any]) -> ChoiceField:
    return ChoiceField(label, validators, choices=[(str(n), f"{n} 分（{words}）") for n, words in SCORES.items()], blank="尚未评分")


def _remark() -> TextField:
    return TextField("说明", [at_most(200)])


class PointsForm(Form):
    """The four siting points, each with a score and a remark."""

    transport_score, transport_note = _score("交通便利", []), _remark()
    premises_score, premises_note = _score("场所适宜", []), _remark()
    housing_score, housing_note = _score("居住集中", []), _remark()
    cadres_score, cadres_note = _score("干部积极", []), _remark()

    def points(self) -> dict[str, Point]:
        """Return what was typed of each point."""
        return {name: self._point(self[f"{name}_score"].data, self[f"{name}_note"].data) for name in POINTS}

    @staticmethod
    def _point(score: str | None, note: str | None) -> Point:
        return Point(int(score) if score else None, note or "")


class NeededToFile:
    """May be empty in a draft; to file it must be there."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Refuse an empty field when 上报 was pressed."""
        if form.is_filed and not field.data and not field.errors:
            raise StopValidation("上报前必须填写")


class ApplicationForm(PointsForm, PortalForm):
    """An application: saved as a draft, or filed when the button says so."""

    version = VersionField()
    action = TextField("")
    community_code = ChoiceField("社区", [REQUIRED], blank="请选择社区")
    station_name = TextField("驿站名称", [at_most(80)])
    manager_name = ParsedField("姓名", [NeededToFile()], parse=parse_display_name)
    manager_account = ParsedField("登录账号", [NeededToFile()], parse=parse_account_name)
    manager_phone = ParsedField("手机号码", [NeededToFile()], parse=parse_mobile)

    @property
    def is_filed(self) -> bool:
        """Whether the button 上报 was pressed."""
        return self.action.data == "file"

    def proposal(self) -> Proposal:
        """Return what was typed."""
        texts = ("community_code", "station_name", "manager_name", "manager_account", "manager_phone")
        return Proposal(**{name: self[name].data or "" for name in texts}, points=self.points())


class VisitForm(PointsForm, PortalForm):
    """What the officials saw on the spot."""

    version = VersionField()
    visited_on = DayField("走访日期", [REQUIRED])
    visitors = TextField("走访人", [REQUIRED, at_most(200)])
    findings = LongTextField("走访情况", [REQUIRED, at_most(1000)])
    transport_score, premises_score = _score("交通便利", [REQUIRED]), _score("场所适宜", [REQUIRED])
    housing_score, cadres_score = _score("居住集中", [REQUIRED]), _score("干部积极", [REQUIRED])

    def visit(self) -> Visit:
        """Return what was typed."""
        return Visit(**{name: self[name].data for name in ("visited_on", "visitors", "findings")}, points=self.points())


class DecisionForm(PortalForm):
    """What an administrator decides, and why."""

    version = VersionField()
    verdict = PickField("审批意见", [REQUIRED], choices=[(move, move.label) for move in VERDICTS])
    reason = LongTextField("原因", [at_most(500)])

    def move(self) -> Move:
        """Return what was chosen."""
        return Move(self.verdict.data)


class ListingFilter(TitleFilter):
    """What the county's list is narrowed to."""

    q = TextField("驿站名称", [at_most(40)])
    waits = ChoiceField("等待谁", [], choices=[(it, it.label) for it in Waits], blank="全部")


class StuckFilter(FilterForm):
    """What the city's list is narrowed to."""

    county = ChoiceField("县（市、区）", [], blank="全部")
    waits = ChoiceField("等待谁", [], choices=[(it, it.label) for it in WAITS_UNDER_WAY], blank="全部")


class PaperForm(PortalForm):
    """Nothing but the button that asks for the paper."""


class WithdrawForm(PortalForm):
    """Why an application is taken back."""

    version = VersionField()
    reason = TextField("撤回原因", [REQUIRED, at_most(200)])


def fields_of(row: Any, points: dict[str, Point]) -> dict[str, Any]:
    """Return what a form shows of a kept application, its visit included."""
    shown = {name: str(value) if isinstance(value, int) else value for name, value in point_columns(points).items()}
    same = ("version", "community_code", "station_name", "manager_name", "manager_account", "manager_phone")
    return {**shown, **{name: getattr(row, name) for name in (*same, "visited_on", "visitors", "findings")}}
