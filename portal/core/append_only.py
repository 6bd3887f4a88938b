"""Rows that nobody changes or removes: the triggers of both databases, and the words that lift them for an archive."""

FUNCTION = "refuse_change"  # PostgreSQL's, made by the first migration


def refuse_changes(table: str, dialect: str) -> list[str]:
    """Statements that make a table append-only on `sqlite` or `postgresql`."""
    if dialect == "postgresql":
        return [f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"]
    return [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in ("UPDATE", "DELETE")
    ]


def allow_changes(table: str, dialect: str) -> list[str]:
    """Statements that take the triggers away again."""
    if dialect == "postgresql":
        return [f"DROP TRIGGER {table}_append_only ON {table}"]
    return [f"DROP TRIGGER {table}_no_{event}" for event in ("update", "delete")]
