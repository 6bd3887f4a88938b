"""政策与微课堂: two tabs of one shelf."""
