"""What a failure of the database means for whoever asked: busy, no room, read only, or gone; else it is a bug."""

from typing import NamedTuple

from sqlalchemy.exc import DBAPIError, TimeoutError  # noqa: A004

from app.db import DatabaseGone
from app.domain.errors import Say
from app.web.lanes import Busy

AFTER = 5


class Outage(NamedTuple):
    """How it is answered."""

    status: int
    words: Say
    code: str


BUSY = Outage(503, Busy.message, Busy.code)
NO_ROOM = Outage(507, Say("Máy chủ hết chỗ chứa nên chưa lưu được. Báo người quản trị máy chủ."), "no_room")
READ_ONLY = Outage(503, Say("Máy chủ đang chỉ cho đọc nên chưa lưu được. Báo người quản trị máy chủ."), "read_only")
GONE = Outage(503, Say("Máy chủ không tới được cơ sở dữ liệu. Báo người quản trị máy chủ."), "no_database")

# SQLite says it in words, PostgreSQL by its SQLSTATE (PostgreSQL documentation, appendix A).
_WORDS = {
    "disk is full": NO_ROOM,
    "readonly database": READ_ONLY,
    "database is locked": BUSY,
    "table is locked": BUSY,
    "unable to open": GONE,
    "disk I/O error": GONE,
    "no such table": GONE,
    "malformed": GONE,
    "not a database": GONE,
}
_STATES = {"53100": NO_ROOM, "25006": READ_ONLY, "55P03": BUSY, "57014": BUSY, "40001": BUSY, "40P01": BUSY}
# The server ended what took longer than it allows.
_STATES |= {"25P03": BUSY, "25P04": BUSY}
# The role lost a right, or a table or its schema is gone; pages of the disk that make no sense.
_STATES |= {"42501": GONE, "42P01": GONE, "3F000": GONE, "XX001": GONE, "XX002": GONE}
_DAMAGE = ("malformed", "not a database")
_CONNECTION = ("08", "53", "57", "58")


def of(error: Exception) -> Outage | None:
    """How this failure is answered; None where it is no outage."""
    if isinstance(error, TimeoutError):
        return BUSY
    if isinstance(error, DatabaseGone):
        return GONE
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return _STATES.get(state) or (GONE if state.startswith(_CONNECTION) else None)
    found = next((outage for words, outage in _WORDS.items() if words in str(error.orig)), None)
    return found or (GONE if error.connection_invalidated or _is_postgres(error) else None)


def tells_damage(error: Exception) -> bool:
    """Whether it met what nobody would write to a database's file: what wasn't read yet may be whole."""
    return isinstance(error, DBAPIError) and any(words in str(error.orig) for words in _DAMAGE)


def _is_postgres(error: DBAPIError) -> bool:
    """psycopg gives no SQLSTATE where there was no server to give one."""
    orig = type(error.orig)
    return orig.__module__.startswith("psycopg") and orig.__name__ in ("OperationalError", "ConnectionTimeout")
