"""What the lists are narrowed to; a name or a telephone is sent in the body: it has no business in an address."""

from portal.placement.queries.placements import STATES
from portal.placement.rules.health import Standing
from portal.placement.rules.work import KINDS, PLACES
from portal.web.fields import ChoiceField
from portal.web.forms import TextField, at_most
from portal.web.seeking import SeekForm


class HealthFilter(SeekForm):
    """Which certificates."""

    standing = ChoiceField("状态", [], choices=[(it.value, it.label) for it in Standing], blank="全部状态")


class EmployerFilter(SeekForm):
    """Which employers."""

    sought = TextField("名称、拼音或电话尾号", [at_most(30)])
    kind = ChoiceField("类型", [], choices=list(KINDS.items()), blank="全部类型")
    ended = ChoiceField("状态", [], choices=[("1", "已停用")], blank="在用")


class PlacementFilter(SeekForm):
    """Which placements."""

    sought = TextField("姓名、用工单位、拼音或电话尾号", [at_most(30)])
    state = ChoiceField("状态", [], choices=[(value, words) for value, words in STATES.items() if value != "current"], blank="在岗")
    course = ChoiceField("工作", [], blank="全部工作")
    place = ChoiceField("地点", [], choices=list(PLACES.items()), blank="本地和外地")
