"""Official documents as China lays them out: our own lines, 22 on a page, 28 characters on a line."""
