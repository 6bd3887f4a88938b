"""What is typed in the shop."""
