"""What is typed on the pages of months that are due, returned and put right."""
