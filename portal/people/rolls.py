"""The rolls a station keeps of people; each package tells how its own is read, joined and blanked."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from sqlalchemy import Table

from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.people.rules.records import Record


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice in force for a roll."""

    version: int
    effective_on: date
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of the copy somebody gets of her own data: facts, or a table under its heads."""

    title: str
    facts: Sequence[tuple[str, Any]] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()


class Records(Protocol):
    """What reads the records of one roll: a module of queries."""

    def get_record(self, scope: Scope, record_id: UUID, /) -> Record:
        """As `Roll.get`."""
        ...

    def list_records(self, scope: Scope, /) -> list[Record]:
        """As `Roll.list_all`."""
        ...

    def find_record_of(self, scope: Scope, person_ids: Collection[UUID], /, *, beside: UUID) -> UUID | None:
        """As `Roll.find_of`."""
        ...

    def list_untouched(self, scope: Scope, before: datetime, /) -> list[Record]:
        """As `Roll.list_untouched`."""
        ...


class Roll(ABC):
    """How one roll is read and written; its table has name, phone, note, version, consent and erased_at."""

    name: ClassVar[str]  # in addresses: `trainees`
    kind: ClassVar[str]  # in holds and consent: `trainee`
    label: ClassVar[str]
    endpoint: ClassVar[str]
    argument: ClassVar[str]
    table: ClassVar[Table]
    records: ClassVar[Records]

    def get(self, scope: Scope, record_id: UUID) -> Record:
        """Return one record of the station; raise NotFound when there is none."""
        return self.records.get_record(scope, record_id)

    def list_all(self, scope: Scope) -> list[Record]:
        """Return every record that stands for somebody, erased ones apart."""
        return self.records.list_records(scope)

    def find_of(self, scope: Scope, person_ids: Collection[UUID], *, beside: UUID) -> UUID | None:
        """Return another record of the station that is one of these persons."""
        return self.records.find_record_of(scope, person_ids, beside=beside)

    def list_untouched(self, scope: Scope, before: datetime) -> list[Record]:
        """Return the records nobody has dealt with since, the oldest first."""
        return self.records.list_untouched(scope, before)

    @abstractmethod
    def notice(self, today: date) -> Notice:
        """Return the notice in force."""

    @abstractmethod
    def blank(self) -> dict[str, Any]:
        """Return what erasure writes beside name, phone and note."""

    def forget(self, scope: Scope, record: Record) -> None:  # noqa: B027  # a roll that knows of no more has nothing to do
        """Blank what stands of her in other rows than her own, when she is erased; nothing, unless the roll knows of more."""

    @abstractmethod
    def remains(self, scope: Scope, record: Record) -> list[str]:
        """Say, in words for the counter, what stays when the record is erased."""

    @abstractmethod
    def point(self, scope: Scope, record: Record, person_id: UUID, *, action: str, may_join: bool) -> None:
        """Let the record be of another person; `may_join`, her minutes may go to an account that person has already."""

    @abstractmethod
    def join(self, scope: Scope, leading: Record, other: Record, *, action: str) -> Record:
        """Make one record of two, with the document of the leading one: what is counted twice is settled, one row removed.

        Returns:
            The record that stays.
        """

    @abstractmethod
    def copy(self, scope: Scope, record: Record) -> list[Sheet]:
        """Return all that the station holds of her beside document and consent."""


_rolls: dict[str, Roll] = {}


def register(roll: Roll) -> Roll:
    """Add a roll, known by its name."""
    _rolls[roll.name] = roll
    return roll


def rolls() -> Iterable[Roll]:
    """Return every roll, in the order they came."""
    return _rolls.values()


def get(name: str) -> Roll:
    """Return a roll by its name in an address.

    Raises:
        NotFound: there is none.
    """
    if name not in _rolls:
        raise NotFound
    return _rolls[name]
