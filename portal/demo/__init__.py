"""A whole city's made-up year on real places, for a first look; never in production."""
