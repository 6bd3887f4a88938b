"""The pages of rankings and ratings."""
