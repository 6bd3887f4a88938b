"""What the guard of the session refuses and what it lets pass; it speaks the same on both databases."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import uuid4

import pytest
from sqlalchemy import (
    DDL,
    Integer,
    Table,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session, aliased, make_transient_to_detached

from portal.core import clock
from portal.core.db import Base, db, reach_of
from portal.core.scope import Level, Scope, ScopeError
from portal.people.models import Person
from portal.stations.models import Activity
from portal.tallies.models import Tally
from portal.tenants.models import Tenant
from portal.training.models import Trainee
from tests import make

# Statements know levels, never ids: these scopes are of nobody, and build what everybody's scope builds.
STATION, COUNTY, CITY = Scope("1.2.3."), Scope("1.2."), Scope("1.")
activity, tenant, tally, trainee = (cast(Table, m.__table__) for m in (Activity, Tenant, Tally, Trainee))
a, core = Activity, activity.c
Other = aliased(Activity)
beside = activity.alias()
owned, changed = STATION.owns(activity), STATION.changes(activity)
in_city = core.city_id == bindparam("scope_city")
mine = select(core.id).where(owned)


def row(**changes: Any) -> dict[str, Any]:
    """Return an activity's columns without its owner."""
    usual = {"id": uuid4(), "kind_id": 1, "title": "t", "held_on": date(2026, 3, 1), "place": "", "is_online": False, "attendances": 1}
    return {**usual, "women": 1, "note": "", "version": 1, "logged_by": 1, "logged_at": clock.now(), **changes}


def scope_at(code: str) -> Scope:
    """Return the scope of a unit of the small world."""
    return Scope(make.tenant(code).path)


def work_at(session: Session, code: str) -> Scope:
    """Begin a transaction of the session as a unit."""
    session.rollback()
    scope = scope_at(code)
    session.rollback()
    session.info.update(scope=scope, writes=True)
    return scope


@pytest.fixture
def station(session: Session) -> Session:
    """A session that works at 连翔, which logged one activity, as did its neighbour and 军门."""
    for code in (make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN):
        make.activity(code)
    work_at(session, make.LIANXIANG)
    return session


