"""Every SELECT on stock and redemptions."""
