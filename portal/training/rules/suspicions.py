"""The rows that detectors look at, and what they find in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from portal.training.rules.finding_kinds import Kind


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a detector found.

    Args:
        rows: {kind of row: ids}; what it is known by.
        summary: what is wrong, without a word of who.
        tenant_id: the station it is told to, where it takes several to see it.
        authors: accounts who wrote the rows, as far as the detector sees them; those of a lesson are looked up with it.
    """

    kind: Kind
    rows: Mapping[str, Collection[UUID]]
    summary: str
    happened_on: date | None
    class_id: UUID | None = None
    tenant_id: int | None = None
    authors: Collection[int] = ()

    @property
    def ordered_rows(self) -> dict[str, list[UUID]]:
        """Its rows in their one order, each once."""
        return {name: sorted(set(ids)) for name, ids in sorted(self.rows.items())}

    @property
    def fingerprint(self) -> str:
        """The same rows found again give the same."""
        known = ";".join(f"{name}:{','.join(str(it) for it in ids)}" for name, ids in self.ordered_rows.items())
        return sha256(f"{self.kind}|{known}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stay:
    """That a person was in a lesson."""

    person_id: UUID | None
    tenant_id: int
    county_id: int
    lesson_id: UUID
    class_id: UUID
    held_on: date
    start_min: int
    end_min: int
    is_online: bool

    @property
    def bare(self) -> "Stay":
        """The lesson alone, whoever was there."""
        return replace(self, person_id=None)

    def overlaps(self, other: "Stay") -> bool:
        """Say whether both were going on at one time, on one day; when one ends as the other begins, they do not."""
        return self.held_on == other.held_on and self.start_min < other.end_min and other.start_min < self.end_min


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """What a lesson says of itself."""

    lesson_id: UUID
    class_id: UUID
    held_on: date
    start_min: int
    end_min: int
    taught_min: int | None
    present_count: int
    room_capacity: int | None

    @property
    def clock_min(self) -> int:
        """How long it was by the clock."""
        return self.end_min - self.start_min


@dataclass(frozen=True, slots=True)
class CodeSignIn:
    """That somebody signed in by the class code, and when."""

    attendance_id: UUID
    lesson_id: UUID
    class_id: UUID
    held_on: date
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of a lesson, known by the file it was made from."""

    photo_id: UUID
    digest: str
    tenant_id: int
    subject_id: UUID
    class_id: UUID | None
    added_at: datetime
    added_on: date
    added_by: int


@dataclass(frozen=True, slots=True)
class Training:
    """That a person was counted as newly trained."""

    person_id: UUID
    course_id: int
    enrolment_id: UUID
    tenant_id: int
    happened_on: date
    made_by: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone somebody left: a trainee's, or that of a wish."""

    phone: str
    name: str
    trainee_id: UUID | None
    wish_id: UUID | None
    noted_on: date
    noted_by: int

    def __repr__(self) -> str:
        return "Contact(…)"  # a person's telephone has no business in logs and tracebacks


@dataclass(frozen=True, slots=True)
class Pupil:
    """A woman of a class whose day of birth is known."""

    enrolment_id: UUID
    class_id: UUID
    starts_on: date
    born_on: date
    enrolled_by: int


@dataclass(frozen=True, slots=True)
class SchoolVisit:
    """That somebody who goes to school was in a lesson."""

    trainee_id: UUID
    lesson_id: UUID
    class_id: UUID
    held_on: date
    start_min: int


@dataclass(frozen=True, slots=True)
class ClassSum:
    """A class that ended: what was taught, and the most that was certified to one of its women."""

    class_id: UUID
    ended_on: date | None
    taught_min: int
    certified_min: int
