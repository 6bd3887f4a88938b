"""Who needs care near home, what they ask for, and the facilities of a day-care station."""
