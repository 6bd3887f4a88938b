"""Who did what, when, where, and what was refused: append-only."""
