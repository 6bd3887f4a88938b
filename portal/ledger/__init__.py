"""Accounts and transfers of minutes: append-only, balanced by construction."""
