"""Volunteers of a station, their service, and the rules of the time bank."""

from portal.volunteer.models.bank_rules import BankRule
from portal.volunteer.models.hours import ServedTime, Service
from portal.volunteer.models.roll import Kinship, Volunteer, VolunteerMark
from portal.volunteer.models.sheets import PaperSheet
from portal.volunteer.models.shifts import Dispute, Shift, VolunteerCertificate

__all__ = [
    "BankRule",
    "Dispute",
    "Kinship",
    "PaperSheet",
    "ServedTime",
    "Service",
    "Shift",
    "Volunteer",
    "VolunteerCertificate",
    "VolunteerMark",
]
