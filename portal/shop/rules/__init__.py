"""What a shop may give, and how its stock is kept."""
