"""Every SELECT on policies, and on the lessons of the 微课堂 with their views."""
