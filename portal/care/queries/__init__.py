"""Every SELECT on recipients, requests and facilities."""
