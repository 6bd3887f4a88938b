"""The decisions of the chain from a wish to work: no database, no clock."""
