"""What may be asked for, by whom, and how long it takes."""
