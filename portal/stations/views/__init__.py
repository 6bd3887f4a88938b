"""The pages of a station: its daily log, its propagandists."""
