"""What is ranked and rated by which rule, and what follows: pure decisions."""
