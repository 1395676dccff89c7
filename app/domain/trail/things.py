"""Things: which tables the trail vouches for, and the keyed digest of a row as it is.

A column is a fact unless it is named here, and a table that is in no list is a fault of the tests.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

from pydantic_core import PydanticUndefined
from sqlalchemy import Date, Float, Integer, Table
from sqlalchemy import select as columns_of
from sqlmodel import Session, SQLModel

from app import compact, models

_ALL: frozenset[str] = frozenset()
# Whose rows have a digest in the trail, with the columns that are no facts: they repeat others, or move unnoted.
THINGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "attachment",
            "axis",
            "campaign",
            "channel",
            "closedfigure",
            "commendation",
            "contentgroup",
            "dayoff",
            "directive",
            "group",
            "keydate",
            "material",
            "period",
            "person",
            "placement",
            "plan",
            "plannedplacement",
            "pulse",
            "receivedreport",
            "reminder",
            "reportopening",
            "reportsnapshot",
            "survey",
            "topic",
            "unit",
            "ward",
        ),
        _ALL,
    ),
    "concern": frozenset({"summary_fold"}),
    "product": frozenset({"title_fold", "shown_on"}),
    "report": frozenset({"desk"}),
    "token": frozenset({"used_at"}),
    "webhook": frozenset({"ordered_until"}),
}


class Part(NamedTuple):
    """Rows that belong to a thing of another table, by this column."""

    of: str
    column: str
    no_facts: frozenset[str] = _ALL


PARTS = {
    "reach": Part("placement", "placement_id", frozenset({"evidence_channel", "evidence_day"})),
    "productdirective": Part("product", "product_id"),
}
# Who is signed in or invited, what was answered once, the counter of ids, and the trail itself. Nor is a job a fact:
# it says how far the program is with something, and moves without anybody's doing; what was ordered, and what came of
# it, are rows of their own. A drawing says once more what a report says; of a received file its report has the digest.
NO_THINGS = frozenset(
    {
        "browsersession",
        "calendarfeed",
        "change",
        "changetext",
        "drawing",
        "invitation",
        "job",
        "receipt",
        "receivedfile",
        "sequence",
        "signinfailure",
        "trailbase",
        "trailhead",
    }
)
# Half of SHA-256 is as many bits as anyone could try.
LENGTH = 32
# In letters alone: who looks through a database for a telephone number shall not meet one by chance.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


class Thing(NamedTuple):
    """A row of a table as it is after a change (None: gone), with the facts of its parts in part_columns' order."""

    table: str
    key: tuple[Any, ...]
    row: Mapping[str, Any] | None
    parts: Iterable[Sequence[Any]] = ()

    @property
    def name(self) -> str:
        return name_of(self.table, self.key)


def name_of(table: str, key: Iterable[Any]) -> str:
    """What the trail calls it: «group TDP-01», «closedfigure 2026-Q2/spending», «ward»."""
    return f"{table} {'/'.join(map(str, key))}".rstrip()


def gone(table: type[SQLModel], *key: Any) -> Thing:
    return Thing(str(table.__tablename__), key, None)


def of_row(session: Session, row: SQLModel) -> Thing:
    """A row that the session has; its parts are asked for."""
    table = str(row.__tablename__)
    facts = {name: getattr(row, name) for name in fact_columns(table)}
    key = tuple(getattr(row, name) for name in key_columns(table))
    return Thing(table, key, facts, _parts(session, row) if table in _PARTED else ())


def _parts(session: Session, row: Any) -> list[Sequence[Any]]:
    name, part = _PARTED[str(row.__tablename__)]
    columns = table_of(name).c
    statement = columns_of(*(columns[one] for one in part_columns(name)))
    statement = statement.where(columns.ward_id == row.ward_id, columns[part.column] == row.id)
    return [tuple(found) for found in session.execute(statement)]


_PARTED = {part.of: (name, part) for name, part in PARTS.items()}


def table_of(name: str) -> Table:
    return SQLModel.metadata.tables[name]


@cache
def fact_columns(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in table_of(table).c if column.name not in THINGS[table])


@cache
def key_columns(table: str) -> tuple[str, ...]:
    """What names a row in its ward."""
    apart = {"ward_id"} if table != "ward" else {"id"}
    return tuple(column.name for column in table_of(table).primary_key if column.name not in apart)


@cache
def part_columns(table: str) -> tuple[str, ...]:
    """The facts of a part, in the order in which they are given."""
    apart = {"ward_id", PARTS[table].column} | PARTS[table].no_facts
    return tuple(column.name for column in table_of(table).c if column.name not in apart)


@cache
def _defaults(table: str) -> tuple[tuple[str, Any, bool], ...]:
    """By column what it is where nobody said otherwise, and whether it is a number with a fraction."""
    return tuple(
        (name, _default(_model(table).model_fields[name]), isinstance(table_of(table).c[name].type, Float))
        for name in fact_columns(table)
    )


def _default(field: Any) -> Any:
    if field.default_factory in (list, dict):
        return field.default_factory()
    return field.default


def digest(secret: bytes, thing: Thing) -> str | None:
    """HMAC-SHA256 over the facts, the first 128 bits in letters; None for what is gone.

    A column that has its default is left out, and so are a part's last ones: a column that a later version adds changes
    no digest. Parts are in no order.
    """
    if thing.row is None:
        return None
    facts = {}
    for name, default, is_float in _defaults(thing.table):
        value = thing.row.get(name, default)
        if value is PydanticUndefined:
            raise AssertionError(f"a digest of {thing.name} without its {name}")
        if value != default:
            facts[name] = float(value) if is_float and value is not None else value
    parts: list[Any] = [_bare(part) for part in thing.parts]
    parts.sort()
    told = compact.in_order([thing.table, facts, parts], _plain)
    return hmac.digest(secret, told, "sha256").hex()[:LENGTH].translate(_LETTERS)


def _bare(part: Sequence[Any]) -> Sequence[Any]:
    """Two parts never begin alike, so that what may be None is not compared."""
    end = len(part)
    while end and (part[end - 1] is None or part[end - 1] is False):
        end -= 1
    return part[:end]


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no digest has words for {type(value).__name__}")


# What an entry calls by another name than its table.
_ENTITIES = {"settings": "ward"}
# What is no row, and has a number all the same.
_COUNTED = ("import",)


def standing(session: Session, ward_id: int, entity: str, key: str | int) -> list[Thing]:
    """The thing that an entry is about, as the session has it; none where the entry is about no row."""
    session.flush()
    table = _ENTITIES.get(entity, entity)
    if table not in THINGS:
        return []
    names = key_columns(table)
    whole = (ward_id, *(_of_type(table, name, key) for name in names)) if names else ward_id
    row = session.get(_model(table), whole)
    if row is None:
        return [Thing(table, (key,), None)]
    return [of_row(session, row)]


def told_key(entity: str, key: str) -> int | str:
    """What names the thing of an entry to other systems: its number where it has one, else its code."""
    table = _ENTITIES.get(entity, entity)
    if table not in THINGS:
        return int(key) if entity in _COUNTED else key
    is_number = any(isinstance(table_of(table).c[name].type, Integer) for name in key_columns(table))
    return int(key) if is_number else key


def _of_type(table: str, name: str, key: str | int) -> Any:
    kind = table_of(table).c[name].type
    if isinstance(kind, Date):
        return date.fromisoformat(str(key))
    return int(key) if isinstance(kind, Integer) else str(key)


@cache
def _model(table: str) -> type[SQLModel]:
    found: type[SQLModel] = next(one for one in vars(models).values() if getattr(one, "__tablename__", None) == table)
    return found
