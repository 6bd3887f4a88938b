"""Every SELECT on volunteers and their service."""

from portal.volunteer.queries.hours import (
    count_entries,
    find_services,
    get_service,
    last_days,
    list_recent,
    list_services,
    list_stray,
    list_unmatched,
    sum_served,
)
from portal.volunteer.queries.records import find_record_of, get_record, list_own_service, list_records, list_untouched
from portal.volunteer.queries.roll import PAGE_ROWS, Rows, find_double, find_locked, get_volunteer, list_roll, list_volunteers

__all__ = [
    "PAGE_ROWS",
    "Rows",
    "count_entries",
    "find_double",
    "find_locked",
    "find_record_of",
    "find_services",
    "get_record",
    "get_service",
    "get_volunteer",
    "last_days",
    "list_own_service",
    "list_recent",
    "list_records",
    "list_roll",
    "list_services",
    "list_stray",
    "list_unmatched",
    "list_untouched",
    "list_volunteers",
    "sum_served",
]
