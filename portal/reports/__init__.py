"""Figures on screen, on paper and as Excel, and the rows behind each."""
