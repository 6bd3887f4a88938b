"""The decisions on volunteers and their hours: no database, no clock."""
