"""Every write of the way into work."""
