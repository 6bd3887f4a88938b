"""Every write on recipients, requests and facilities."""
