"""What is typed of problems, rounds and studies."""
