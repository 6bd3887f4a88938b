"""The last part of the chain in the demo: health certificates, employers, work and what became of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from random import Random

from portal.core.scope import Scope
from portal.demo.people import People
from portal.people.queries import current_consent
from portal.people.rules import ConsentChannel
from portal.placement.rules.health import HealthDraft
from portal.placement.rules.work import Answer, EmployerDraft, Job, JobWishDraft, is_work
from portal.placement.services import employers, follow_ups, health, placements
from portal.training import queries as trainees
from portal.training.queries.completion import has_pre_job
from portal.training.queries.courses import list_courses
from portal.training.rules.courses import Tier
from portal.training.rules.intake import Trade
from portal.training.services import intake
from portal.volunteer.queries import roll as volunteer_rows
from portal.volunteer.rules.hours import Work
from portal.volunteer.rules.notice import NOTICE
from portal.volunteer.rules.roll import Candidate
from portal.volunteer.services import hours, roll

Working = Callable[[date, Scope], AbstractContextManager[Scope]]
_COMPANIES = ("福嫂家政服务有限公司", "好帮手家庭服务中心")


def tell(working: Working, scope: Scope, people: People, months: list[date], until: date) -> None:
    """Let those who are ready go to work, two months before the last day and a little later, and ask after them."""
    chance = Random(f"work {people.station_code}")
    start = until - timedelta(days=70)
    with working(months[-4] if len(months) > 4 else months[0], scope) as at:
        places = [employers.add_employer(at, EmployerDraft("company", name, "0591-83330000", "福州市", "")) for name in _COMPANIES]
        places.append(employers.add_employer(at, EmployerDraft("household", "陈先生家", "13500007788", "鼓山镇", "照护老人")))
        places.append(employers.add_employer(at, EmployerDraft("own", "巧手家政工作室", "", "鼓山镇", "自己开的")))
    with working(start, scope) as at:
        ready = [record.id for record in trainees.list_records(at) if has_pre_job(at, record.id, start)][:6]
        for n, woman in enumerate(ready):
            tier = (Tier.MATERNITY, Tier.ELDER, Tier.HOME)[n % 3]
            checked = start - timedelta(days=(10, 200, 280)[n % 3])
            draft = HealthDraft(tier, f"JK{start:%y%m}{n:04d}", "区疾控中心", checked, checked + timedelta(days=365), ConsentChannel.PAPER)
            health.add_check(at, woman, draft)
            wish = JobWishDraft(Trade.MATERNITY, chance.choice(("local", "away", "any")), "any", "any", "", start)
            placements.keep_wish(at, woman, wish, version=0)
    _help(working, scope, people, start)
    for n, woman in enumerate(ready[:5]):
        day = start + timedelta(days=12 * n)
        with working(day, scope) as at:
            tier = (Tier.MATERNITY, Tier.ELDER, Tier.HOME)[n % 3]
            course = next(it for it in list_courses() if it.tier is tier and is_work(it.step, it.code))
            band = "to_8000" if n == 0 else ""
            where, contract = "away" if n == 1 else "local", f"JZ-{day:%Y%m}-{n + 1:02d}"
            job = Job(course.id, day, day, contract, where, "live_out", "full", band, ConsentChannel.PAPER, "")
            placed = placements.place(at, woman, places[n % len(places)], job)
        if n == 0:
            _ask(working, scope, placed, day + timedelta(days=31))


def _ask(working: Working, scope: Scope, placement_id: object, day: date) -> None:
    with working(day, scope) as at:
        answer = Answer(day, "working", 5, "雇主满意", None, "", None)
        follow_ups.note_follow_up(at, placement_id, 30, answer, version=1)  # type: ignore[arg-type]


def _help(working: Working, scope: Scope, people: People, day: date) -> None:
    """Three who come to learn also help as volunteers: the 公益 of 三免一公."""
    with working(day, scope) as at:
        for _ in range(3):
            it = people.admission(day, "", consent_version=current_consent(day).version)
            intake.admit_trainee(at, it)
            known = Candidate(it.particulars.name, it.particulars.phone, "", it.document, NOTICE.version, ConsentChannel.IN_PERSON)
            account_id = volunteer_rows.get_volunteer(at, roll.register_volunteer(at, known)).account_id
            hours.credit_hours(at, [Work(account_id, day, 540, 120, "haircut")], once="")
