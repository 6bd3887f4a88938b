"""The ground under every table: names, identity, ownership. It holds no query."""

import re
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, ClassVar, cast
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, ForeignKeyConstraint, MetaData, String, Table, TypeDecorator
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column
from uuid_utils.compat import uuid7  # the compat one makes stdlib UUIDs, which drivers know

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
Path = String(120).with_variant(String(120, collation="C"), "postgresql")  # a range needs byte order


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn into UTC; SQLite gets it without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant knows its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give it back aware, in UTC."""
        return value if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Reach(Enum):
    """Who reads a row: everyone in its city, its tenant and those above, or its tenant alone."""

    CITY = auto()
    SUBTREE = auto()
    TENANT = auto()


_REACH: dict[str, Reach] = {}


class Base(DeclarativeBase):
    """Mother of all tables; the table is the class name in snake_case. One without reach is nobody's."""

    metadata = MetaData(naming_convention=NAMES)
    reach: ClassVar[Reach | None] = None

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805  # a class is what the directive hands over
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)  # maps the class, unless it is abstract
        if cls.reach and "__table__" in cls.__dict__:
            table = cast(Table, cls.__table__)
            _REACH[table.name] = cls.reach
            _add_owner_key(table)
            _add_parent_keys(table)


Base.registry.update_type_annotation_map({datetime: Instant})  # on the registry: Flask-SQLAlchemy derives a class of its own


class CityOwned(Base):
    """A row of one city, met in several of its stations."""

    __abstract__ = True
    reach = Reach.CITY

    city_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-3)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-1)


class Owned(Base):
    """A row of one tenant (station, county or city), read there and above, written only there."""

    __abstract__ = True
    reach = Reach.SUBTREE

    city_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-3)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-2)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-1)


class Personal(Owned):
    """A row about a person: read only by the station that wrote it."""

    __abstract__ = True
    reach = Reach.TENANT


def child_of(parent: type[Owned | CityOwned]) -> MappedColumn[Any]:
    """A reference to a row of the same owner; it cannot name a row of another tenant, or of another city."""
    return mapped_column(info={"parent": parent})


def reach_of(table: str) -> Reach | None:
    """Who reads the rows of this table, in whatever case it is written (SQLite minds none); None when they are nobody's."""
    return _REACH.get(table.lower())


def _add_owner_key(table: Table) -> None:
    columns = ["tenant_id", "city_id"] if "tenant_id" in table.c else ["city_id"]
    _refer(table, columns, ["tenant.id", "tenant.city_id"][: len(columns)], columns[0])


def _add_parent_keys(table: Table) -> None:
    for column in [c for c in table.c if "parent" in c.info]:
        parent = cast(Table, column.info["parent"].__table__)
        key = [k.name for k in parent.primary_key]
        _refer(table, [*key[:-1], column.name], [f"{parent.name}.{name}" for name in key], column.name)


def _refer(table: Table, columns: list[str], key: list[str], name: str) -> None:
    table.append_constraint(ForeignKeyConstraint(columns, key, name=f"fk_{table.name}_{name}"))


db = SQLAlchemy(model_class=Base)


def insert_or(table: Table) -> Any:
    """Return an INSERT into the table that can say ON CONFLICT, as the database at hand writes it."""
    return (sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert)(table)
