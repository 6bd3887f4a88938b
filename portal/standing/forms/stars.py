"""What is typed of stars: the rule, what a county shows, what the city gives for it."""

from typing import Any

from wtforms import Form, FormField

from portal.core.text import parse_count
from portal.standing.rules.measures import choices
from portal.standing.rules.star_items import EVIDENCE, MAX_NAME, MOST_ITEMS, MOST_STARS, StarItem, StarSystem, Subject, key_of
from portal.standing.rules.stars import MAX_REMARK, MAX_WORDS
from portal.web.fields import ChoiceField, GridField, PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, ParsedField, PortalForm, TextField, at_most

SPARE_ROWS = 10
_SUBJECTS = [(one.value, one.label) for one in Subject]
_USUAL_STEPS = (50, 60, 70, 80, 90)


def _points(label: str, validators: list[Any], **kwargs: Any) -> ParsedField:
    return ParsedField(label, validators, parse=lambda raw: parse_count(raw, low=0, high=100), **kwargs)


class StarItemRow(Form):
    """One item."""

    measure = ChoiceField("指标", [REQUIRED])
    name = TextField("佐证项名称", [at_most(MAX_NAME)])
    full = ParsedField("满分值", [], parse=lambda raw: parse_count(raw.rstrip("%％"), low=1, high=99_999_999))
    points = _points("分值", [REQUIRED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure.offer([(EVIDENCE, "按佐证评分的项目", "佐证"), *choices()])

    def item(self) -> StarItem:
        """Return what was typed."""
        name, points = self.name.data or "", int(self.points.data or 0)
        if self.measure.data == EVIDENCE:
            return StarItem(key_of(name), points, max(points, 1), name)
        return StarItem(str(self.measure.data), points, int(self.full.data or 0))


class StarRuleForm(PortalForm):
    """A rule from a year on."""

    subject = PickField("评定对象", [REQUIRED], choices=_SUBJECTS)
    since_year = ParsedField("从哪一年起用", [REQUIRED], parse=lambda raw: parse_count(raw, low=2000, high=2099))
    reason = TextField("为什么这样定", [REQUIRED, at_most(200)])
    step_1 = _points("一星最低分", [REQUIRED])
    step_2 = _points("二星最低分", [REQUIRED])
    step_3 = _points("三星最低分", [REQUIRED])
    step_4 = _points("四星最低分", [REQUIRED])
    step_5 = _points("五星最低分", [REQUIRED])
    rows = GridField(
        FormField(StarItemRow), label="评定项目", telling=("measure", "points"), min_entries=SPARE_ROWS, max_entries=MOST_ITEMS
    )

    def system(self) -> StarSystem:
        """Return what was typed."""
        items = tuple(row.form.item() for row in self.rows.filled())
        subject: Any = self.subject.data
        return StarSystem(Subject(subject), int(self.since_year.data or 0), items, tuple(step.data for step in self.steps))

    @property
    def steps(self) -> list[Any]:
        """The five fields of the least points."""
        return [self[f"step_{n}"] for n in range(1, MOST_STARS + 1)]


def fields_of(it: StarSystem | None, subject: Subject, since_year: int) -> dict[str, Any]:
    """Return what the form shows at first: the rule in force, from a year on."""
    rows = [_row(item) for item in it.items] if it else []
    steps = {f"step_{n}": points for n, points in enumerate(it.steps if it else _USUAL_STEPS, start=1)}
    spare = [{} for _ in range(SPARE_ROWS - len(rows))]
    return {"subject": subject.value, "since_year": since_year, **steps, "rows": [*rows, *spare] if rows else None}


def _row(item: StarItem) -> dict[str, Any]:
    if item.is_evidence:
        return {"measure": EVIDENCE, "name": item.name, "points": item.points}
    return {"measure": item.measure, "full": item.full, "points": item.points}


class StarRuleWithdrawalForm(PortalForm):
    """Why a rule is taken back."""

    reason = TextField("为什么撤回", [REQUIRED, at_most(150)])


class EvidenceForm(PortalForm):
    """What a county shows."""

    version = VersionField()
    words = LongTextField("佐证", [REQUIRED, at_most(MAX_WORDS)])


class JudgementForm(PortalForm):
    """What the city gives for it."""

    version = VersionField()
    points = _points("得分", [])
    remark = LongTextField("评语", [at_most(MAX_REMARK)])


class StarPublicationForm(PortalForm):
    """Nothing but that it is meant."""
