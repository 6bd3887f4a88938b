"""A record a station holds of somebody, and what its state allows."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.core.errors import Conflict
from portal.people.rules.contact import mask_name


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a station's roll, whichever roll it is.

    Args:
        roll: the roll's name in addresses, `trainees`.
        person_id: the city's person, None when no document says who she is.
        title: what stands for her where no name may.
        since: the day she was taken in.
        consent_version: of the notice she agreed to last.
        account_id: her time account, when she has one.
    """

    roll: str
    id: UUID
    version: int
    person_id: UUID | None
    title: str
    name: str
    phone: str
    since: date
    withdrawn_at: datetime | None
    erased_at: datetime | None
    consent_version: int
    account_id: UUID | None = None

    @property
    def shown_name(self) -> str:
        """Her name as a page may show it: masked once she withdrew; of who was erased the pseudonym is left."""
        return mask_name(self.name) if self.withdrawn_at and not self.erased_at else self.name

    @property
    def is_locked(self) -> bool:
        """Whether nobody works with her record: she withdrew her consent, or was erased."""
        return self.withdrawn_at is not None or self.erased_at is not None

    def __repr__(self) -> str:
        return f"Record({self.roll}, {self.id})"  # a person's name has no business in logs and tracebacks


def require_hers(withdrawn_at: datetime | None, erased_at: datetime | None, *, action: str, subject_id: UUID) -> None:
    """Refuse to work with a record without its person's consent.

    Raises:
        Conflict: she withdrew her consent, or her data was erased.
    """
    if erased_at is not None:
        raise Conflict("她的个人信息已经删除，这条记录不能再办理。", action=action, subject_id=subject_id)
    if withdrawn_at is not None:
        words = "她已撤回同意，这条记录已锁定，不能再办理。"
        raise Conflict(words, action=action, subject_id=subject_id, advice="她再次同意后，请先在她的页面上登记同意。")
