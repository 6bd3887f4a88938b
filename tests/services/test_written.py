"""SQL written by hand says its scope as every other statement does, or is not loaded."""

import pytest

from portal.core.scope import ScopeError
from portal.core.written import Written

OURS = "UPDATE time_account AS a SET moves = 0 WHERE a.city_id = :scope_city"
BORN = "INSERT INTO transfer (city_id, id) SELECT :scope_city, :id"
GOOD = {
    "an update": OURS,
    "a removal": "DELETE FROM time_account AS a WHERE a.city_id = :scope_city AND a.id = :id",
    "a row": BORN,
    "a row of what is read": f"{BORN} FROM time_account AS a WHERE a.city_id = :scope_city AND a.kind IN ('shop', 'time_account')",
    "two tables": f"{BORN} FROM time_account AS a CROSS JOIN transfer AS t WHERE a.city_id = :scope_city AND t.city_id = :scope_city",
    "in a cte": f"WITH made AS ({BORN} RETURNING 1) UPDATE time_account AS a SET moves = 0 FROM made WHERE a.city_id = :scope_city",
}
BAD = {
    "no scope": "UPDATE time_account AS a SET moves = 0",
    "another column": "UPDATE time_account AS a SET moves = 0 WHERE a.moves = :scope_city",
    "another value": "UPDATE time_account AS a SET moves = 0 WHERE a.city_id = :city",
    "a value off by one": f"{OURS} + 1",
    "a demand that is compared": f"{OURS} IS FALSE",
    "behind another one": "UPDATE time_account AS a SET moves = 0 WHERE a.moves = 1 IS a.city_id = :scope_city",
    "or": f"{OURS} AND a.moves = 1 OR a.moves = 2",
    "or in small": f"{OURS} AND a.moves = 1 or a.moves = 2",
    "not": "UPDATE time_account AS a SET moves = 0 WHERE NOT a.city_id = :scope_city",
    "no name of its own": "UPDATE time_account SET moves = 0 WHERE city_id = :scope_city",
    "in small": OURS.replace("UPDATE", "update"),
    "in quotes": OURS.replace("time_account", '"time_account"'),
    "in capitals": OURS.replace("time_account", "TIME_ACCOUNT"),
    "a second table beside": f"{BORN} FROM time_account AS a, transfer AS t WHERE a.city_id = :scope_city",
    "a second table without": f"{BORN} FROM time_account AS a CROSS JOIN transfer AS t WHERE a.city_id = :scope_city",
    "twice for one": f"{BORN} FROM time_account AS a CROSS JOIN transfer AS t WHERE a.city_id = :scope_city AND a.city_id = :scope_city",
    "in a subquery": f"{OURS} AND a.id IN (SELECT t.credit_account_id FROM transfer AS t)",
    "a row of another": "INSERT INTO transfer (city_id, id) SELECT :city, :id",
    "a row whose owner comes later": "INSERT INTO transfer (id, city_id) SELECT :id, :scope_city",
    "a row of values": "INSERT INTO transfer (city_id, id) VALUES (:scope_city, :id)",
    "a row behind a cte": "INSERT INTO transfer (city_id, id) WITH x AS (SELECT :scope_city, 1) SELECT :city, :id",
    "an owner that is changed": "UPDATE time_account AS a SET city_id = :city WHERE a.city_id = :scope_city",
    "an owner that is changed among others": "UPDATE time_account AS a SET moves = 0, city_id = :city WHERE a.city_id = :scope_city",
    "an upsert": f"{BORN} ON CONFLICT (id) DO UPDATE SET moved_min = 1",
    "a comment": "UPDATE time_account AS a SET moves = 0 -- WHERE a.city_id = :scope_city\n WHERE a.city_id = :scope_city",
    "a tenant's own": "UPDATE activity AS a SET women = 0 WHERE a.city_id = :scope_city",
    "a person's": "UPDATE trainee AS a SET name = '' WHERE a.city_id = :scope_city",
}


@pytest.mark.parametrize("what", GOOD)
def test_what_says_its_scope_is_loaded(what: str) -> None:
    Written(sqlite=[GOOD[what]], postgresql=[], columns={})


@pytest.mark.parametrize("what", BAD)
def test_what_does_not_is_refused(what: str) -> None:
    for sides in ({"sqlite": [BAD[what]], "postgresql": []}, {"sqlite": [], "postgresql": [OURS, BAD[what]]}):
        with pytest.raises(ScopeError):
            Written(**sides, columns={})
