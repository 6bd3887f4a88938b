"""本月待办: what waits for whom."""
