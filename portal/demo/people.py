"""Made-up people of a station: women who come for work, and volunteers with their hours."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from faker import Faker
from stdnum.iso7064 import mod_11_2

from portal.care.rules.kinds import SERVICE_KINDS
from portal.people.rules import ConsentChannel, Document, DocumentKind
from portal.stations.rules import Recruit
from portal.training.rules.intake import Admission, Channel, Trade
from portal.training.rules.intake import Particulars as WomansParticulars
from portal.volunteer.rules.hours import Work
from portal.volunteer.rules.notice import NOTICE
from portal.volunteer.rules.roll import Candidate, Particulars

VOLUNTEERS = 6
_CALLINGS = ("楼栋长", "网格员", "退休教师", "妇联执委", "月嫂", "")
_STARTS = (510, 540, 840, 870, 900)
_LENGTHS = (60, 90, 120, 150, 180)


@dataclass(frozen=True, slots=True)
class People:
    """Who may turn up at one station, the same each time."""

    chance: Random
    faker: Faker
    station_code: str

    def admission(self, taken_on: date, community: str, *, consent_version: int) -> Admission:
        """Return a woman who comes to be taken in; four in ten bring a skill."""
        trades = list(Trade)[:9]
        skills = tuple(self.chance.sample(trades, self.chance.randint(1, 2))) if self.chance.random() < 0.4 else ()
        wish = self.chance.choice(skills or trades)
        particulars = WomansParticulars(self.faker.name_female(), self.phone(), community, wish, skills, "")
        came, consented = self.chance.choice(list(Channel)), self.chance.choice(list(ConsentChannel))
        return Admission(self._document(21, 55), particulars, taken_on, came, consent_version, consented)

    def candidates(self) -> list[Candidate]:
        """Return the station's volunteers; one in three shows no document."""
        return [self._candidate() for _ in range(VOLUNTEERS)]

    def works(self, accounts: list[UUID], first: date, last: date) -> list[Work]:
        """Return a month's service: each volunteer helps now and then, never twice a day."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        chosen = [(account, day) for account in accounts for day in self.chance.sample(days, min(len(days), self.chance.randint(0, 3)))]
        kinds = list(SERVICE_KINDS)[:8]
        return [
            Work(account, day, self.chance.choice(_STARTS), self.chance.choice(_LENGTHS), self.chance.choice(kinds))
            for account, day in chosen
        ]

    def recruit(self, community: str, until: date) -> Recruit:
        """Return a propagandist of a community, called within the last ten months."""
        since_on = until - timedelta(days=self.chance.randint(5, 300))
        return Recruit(self.faker.name_female(), self.phone(), community, since_on, self.chance.choice(_CALLINGS))

    def _candidate(self) -> Candidate:
        document = self._document(25, 70) if self.chance.random() < 0.67 else None
        name, phone = self.faker.name_female(), self.phone()
        known = self._particulars(Random(f"{phone} helps"), is_told=document is not None)
        return Candidate(name, phone, "", document, NOTICE.version, ConsentChannel.IN_PERSON, known)

    def receiver(self, known: Particulars) -> Candidate:
        """Return an elder who is given minutes by her family."""
        return Candidate(self.faker.name_female(), self.phone(), "", None, NOTICE.version, ConsentChannel.IN_PERSON, known)

    def _particulars(self, chance: Random, *, is_told: bool) -> Particulars:
        """Return what a volunteer can and when she may; her document, if it was shown, tells when she was born."""
        born = None if is_told else date(2026 - chance.randint(25, 70), chance.randint(1, 12), chance.randint(1, 28))
        likely = {"am": 0.6, "pm": 0.6, "eve": 0.15}
        slots = tuple(f"{day}{part}" for day in range(1, 8) for part, share in likely.items() if chance.random() < share)
        group = chance.choice(("", "", "", "party", "cadre"))
        return Particulars(born, self.station_code[:12], tuple(chance.sample(list(SERVICE_KINDS)[:6], 3)), slots, group)

    def _document(self, youngest: int, oldest: int) -> Document:
        born = date(2026 - self.chance.randint(youngest, oldest), self.chance.randint(1, 12), self.chance.randint(1, 28))
        first_17 = f"{self.station_code[:6]}{born:%Y%m%d}{self.chance.randint(10, 499) * 2:03d}"
        return Document(DocumentKind.RESIDENT_ID, first_17 + mod_11_2.calc_check_digit(first_17))

    def phone(self) -> str:
        """Return a mobile number."""
        return f"1{self.chance.choice((3, 5, 7, 8))}{self.chance.randint(0, 999_999_999):09d}"


def people_of(station_code: str) -> People:
    """Return the people of a station."""
    faker = Faker("zh_CN")
    faker.seed_instance(int(station_code))
    return People(Random(f"people {station_code}"), faker, station_code)
