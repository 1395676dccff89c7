"""Whether the database is sound: what is wrong with its file, and whether it takes writes."""

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session

from app import db, ownership

# Every verb writes to the trail.
_MAY_WRITE = "SELECT current_setting('transaction_read_only') = 'off', has_table_privilege('change', 'INSERT')"


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


def doubt(engine: Engine) -> None:
    """Somebody met damage: every process that serves this file, and the next start, is to know of it."""
    if mark := _mark(engine):
        with suppress(OSError):
            ownership.make_file(mark)


def is_doubtful(engine: Engine) -> bool:
    """Whether somebody met damage since the file was last found whole."""
    mark = _mark(engine)
    return mark is not None and mark.exists()


def trust(engine: Engine) -> None:
    """The file was found whole."""
    if mark := _mark(engine):
        with suppress(OSError):
            mark.unlink(missing_ok=True)


def _mark(engine: Engine) -> Path | None:
    """What stands beside SQLite's file while it is doubtful; PostgreSQL sees to its files itself."""
    path = db.file_of(engine)
    return path and path.with_name(f".{path.name}.doubtful")


def is_damaged(engine: Engine) -> bool:
    """The same of SQLite's file alone, in a word: faster, but its length in time too."""
    if engine.dialect.name != "sqlite":
        return False
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok"


def is_writable(engine: Engine) -> bool:
    """Whether the database takes writes at all; raises what keeps it from answering."""
    if engine.dialect.name == "postgresql":
        return _takes_writes(engine)
    with engine.connect() as connection:
        # A file without leave to write is opened for reading alone.
        return (
            os.access(db.file_of(engine) or os.curdir, os.W_OK)
            and not connection.execute(text("PRAGMA query_only")).scalar()
        )


def _takes_writes(engine: Engine) -> bool:
    with engine.connect() as connection:
        [(is_open, is_allowed)] = connection.execute(text(_MAY_WRITE))
    if not is_open:
        # That may have been settled as the sessions began: the next ones are asked anew.
        engine.dispose()
    return bool(is_open and is_allowed)
