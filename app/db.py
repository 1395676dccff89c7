"""The engine, SQLite's manners, and the two ways to a session; nothing else in the program commits."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache, partial
from importlib import import_module
from operator import itemgetter
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Engine, Insert, Result, Select, Table, create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError
from sqlmodel import Session, SQLModel

from app import compact, ownership, postgres

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


# How many requests read at once, and how many write: on SQLite one has the whole file, elsewhere each a ward's turn.
READERS, WRITERS = 10, 6
# Beside them: health checks, uploads that are judged, what the program does by itself.
SPARE = 4
# How long one waits for a lock or a connection, in seconds.
PATIENCE = 10


def open_engine(url: str, trail_key: bytes) -> Engine:
    """An engine for a SQLAlchemy URL; a SQLite file gets WAL, foreign keys and synchronous=FULL.

    What is written through it is chained with this key (domain/trail).

    The pool has a connection for everyone who may be at work at once (web/lanes), and never more.
    """
    manners: dict[str, Any] = {"json_serializer": compact.to_text, "json_deserializer": compact.read}
    # The one last used is taken first: its pages are in memory, and the others' need not be.
    manners |= {"max_overflow": 0, "pool_timeout": PATIENCE, "pool_use_lifo": True}
    if not url.startswith("sqlite"):
        made = postgres.connect_args(make_url(url), PATIENCE)
        size = READERS + WRITERS + SPARE
        engine = create_engine(url, pool_pre_ping=True, pool_size=size, connect_args=made, **manners)
        postgres.watch(engine)
        engine.update_execution_options(trail_key=trail_key, database=str(engine.url))
        return engine
    size = READERS + writers_of(url) + SPARE
    engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=size, **manners)
    engine.update_execution_options(trail_key=trail_key, database=str(engine.url))
    engine.dialect.do_begin = partial(_begin, "BEGIN")  # type: ignore[method-assign]
    event.listen(engine, "connect", _sqlite_manners)
    if path := file_of(engine):
        _watch(engine, path)
    return engine


def writers_of(url: str) -> int:
    """How many may write at once."""
    return 1 if url.startswith("sqlite") else WRITERS


def file_of(engine: Engine) -> Path | None:
    """SQLite's file; None for PostgreSQL and for a database in memory."""
    url = make_url(engine.url)
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


class DatabaseGone(OSError):
    """The database's file was taken away under the program: what it wrote would be nowhere."""


def _watch(engine: Engine, path: Path) -> None:
    """A connection to a file that is no longer there under its name is let go; a missing one is never made anew."""
    seen = path.exists()

    def before(*_: Any) -> None:
        if seen and not path.exists():
            raise DatabaseGone(f"{path} is gone")
        # SQLite would make the file by the umask; its log then takes the mode of the file.
        ownership.make_file(path)

    def opened(_connection: Any, record: Any) -> None:
        nonlocal seen
        seen = True
        record.info["file"] = path.stat().st_ino

    def taken(_connection: Any, record: Any, _proxy: Any) -> None:
        try:
            if path.stat().st_ino != record.info.get("file"):
                raise DisconnectionError
        except FileNotFoundError:
            raise DatabaseGone(f"{path} is gone") from None

    event.listen(engine, "do_connect", before)
    event.listen(engine, "connect", opened)
    event.listen(engine, "checkout", taken)


def _once_for_each(make: Callable[[Engine], Engine]) -> Callable[[Engine], Engine]:
    """Made when first asked for: making an engine of an engine takes as long as a statement."""
    made: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()

    def found(engine: Engine) -> Engine:
        if engine not in made:
            made[engine] = make(engine)
        return made[engine]

    return found


def _sqlite_manners(connection: Any, _record: Any) -> None:
    # pysqlite opens transactions by its own rules and loses updates; ours are opened by _begin.
    connection.isolation_level = None
    # A megabyte of pages each: the machine keeps the file's pages too, once for all connections.
    patience = f"busy_timeout={PATIENCE * 1000}"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", patience, "cache_size=-1000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(words: str, connection: Any) -> None:
    """How the dialect begins: an event would do it too, but have every statement look for listeners."""
    connection.dbapi_connection.execute(words)