UNSCOPED: dict[str, Any] = {
    "entity": select(a),
    "columns": select(a.id),
    "count": select(func.count()).select_from(a),
    "count of column": select(func.count(a.id)),
    "star": select(literal_column("*")).select_from(activity),
    "exists": select(select(a.id).exists()),
    "exists beside": select(tenant.c.id).where(select(1).select_from(activity).exists()),
    "scalar subquery": select(select(func.count(a.id)).scalar_subquery()),
    "subquery": select(func.count()).select_from(select(a.id).subquery()),
    "lateral": select(tenant.c.id).join(select(a.id).where(a.tenant_id == Tenant.id).lateral(), true()),
    "cte": select(func.count()).select_from(select(a.id).cte()),
    "recursive cte": (
        select(func.count()).select_from((base := select(core.id).where(owned).cte(recursive=True)).union_all(select(beside.c.id)))
    ),
    "cte beside": select(tenant.c.id).add_cte(select(a.id).cte()),
    "join": select(tenant.c.id).join(activity, core.tenant_id == tenant.c.id),
    "outer join": select(Tenant.id).outerjoin(a, a.tenant_id == Tenant.id),
    "scope only in ON": select(Tenant.id).outerjoin(a, and_(a.tenant_id == Tenant.id, owned)),
    "scope only in HAVING": select(core.kind_id).group_by(core.kind_id).having(owned),
    "union": union_all(select(a.id), select(a.id)),
    "one bare arm": union_all(select(a.id).where(owned), select(a.id)),
    "correlated exists": select(Tenant.id).where(select(a.id).where(a.tenant_id == Tenant.id).exists()),
    "the same table inside": select(a.id).where(owned, a.id.in_(select(a.id))),
    "order by a subquery": select(tenant.c.id).order_by(select(func.max(core.held_on)).scalar_subquery()),
    "a window over it": select(tenant.c.id, func.row_number().over(order_by=core.title)),
    "alias": select(Other.id),
    "alias beside": select(a.id).where(owned, a.id.in_(select(Other.id))),
    "alias of an alias": select(activity.alias().alias().c.title),
    "alias with the scope of another": select(beside.c.id, core.id).where(owned, beside.c.id == core.id),
    "core": select(core.id),
    "core count": select(func.count()).select_from(activity),
    "from statement": select(a).from_statement(select(a)),
    "table by name": select(column("id")).select_from(table("activity")),
    "table in capitals": select(column("id")).select_from(table("ACTIVITY")),
    "behind or": select(a.id).where(owned | (a.kind_id == 1)),
    "or true": select(a.id).where(or_(owned, true())),
    "behind not": select(a.id).where(~owned),
    "as a column": select(a.id, owned),
    "compared with true": select(a.id).where(owned == true()),
    "city half only": select(a.id).where(in_city),
    "tenant half only": select(a.id).where(core.tenant_id == bindparam("scope_tenant")),
    "the scope as a tuple": select(a.id).where(tuple_(core.city_id, core.tenant_id) == tuple_(bindparam("x"), bindparam("y"))),
    "not equal": select(a.id).where(in_city, core.tenant_id != bindparam("scope_tenant")),
    "one off": select(a.id).where(in_city, core.tenant_id == bindparam("scope_tenant", type_=Integer) + 1),
    "one of two": select(a.id).where(in_city, core.tenant_id.in_([bindparam("scope_tenant"), 105])),
    "halves of two tables": select(core.id).where(in_city, beside.c.tenant_id == bindparam("scope_tenant"), beside.c.id == core.id),
    "value baked in": select(a.id).where(a.city_id == bindparam("scope_city", 1), a.tenant_id == bindparam("scope_tenant", 105)),
    "value given later": select(a.id).where(owned).params(scope_tenant=105),
    "value given later inside": select(mine.params(scope_tenant=105).subquery().c.id),
    "wider than its scope": select(a.id).where(CITY.owns(a)),
    "a subtree of one's own making": select(a.id).where(
        in_city,
        core.tenant_id.in_(select(tenant.c.id).where(tenant.c.path >= bindparam("scope_low"), tenant.c.path != bindparam("scope_high"))),
    ),
    "update": update(a).values(women=0),
    "core update": update(activity).values(women=0),
    "update as a reader": update(activity).where(in_city).values(women=0),
    "update from": update(tenant).where(tenant.c.id == core.tenant_id).values(name=core.title),
    "update from a neighbour": update(activity).where(changed, beside.c.id != core.id).values(title=beside.c.title),
    "update with a subquery": update(tenant).values(name=select(func.max(core.title)).scalar_subquery()),
    "delete": delete(a).where(a.kind_id == 99),
    "delete using": delete(tenant).where(tenant.c.id == core.tenant_id),
    "delete in a cte": select(tenant.c.id).add_cte(delete(activity).cte()),
    "change of owner": update(a).where(changed).values(tenant_id=106),
    "ordered change of owner": update(activity).where(changed).ordered_values((core.tenant_id, 106)),
    "insert from select": insert(activity).from_select(["id"], select(core.id).where(owned)),
    "insert elsewhere from select": insert(tenant).from_select(["name"], select(core.title)),
    "insert values": insert(a).values(city_id=1, tenant_id=105, **row()),
    "insert of many values": insert(activity).values([{"city_id": 1, "tenant_id": 105, **row()}]),
    "insert of hidden subqueries": insert(tenant).values([{"name": select(func.max(core.title)).scalar_subquery()}]),
    "insert returning a subquery": insert(tenant).values(name="x").returning(select(func.max(core.title)).scalar_subquery()),
    "insert in a cte": select(insert(activity).values(city_id=1, tenant_id=106, **row()).returning(core.kind_id).cte()),
    "text": text("select id from activity"),
    "text as from": select(literal_column("id")).select_from(text("activity")),
    "text as order": select(tenant.c.id).order_by(text("(select count(*) from activity)")),
    "text with columns": text("select id from activity").columns(column("id")),
    "literal column": select(literal_column("(select count(*) from activity)")),
    "prefix": select(tenant.c.id).prefix_with("title from activity --"),
    "suffix": select(tenant.c.id).suffix_with("union all select kind_id from activity"),
    "hint": select(tenant.c.id).with_statement_hint("union all select kind_id from activity"),
    "operator of words": select(tenant.c.name.op("|| (select max(title) from activity) ||")("x")),
    "ddl": DDL("delete from activity"),
    "city's table": select(Person.id),
    "figures": select(Tally.value),
    "personal": select(Trainee.name),
}


def is_open(session: Session, attempt: Callable[[], Any]) -> bool:
    """Say whether an attempt at 连翔 came through, and undo it."""
    work_at(session, make.LIANXIANG)
    try:
        attempt()
    except (ScopeError, StatementError) as refusal:
        return isinstance(refusal, DBAPIError)  # then the database was asked already
    else:
        return True
    finally:
        session.rollback()
        session.expunge_all()


