"""What is typed on the way into work."""
