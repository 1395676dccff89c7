"""Where a database lies, and how a new one takes its place at one stroke: a file renamed, or tables moved together."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from app import db, ownership
from app.backups.archive import BackupFault
from app.domain.files import folder_to_disk

Put = Callable[[], None]
SCHEMA = "lantoa_restore"
# What names a restore among PostgreSQL's advisory locks of this database.
_ALONE = 0x1A27_0A00
# How often the new tables are put in the old ones' place where somebody holds those; PostgreSQL's words for that.
_TRIES = 10
_DEADLOCK, _TOO_LONG = "40P01", "55P03"
_HELD = (_DEADLOCK, _TOO_LONG)
ANOTHER = "Một lần khôi phục khác đang chạy vào đây. Đợi nó xong rồi khôi phục lại."


class Place(Protocol):
    def is_used(self) -> bool:
        """Whether a ward is in it; what can't be read counts as used."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While it lasts no server writes here; raises BackupFault where one does."""

    @contextmanager
    def beside(self) -> Iterator[Engine]:
        """An empty database beside the old one; gone at the end unless it was put in its place."""

    def put(self) -> None:
        """Puts the one beside in the place of the old, whole or not at all."""

    def sweep(self) -> None:
        """Removes what a killed restore left beside; raises BackupFault where one is under way."""


def of(url: str, trail_key: bytes) -> Place:
    if not url.startswith("sqlite"):
        return PostgresSchema(url, trail_key)
    if not make_url(url).database:
        raise BackupFault("Cơ sở dữ liệu này nằm trong bộ nhớ, không khôi phục vào đó được.")
    return SqliteFile(url, trail_key)


class SqliteFile:
    """The new file is renamed over the old one."""

    def __init__(self, url: str, trail_key: bytes) -> None:
        self.trail_key = trail_key
        self.path = Path(make_url(url).database or "")
        self.new = self.path.with_name(f".{self.path.name}.new")
        self._engine: Engine | None = None

    def is_used(self) -> bool:
        if not self.path.exists():
            return False
        with _connected(self.path) as connection:
            try:
                return connection.execute("SELECT 1 FROM ward LIMIT 1").fetchone() is not None
            except sqlite3.OperationalError as error:
                return "no such table" not in str(error)
            except sqlite3.DatabaseError:
                return True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Leaving WAL needs the file for oneself: it fails while any other program has it open."""
        ownership.make_folders(self.path.parent)
        if not self.path.exists():
            yield
            return
        with _connected(self.path) as connection:
            try:
                connection.execute("PRAGMA journal_mode=DELETE")
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise BackupFault("Lan Tỏa đang chạy trên dữ liệu này. Dừng máy chủ rồi khôi phục lại.") from error
                # A damaged file can't be locked, and is what a restore is for.
            yield

    @contextmanager
    def beside(self) -> Iterator[Engine]:
        self.sweep()
        self._engine = db.open_engine(f"sqlite:///{self.new}", self.trail_key)
        try:
            yield self._engine
        finally:
            self._engine.dispose()
            self.sweep()

    def put(self) -> None:
        assert self._engine is not None
        # The last connection that closes takes the write-ahead log into the file and removes it.
        self._engine.dispose()
        self._take_owner()
        with self.new.open("rb") as file:
            os.fsync(file.fileno())
        for end in ("-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        self.new.replace(self.path)
        folder_to_disk(self.path.parent)

    def _take_owner(self) -> None:
        """The old file's, else the folder's: root may restore what another account serves."""
        ownership.give(self.new, (self.path if self.path.exists() else self.path.parent).stat())

    def sweep(self) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.new}{end}").unlink(missing_ok=True)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=2)
    try:
        yield connection
    finally:
        connection.close()


class PostgresSchema:
    """The new tables are made in a schema of their own and moved into the old one's by one transaction."""

    def __init__(self, url: str, trail_key: bytes) -> None:
        self._url, self._trail_key = make_url(url), trail_key
        self._engine = db.open_engine(url, trail_key)

    def is_used(self) -> bool:
        try:
            with self._engine.connect() as connection:
                known = inspect(connection).has_table("ward")
                return known and connection.execute(text("SELECT 1 FROM ward LIMIT 1")).first() is not None
        finally:
            self._engine.dispose()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One restore at a time, for their tables would meet beside the old ones; a server that runs goes on with the
        new ones. Whoever is killed lets go of it."""
        try:
            with self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                if not connection.execute(text(f"SELECT pg_try_advisory_lock({_ALONE})")).scalar():
                    raise BackupFault(ANOTHER)
                try:
                    yield
                finally:
                    # PostgreSQL lets go of it by itself only some time after the connection has gone.
                    with suppress(OperationalError):
                        connection.execute(text(f"SELECT pg_advisory_unlock({_ALONE})"))
        finally:
            self._engine.dispose()

    @contextmanager
    def beside(self) -> Iterator[Engine]:
        self._make_anew()
        options = f"{self._url.query.get('options', '')} -csearch_path={SCHEMA}".strip()
        url = self._url.update_query_dict({"options": options})
        engine = db.open_engine(url.render_as_string(hide_password=False), self._trail_key)
        try:
            yield engine
        finally:
            engine.dispose()
            with suppress(Exception):
                self._drop_new()

    def sweep(self) -> None:
        with self.alone():
            self._drop_new()

    def _make_anew(self) -> None:
        self._drop_new()
        with self._engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))

    def _drop_new(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))

    def put(self) -> None:
        """A server that runs may hold some of the old tables and wait for others: then it is tried again."""
        for left in reversed(range(_TRIES)):
            try:
                self._move()
                return
            except OperationalError as error:
                state = getattr(error.orig, "sqlstate", None)
                if state not in _HELD:
                    raise
                if state == _TOO_LONG or not left:
                    words = (
                        "Máy chủ đang dùng dữ liệu cũ nên chưa thay được, chưa gì đổi. Dừng máy chủ rồi khôi phục lại."
                    )
                    raise BackupFault(words) from error

    def _move(self) -> None:
        """Drops only the program's own tables: others may share the schema."""
        with self._engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '30s'"))
            target = connection.execute(text("SELECT current_schema()")).scalar_one()
            new = inspect(connection).get_table_names(schema=SCHEMA)
            own = {*new, *SQLModel.metadata.tables, "alembic_version"} & set(inspect(connection).get_table_names())
            quote = connection.dialect.identifier_preparer.quote
            if own:
                connection.execute(text(f"DROP TABLE {', '.join(quote(name) for name in sorted(own))} CASCADE"))
            for name in new:
                connection.execute(text(f"ALTER TABLE {SCHEMA}.{quote(name)} SET SCHEMA {quote(target)}"))
