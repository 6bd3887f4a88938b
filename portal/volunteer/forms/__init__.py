"""What is typed on the pages of volunteers and their hours."""
