"""Gathering: verbs run in a session where nothing is written yet; what they would write is stored together afterwards.

So many things are judged before the ward's turn is taken, and each table is written at once. What was gathered already
is found by what comes after it, as if it were stored; new numbers lie below zero until they are drawn.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Table, Update, bindparam
from sqlmodel import Session, SQLModel, select

from app import db
from app.domain import access, ids, trail
from app.domain.access import Me
from app.domain.trail import Note, Thing
from app.models import Change, Group

T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)
Values = dict[str, Any]


@dataclass(frozen=True)
class Footing:
    """What a judgement rests on: the trail's head as it was, and who asked."""

    head: trail.Head
    who: tuple[Any, ...]

    @classmethod
    def here(cls, session: Session, me: Me) -> "Footing":
        return cls(trail.head(session, me.ward_id), access.standing(me))

    def since(self, session: Session, me: Me) -> set[tuple[str, str]] | None:
        """What was changed since, by entity and key; None where all is to be judged anew: another asks, who may do
        other things by now, or the ward's reference data or settings are others."""
        now = trail.head(session, me.ward_id)
        if access.standing(me) != self.who or now.reference_digest != self.head.reference_digest:
            return None
        if (now.seq, now.digest) == (self.head.seq, self.head.digest):
            return set()
        changes = select(Change.entity, Change.entity_key).where(
            Change.ward_id == me.ward_id, Change.seq > self.head.seq
        )
        return {(entity, key) for entity, key in session.exec(changes)} if now.seq > self.head.seq else None


class Version(NamedTuple):
    """A row as one change leaves it, and what is to be told of that."""

    table: type[SQLModel]
    values: Values
    is_new: bool
    note: Note

    @property
    def key(self) -> Any:
        """The code or the number; below zero as long as it has none."""
        return self.values["id" if "id" in self.values else "code"]


@dataclass
class Gathered:
    """What is to be written, in its order."""

    versions: list[Version] = field(default_factory=list)
    # As they will stand, by table and key.
    last: dict[tuple[type[SQLModel], Any], SQLModel] = field(default_factory=dict)
    # By what systems call them: table, source, external id. None: nothing is called so.
    named: dict[tuple[type[SQLModel], str, str], SQLModel | None] = field(default_factory=dict)
    known: dict[Hashable, Any] = field(default_factory=dict)
    # By table and columns: which rows had these values there.
    alike: dict[tuple[type[SQLModel], tuple[str, ...]], dict[tuple[Any, ...], list[SQLModel]]] = field(
        default_factory=dict
    )
    numbered: int = 0

    def add(self, row: SQLModel, note: Note, is_new: bool) -> None:
        version = Version(type(row), row.model_dump(), is_new, note)
        self.versions.append(version)
        kept = self.last[version.table, version.key] = version.table(**version.values)
        if version.values.get("external_id") is not None:
            self.named[version.table, version.values["source"], version.values["external_id"]] = kept

        for (table, names), rows in self.alike.items():
            if table is version.table:
                rows.setdefault(tuple(version.values[name] for name in names), []).append(kept)

    def twins(self, row: SQLModel, names: tuple[str, ...]) -> list[SQLModel]:
        """Other rows as they will stand that have the same in these columns."""
        table = type(row)
        if (table, names) not in self.alike:
            known = self.alike[table, names] = {}
            for one in self.rows(table):
                known.setdefault(_values(one, names), []).append(one)
        same = self.alike[table, names].get(_values(row, names), [])
        return [one for one in same if _key(one) != _key(row) and self.last[table, _key(one)] is one]

    def rows(self, table: type[Row]) -> list[Row]:
        return [cast(Row, row) for (of, _), row in self.last.items() if of is table]

    @property
    def rests_on(self) -> set[str]:
        """The entities that this was judged by, beside the ward's reference data."""
        # An answer names a product; what a known group becomes is held against whom the log says was reached.
        asks_log = any(
            one.values.get("answer_product") is not None or (one.table is Group and not one.is_new)
            for one in self.versions
        )
        return {str(one.table.__tablename__) for one in self.versions} | ({"product"} if asks_log else set())

    def is_fresh(self, session: Session, me: Me, footing: Footing) -> bool:
        """Whether nothing was changed that this rests on."""
        since = footing.since(session, me)
        return since is not None and not {entity for entity, _ in since} & self.rests_on

    def store(self, session: Session, me: Me) -> dict[int, int]:
        """Writes all of it under the ward's turn, at its moment; answers which number became which."""
        fresh = [one.key for one in self.versions if one.is_new and "id" in one.values]
        numbers = dict(zip(fresh, ids.draw(session, len(fresh)), strict=True))
        new = {(one.table, one.key) for one in self.versions if one.is_new}
        versions = [_settled(one, me, numbers, (one.table, one.key) in new) for one in self.versions]
        tables = dict.fromkeys(one.table for one in versions)
        for table in tables:
            _write(session, [one for one in versions if one.table is table])
        trail.notes(session, me, [_told(one) for one in versions])
        return numbers


