"""Every write on volunteers and their hours; hours go through the ledger, and nothing posted is ever changed."""
