"""Every SELECT on intakes and trainees."""

from portal.training.queries.cases import (
    PAGE_ROWS,
    Case,
    Filter,
    count_entries,
    count_intakes,
    find_trainee,
    get_trainee,
    list_intakes,
    list_trainees,
)
from portal.training.queries.records import find_record_of, get_record, get_record_of_intake, list_records, list_untouched

__all__ = [
    "PAGE_ROWS",
    "Case",
    "Filter",
    "count_entries",
    "count_intakes",
    "find_record_of",
    "find_trainee",
    "get_record",
    "get_record_of_intake",
    "get_trainee",
    "list_intakes",
    "list_records",
    "list_trainees",
    "list_untouched",
]
