"""Killed while it writes (kill -9): whatever was acknowledged is there afterwards, once and whole, and nothing is half.

LANTOA_SOAK=1 kills forty times instead of twice, and on PostgreSQL too, where only the program is killed.
"""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import func, select

from app import db
from app.domain import checks
from app.models import Placement, Product, Reach
from tests import lengths
from tests.lantoa import fill, lantoa, lantoa_here, opened, postgres, product, rows, start, url_of
from tests.lengths import SOAK
from tests.makers import unit_json
from tests.rig.receiver import receiver, webhook_json
from tests.rig.server import Server

KILLS = lengths.of("kills of a server")
WRITERS = 4


@dataclass
class Sent:
    """A product that was sent, and the answer, if there was one."""

    number: int
    status: int | None = None
    id: int | None = None

    @property
    def body(self) -> bytes:
        return json.dumps(product(f"k{self.number}")).encode()


@dataclass
class Writers:
    """Four who log products as fast as they are answered, until nobody answers."""

    port: int
    token: str
    sent: list[Sent] = field(default_factory=list)

    def write(self, first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            for number in range(first, first + 10_000):
                one = Sent(number)
                self.sent.append(one)
                self.send(connection, one)
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def send(self, connection: http.client.HTTPConnection, one: Sent) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        headers["Idempotency-Key"] = f"k{one.number}"
        connection.request("POST", "/api/v1/products", one.body, headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        one.id, one.status = body.get("id"), answer.status

    def ask(self, path: str) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


def _write_until_killed(server: Server, writers: Writers, round_: int, chance: random.Random) -> list[Sent]:
    """One round; what was sent in it."""
    before = len(writers.sent)
    numbers = [round_ * 1_000_000 + writer * 100_000 for writer in range(WRITERS)]
    threads = [threading.Thread(target=writers.write, args=(first,)) for first in numbers]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while not any(one.status for one in writers.sent[before:]) and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.5))
    server.kill()
    for thread in threads:
        thread.join()
    return writers.sent[before:]


def _require_whole(url: str, sent: list[Sent]) -> None:
    """In the database: each acknowledged product once, with its two placements and six rows of reach; no half ones."""
    with opened(url) as engine, db.reading(engine) as session:
        assert checks.faults(session) == []
        stored = dict(session.exec(select(Product.external_id, Product.id)).all())
        assert session.exec(select(func.count()).select_from(Product)).one() == len(stored)
        assert session.exec(select(func.count()).select_from(Placement)).one() == 2 * len(stored)
        assert session.exec(select(func.count()).select_from(Reach)).one() == 6 * len(stored)
    for one in sent:
        assert one.status in (201, None), one
        if one.status:
            assert stored[f"cms-k{one.number}"] == one.id


def _require_same_answers(writers: Writers, sent: list[Sent]) -> None:
    """Sent again under the same key: the product acknowledged before, and for what was in doubt one that is whole."""
    connection = http.client.HTTPConnection("127.0.0.1", writers.port, timeout=30)
    doubtful = [one for one in sent if one.status is None]
    for one in [*doubtful, *_newest(sent)]:
        again = Sent(one.number)
        writers.send(connection, again)
        assert again.status == 201
        assert one.id in (None, again.id)
        found = writers.ask(f"/api/v1/products/{again.id}")
        assert found["title"] == f"Đồ họa số k{one.number}"
        assert [len(placement["reach"]) for placement in found["placements"]] == [3, 3]
        listed = writers.ask(f"/api/v1/products?external_id=cms-k{one.number}")
        assert [item["id"] for item in listed["items"]] == [again.id]
        one.id, one.status = again.id, again.status
    connection.close()


def _newest(sent: list[Sent]) -> list[Sent]:
    return [one for one in sent if one.status][-3:]


def _survive(home: Path, url: str, token: str) -> None:
    chance = random.Random(20260402)
    environment = {"LANTOA_DATA_DIR": str(home), "LANTOA_DATABASE_URL": url}
    with Server(environment) as server:
        writers = Writers(server.port, token)
        for round_ in range(1, KILLS + 1):
            sent = _write_until_killed(server, writers, round_, chance)
            assert any(one.status for one in sent), server.log()
            _require_whole(url, sent)
            server.start()
            _require_same_answers(writers, sent)
    _require_whole(url, writers.sent)
    assert lantoa(home, "check", url=url).code == 0


def _token(home: Path, url: str) -> str:
    said = lantoa_here(home, "token", "create", "k", "--role", "coordinator", "--source", "k", url=url)
    assert said.code == 0, said.err
    return said.last


def test_what_was_acknowledged_survives_every_kill(tmp_path: Path) -> None:
    url = url_of(tmp_path)
    fill(url)
    _survive(tmp_path, url, _token(tmp_path, url))


@pytest.mark.skipif(not SOAK, reason="PostgreSQL is killed under make soak only")
def test_what_was_acknowledged_survives_every_kill_on_postgresql(tmp_path: Path) -> None:
    with postgres() as cluster, cluster.database() as url:
        fill(url)
        _survive(tmp_path, url, _token(tmp_path, url))


def test_a_kill_while_it_migrates_leaves_an_old_or_a_new_schema(tmp_path: Path) -> None:
    """A first start that is killed at any moment is made good by the next."""
    chance = random.Random(3)
    for number in range(lengths.of("kills of a migration")):
        home = tmp_path / str(number)
        process = start(home, "init")
        time.sleep(chance.uniform(0.5, 2.5))
        process.kill()
        process.communicate()
        said = lantoa_here(home, "init")
        assert said.code == 0, said.err
        assert len(rows(url_of(home))["unit"]) == 6
        assert lantoa_here(home, "check").code == 0


def test_what_was_on_its_way_when_the_power_went_is_sent_again_under_its_name(tmp_path: Path) -> None:
    """The receiver had it, and the program never learned so: it may come twice, and it is the same both times."""
    home, killed = tmp_path / "home", threading.Event()
    assert lantoa_here(home, "init").code == 0
    token = lantoa_here(home, "token", "create", "quản trị", "--role", "admin").last
    headers = {"Authorization": f"Bearer {token}"}
    env = {"LANTOA_DATA_DIR": str(home), "LANTOA_WEBHOOKS_TO_PRIVATE": "1"}
    with receiver() as far, Server(env, program="tests.rig.hurried") as server:
        at = f"{server.url}/api/v1"

        def power_goes() -> None:
            far.on_call = None
            server.kill()
            killed.set()

        far.on_call = power_goes
        made = httpx.post(f"{at}/webhooks", json=webhook_json(address=far.address, entities=["unit"]), headers=headers)
        assert httpx.post(f"{at}/units", json=unit_json("DTN"), headers=headers).status_code == 201
        assert killed.wait(60)
        server.start()
        until(lambda: len(far.got) == 2)
        first, second = far.got
        assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
        sent = f"{at}/webhooks/{made.json()['id']}/deliveries"
        until(lambda: [one["status"] for one in httpx.get(sent, headers=headers).json()["items"]] == ["sent"])


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)
