"""What is typed about care near home."""
