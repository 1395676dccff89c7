"""The stage and the cast: a migrated database of each kind, clean for every test, and everyone who may ask."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar

import psutil
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import Phase, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, event
from sqlmodel import Session, SQLModel, select

from app import db, migrations
from app.domain import kept, people, tokens, trail, wards
from app.domain.access import Me
from app.domain.ward_settings import settings_of
from app.main import build
from app.models import Ward
from app.settings import Settings
from app.web.callers import now
from app.web.pages import environment
from app.web.sign_in import PLAIN
from app.web.wrong_keys import WrongKeys
from tests import lantoa
from tests.lengths import SOAK
from tests.reading import joined
from tests.rig import compiled, described, errand, garbage, migrated, names, watch
from tests.rig.begun import ROOT
from tests.rig.scenes import Scenes
from tests.rig.server import TRAIL_KEY

T = TypeVar("T")
DATABASES = ("sqlite", "postgres")
# No example has to be quick: on a busy machine none is.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
# The examples of make mutants: a few, and the same ones for every mutant.
settings.register_profile(
    "few", max_examples=20, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
WARD, OTHER_WARD, CITY = "DONGDA", "KHUONGTHUONG", "HANOI"
PASSWORD = "Mật khẩu thử 1"
PREFIX = "lantoa-test-"
# What can differ between SQLite and PostgreSQL is tried on both by make test too, all else on SQLite alone: sums and
# figures, who waits for whom, the trail, turns and batches, periods that close, pages and their order, uniqueness, what
# is kept, migrations and backups. A single test elsewhere that searches, pages through a list or writes from many
# threads is marked on_both; test_house holds that none is forgotten.
ON_BOTH = (
    "domain",
    "load",
    "test_backups.py",
    "test_migrations.py",
    "web/test_queues.py",
    "web/test_sign_in_delays.py",
    "api/test_closing_together.py",
    "api/test_closings.py",
    "api/test_followers.py",
    "api/test_indicators.py",
    "api/test_kept_figures.py",
    "api/test_lists.py",
    "api/test_registers.py",
    "api/test_once.py",
    "api/test_sent.py",
    "api/test_reminders.py",
    "api/test_report_figures.py",
    "api/test_reports_together.py",
    "api/test_together.py",
)
TESTS = Path(__file__).resolve().parent
# Argon2 is slow by intention. What runs in this process hashes by its cheapest form, but under make soak; programs that
# tests start hash as they always do, and so do the accounts that a load is put on.
TRUE_HASHER = people.HASHER
if not SOAK:
    people.HASHER = PasswordHash([Argon2Hasher(memory_cost=8, time_cost=1, parallelism=1)])
    people.NOBODY = people.HASHER.hash("nobody's")
# Under make soak every engine compiles for itself, as the program's does.
if not SOAK:
    db.create_engine = compiled.engine
# Thirty migrations lead to an empty database of today. tests/test_migrations.py takes them always, as does make soak.
if not SOAK:
    migrations.upgrade = migrated.upgrade
# Who is who: ward, role, unit.
CAST = {
    "officer": (WARD, "unit", "UBND"),
    "other_officer": (WARD, "unit", "MTTQ"),
    "coordinator": (WARD, "coordinator", "BXDD"),
    "leader": (WARD, "leader", None),
    "admin": (WARD, "admin", None),
    "city": (CITY, "city", None),
    "stranger": (OTHER_WARD, "coordinator", "BXDD"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[*DATABASES, "both"], default="both", help="which databases to try")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "on_both: make test tries it on both databases, though not all of its file")
    config.addinivalue_line("markers", "on_one: make test tries it on SQLite alone, though its file on both")
    garbage.begin()


def pytest_runtest_logfinish() -> None:
    garbage.set_aside()


def pytest_sessionfinish() -> None:
    garbage.end()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--database")
    config.hook.pytest_deselected(items=[item for item in items if _is_left_out(item, wanted)])
    items[:] = _mixed([item for item in items if not _is_left_out(item, wanted)])


def _mixed(items: list[pytest.Item]) -> list[pytest.Item]:
    """Journeys spread among the rest, the walk of every page first.

    A file stays on one process. A journey waits for its browser half of the time, so two at once leave the processors
    idle, and the longest one, if it came last, would leave the others without work.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    journeys = sorted(
        (path for path in files if "journeys" in path.parts), key=lambda path: "every_page" not in path.name
    )
    rest = [path for path in files if "journeys" not in path.parts]
    # Each file's place on a line from 0 to 1.
    placed = [(number / max(len(journeys), 1), path) for number, path in enumerate(journeys)]
    placed += [((number + 0.5) / len(rest), path) for number, path in enumerate(rest)]
    return [item for _, path in sorted(placed) for item in files[path]]


