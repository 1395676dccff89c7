"""The engine, SQLite's manners, and the two ways to a session; nothing else in the program commits."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlmodel import Session, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def open_engine(url: str) -> Engine:
    """An engine for a SQLAlchemy URL; a SQLite file gets WAL, foreign keys and synchronous=FULL."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _sqlite_manners)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_manners(connection: Any, _record: Any) -> None:
    # pysqlite opens transactions by its own rules and loses updates; ours are opened by _sqlite_begin.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    manner = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {manner}")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for questions; whatever it changed is dropped."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session for one request that writes: committed when the block ends, rolled back when it raises.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE), so that what it read stays true until it writes.
    """
    with Session(engine.execution_options(sqlite_begin="IMMEDIATE"), expire_on_commit=False) as session:
        session.info["writes"] = True
        yield session
        session.commit()


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


def damage(session: Session) -> list[str]:
    """What SQLite finds wrong with its file and its foreign keys, in words; PostgreSQL sees to both itself."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    connection = session.connection()
    pages = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    if pages != ["ok"]:
        return [f"tệp cơ sở dữ liệu hỏng: {page}" for page in pages]
    orphans = Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    return [
        f"bảng {child}: {count} dòng trỏ tới một dòng không có trong bảng {parent}"
        for (child, parent), count in sorted(orphans.items())
    ]


def is_alive(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar() == 1
