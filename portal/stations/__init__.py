"""The daily log of a station, and its propagandists."""