def _is_left_out(item: pytest.Item, wanted: str) -> bool:
    database = _database_of(item)
    if database == "postgres" and wanted == "both":
        is_both = is_on_both(item.path) and not item.get_closest_marker("on_one")
        return not (SOAK or is_both or item.get_closest_marker("on_both"))
    return wanted != "both" and database not in (None, wanted)


def is_on_both(path: Path) -> bool:
    """Whether make test tries all of this file on both databases."""
    place = path.relative_to(TESTS)
    return place.as_posix() in ON_BOTH or place.parts[0] in ON_BOTH


def _database_of(item: pytest.Item) -> str | None:
    spec = getattr(item, "callspec", None)
    return spec.params.get("engine") if spec else None


@dataclass
class Stage:
    """One database with two wards and the cast in it, an application on it, and how to make it as new.

    keep_rows: keeps every row as it is now, and returns what brings them all back.
    """

    engine: Engine
    app: FastAPI
    portal: Any
    make_new: Callable[[], None] = lambda: None
    keep_rows: Callable[[], Callable[[], None]] = lambda: lambda: None
    is_new: bool = False
    _scenes: Scenes | None = None
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, **options: Any) -> TestClient:
        """A client of the app; all share one event loop, for starting one takes longer than most answers."""
        client = errand.Client(self.app, self.portal, **options)
        client.event_hooks = {"response": [self._described]}
        return client

    def _described(self, response: Any) -> None:
        response.read()
        described.hold(self.app, response)

    def bearing(self, token: str | None, **options: Any) -> TestClient:
        return self.client(headers={"Authorization": f"Bearer {token}"} if token else {}, **options)

    def signed_in(self, name: str, **options: Any) -> TestClient:
        cookie = self.cookies.get(name)
        client = self.client(cookies={PLAIN: cookie} if cookie else {}, **options)
        client.event_hooks = {"response": [self._described, joined]}
        return client

    @contextmanager
    def writing(self, ward: str = WARD) -> Iterator[tuple[Session, Ward]]:
        """The database itself, for what no door offers; what is written so moves no trail, so nothing kept stays."""
        with db.transaction(self.engine) as session, watch.looking_away():
            yield session, _ward(session, ward)
            session.flush()
        kept.forget()

    def token(
        self, role: str, unit: str | None = None, ward: str = WARD, name: str = "khác", **options: Any
    ) -> TestClient:
        """One more token's client, say of another source."""
        with self.writing(ward) as (session, row):
            _, words = tokens.create(session, row, tokens.Grant(name, role, unit, **options))
        return self.bearing(words)

    def decide(self, ward: str = WARD, **settings: Any) -> None:
        """Changes a ward's settings."""
        with self.writing(ward) as (_, row):
            row.settings = settings_of(row).model_copy(update=settings).model_dump()

    def scene(self, name: str, make: Callable[[], T]) -> T:
        """What make tells of what it makes of the database as new; whoever wants it again gets it as it was."""
        assert self.is_new, "what was written before a scene would be gone with its second showing"
        if self._scenes is None:
            self._scenes = Scenes(self.keep_rows, self.app.state.settings.data_dir / "attachments")
        return self._scenes.show(name, make)

    def everything(self) -> str:
        """All that the database holds, as text; not the moments, whose digits are anything."""
        with self.writing() as (session, _):
            found = [session.execute(select(table)).all() for table in SQLModel.metadata.sorted_tables]
        return "\n".join(_as_text(value) for rows in found for row in rows for value in row)

    def person(self, session: Session, name: str) -> Me:
        """A member of the cast as the domain sees them when they use the pages; who writes has the ward's turn."""
        ward, _, _ = CAST[name]
        me = people.signed_in(session, self.cookies[name], now())
        assert me is not None
        assert me.ward.code == ward
        return trail.take_turn(session, me) if db.locks(session) else me


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if isinstance(value, datetime) else str(value)


def _ward(session: Session, code: str) -> Ward:
    """To be changed by whoever likes."""
    return wards.city(session) if code == CITY else session.get_one(Ward, wards.by_code(session, code).id)


class First(NamedTuple):
    """The first database on SQLite of a process, and its cast: what is copied from the process begins with them."""

    stage: Stage
    data: bytes


