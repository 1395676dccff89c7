"""Many at once: wrong sign-ins, a batch, writers in a queue that does not move; everybody else goes on."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count

import psycopg

from tests.conftest import WARD
from tests.lengths import SOAK
from tests.load.conftest import Others, Served, await_so, compare, product, tell
from tests.makers import API
from tests.rig.wire import FORM, JSON, Told, ask

CROWD = 60
WRITERS = 60


def _all_at_once(acts: list[Callable[[], Told]], meanwhile: Callable[[], None]) -> list[Told]:
    with ThreadPoolExecutor(len(acts)) as threads:
        done = [threads.submit(act) for act in acts]
        meanwhile()
        return [one.result() for one in done]


def test_sixty_wrong_sign_ins_and_sixty_wrong_invitations_at_once_hold_up_nobody(served: Served) -> None:
    before = Others(served)
    before.go_on()
    during = Others(served, cookies=before.cookies)
    acts: list[Callable[[], Told]] = []
    for number in range(CROWD):
        acts.append(lambda number=number: served.sign_in(f"nobody{number % 7}@dongda", "Không phải mật khẩu"))  # type: ignore[misc]
        path = f"/invitations/wrong-{number}"
        acts.append(lambda path=path: ask(served.port, "POST", path, FORM, b"password=x&again=x"))  # type: ignore[misc]
    answers = _all_at_once(acts, lambda: during.go_on(10 if SOAK else 3))
    statuses = {answer.status for answer in answers}
    assert statuses <= {404, 422, 429}, statuses
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers if answer.status == 429)
    compare(f"{CROWD} wrong sign-ins and {CROWD} wrong links at once", before, during)


def test_while_a_batch_is_stored_another_unit_saves(served: Served) -> None:
    items = [product(f"Lô {number}", reached=20) for number in range(1000)]
    body = json.dumps({"items": items}).encode()
    headers = served.bearer("officer") | JSON
    usual, waits, numbers = [], [], count(1)

    def save(times: list[float]) -> None:
        began = time.perf_counter()
        assert served.log("other_officer", f"Trong lúc chờ {next(numbers)}", "MTTQ", 20).status == 201
        times.append(time.perf_counter() - began)

    for _ in range(5):
        save(usual)
    for _ in range(5 if SOAK else 1):
        with ThreadPoolExecutor(1) as threads:
            batch = threads.submit(ask, served.port, "POST", f"{API}/products/batch", headers, body, 120)
            while not batch.done() or not waits:
                save(waits)
        assert batch.result().status == 201, batch.result().body[:500]
        assert len(batch.result().json["items"]) == 1000
    longest, normal = max(waits), sorted(usual)[len(usual) // 2]
    tell(
        f"{served.database}: while a batch was stored {len(waits)} saves, the longest {longest:.2f} s ({normal:.2f} s)"
    )


@contextmanager
def _held(served: Served) -> Iterator[None]:
    """From outside the program: nobody can write in the ward (SQLite: anywhere) as long as this lasts."""
    url = served.stage.engine.url
    if served.database == "sqlite":
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.execute("ROLLBACK")
        return
    with psycopg.connect(host=url.query["host"], user="postgres", dbname=url.database) as connection:
        connection.execute(
            "SELECT seq FROM trailhead JOIN ward ON ward.id = ward_id WHERE code = %s FOR UPDATE OF trailhead", [WARD]
        )
        yield
        connection.rollback()


def test_writers_who_wait_for_a_lock_keep_no_reader_out_and_are_never_a_fault(served: Served) -> None:
    with ThreadPoolExecutor(WRITERS) as threads:
        with _held(served):
            done = [threads.submit(served.log, "officer", f"Chờ khóa {number}", "UBND") for number in range(WRITERS)]
            _await_sent(served, WRITERS)
            for _ in range(10 if SOAK else 3):
                assert served.get("/healthz", patience=9).status == 200
                assert served.get(f"{API}/products", served.bearer("coordinator"), patience=9).status == 200
                assert served.get("/products", served.cookie("leader"), patience=9).status == 200
            if SOAK:
                # Until the first are told that the server is busy.
                await_so(lambda: any(one.done() for one in done))
        answers = [one.result() for one in done]
    statuses = {answer.status for answer in answers}
    assert statuses <= {201, 503}, statuses
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers if answer.status == 503)
    assert served.log("officer", "Sau khi hết khóa", "UBND").status == 201


def _await_sent(served: Served, count_: int) -> None:
    """Until the server has so many requests at work or waiting, by its own count."""
    await_so(lambda: _open_requests(served) >= count_)


def _open_requests(served: Served) -> float:
    lines = served.get("/metrics", patience=9).body.decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("lantoa_requests_open "))
