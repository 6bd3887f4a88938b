"""Every write of problems, rounds and studies."""
