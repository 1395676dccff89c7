"""A column among values that are handed over whole, as one parameter.

An IN has a parameter for each value: its statement is written anew, and read anew by the database, whenever there are
more or fewer of them.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Dialect, String, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE, TypeEngine

from app import compact


class _Values(TypeDecorator[Collection[Any]]):
    """Values of one type: an array on PostgreSQL, JSON on SQLite, which has no arrays."""

    impl = String
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        found = list(value or ())
        return found if dialect.name == "postgresql" else compact.to_text(found)


class _Among(FunctionElement[Any]):
    name = "among"
    # No Boolean: SQLite has none, so that would be compared with 1 and no index would serve it.
    type: TypeEngine[Any] = NULLTYPE
    inherit_cache = True


def among(column: Any, name: str) -> ColumnElement[bool]:
    """That a column of text or whole numbers is one of the values that the parameter of this name brings."""
    return _Among(column, bindparam(name, type_=_Values(column.type)))


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - made of compiled elements
