"""Who needs care near home, what they ask for, and the facilities of a day-care station."""

from portal.care.models.facilities import Facility, FacilityUse
from portal.care.models.recipients import Recipient
from portal.care.models.requests import RequestSeries, ServiceRequest

__all__ = ["Facility", "FacilityUse", "Recipient", "RequestSeries", "ServiceRequest"]
