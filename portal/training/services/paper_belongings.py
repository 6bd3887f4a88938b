"""Papers that name a trainee go with her when she is erased: who asks for one again gets it without her."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from portal.core.scope import Scope
from portal.people.rolls import Sheet
from portal.training.belongings import register_belonging
from portal.training.queries import certificates
from portal.training.queries import enrolments as seats
from portal.training.services import certificate_papers, lesson_papers, proof_papers
from portal.web.keeping import drop_papers

_NAMED_BY = {
    certificate_papers.KIND: "certificate_id",
    lesson_papers.KIND: "class_id",
    proof_papers.OF_CLASS_NAMED: "subject",
    proof_papers.OF_WOMAN: "subject",
}


def _sheets(scope: Scope, trainee_id: UUID) -> Sequence[Sheet]:
    return []


def _blank(scope: Scope, trainee_id: UUID) -> None:
    """Drop her certificates, her own ledger, and the sheets and ledgers of the classes she was in."""
    hers = {trainee_id, *(row.id for row in certificates.list_of_trainee(scope, trainee_id))}
    hers |= {row.class_id for row in seats.list_of_trainee(scope, trainee_id)}
    texts = {str(it) for it in hers}

    def names_her(kind: str, asked: dict[str, Any]) -> bool:
        return asked.get(_NAMED_BY[kind]) in texts

    drop_papers(scope, [*_NAMED_BY], names_her)


register_belonging(sheets=_sheets, blank=_blank)
