"""A census: every thing of a ward as it stands in the database, one table after the other, little of it in memory."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, inspect, select

from app.domain.trail import things
from app.domain.trail.things import PARTS, THINGS, Thing

AT_ONCE = 2000
# Whether the database has this column of this table by now: a migration may run before the next one adds it.
Has = Callable[[str, str], bool]


def everything(_table: str, _column: str) -> bool:
    return True


def of_schema(connection: Connection) -> Has:
    """What the database has, where it may be of an older revision than the models."""
    inspector = inspect(connection)
    known = {table: {str(one["name"]) for one in inspector.get_columns(table)} for table in inspector.get_table_names()}
    return lambda table, column: column in known.get(table, ())


def every(connection: Connection, ward_id: int, has: Has = everything) -> Iterator[Thing]:
    for name in sorted(THINGS):
        if has(name, things.key_columns(name)[0] if name != "ward" else "id"):
            yield from _of_table(connection, ward_id, name, has)


def _of_table(connection: Connection, ward_id: int, name: str, has: Has) -> Iterator[Thing]:
    table, keys = things.table_of(name), things.key_columns(name)
    columns = [one for one in things.fact_columns(name) if has(name, one)]
    parts = _Parts(connection, ward_id, name, has)
    for row in _rows(connection, table, columns, [*keys], ward_id):
        facts = dict(zip(columns, row, strict=True))
        key = tuple(facts[one] for one in keys)
        yield Thing(name, key, facts, parts.of(key[0]) if keys else ())


class _Parts:
    """The parts of a table's things, read along with them in the order of their keys."""

    def __init__(self, connection: Connection, ward_id: int, name: str, has: Has) -> None:
        self._next: tuple[Any, list[Sequence[Any]]] | None = None
        self._groups: Iterator[tuple[Any, list[Sequence[Any]]]] = iter(())
        for part in (one for one, belongs in PARTS.items() if belongs.of == name):
            columns = [one for one in things.part_columns(part) if has(part, one)]
            column = PARTS[part].column
            rows = _rows(connection, things.table_of(part), [column, *columns], [column], ward_id)
            self._groups = ((key, [row[1:] for row in group]) for key, group in groupby(rows, lambda row: row[0]))
            self._next = next(self._groups, None)

    def of(self, key: Any) -> Sequence[Sequence[Any]]:
        while self._next is not None and self._next[0] < key:
            self._next = next(self._groups, None)
        return self._next[1] if self._next is not None and self._next[0] == key else ()


def _rows(connection: Connection, table: Table, columns: list[str], order: list[str], ward_id: int) -> Iterator[Any]:
    question = _question(table, tuple(columns), tuple(order))
    for some in connection.execute(question, {"ward_id": ward_id}).partitions():
        yield from some


@cache
def _question(table: Table, columns: tuple[str, ...], order: tuple[str, ...]) -> Select[Any]:
    """Made once: every ward is asked the same of some thirty tables."""
    here = table.c.id if table.name == "ward" else table.c.ward_id
    asked = select(*(table.c[name] for name in columns)).where(here == bindparam("ward_id"))
    return asked.order_by(*(table.c[name] for name in order)).execution_options(yield_per=AT_ONCE)
