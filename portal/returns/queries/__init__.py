"""Every SELECT on months that are due, returned and put right."""
