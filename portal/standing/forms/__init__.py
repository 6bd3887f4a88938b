"""What is typed about rankings and ratings."""
