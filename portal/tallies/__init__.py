"""A tenant's month: its lock and its figures; the catalogue of indicators."""
