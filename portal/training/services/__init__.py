"""Every write of the chain from a wish to work."""
