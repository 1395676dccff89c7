"""Tables to lines and back, a thousand rows at a time.

The tables are read from the database itself, not from the models: a backup may be of an older revision.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Select,
    Table,
    and_,
    bindparam,
    literal,
    select,
)

from app.backups import archive, members
from app.backups.archive import BackupFault, Manifest, Reader, Writer

T = TypeVar("T")
AT_ONCE = 1000
REVISION = "alembic_version"


def tables(connection: Connection) -> list[Table]:
    """The tables that the database has, parents before children."""
    metadata = MetaData()
    metadata.reflect(connection)
    found = [table for table in metadata.sorted_tables if table.name != REVISION]
    for column in (column for table in found for column in table.columns):
        if isinstance(column.type, JSON):
            # Where a column may be empty, a line's null is an empty field and not the JSON word null.
            column.type.none_as_null = bool(column.nullable)
    return found


def revision(connection: Connection) -> str:
    """The schema's revision, in the same reading as the rows."""
    return str(connection.exec_driver_sql(f"SELECT version_num FROM {REVISION}").scalar_one())  # noqa: S608


@dataclass(frozen=True)
class Part:
    """What one ward has of a table; these columns hold something else in place of what they do."""

    ward_id: int
    instead: Mapping[str, Any]


def dump(connection: Connection, table: Table, writer: Writer, part: Part | None = None) -> archive.Table:
    """Writes every row, or those of a part, as a line, in the order of the key."""
    names = [column.name for column in table.columns]
    count = 0

    def chunks() -> Iterator[bytes]:
        nonlocal count
        statement = _chosen(table, part).order_by(*table.primary_key).execution_options(yield_per=AT_ONCE)
        for rows in connection.execute(statement).partitions():
            count += len(rows)
            yield b"".join(_line(list(row)) for row in rows)

    writer.add(members.table(table.name), chunks())
    return archive.Table(names, count)


def _chosen(table: Table, part: Part | None) -> Select[Any]:
    if part is None:
        return select(table)
    instead = {name: literal(value).label(name) for name, value in part.instead.items()}
    told = [instead.get(column.name, column) for column in table.columns]
    return select(*told).where((table.c.id if table.name == "ward" else table.c.ward_id) == part.ward_id)


def _line(row: list[Any]) -> bytes:
    return (json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n").encode()


def _plain(value: Any) -> str:
    """Moments in UTC, whatever zone the database's session has; SQLite keeps them in UTC without saying so."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"a backup has no words for {type(value).__name__}")


def load(connection: Connection, reader: Reader, manifest: Manifest) -> None:
    """Fills empty tables from the lines; raises BackupFault where the tables are not those of the backup."""
    found = {table.name: table for table in tables(connection)}
    if set(found) != set(manifest.tables):
        odd = ", ".join(sorted(set(found) ^ set(manifest.tables)))
        raise BackupFault(f"Bản sao lưu không có đúng các bảng của cấu trúc «{manifest.revision}»: {odd}.")
    for name, table in found.items():
        columns = manifest.tables[name].columns
        if set(columns) != {column.name for column in table.columns}:
            raise BackupFault(f"Bảng {name} của bản sao lưu không có đúng các cột của cấu trúc «{manifest.revision}».")
        fill(connection, table, lambda name=name, columns=columns: _rows(reader, name, columns))  # type: ignore[misc]


def _rows(reader: Reader, name: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    return (dict(zip(columns, line, strict=True)) for line in reader.lines(name))


def fill(connection: Connection, table: Table, rows: Callable[[], Iterator[dict[str, Any]]]) -> None:
    """A row that names another of its own table (a product that replaces one) learns it when all are there."""
    own = _refers_to_own(table)
    readers = {column.name: _reader(column.type) for column in table.columns if _reader(column.type)}
    for batch in batches(rows()):
        for row in batch:
            for name, read in readers.items():
                row[name] = None if row[name] is None else read(row[name])  # type: ignore[misc]
            row.update(dict.fromkeys(own))
        connection.execute(table.insert(), batch)
    for name in own:
        key = [column.name for column in table.primary_key]
        where = and_(*(table.c[part] == bindparam(f"key_{part}") for part in key))
        naming = (row for row in rows() if row[name] is not None)
        for batch in batches({f"key_{part}": row[part] for part in key} | {name: row[name]} for row in naming):
            connection.execute(table.update().where(where).values({name: bindparam(name)}), batch)


def _refers_to_own(table: Table) -> list[str]:
    own = (constraint for constraint in table.foreign_key_constraints if constraint.referred_table is table)
    return sorted({column.name for constraint in own for column in constraint.columns if column.nullable})


def batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _reader(kind: Any) -> Callable[[str], Any] | None:
    """How a column takes what JSON has no word for; None where the line's value is the column's."""
    if isinstance(kind, DateTime):
        return datetime.fromisoformat if kind.timezone else _without_zone
    if isinstance(kind, Date):
        return date.fromisoformat
    return base64.b64decode if isinstance(kind, LargeBinary) else None


def _without_zone(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)
