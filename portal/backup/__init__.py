"""One file with everything: made in one snapshot, checked by restoring it, the same from and to both databases."""
