"""Whether the database is sound: what is wrong with its file, and whether it takes writes."""

import os
from collections import Counter

from sqlalchemy import Engine, text
from sqlmodel import Session

from app import db


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


def is_writable(engine: Engine) -> bool:
    """Whether the database takes writes at all; raises what keeps it from answering."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            return connection.execute(text("SHOW transaction_read_only")).scalar() == "off"
        # A file without leave to write is opened for reading alone.
        return (
            os.access(db.file_of(engine) or os.curdir, os.W_OK)
            and not connection.execute(text("PRAGMA query_only")).scalar()
        )
