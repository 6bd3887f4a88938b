"""Every SELECT on volunteers and their service."""
