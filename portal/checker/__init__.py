"""Reads official prose for figures that cannot all be true: rules and numbers alone, no database, no page."""
