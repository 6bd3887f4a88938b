"""How counties and bases stand: ranking, stars, grades with their plans, and who is recommended."""