def test_every_unscoped_statement_is_refused(session: Session) -> None:
    binds = scope_at(make.LIANXIANG).binds
    assert [name for name, it in UNSCOPED.items() if is_open(session, lambda it=it: session.execute(it, binds))] == []


def test_without_a_scope_nothing_owned_is_read_or_written(session: Session) -> None:
    scope = scope_at(make.LIANXIANG)
    for statement in (select(a.id), mine, update(activity).where(changed).values(women=0)):
        with pytest.raises(ScopeError):
            session.execute(statement, scope.binds)
    with pytest.raises(ScopeError):
        session.execute(insert(activity), {**scope.stamp(activity), **row()})
    session.execute(select(tenant.c.id))


def upsert(target: Table, **conflict: Any) -> Any:
    """Return an insert that changes the row it meets, in the dialect of the database."""
    new = (sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert)(target)
    return new.on_conflict_do_update(**conflict)


class Way(NamedTuple):
    """A session that works at one tenant, and another tenant's scope."""

    s: Session
    ours: Scope
    theirs: Scope

    def run(self, statement: Any, *rows: dict[str, Any]) -> Any:
        """Execute with one row or with several."""
        return self.s.execute(statement, list(rows) if len(rows) > 1 else rows[0] if rows else None)

    def own(self, **changes: Any) -> dict[str, Any]:
        """Return a row that is rightly stamped."""
        return {**self.ours.stamp(activity), **row(**changes)}

    def foreign(self, **changes: Any) -> dict[str, Any]:
        """Return a row of the other tenant."""
        return {**self.theirs.stamp(activity), **row(**changes)}


def moved(way: Way, *, is_expired: bool) -> None:
    found = way.s.scalars(select(a).where(owned), way.ours.binds).one()
    if is_expired:
        way.s.expire(found)
    found.tenant_id = way.theirs.tenant_id
    way.s.flush()


def conjured(way: Way) -> str:
    """Say that a neighbour's row was loaded before, and let it load itself again."""
    found = Activity(**way.theirs.stamp(activity), id=uuid4())
    make_transient_to_detached(found)
    way.s.add(found)
    return found.title


def added(way: Way, **columns: Any) -> None:
    way.s.add(Activity(**columns))
    way.s.flush()


KEY = ["city_id", "tenant_id", "id"]
highest = select(func.max(beside.c.title)).scalar_subquery()
our_highest = select(func.max(beside.c.title)).where(STATION.owns(beside)).scalar_subquery()
moved_columns = [literal(uuid4()) if c.name == "id" else c + 1 if c.name == "tenant_id" else c for c in core]
moved_copy = insert(activity).from_select(core.keys(), select(*moved_columns).where(owned))
no_women = update(activity).where(changed).values(women=0)
WAYS: dict[str, Callable[[Way], Any]] = {
    "get": lambda w: w.s.get(a, (*w.ours.stamp(a).values(), uuid4())),
    "merge": lambda w: w.s.merge(Activity(**w.theirs.stamp(a), id=uuid4())),
    "legacy query": lambda w: w.s.query(a).count(),
    "legacy update": lambda w: w.s.query(a).update({"women": 0}),
    "legacy delete": lambda w: w.s.query(a).delete(),
    "a stale object of another": conjured,
    "bulk insert, foreign stamp": lambda w: w.s.execute(insert(a), [w.foreign()]),
    "one foreign row of two": lambda w: w.run(insert(activity), w.own(), w.foreign()),
    "insert without a stamp": lambda w: w.run(insert(activity), row()),
    "half a stamp": lambda w: w.run(insert(activity), {"city_id": w.ours.ids[0], **row()}),
    "stamp beside many values": lambda w: w.run(insert(activity).values([w.foreign()]), w.ours.stamp(a)),
    "stamp beside values": lambda w: w.run(insert(activity).values(tenant_id=func.abs(106)), w.own()),
    "stamp beside select": lambda w: w.run(insert(activity).from_select(["city_id"], select(core.city_id).where(owned)), w.ours.stamp(a)),
    "stamp beside a moved copy": lambda w: w.run(moved_copy, {**w.ours.binds, **w.ours.stamp(a)}),
    "stamp beside foreign binds": lambda w: w.run(insert(activity).values(note=our_highest), {**w.theirs.binds, **w.own()}),
    "upsert that moves": lambda w: w.run(upsert(activity, index_elements=KEY, set_={"tenant_id": w.theirs.tenant_id}), w.own()),
    "upsert over a neighbour's": lambda w: w.run(
        upsert(trainee, index_elements=["city_id", "person_id"], set_={"name": "x"}), w.ours.stamp(Trainee)
    ),
    "upsert that reads": lambda w: w.run(upsert(activity, index_elements=KEY, set_={"title": highest}), w.own()),
    "owner by parameter": lambda w: w.run(update(activity).where(changed), {**w.ours.binds, "tenant_id": w.theirs.tenant_id}),
    "bulk update by key": lambda w: w.s.execute(update(a), [{**w.theirs.stamp(a), "id": uuid4(), "women": 0}]),
    "moved object": lambda w: moved(w, is_expired=False),
    "moved object, not looked at": lambda w: moved(w, is_expired=True),
    "add": lambda w: added(w, **w.foreign()),
    "add without an owner": lambda w: added(w, **row()),
    "foreign binds": lambda w: w.run(mine, w.theirs.binds).all(),
    "foreign binds on a change": lambda w: w.run(no_women, w.theirs.binds),
    "one foreign bind": lambda w: w.run(mine, {**w.ours.binds, "scope_tenant": w.theirs.tenant_id}).all(),
    "binds in the statement": lambda w: w.run(mine.params(w.theirs.binds)).all(),
    "no binds": lambda w: w.run(mine).all(),
}