@_once_for_each
def writer(engine: Engine) -> Engine:
    """The engine for whoever writes: on SQLite it takes the write lock at once, so that what was read stays true until
    it is written."""
    if engine.dialect.name != "sqlite":
        return engine
    # A dialect knows its database once it has met it.
    engine.connect().close()
    mine = engine.execution_options()
    mine.dialect = copy(engine.dialect)
    mine.dialect.do_begin = partial(_begin, "BEGIN IMMEDIATE")  # type: ignore[method-assign]
    return mine


@_once_for_each
def _reader(engine: Engine) -> Engine:
    """All that one transaction reads is of one moment: on SQLite by itself, PostgreSQL is to be told."""
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for questions; whatever it changed is dropped. All that it reads is of one moment of the database."""
    with _session(_reader(engine), reads=True) as session:
        yield session


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session for one request that writes: committed when the block ends, rolled back when it raises."""
    with _session(writer(engine), writes=True, reader=engine) as session:
        yield session
        session.commit()


@contextmanager
def _session(engine: Engine, **info: Any) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False, info=info) as session:
        try:
            yield session
        finally:
            # They name the transaction, which names the session: all of it would lie there until garbage is looked for.
            session.info.pop("notes", None)


def notes(session: Session) -> dict[str, Any]:
    """What was noted of the session's present transaction; the next one begins without notes."""
    transaction, found = session.info.get("notes", (None, {}))
    if transaction is not session.get_transaction():
        found = {}
        session.info["notes"] = (session.get_transaction(), found)
    noted: dict[str, Any] = found
    return noted


def read(session: Session, statement: Select[Any], given: dict[str, Any] | None = None) -> Result[*tuple[Any, ...]]:
    """Rows of a statement that loads nothing; session.execute, which looks for what to load, takes twice as long."""
    session.flush()
    return session.connection().execute(statement, given)


def insert_into(session: Session, table: type[SQLModel]) -> Any:
    """An INSERT that may say ON CONFLICT, for which either database has a class of its own."""
    return import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}").insert(table)


def only_read(session: Session) -> None:
    """Drops what the session wrote and lets its lock go; what follows in it reads, and nobody waits for that."""
    session.rollback()
    if session.info.pop("writes", None):
        session.bind = session.info["reader"]


def trail_key(of: Engine | Connection) -> bytes:
    """The key that the engine was opened with."""
    key: bytes = of.get_execution_options()["trail_key"]
    return key


def insert(here: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows, each with the same columns, in one statement; none where there are none.

    SQLite is handed them as they stand there, made column by column: SQLAlchemy looks at every value by itself, which
    takes longer than storing it.
    """
    if not rows:
        return
    if here.dialect.name != "sqlite":
        here.execute(_insertion(table), rows)
        return
    statement, columns = _as_stored(here.dialect, table, tuple(rows[0]))
    values = [
        map(stored, map(itemgetter(name), rows)) if stored else map(itemgetter(name), rows) for name, stored in columns
    ]
    here.exec_driver_sql(statement, list(zip(*values, strict=True)))


@cache
def _insertion(table: Table) -> Insert:
    """Built once: building it takes longer than the database takes to do it."""
    return table.insert()


@cache
def _as_stored(dialect: Dialect, table: Table, names: tuple[str, ...]) -> tuple[str, list[tuple[str, Any]]]:
    """The words of the insertion, its columns in their order, and what makes of each value what is stored, if any."""
    made = _insertion(table).compile(dialect=dialect, column_keys=names)
    columns = [(name, table.c[name].type.dialect_impl(dialect)) for name in made.positiontup or ()]
    return str(made), [(name, kind.bind_processor(dialect)) for name, kind in columns]


def database_of(session: Session) -> str:
    """What names the session's database in this process; an URL itself is written out whenever it is looked up."""
    name: str = session.get_bind().get_execution_options()["database"]
    return name


def locks(session: Session) -> bool:
    """Whether a row loaded by this session is loaded to be changed: PostgreSQL then locks it, SQLite has already."""
    return bool(session.info.get("writes"))


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the whole database, however long it reads; nobody waits for it."""
    manners: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        manners = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.execution_options(**manners).connect() as connection:
        yield connection


def plan_for_all_rows(session: Session, tables: Iterable[str]) -> None:
    """For the rest of the transaction PostgreSQL plans for these tables as they are and for all rows of a stream.

    By itself it reckons with what it counted last, which may have been before much was brought in, and with the first
    tenth of what is asked for: then it joins large tables row by row.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {', '.join(tables)}"))
        session.execute(text("SET LOCAL cursor_tuple_fraction = 1"))
