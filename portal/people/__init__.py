"""The persons the programme serves: who they are, and what they consented to."""
