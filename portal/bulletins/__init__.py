"""月度通报: numbered, with the figures, the ranking, restatements and what is overdue as they stood."""
