"""The ground: tables, scope, clock, settings, errors. It knows no HTTP."""
