"""What an error of the database tells the log."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.core.db import db


@pytest.mark.parametrize("which", ["sqlite_app", pytest.param("postgres_app", marks=pytest.mark.postgres)])
def test_an_error_of_the_database_names_nobody(request: pytest.FixtureRequest, which: str) -> None:
    app = request.getfixturevalue(which)
    with app.app_context(), db.engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("SELECT :name FROM nowhere"), {"name": "李梅"})
    assert "李梅" not in str(failed.value)
