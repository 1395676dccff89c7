"""Brings a database to the program's schema (Alembic); asks how far it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).resolve().parent.parent


def _config(engine: Engine) -> "Config":
    # Alembic is imported only when migrating: it would double the start of every command.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    from alembic import command

    command.upgrade(_config(engine), to)


def downgrade(engine: Engine, to: str) -> None:
    from alembic import command

    command.downgrade(_config(engine), to)


def head() -> str | None:
    """The newest revision that the program knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(ROOT / "alembic")).get_current_head()


def current(engine: Engine) -> str | None:
    """The revision that the database is at; None where it was never migrated."""
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
