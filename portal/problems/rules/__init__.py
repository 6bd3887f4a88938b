"""The rules of problems, rounds and studies."""
