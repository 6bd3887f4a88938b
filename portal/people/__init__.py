"""The persons the programme serves: identity and consent."""
