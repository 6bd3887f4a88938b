"""Every write on stock and redemptions."""