def test_every_way_around_is_refused(station: Session) -> None:
    ours, theirs = scope_at(make.LIANXIANG), scope_at(make.NEIGHBOUR)
    assert [name for name, way in WAYS.items() if is_open(station, lambda way=way: way(Way(station, ours, theirs)))] == []


def scoped(s: Scope) -> dict[str, Any]:
    """The same forms as they should be written."""
    below = select(core.id).where(s.owns(activity))
    counted = select(core.tenant_id, func.count().label("n")).where(s.owns(activity)).group_by(core.tenant_id).subquery()
    return {
        "entity": select(a).where(s.owns(a)),
        "legacy": select(a).where(s.owns(a)).limit(1),
        "alias": select(Other.id).where(s.owns(Other)),
        "core alias": select(beside.c.id).where(s.owns(beside)),
        "two of one table": select(core.id).join(beside, beside.c.id == core.id).where(s.owns(activity), s.owns(beside)),
        "outer join": select(tenant.c.id, counted.c.n).outerjoin(counted, counted.c.tenant_id == tenant.c.id),
        "cte": select(func.count()).select_from(below.cte()),
        "union": union_all(below, select(core.id).where(s.owns(activity), core.kind_id == 1)),
        "correlated exists": select(tenant.c.id).where(below.where(core.tenant_id == tenant.c.id).exists()),
        "exactly one's own": select(core.id).where(s.changes(activity)),
        "star": select(literal_column("*")).select_from(activity).where(s.owns(activity)),
        "operator of signs": select(tenant.c.name.op("||")("x")),
        "update": update(a).where(s.changes(a), a.kind_id == 99).values(women=0),
        "update with a subquery": (
            update(activity)
            .where(s.changes(activity))
            .values(note=select(func.max(beside.c.title)).where(s.owns(beside)).scalar_subquery())
        ),
        "delete": delete(activity).where(s.changes(activity), core.kind_id == 99),
        "city's table": select(Person.id).where(s.owns(Person)),
        "figures": select(Tally.value).where(s.owns(Tally)),
        "directory": select(tenant.c.id).join(tenant.alias("p"), true()),
    }


@pytest.mark.parametrize(
    ("level", "code"), [(STATION, make.LIANXIANG), (COUNTY, make.JINAN), (CITY, make.CITY)], ids=["station", "county", "city"]
)
def test_every_scoped_statement_passes(session: Session, level: Scope, code: str) -> None:
    scope = work_at(session, code)
    for statement in scoped(level).values():
        session.execute(statement, scope.binds)


def test_a_stamped_row_passes_in_every_way_of_writing_it(session: Session) -> None:
    scope = work_at(session, make.LIANXIANG)
    stamp = scope.stamp(activity)
    session.execute(insert(activity), {**stamp, **row()})
    session.execute(insert(a), [{**stamp, **row()}, {**stamp, **row()}])
    session.execute(upsert(activity, index_elements=KEY, set_={"women": 0}), {**stamp, **row()})
    session.add(Activity(**stamp, **row()))
    session.flush()
    assert session.execute(select(func.count()).select_from(activity).where(owned), scope.binds).scalar() == 5


