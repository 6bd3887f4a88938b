"""Work: the gate before it, the placement, and what became of it."""
