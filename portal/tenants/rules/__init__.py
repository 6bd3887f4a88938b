"""The tree, the people who sign in and applications for stations: what holds without a database."""