def test_two_tenants_in_turn_get_their_own(station: Session) -> None:
    for code in (make.LIANXIANG, make.JUNMEN, make.NEIGHBOUR, make.LIANXIANG):
        scope = work_at(station, code)
        found = station.execute(select(core.tenant_id).where(owned).distinct(), scope.binds).scalars().all()
        assert found == [scope.tenant_id]


def test_a_kept_statement_is_checked_at_each_level(session: Session) -> None:
    wide = select(core.id).where(CITY.owns(activity))
    session.execute(wide, work_at(session, make.CITY).binds)
    with pytest.raises(ScopeError):
        session.execute(wide, work_at(session, make.LIANXIANG).binds)


def test_a_kept_statement_is_compared_with_each_scope(session: Session) -> None:
    session.execute(mine, work_at(session, make.LIANXIANG).binds)
    work_at(session, make.NEIGHBOUR)
    with pytest.raises(ScopeError):
        session.execute(mine, scope_at(make.LIANXIANG).binds)


@pytest.mark.parametrize("code", [make.JINAN, make.CITY])
def test_a_parent_reads_below_and_writes_none(station: Session, code: str) -> None:
    child = scope_at(make.LIANXIANG)
    scope = work_at(station, code)
    reads = scope.owns(activity)
    assert len(station.execute(select(core.tenant_id).where(reads).distinct(), scope.binds).all()) > 1
    with pytest.raises(ScopeError):
        station.execute(update(activity).where(reads).values(women=0), scope.binds)
    with pytest.raises(ScopeError):
        station.execute(delete(activity).where(reads), scope.binds)
    with pytest.raises(ScopeError):
        station.execute(insert(activity), {**child.stamp(activity), **row()})
    found = station.scalars(select(a).where(reads, core.tenant_id == child.tenant_id), scope.binds).one()
    found.women = 0
    with pytest.raises(ScopeError):
        station.flush()


@pytest.mark.parametrize("code", [make.JINAN, make.CITY])
def test_a_parent_cannot_make_a_childs_row_its_own(station: Session, code: str) -> None:
    child = scope_at(make.LIANXIANG)
    scope = work_at(station, code)
    found = station.scalars(select(a).where(scope.owns(activity), core.tenant_id == child.tenant_id), scope.binds).one()
    found.tenant_id = scope.tenant_id
    with pytest.raises(ScopeError, match="change its owner"):
        station.flush()


@pytest.mark.parametrize("level", [COUNTY, CITY, Scope("0.")])
def test_a_personal_table_has_no_criterion_above_its_station(level: Scope) -> None:
    for criterion in (level.owns, level.changes, level.stamp):
        with pytest.raises(ScopeError, match="personal"):
            criterion(Trainee)


@pytest.mark.parametrize("code", [make.JINAN, make.CITY])
def test_a_parent_gets_no_personal_row_by_its_stations_criterion(session: Session, code: str) -> None:
    make.trainee()
    station = scope_at(make.LIANXIANG)
    scope = work_at(session, code)
    for binds in (scope.binds, station.binds):
        with pytest.raises(ScopeError):
            session.execute(select(Trainee.name).where(STATION.owns(Trainee)), binds)


def test_an_object_met_under_one_scope_is_not_read_again_under_another(station: Session) -> None:
    scope = station.info["scope"]
    found = station.scalars(select(a).where(owned), scope.binds).one()
    station.rollback()
    assert found.title  # its own scope may
    for code in (make.NEIGHBOUR, make.JUNMEN, make.OTHER_CITY):
        work_at(station, code)
        with pytest.raises(ScopeError):
            _ = found.title
    work_at(station, make.JINAN)
    assert found.title  # from above it is readable anyway


def test_a_way_that_is_trusted_says_so(station: Session) -> None:
    assert station.execute(text("select 1"), execution_options={"trusted": True}).scalar() == 1


def test_every_table_with_an_owner_has_a_reach() -> None:
    """A table that carries owner columns without reach would be nobody's, and open to everybody."""
    bare = {name for name, it in Base.metadata.tables.items() if {"city_id", "tenant_id"} & set(it.c.keys()) and not reach_of(name)}
    assert bare == {"tenant", "membership", "tenant_change", "reporting_line", "public_code", "phone_check"}
    assert {level.name for level in Level} == {"CITY", "COUNTY", "STATION"}
