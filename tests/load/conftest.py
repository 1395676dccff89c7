"""A real server on a database of each kind, with the cast in it, and what everybody does on it at the same time."""

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from app.models import Person
from app.web.sign_in import PLAIN
from tests.conftest import PASSWORD, TRUE_HASHER, Stage, Theatre
from tests.makers import API, DAY
from tests.rig.server import Server
from tests.rig.wire import FORM, JSON, PATIENCE, Told, ask

GROUPS = [f"TDP-{number:02}" for number in range(1, 21)]


def product(title: str, unit: str = "UBND", reached: int = 0) -> dict[str, Any]:
    reach = [{"group": code, "people": 100, "basis": "counted"} for code in GROUPS[:reached]]
    placement = {"channel": "zalo", "published_on": DAY, "reach": reach}
    return {"unit": unit, "kind": "infographic", "title": title, "content_group": "1.12", "placements": [placement]}


@dataclass
class Served:
    """A running server and who may ask it what."""

    server: Server
    stage: Stage
    database: str

    @property
    def port(self) -> int:
        return self.server.port

    def bearer(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.stage.tokens[name]}"}

    def cookie(self, name: str) -> dict[str, str]:
        return {"Cookie": f"{PLAIN}={self.stage.cookies[name]}"}

    def get(self, path: str, headers: dict[str, str] | None = None, patience: float = PATIENCE) -> Told:
        return ask(self.port, "GET", path, headers, patience=patience)

    def log(self, name: str, title: str, unit: str, reached: int = 0) -> Told:
        body = json.dumps(product(title, unit, reached)).encode()
        return ask(self.port, "POST", f"{API}/products", self.bearer(name) | JSON, body)

    def sign_in(self, name: str, password: str, cookies: str = "") -> Told:
        body = urlencode({"name": name, "password": password}).encode()
        return ask(self.port, "POST", "/login", FORM | {"Cookie": cookies}, body)


@dataclass
class Others:
    """What everybody else does meanwhile; how long each of it took, in seconds."""

    served: Served
    times: dict[str, list[float]] = field(default_factory=dict)
    cookies: str = ""

    def __post_init__(self) -> None:
        # A browser that signed in here before: whoever guesses meanwhile does not slow it down.
        self.cookies = self.served.sign_in("admin@dongda", PASSWORD, self.cookies).cookies

    def go_on(self, times: int = 3) -> None:
        """Each of these so often, all kinds at the same time; every answer must be the usual one."""
        kinds: dict[str, tuple[int, Callable[[], Told]]] = {
            "health": (200, lambda: self.served.get("/healthz")),
            "read": (200, lambda: self.served.get(f"{API}/products", self.served.bearer("coordinator"))),
            "page": (200, lambda: self.served.get("/products", self.served.cookie("leader"))),
            "write": (201, lambda: self.served.log("other_officer", "Việc của đơn vị khác", "MTTQ")),
            "sign-in": (303, lambda: self.served.sign_in("admin@dongda", PASSWORD, self.cookies)),
        }
        with ThreadPoolExecutor(len(kinds)) as threads:
            done = [threads.submit(self._repeat, name, *kind, times) for name, kind in kinds.items()]
        for one in done:
            one.result()

    def _repeat(self, name: str, status: int, act: Callable[[], Told], times: int) -> None:
        for _ in range(times):
            began = time.perf_counter()
            told = act()
            self.times.setdefault(name, []).append(time.perf_counter() - began)
            assert told.status == status, (name, told)

    def medians(self) -> dict[str, float]:
        return {name: statistics.median(found) for name, found in self.times.items()}


def tell(words: str) -> None:
    """A time, for who runs with -s; a test holds only that things went on."""
    print(words)  # noqa: T201


def compare(what: str, before: Others, during: Others) -> None:
    """Tells how much longer everything took."""
    usual = before.medians()
    found = ", ".join(
        f"{name} {1000 * took:.0f} ms (× {took / usual[name]:.1f})" for name, took in during.medians().items()
    )
    tell(f"{before.served.database}, {what}: {found}")


def await_so(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def watched(served: Served) -> Iterator[list[float]]:
    """Asks /healthz all the time; the times of its answers in seconds. A missing answer fails at the end."""
    times: list[float] = []
    faults: list[object] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            began = time.perf_counter()
            try:
                told = served.get("/healthz")
                faults.extend([] if told.status == 200 else [told])
            except (OSError, AssertionError) as error:
                faults.append(error)
            times.append(time.perf_counter() - began)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield times
    finally:
        ended.set()
        thread.join()
    assert not faults, faults[:3]


@pytest.fixture(scope="module")
def served(engine: Engine, theatre: Theatre) -> Iterator[Served]:
    """Started once for a module: its tests leave behind what they logged."""
    stage = next(stage for stage in theatre.stages.values() if stage.engine is engine)
    stage.make_new()
    hashed = TRUE_HASHER.hash(PASSWORD)
    with stage.writing() as (session, _):
        for person in session.exec(select(Person)):
            person.password_hash = hashed
    url = engine.url.render_as_string(hide_password=False)
    with Server({"LANTOA_DATA_DIR": str(theatre.folder), "LANTOA_DATABASE_URL": url}) as server:
        found = Served(server, stage, engine.dialect.name)
        for number, code in enumerate(GROUPS, start=1):
            group = {"code": code, "kind": "residential", "name": f"Tổ {number}", "population": 1000}
            headers = found.bearer("coordinator") | JSON
            told = ask(server.port, "POST", f"{API}/groups", headers, json.dumps(group).encode())
            assert told.status == 201, told
        yield found
