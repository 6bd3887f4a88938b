"""The rules of circulars: what is sent to whom, and what becomes of a unit's copy."""
