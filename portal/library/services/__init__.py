"""Every write on policies, and on the lessons of the 微课堂."""
