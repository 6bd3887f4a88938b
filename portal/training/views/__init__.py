"""The intake, and what the county may ask of it."""
