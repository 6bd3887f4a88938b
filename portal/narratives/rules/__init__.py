"""What a written report is made of: tokens where figures stand, words for rounded figures, its states, its outline, its template."""
