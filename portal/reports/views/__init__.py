"""Pages of figures, and of the papers asked for."""