class Theatre:
    """The stages of this test process, each built when first wanted and kept to the end."""

    first: First | None = None

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.stages: dict[str, Stage] = {}
        prefix = f"{PREFIX}{os.getpid()}-"
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=prefix, dir=_quick_folder())))

    def stage(self, database: str) -> Stage:
        if database not in self.stages:
            self.stages[database] = {"sqlite": self._on_sqlite, "postgres": self._on_postgres}[database]()
        return self.stages[database]

    def _on_sqlite(self) -> Stage:
        file = self.folder / "lantoa.db"
        if self.first is not None:
            file.write_bytes(self.first.data)
            stage = self._open(f"sqlite:///{file}")
            stage.tokens, stage.cookies = self.first.stage.tokens, self.first.stage.cookies
        else:
            stage = self._build(f"sqlite:///{file}")
            stage.engine.dispose()
            with sqlite3.connect(file) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            Theatre.first = First(stage, file.read_bytes())
        numbers = count()

        def keep_rows() -> Callable[[], None]:
            kept = self.folder / f"kept-{next(numbers)}.db"
            with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(kept)) as target:
                source.backup(target)

            def bring_back() -> None:
                stage.engine.dispose()
                for old in self.folder.glob("lantoa.db*"):
                    old.unlink()
                shutil.copy(kept, file)

            return bring_back

        return _kept_as_new(stage, keep_rows)

    @cached_property
    def cluster(self) -> Any:
        """This process's PostgreSQL; where none can be had the test is skipped, on CI it fails."""
        return self.stack.enter_context(lantoa.postgres())

    def _on_postgres(self) -> Stage:
        stage = self._build(self.stack.enter_context(self.cluster.database()))
        numbers = count()

        def keep_rows() -> Callable[[], None]:
            tables = _keep_rows(stage.engine, f"kept_{next(numbers)}")

            def bring_back() -> None:
                with stage.engine.begin() as connection:
                    # A turn that was taken aside, once its answer had left (a token's first use), ends first.
                    connection.exec_driver_sql("LOCK TABLE public.trailhead IN ACCESS EXCLUSIVE MODE")
                    connection.exec_driver_sql(tables)

            return bring_back

        return _kept_as_new(stage, keep_rows)

    def _build(self, url: str) -> Stage:
        engine = db.open_engine(url, TRAIL_KEY.encode())
        migrations.upgrade(engine)
        engine.dispose()
        stage = self._open(url)
        with db.transaction(stage.engine) as session:
            _enter(session, stage)
        return stage

    def _open(self, url: str) -> Stage:
        engine = db.open_engine(url, TRAIL_KEY.encode())
        self.stack.callback(engine.dispose)
        # As joined to the city's installation, where nobody is in.
        city = {"city_address": "http://127.0.0.1:9", "city_token": "lt.1.of-the-city"}
        app = build(Settings(data_dir=self.folder, secret_key="a secret of the tests", **city), engine)
        stage = Stage(engine, app, self.stack.enter_context(TestClient(app)).portal)
        watch.over(engine)
        names.over(environment())
        return stage


def _kept_as_new(stage: Stage, keep_rows: Callable[[], Callable[[], None]]) -> Stage:
    """The stage, which is as new, told how it becomes so again."""

    def note(_: Any) -> None:
        stage.is_new = False

    def keep() -> Callable[[], None]:
        return _and_forget(keep_rows())

    stage.keep_rows, bring_back = keep, keep()

    def make_new() -> None:
        bring_back()
        stage.is_new = True

    stage.make_new = make_new
    event.listen(stage.engine, "begin", note)
    return stage


def _and_forget(bring_back: Callable[[], None]) -> Callable[[], None]:
    """The program never sees its database become another one; the tests do, and the same heads name other states."""

    def both() -> None:
        bring_back()
        kept.forget()

    return both


def _keep_rows(engine: Engine, schema: str) -> str:
    """Keeps every row in this schema; returns the SQL that empties the tables and brings the rows back.

    session_replication_role = replica leaves out foreign keys' triggers, so that the order of tables does not matter.
    """
    with engine.begin() as connection:
        found = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        names = [name for (name,) in connection.exec_driver_sql(found)]
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        sql = ["SET LOCAL session_replication_role = replica"]
        for name in names:
            connection.exec_driver_sql(f'CREATE TABLE {schema}."{name}" AS TABLE public."{name}"')
            sql.append(f'DELETE FROM public."{name}"')
            if connection.exec_driver_sql(f'SELECT count(*) FROM {schema}."{name}"').scalar():
                sql.append(f'INSERT INTO public."{name}" SELECT * FROM {schema}."{name}"')
    return "; ".join(sql)


