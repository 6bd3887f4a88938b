"""Every SELECT on health certificates, employers, exceptions and placements."""
