"""Statements: compiled once in a test process for each kind of database, whichever of its engines sends them.

A program has one engine and compiles a statement once; here every command, restore and file has one of its own.
"""

from typing import Any

from sqlalchemy import Engine, create_engine


class Compiled(dict[Any, Any]):
    """By all that SQLAlchemy knows a statement by, but for the engine's dialect: of a kind it is always the same."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__(key[1:], value)


_KEPT = {"sqlite": Compiled(), "postgresql": Compiled()}


def engine(url: Any, **manners: Any) -> Engine:
    """As create_engine makes it."""
    made = create_engine(url, **manners)
    made.update_execution_options(compiled_cache=_KEPT[made.dialect.name])
    return made
