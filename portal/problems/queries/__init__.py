"""Every SELECT of problems, rounds and studies."""
