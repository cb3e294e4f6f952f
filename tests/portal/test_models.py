from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from portal import models
from portal.base import Base
from supervisor.system import System

_COLUMNS = ("add_table", "remove_table", "add_column", "remove_column", "modify_nullable")


def _differences(connection: Connection) -> list[str]:
    ours = set(Base.metadata.tables) - {"sessions"}

    def include(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return kind != "table" or name in ours

    options = {"include_object": include, "compare_type": False, "compare_server_default": False}
    context = MigrationContext.configure(connection, opts=options)
    found = [
        one for many in compare_metadata(context, Base.metadata) for one in (many if isinstance(many, list) else [many])
    ]
    return [repr(difference) for difference in found if difference[0] in _COLUMNS]


def test_the_tables_have_the_columns_that_the_models_name(servers: System) -> None:
    assert models.__all__
    engine = create_engine(f"postgresql+psycopg://{servers.database_url.split('://', 1)[1]}")
    with engine.connect() as connection:
        differences = _differences(connection)
    engine.dispose()
    assert differences == []
