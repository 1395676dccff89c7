"""The command `lantoa` as an operator uses it, and a small register to use it on."""

import atexit
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp
from typing import IO, Any
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, Engine, MetaData, Table, select

from app import __main__ as door
from app import db, migrations
from app.commands.installation import now
from app.domain import groups, people, products, tokens, trail, wards
from app.domain.access import Me
from app.domain.inputs import read
from app.domain.products.inputs import ProductIn
from tests.lengths import SOAK
from tests.rig import begun
from tests.rig.server import TRAIL_KEY

ROOT = Path(__file__).resolve().parents[1]
DAY = "2026-05-03"


@dataclass(frozen=True)
class Said:
    """How a command ended and what it told."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        return self.out.rstrip("\n").rpartition("\n")[2]


def environment(home: Path, url: str = "", **more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LANTOA_")}
    own = {"LANTOA_DATA_DIR": str(home), "LANTOA_DATABASE_URL": url, "LANTOA_TRAIL_KEY": TRAIL_KEY}
    return inherited | own | more


@dataclass(frozen=True)
class Running:
    """A command that was begun, and the files that it writes to."""

    program: begun.Program
    out: IO[str]
    err: IO[str]

    def kill(self) -> None:
        os.kill(self.program.pid, signal.SIGKILL)
        self.program.wait(30)

    def said(self) -> Said:
        """What it told, once it has ended."""
        with self.out, self.err:
            return Said(self.program.wait(300), self.out.read(), self.err.read())


def begin(home: Path, *words: str, url: str = "", program: str = "app", **more: str) -> Running:
    """Begins a command as a process of its own."""
    out, err = (NamedTemporaryFile("r", encoding="utf-8") for _ in range(2))  # noqa: SIM115
    begins = begun.from_nothing if SOAK else begun.as_a_copy
    made = begins([program, *words], environment(home, url, **more), Path(out.name), Path(err.name))
    return Running(made, out, err)


def start(home: Path, *words: str, url: str = "", **more: str) -> "subprocess.Popen[str]":
    """Begins one with Python itself: for what Python reads at its start, or how long that takes."""
    command = [sys.executable, "-m", "app", *words]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(home, url, **more),
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def lantoa(home: Path, *words: str, url: str = "") -> Said:
    """Runs a command as a process of its own; a traceback is never an answer."""
    said = begin(home, *words, url=url).said()
    assert "Traceback" not in said.err, said.err
    return said


def lantoa_here(home: Path, *words: str, url: str = "", **more: str) -> Said:
    """The same command without a process of its own, for its many ways to say no; what it does not foresee raises."""
    out, err = StringIO(), StringIO()
    surroundings = patch.dict(os.environ, environment(home, url, **more), clear=True)
    with surroundings, redirect_stdout(out), redirect_stderr(err):
        try:
            code = door.main(words)
        except SystemExit as end:
            code = int(end.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def url_of(home: Path) -> str:
    return f"sqlite:///{home / 'lantoa.db'}"


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = db.open_engine(url, TRAIL_KEY.encode())
    try:
        yield engine
    finally:
        engine.dispose()


def founded(home: Path) -> Path:
    """A data folder as `init` leaves it."""
    return copied(_made(_found), home)


def fill(url: str) -> None:
    """A migrated database with a ward, an account, a token, three groups and two products, the second of which
    is replaced by the first."""
    if url.startswith("sqlite"):
        shutil.copy(_made(_fill_folder) / "lantoa.db", Path(url.removeprefix("sqlite:///")))
    else:
        _fill(url)


@cache
def _made(make: Callable[[Path], None]) -> Path:
    """A data folder that is only copied: most of what makes it is migrations, once in a process is enough."""
    home = Path(mkdtemp(prefix="lantoa-kept-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    make(home)
    return home


def _found(home: Path) -> None:
    assert lantoa_here(home, "init").code == 0


def _fill_folder(home: Path) -> None:
    _fill(url_of(home))


def _fill(url: str) -> None:
    with opened(url) as engine:
        migrations.upgrade(engine)
        with db.transaction(engine) as session:
            wards.found_city(session)
            ward = wards.create(session, "DONGDA", "Phường Đống Đa")
            hashed = people.hash_password("Mật khẩu thử 1")
            people.create(session, ward, people.Account("bxdd", "coordinator", "BXDD", "Cán bộ"), hashed)
            tokens.create(session, ward, tokens.Grant("cms", "unit", "UBND"))
            trail.vouch(session, ward.id)
            me = trail.take_turn(session, Me(ward, "coordinator", "BXDD", None, None, "cms", "cms", now()))
            for number in (1, 2, 3):
                row = {"code": f"TDP-{number}", "kind": "residential", "name": f"Tổ {number}", "population": 1000}
                groups.CATALOGUE.create(session, me, read(groups.CATALOGUE.takes, row))
            first, second = (products.log(session, me, read(ProductIn, product(n))).product for n in (1, 2))
            products.edit(session, me, first, read(ProductIn, {"replaces": second.id}))


def product(number: int | str, **fields: Any) -> dict[str, Any]:
    """A product with two placements that reach three groups each; one group of the second was not counted."""
    counted = [{"group": f"TDP-{group}", "people": 100 * group, "basis": "counted"} for group in (1, 2, 3)]
    later = (date.fromisoformat(DAY) + timedelta(days=1)).isoformat()
    return {
        "unit": "UBND",
        "kind": "infographic",
        "title": f"Đồ họa số {number}",
        "content_group": "1.12",
        "topic": "1.12.1",
        "external_id": f"cms-{number}",
        "directives": ["NQ02-TW"],
        "placements": [
            {"channel": "zalo", "published_on": DAY, "reach": counted},
            {"channel": "loudspeaker", "published_on": later, "reach": [*counted[:2], {"group": "TDP-3"}]},
        ],
    } | fields


def rows(url: str) -> dict[str, list[tuple[str, ...]]]:
    """Everything that a database holds, table by table."""
    with opened(url) as engine, db.snapshot(engine) as connection:
        return {
            table.name: sorted(
                tuple(repr(row[column]) for column in sorted(row)) for row in _mappings(connection, table)
            )
            for table in _tables(connection)
        }


# Of a schema that was read before, its tables: to read one takes longer than to read all of its rows.
_TABLES: dict[Any, list[Table]] = {}
_SCHEMAS = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master ORDER BY name",
    "postgresql": "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position",
}


def _tables(connection: Connection) -> list[Table]:
    schema = tuple(map(tuple, connection.exec_driver_sql(_SCHEMAS[connection.dialect.name])))
    if schema not in _TABLES:
        metadata = MetaData()
        metadata.reflect(connection)
        _TABLES[schema] = metadata.sorted_tables
    return _TABLES[schema]


def _mappings(connection: Any, table: Any) -> list[dict[str, Any]]:
    found = connection.execute(select(table)).mappings()
    return [{name: _in_utc(value) for name, value in row.items()} for row in found]


def _in_utc(value: Any) -> Any:
    return value.replace(tzinfo=None) if getattr(value, "tzinfo", None) else value


def plant(home: Path, *statements: str) -> None:
    """Changes the file behind the program's back."""
    with closing(sqlite3.connect(home / "lantoa.db", isolation_level=None)) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement


def copied(home: Path, to: Path) -> Path:
    return Path(shutil.copytree(home, to, dirs_exist_ok=True))


@contextmanager
def postgres() -> Iterator[Any]:
    """A cluster of one's own; where none can be had the test is skipped, on CI it fails."""
    from tests.rig import postgres as rig

    with ExitStack() as stack:
        try:
            cluster = stack.enter_context(rig.cluster())
        except Exception as error:  # noqa: BLE001 (whatever keeps it from starting)
            words = f"NO POSTGRESQL: nothing was tried on it ({error!r})"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(words)
        yield cluster
