"""The directory: the tree of tenants and the people who sign in, which belongs to nobody; and the counties' applications."""

from portal.tenants.models.accounts import Account, Invitation, Login, LoginAttempt, Membership, RecoveryCode
from portal.tenants.models.applications import Application, ApplicationStep
from portal.tenants.models.codes import PhoneCheck, PublicCode
from portal.tenants.models.imprints import Imprint
from portal.tenants.models.tree import Division, ReportingLine, Tenant, TenantChange, UnitProfile

__all__ = [
    "Account",
    "Application",
    "ApplicationStep",
    "Division",
    "Imprint",
    "Invitation",
    "Login",
    "LoginAttempt",
    "Membership",
    "PhoneCheck",
    "PublicCode",
    "RecoveryCode",
    "ReportingLine",
    "Tenant",
    "TenantChange",
    "UnitProfile",
]