@contextmanager
def gathering(session: Session) -> Iterator[Gathered]:
    """What the verbs would write until the block ends. Nothing that they are handed may be the session's own row."""
    found = session.info["gathered"] = Gathered()
    try:
        with session.no_autoflush:
            yield found
    finally:
        del session.info["gathered"]


def here(session: Session) -> Gathered | None:
    """What this session gathers; None where it writes at once."""
    found: Gathered | None = session.info.get("gathered")
    return found


def number(session: Session) -> int:
    """The number of a new thing."""
    gathered = here(session)
    if gathered is None:
        return ids.one(session)
    gathered.numbered -= 1
    return gathered.numbered


def put(session: Session, me: Me, row: SQLModel, note: Note, is_new: bool = False) -> None:
    """Stores a row and tells the trail: the end of a verb."""
    lay(session, row, is_new)
    tell(session, me, row, note, is_new)


def lay(session: Session, row: SQLModel, is_new: bool = False) -> None:
    """Stores a row, where the session writes at once."""
    if here(session) is None:
        if is_new:
            session.add(row)
        session.flush()


def tell(session: Session, me: Me, row: SQLModel, note: Note, is_new: bool = False) -> None:
    """Tells the trail of a row that was laid; where the session gathers, that is when the row is kept."""
    gathered = here(session)
    if gathered is None:
        trail.note(session, me, note)
    else:
        gathered.add(row, note, is_new)


def pending(session: Session, table: type[Row]) -> list[Row]:
    """Rows that were gathered, in their order: no question to the database finds them as they will be."""
    gathered = here(session)
    return [] if gathered is None else gathered.rows(table)


def twin(session: Session, row: Row, *names: str) -> Row | None:
    """The first other row that was gathered and has the same in these columns."""
    gathered = here(session)
    found = [] if gathered is None else gathered.twins(row, names)
    return cast(Row, found[0]) if found else None


def standing(session: Session, table: type[Row], ward_id: int, key: Any) -> Row | None:
    """A row by its code or number as it will stand; while the session gathers, a copy, which may be changed."""
    gathered = here(session)
    if gathered is None:
        return session.get(table, (ward_id, key))
    row = cast("Row | None", gathered.last.get((table, key))) or session.get(table, (ward_id, key))
    return None if row is None else table(**row.model_dump())


def overlaid(session: Session, table: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Rows as they will stand, those that were gathered among them."""
    return list(({_key(one): one for one in rows} | {_key(one): one for one in pending(session, table)}).values())


def is_pending(session: Session, table: type[SQLModel], key: Any) -> bool:
    gathered = here(session)
    return gathered is not None and (table, key) in gathered.last


def once(session: Session, question: Hashable, work: Callable[[], T]) -> T:
    """What work answers, asked once while the session gathers: of what no verb changes meanwhile."""
    gathered = here(session)
    if gathered is None:
        return work()
    if question not in gathered.known:
        gathered.known[question] = work()
    found: T = gathered.known[question]
    return found


def _key(row: Any) -> Any:
    return getattr(row, "id", None) or row.code


def _values(row: SQLModel, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _settled(one: Version, me: Me, numbers: dict[int, int], came: bool) -> Version:
    """With its number, and the moment of the turn: also that at which it came, if it came with these."""
    values = one.values | {"updated_at": me.at} | ({"created_at": me.at} if came else {})
    if "id" not in values:
        return one._replace(values=values)
    values["id"] = numbers.get(one.key, one.key)
    return one._replace(values=values, note=replace(one.note, key=values["id"]))


def _told(one: Version) -> Note:
    """What the trail tells of it, without asking for the row again."""
    note, name = one.note, str(one.table.__tablename__)
    facts, words = note.facts or {}, note.words or {}
    if note.before is not None:
        found = trail.told(name, note.before, one.values)
        facts, words = trail.together(facts, found.facts), words | found.words
    return replace(note, facts=facts, words=words, before=None, things=[Thing(name, (one.key,), one.values)])


def _write(session: Session, versions: list[Version]) -> None:
    """Of each row the last version: what is new in one statement, what changes in another."""
    table: Table = versions[0].table.__table__  # type: ignore[attr-defined]
    new = {one.key for one in versions if one.is_new}
    last = {one.key: one.values for one in versions}
    added = [values for key, values in last.items() if key in new]
    changed = [_given(values) for key, values in last.items() if key not in new]
    db.insert(session.connection(), table, added)
    if changed:
        session.connection().execute(_change(table), changed)


def _given(values: Values) -> Values:
    """Under names that no column has."""
    return {f"new_{name}": value for name, value in values.items()}


def _change(table: Table) -> Update:
    keys = [column for column in table.c if column.primary_key]
    others = [column for column in table.c if not column.primary_key]
    statement = table.update().where(*(column == bindparam(f"new_{column.name}") for column in keys))
    return statement.values({column.name: bindparam(f"new_{column.name}") for column in others})
