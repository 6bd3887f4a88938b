"""What a scanned code opens to people who are not signed in, and the register of those codes."""
