"""How fast the portal is, as ratios to what the same machine can do at best: `python -m bench`."""
