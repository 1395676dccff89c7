"""Brings a database to the program's schema (Alembic); asks how far it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).resolve().parent.parent


def config(engine: Engine) -> "Config":
    # Alembic is imported only when migrating: it would double the start of every command.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    from alembic import command

    command.upgrade(config(engine), to)


def downgrade(engine: Engine, to: str) -> None:
    from alembic import command

    command.downgrade(config(engine), to)


def head() -> str | None:
    """The newest revision that the program knows: its files are numbered, and Alembic need not be asked."""
    return max((path.name[:4] for path in (ROOT / "alembic" / "versions").glob("[0-9]*.py")), default=None)


def current(engine: Engine) -> str | None:
    """The revision that the database is at; None where it was never migrated."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
