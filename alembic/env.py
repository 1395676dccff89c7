"""Runs migrations on the database that the settings name, or on the connection that the program hands over."""

from typing import Any

import sqlmodel  # noqa: F401  (migrations use its types)
from sqlalchemy import Connection
from sqlmodel import SQLModel

from alembic import context
from app import db, models, postgres  # noqa: F401  (models fill the metadata)
from app.settings import Settings


def number(_context: Any, head: Any, made: list[Any]) -> None:
    """A new migration has the number after the last one's, by which the program knows the newest (app/migrations)."""
    for one in made:
        one.rev_id = f"{int(head[0] if head else 0) + 1:04}"


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        process_revision_directives=number,
    )
    context.run_migrations()


def run_on(connection: Connection) -> None:
    """SQLite rebuilds tables to change them: with foreign keys on, a rebuilt parent would lose its children."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            # Two programs that start together: the second waits, then finds nothing left to do.
            postgres.take_turn(connection, postgres.MIGRATES)
            run(connection)
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute(f"PRAGMA busy_timeout={postgres.LONGEST_TURN * 1000}")
    try:
        with connection.begin():
            run(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would break foreign keys: {broken[:5]}")
    finally:
        driver.execute(f"PRAGMA busy_timeout={db.PATIENCE * 1000}")
        driver.execute("PRAGMA foreign_keys=ON")


settings = Settings()
engine = context.config.attributes.get("engine") or db.open_engine(settings.database, settings.trail_secret)
with db.writer(engine).connect() as conn:
    run_on(conn)
