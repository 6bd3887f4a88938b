"""The daily log of a station."""
