"""The demo's shelf: policies in our own summaries, links of the 微课堂 with some views, and stations that said where they are."""

from dataclasses import replace
from datetime import date
from random import Random

from portal.core.scope import Scope
from portal.demo import places
from portal.demo.steering import DAY, Steered
from portal.library.rules import MicroDraft, PolicyDraft
from portal.library.services import micro_classes, policies
from portal.tenants import queries
from portal.tenants.queries import profiles as profile_rows
from portal.tenants.rules.coordinates import Coordinates, parse_coordinates
from portal.tenants.services.profiles import keep_profile

ELSEWHERE = "https://www.women.org.cn/"  # a site of the federation; the lessons' titles are made up
_STATE = """家政服务是朝阳产业，意见从十个方面、用三十六条措施促进家政服务业提质扩容。
要点：支持院校开设家政专业；把家政服务列为职业培训重点，落实培训补贴；推动家政进社区；加强岗前培训和“回炉”培训；建设家政服务信用体系。
与驿站有关的：社区要为家政服务提供场所；鼓励对从业人员体检；支持员工制企业。
这是摘要，办事以原文为准。"""
_VOLUNTEERS = """志愿者、志愿服务组织、志愿服务对象的权利和义务，都以这部条例为准。
志愿服务要自愿、无偿；任何组织不得强行指派，也不得以志愿服务的名义营利。
志愿服务组织应当如实记录志愿服务信息，志愿者要求出具证明的，应当无偿、如实出具。
这是摘要，办事以原文为准。"""
_LOCAL = """演示内容，不是真实文件。
谁能享受：法定劳动年龄内、有就业愿望的妇女，农村妇女和低收入家庭妇女优先。
享受什么：培训不收费，首次鉴定不收费，岗前体检费用由基地承担。
怎么办：带身份证到就近的社区驿站登记，也可以扫驿站的二维码报名；驿站在三个工作日内回电话。"""
POLICIES = (
    PolicyDraft(
        *("work", "关于促进家政服务业提质扩容的意见（摘要）", "国务院办公厅", "国办发〔2019〕30 号", date(2019, 6, 16), None),
        *("https://www.gov.cn/", _STATE),
        is_public=True,
    ),
    PolicyDraft(
        *("volunteer", "志愿服务条例（摘要）", "国务院", "国务院令第 685 号", date(2017, 8, 22), None, "https://www.gov.cn/", _VOLUNTEERS),
        is_public=True,
    ),
    PolicyDraft(
        *("training", "巾帼家政免费培训、免费考证办法（演示）", "福州市妇联", "演示〔2026〕1 号", date(2026, 1, 8), None, "", _LOCAL),
        is_public=True,
    ),
)
CLASSES = (
    ("新生儿洗澡，六步就会", "母婴护理讲师（演示）", 12, "水温、托抱、擦干、抚触，照着做就会。演示链接。"),
    ("厨房去油污，先软化再擦洗", "家务服务讲师（演示）", 8, "抽油烟机、灶台、瓷砖怎么擦，什么不能混着用。演示链接。"),
    ("陪老人看病，要带什么、问什么", "养老照护讲师（演示）", 15, "挂号、取药、记医嘱，哪些话要转告家属。演示链接。"),
    ("衣柜收纳，三步分好类", "整理收纳讲师（演示）", 10, "清空、分类、定位，换季也不乱。演示链接。"),
)
KNOWN = {places.LIANXIANG: "26.0812, 119.3687", places.JUNMEN: "26.0906, 119.3043"}  # about where the two communities lie
CENTRES = {places.JINAN: "26.0820, 119.3285", places.GULOU: "26.0820, 119.3035"}
_SPREAD_E6 = 30_000  # some three kilometres to each side


def tell(it: Steered) -> None:
    """Fill the shelf, let some lessons be watched, and put the stations of two counties on the map."""
    with it.at(it.city.code, max(it.months[0], it.until - 240 * DAY)) as scope:
        for one in POLICIES:
            policies.add_policy(scope, replace(one, issued_on=min(one.issued_on, it.until - 240 * DAY)))
    first = max(it.months[0], it.until - 120 * DAY)
    for n, (title, teacher, minutes, summary) in enumerate(CLASSES):
        with it.at(it.city.code, first + n * DAY) as scope:
            draft = MicroDraft(title, teacher, ELSEWHERE, summary, minutes, first + n * DAY)
            class_id = micro_classes.add_class(scope, draft)
        for week in range(1 + n, 17, 2):
            with it.at(places.LIANXIANG, first + 7 * week * DAY) as scope:
                for visit in range(3 + (week * 5 + n * 3) % 7):
                    micro_classes.count_view(scope, class_id, whose=f"demo {week} {visit}")
    for county in CENTRES:
        _put_on_the_map(it, county)


def _put_on_the_map(it: Steered, county: str) -> None:
    """Let each open station of a county say where it is: the two that are told of where they are, the others about its middle."""
    path = next(one.path for one in queries.list_below(Scope(it.city.path), "county") if one.code == county)
    for station in queries.list_below(Scope(path), "station"):
        if station.status == "open":
            with it.at(station.code, it.until) as scope:
                row = profile_rows.find_profile(scope, station.id)
                at = _where(station.code, county)
                told = replace(profile_rows.profile_of(row), latitude_e6=at.latitude_e6, longitude_e6=at.longitude_e6)
                keep_profile(scope, told, version=row.version if row else 0)


def _where(code: str, county: str) -> Coordinates:
    if code in KNOWN:
        return parse_coordinates(KNOWN[code])
    chance, middle = Random(f"place {code}"), parse_coordinates(CENTRES[county])
    beside = (chance.randint(-_SPREAD_E6, _SPREAD_E6), chance.randint(-_SPREAD_E6, _SPREAD_E6))
    return Coordinates(middle.latitude_e6 + beside[0], middle.longitude_e6 + beside[1])
