"""PostgreSQL's manners: how a connection is made, which databases are refused, and when connections are made anew."""

from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, event, text

# A line that went dead without a word (a machine without power, a switched network) is given up after half a minute,
# where the system itself would wait for hours; whoever is only slow is still there.
_DEAD_LINE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}
_READ_ONLY = "25006"
# How long a turn is waited for, in seconds: whoever has it may take longer than a lock is waited for elsewhere.
LONGEST_TURN = 600
# What names those who migrate, and those who set up, among the advisory locks of a database.
MIGRATES, SETS_UP = 7262, 7263


class WrongEncoding(Exception):
    """The database was made for other letters than Vietnamese has."""

    def __init__(self, encoding: str) -> None:
        super().__init__(encoding)
        self.encoding = encoding


def connect_args(url: URL, patience: int) -> dict[str, Any]:
    """How connections are made, beside what the URL says by itself: a restore names its schema there.

    patience: how long one waits for a lock, and for the server to let one in, in seconds.
    """
    waits = f"{url.query.get('options', '')} -c lock_timeout={patience}s".strip()
    usual = {"connect_timeout": patience, **_DEAD_LINE}
    return {"options": waits, "client_encoding": "utf8"} | {name: usual[name] for name in usual.keys() - url.query}


def take_turn(connection: Connection, name: int) -> None:
    """Until the transaction ends nobody else has this turn; whoever comes meanwhile waits, also for what takes long.

    On SQLite there is one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{LONGEST_TURN}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": name})
        connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))


def watch(engine: Engine) -> None:
    """Raises WrongEncoding where it connects to such a database; makes connections anew that only read."""
    event.listen(engine, "connect", _require_unicode)
    event.listen(engine, "handle_error", _make_anew)


def _require_unicode(connection: Any, _record: Any) -> None:
    # Told by the server as it lets one in; what stands between may keep it to itself.
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in ("UTF8", None):
        raise WrongEncoding(encoding)


def _make_anew(context: ExceptionContext) -> None:
    """Whether a session may write can be settled as it begins: kept, it would refuse when others long may again."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True
