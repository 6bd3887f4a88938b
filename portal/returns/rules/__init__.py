"""The decisions on months that are due, returned and put right: no database, no clock."""
