"""What the demo's units say of themselves, and the eleven propagandists of 连翔."""

from datetime import date
from random import Random

from faker import Faker

from portal.core.scope import Scope
from portal.demo.people import people_of
from portal.stations import services as stations
from portal.tenants.divisions import parent_of, read_snapshot
from portal.tenants.queries import TenantRow
from portal.tenants.rules.applications import station_name_for
from portal.tenants.rules.units import DEPARTMENTS, OFFERS, Profile
from portal.tenants.services import profiles

PROPAGANDISTS = 11  # S4-7
_HOURS = ("周一至周五 8:30–12:00、14:00–17:30", "周一至周六 9:00–17:00", "周二至周日 9:00–17:30，周一休息")
_SHARED = ("", "", "零工驿站（人社部门）", "新时代文明实践站", "妇女儿童之家")
_COMPANIES = ("巾帼家政服务有限公司", "好阿姨家政服务有限公司", "海峡家政服务中心", "安心到家家政服务有限公司")


def describe(scope: Scope, unit: TenantRow) -> None:
    """Write what a unit says of itself, the same each time."""
    chance, faker = Random(f"unit {unit.code}"), Faker("zh_CN")
    faker.seed_instance(int(unit.code))
    known = {
        "contact_name": faker.name_female(),
        "contact_phone": f"0591-8{chance.randint(0, 999_999):06d}0",
        "address": f"{unit.name.removesuffix('驿站')}{faker.street_address()}",
        "open_hours": chance.choice(_HOURS),
        "departments": tuple(name for name in DEPARTMENTS if chance.random() < 0.6),
    }
    own = _of_a_station(unit, chance) if unit.level == "station" else _of_a_base(unit, chance, faker)
    profiles.keep_profile(scope, Profile(**{**known, **own}), version=0)  # type: ignore[arg-type]  # each by its name


def _of_a_station(unit: TenantRow, chance: Random) -> dict[str, object]:
    about = f"{unit.name}面向周边居民：家政政策宣讲、微课堂、技能培训报名和岗位对接，每周有固定开放日。"
    return {"shared_with": chance.choice(_SHARED), "introduction": about}


def _of_a_base(unit: TenantRow, chance: Random, faker: Faker) -> dict[str, object]:
    offers = tuple(name for name in OFFERS if unit.level == "city" or chance.random() < 0.6)
    company = {"company_name": f"{unit.name}{chance.choice(_COMPANIES)}", "company_contact": f"{faker.name()} 经理"}
    return {
        **company,
        "offers": offers,
        "introduction": f"{unit.name}巾帼家政服务网络的{'市级中心' if unit.level == 'city' else '县级基地'}。",
    }


def call_propagandists(scope: Scope, station: TenantRow, until: date) -> None:
    """Put the propagandists of a station on its list, each from another community of its street."""
    people, street = people_of(f"1{station.code}"), parent_of(station.code)
    around = [it for it in read_snapshot("fuzhou") if parent_of(it.code) == street and it.code != station.code]
    chosen = people.chance.sample(around, min(PROPAGANDISTS, len(around)))
    stations.add_propagandists(scope, [people.recruit(station_name_for(it.name).removesuffix("驿站"), until) for it in chosen])
