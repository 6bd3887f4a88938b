"""The contradiction checker: `find_contradictions(text)` says which figures of a text cannot all be true."""

from portal.checker.rules.check import find_contradictions
from portal.checker.rules.findings import KINDS, MAX_CHARS, Finding

__all__ = ["KINDS", "MAX_CHARS", "Finding", "find_contradictions"]
