"""The third lock: PostgreSQL shows the application role only the rows of `app.scope`, a tenant's path."""

from portal.core.db import Reach

_SCOPE = "NULLIF(current_setting('app.scope', true), '')"  # SET LOCAL leaves '' behind, and '' must see nothing
_CITY = f"city_id = (SELECT split_part({_SCOPE}, '.', 1)::int)"
_TENANT = f"{_CITY} AND tenant_id = (SELECT split_part(rtrim({_SCOPE}, '.'), '.', -1)::int)"
_BELOW = f"SELECT id FROM tenant WHERE path >= {_SCOPE} AND path < rtrim({_SCOPE}, '.') || '/'"  # noqa: S608  # made of constants
_READS = {Reach.CITY: _CITY, Reach.SUBTREE: f"{_CITY} AND tenant_id IN ({_BELOW})", Reach.TENANT: _TENANT}
_WRITES = {Reach.CITY: _CITY, Reach.SUBTREE: _TENANT, Reach.TENANT: _TENANT}


def close(table: str, reach: Reach) -> list[str]:
    """Statements that close a new table: the scope's policies, and the owner's way to back it up; run as the owner."""
    return [*policy(table, reach), *let_back_up(table)]


def let_back_up(table: str) -> list[str]:
    """Statements by which the owner, and nobody else, reads all rows of a table once she says that she backs up."""
    may = "current_setting('app.backup', true) = 'on'"
    return [f"CREATE POLICY backs_up ON {table} FOR SELECT TO CURRENT_USER USING ({may})"]


def policy(table: str, reach: Reach) -> list[str]:
    """Statements that close a table to every role, its owner too, but within the scope."""
    reads, writes = _READS[reach], _WRITES[reach]
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY reads ON {table} FOR SELECT USING ({reads})",
        f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({writes})",
        f"CREATE POLICY changes ON {table} FOR UPDATE USING ({writes})",
        f"CREATE POLICY removes ON {table} FOR DELETE USING ({writes})",
    ]
