"""政策 to look up, and the lessons of the 微课堂 by their links."""
