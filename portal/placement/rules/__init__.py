"""The decisions of the way into work: no database, no clock."""
