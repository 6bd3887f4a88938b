"""What is typed about accounts, units and applications."""