def _enter(session: Session, stage: Stage) -> None:
    """Two wards, and the cast with a token, an account and a browser that is signed in."""
    wards.found_city(session)
    wards.create(session, WARD, "Phường Đống Đa")
    wards.create(session, OTHER_WARD, "Phường Khương Thượng")
    # Everyone's password is the same, and is hashed once.
    hashed = people.hash_password(PASSWORD)
    for name, (ward, role, unit) in CAST.items():
        row = _ward(session, ward)
        _, stage.tokens[name] = tokens.create(session, row, tokens.Grant(name, role, unit))
        person = people.create(session, row, people.Account(name, role, unit, name.title()), hashed)
        stage.cookies[name] = people.open_session(session, person, now(), 14)
    for code in (WARD, OTHER_WARD, CITY):
        trail.vouch(session, _ward(session, code).id)


def _quick_folder() -> str:
    """Memory where the machine has it: SQLite then waits for no disk. What a killed test process left goes first."""
    folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
    for left in Path(folder).glob(f"{PREFIX}[0-9]*-*"):
        if not psutil.pid_exists(int(left.name.removeprefix(PREFIX).split("-")[0])):
            shutil.rmtree(left, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def theatre() -> Iterator[Theatre]:
    with ExitStack() as stack:
        yield Theatre(stack)


@pytest.fixture(scope="session")
def cluster(theatre: Theatre) -> Any:
    """Where a test has PostgreSQL databases of its own."""
    return theatre.cluster


@dataclass(frozen=True)
class Demo:
    """A data folder, to be copied, with the demo in it, and what the command said that loaded it."""

    data: Path
    said: str


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo as users load it; once for all test processes: the first makes it, the others wait for its last file."""
    base = tmp_path_factory.getbasetemp()
    # A test process among several has a folder of its own in the run's; a single one has the run's.
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "lantoa-demo"
    data, said, done = folder / "data", folder / "said", folder / "done"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 300
        while not done.exists() and time.monotonic() < deadline:
            time.sleep(0.2)
    else:
        command = [sys.executable, "-m", "app", "demo"]
        env = {"LANTOA_DATA_DIR": str(data), "LANTOA_TRAIL_KEY": TRAIL_KEY, "PATH": ""}
        with said.open("w") as out:
            subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=out)
        done.touch()
    return Demo(data, said.read_text("utf-8"))


@pytest.fixture(scope="session", params=DATABASES)
def engine(request: pytest.FixtureRequest, theatre: Theatre) -> Engine:
    """A database of each kind, migrated; not clean: tests that write take the stage."""
    return theatre.stage(request.param).engine


@pytest.fixture
def stage(engine: Engine, theatre: Theatre) -> Stage:
    """The database as new, with two wards and the cast in it."""
    found = next(stage for stage in theatre.stages.values() if stage.engine is engine)
    found.make_new()
    found.app.state.wrong_keys = WrongKeys()
    return found


@pytest.fixture
def officer(stage: Stage) -> TestClient:
    """A unit officer of UBND."""
    return stage.bearing(stage.tokens["officer"])


@pytest.fixture
def other_officer(stage: Stage) -> TestClient:
    """A unit officer of MTTQ."""
    return stage.bearing(stage.tokens["other_officer"])


@pytest.fixture
def coordinator(stage: Stage) -> TestClient:
    return stage.bearing(stage.tokens["coordinator"])


@pytest.fixture
def leader(stage: Stage) -> TestClient:
    return stage.bearing(stage.tokens["leader"])


@pytest.fixture
def city(stage: Stage) -> TestClient:
    return stage.bearing(stage.tokens["city"])


@pytest.fixture
def admin(stage: Stage) -> TestClient:
    return stage.bearing(stage.tokens["admin"])


@pytest.fixture
def stranger(stage: Stage) -> TestClient:
    """The coordinator of another ward."""
    return stage.bearing(stage.tokens["stranger"])


@pytest.fixture
def nobody(stage: Stage) -> TestClient:
    return stage.bearing(None)


@pytest.fixture
def pages(stage: Stage) -> SimpleNamespace:
    """The same people in front of a browser: pages.officer, pages.leader, …, pages.nobody."""
    return SimpleNamespace(**{name: stage.signed_in(name) for name in (*CAST, "nobody")})
