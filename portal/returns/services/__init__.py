"""Every write on months that are due, returned and put right."""
