"""The disk is full, the database gone or read-only: said in words, told to the operator, and over when it is over."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg.sql import SQL, Identifier

from app.main import build
from app.settings import Settings
from app.web import outlook
from tests.conftest import PASSWORD, Stage, Theatre
from tests.load.conftest import Served, await_so, product
from tests.makers import API
from tests.rig.server import TRAIL_KEY, Server
from tests.rig.wire import Told

MB = 1024**2


@pytest.fixture
def small(theatre: Theatre, tmp_path: Path) -> Iterator[Served]:
    """A server whose data lie on a disk of 24 MB; only root may make one."""
    stage: Stage = theatre.stage("sqlite")
    stage.make_new()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(tmp_path)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"NO SMALL DISK: a full one was not tried ({mounted.stderr.decode().strip()})")
    try:
        shutil.copy(theatre.folder / "lantoa.db", tmp_path)
        with Server({"LANTOA_DATA_DIR": str(tmp_path)}) as server:
            yield Served(server, stage, "sqlite")
    finally:
        subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


@contextmanager
def _filled(folder: Path) -> Iterator[None]:
    """No byte is left on the disk of this folder."""
    filler = folder / "filler"
    room = os.statvfs(folder)
    with filler.open("wb") as file:
        file.write(b"x" * (room.f_bavail * room.f_frsize))
    try:
        yield
    finally:
        filler.unlink()


def _lines_of(served: Served, told: Told | httpx.Response) -> list[dict[str, Any]]:
    """What the operator was told about this answer."""
    lines = [json.loads(line) for line in served.server.log().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("request") == told.headers["x-request-id"]]


def _require_told_once(served: Served, told: Told) -> None:
    """One line, with the cause, under the id that the answer shows; it is written a moment after the answer."""
    await_so(lambda: bool(_lines_of(served, told)))
    (line,) = _lines_of(served, told)
    assert (line["event"], line["level"], line["status"]) == ("failed", "error", told.status)
    assert line["cause"]
    assert line["request"] in told.body.decode()


def _require_cause(served: Served, told: Told) -> None:
    await_so(lambda: bool(_lines_of(served, told)))
    assert _lines_of(served, told)[0]["cause"]


def test_a_full_disk_is_told_in_words_and_is_over_when_there_is_room_again(small: Served) -> None:
    folder = Path(small.server.env["LANTOA_DATA_DIR"])
    made = small.log("officer", "Còn chỗ", "UBND").json["id"]
    with _filled(folder):
        told = small.log("officer", "Hết chỗ", "UBND")
        assert (told.status, told.json["code"]) == (507, "no_room")
        assert "hết chỗ" in told.json["detail"].lower()
        _require_told_once(small, told)
        page = small.sign_in("leader@dongda", PASSWORD)
        assert page.status == 507
        _require_told_once(small, page)
        assert small.get("/readyz").status == 503
        assert small.get("/healthz").status == 200
        assert small.get("/products", small.cookie("leader")).status == 200
        # A file beside a form may be told of on its page: the operator hears of it all the same.
        for path, who in ((f"{API}/products/{made}/attachments", small.bearer), ("/products/new", small.cookie)):
            sent = httpx.post(small.server.url + path, files={"file": ("a.png", b"x" * MB)}, headers=who("officer"))
            assert "hết chỗ" in sent.text.lower()
            await_so(lambda seen=sent: bool(_lines_of(small, seen)))
            assert "Errno 28" in _lines_of(small, sent)[0]["cause"]
    assert small.log("officer", "Lại có chỗ", "UBND").status == 201
    assert small.get("/readyz").status == 200


def test_a_database_that_was_removed_is_noticed(small: Served) -> None:
    folder = Path(small.server.env["LANTOA_DATA_DIR"])
    aside = folder / "aside"
    aside.mkdir()
    files = sorted(folder.glob("lantoa.db*"))
    for file in files:
        file.rename(aside / file.name)
    told = small.log("officer", "Vào chỗ không có", "UBND")
    assert (told.status, told.json["code"]) == (503, "no_database")
    _require_told_once(small, told)
    assert small.get("/readyz").status == 503
    assert small.get("/healthz").status == 200
    for file in files:
        (aside / file.name).rename(file)
    assert small.get("/readyz").status == 200
    assert small.log("officer", "Lại có cơ sở dữ liệu", "UBND").status == 201


@pytest.fixture
def on_postgres(theatre: Theatre, tmp_path: Path) -> Iterator[Served]:
    stage: Stage = theatre.stage("postgres")
    stage.make_new()
    url = stage.engine.url.render_as_string(hide_password=False)
    with Server({"LANTOA_DATA_DIR": str(tmp_path), "LANTOA_DATABASE_URL": url}) as server:
        yield Served(server, stage, "postgresql")


@contextmanager
def _keeper(stage: Stage) -> Iterator[psycopg.Connection]:
    """Whoever keeps the cluster, in the stage's database."""
    url = stage.engine.url
    with psycopg.connect(host=str(url.query["host"]), user="postgres", dbname=url.database, autocommit=True) as found:
        yield found


@contextmanager
def _read_only(served: Served) -> Iterator[None]:
    """The whole cluster takes reads only, in sessions that are open already too."""
    with _keeper(served.stage) as connection:
        connection.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        connection.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
            connection.execute("SELECT pg_reload_conf()")


def _await_ready(served: Served, status: int) -> None:
    """The server's open sessions hear of the change a moment after it was made."""
    await_so(lambda: served.get("/readyz").status == status)


def test_a_database_that_may_only_be_read_is_told_in_words_and_read(on_postgres: Served) -> None:
    assert on_postgres.log("officer", "Còn ghi được", "UBND").status == 201
    with _read_only(on_postgres):
        _await_ready(on_postgres, 503)
        told = on_postgres.log("officer", "Chỉ cho đọc", "UBND")
        assert (told.status, told.json["code"]) == (503, "read_only")
        _require_told_once(on_postgres, told)
        assert on_postgres.get("/products", on_postgres.cookie("leader")).status == 200
    _await_ready(on_postgres, 200)
    assert on_postgres.log("officer", "Lại ghi được", "UBND").status == 201


def test_sessions_that_began_while_it_was_read_only_do_not_stay_so(on_postgres: Served) -> None:
    assert on_postgres.log("officer", "Còn ghi được", "UBND").status == 201
    name = str(on_postgres.stage.engine.url.database)
    with _keeper(on_postgres.stage) as connection:
        connection.execute(SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(Identifier(name)))
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
        _await_ready(on_postgres, 503)
        for title in ("Chỉ cho đọc", "Vẫn chỉ cho đọc"):
            assert on_postgres.log("officer", title, "UBND").json["code"] == "read_only"
        connection.execute(SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(Identifier(name)))
    told = on_postgres.log("officer", "Người đầu tiên gặp phiên cũ", "UBND")
    assert told.status in (201, 503)
    assert on_postgres.log("officer", "Lại ghi được", "UBND").status == 201
    assert on_postgres.get("/readyz").status == 200


def test_a_right_that_the_program_s_role_lost_is_told_as_an_outage(theatre: Theatre, tmp_path: Path) -> None:
    stage: Stage = theatre.stage("postgres")
    stage.make_new()
    of_role = stage.engine.url.set(username="lantoa").render_as_string(hide_password=False)
    with _keeper(stage) as connection:
        connection.execute("CREATE ROLE lantoa LOGIN")
        connection.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO lantoa")
        try:
            with Server({"LANTOA_DATA_DIR": str(tmp_path), "LANTOA_DATABASE_URL": of_role}) as server:
                served = Served(server, stage, "postgresql")
                assert served.log("officer", "Còn quyền", "UBND").status == 201
                connection.execute("REVOKE INSERT ON change FROM lantoa")
                assert served.get("/readyz").json["why"] == "read only"
                told = served.log("officer", "Mất quyền", "UBND")
                assert (told.status, told.json["code"], told.headers["retry-after"]) == (503, "no_database", "5")
                _require_told_once(served, told)
                assert served.get("/products", served.cookie("leader")).status == 200
                connection.execute("GRANT INSERT ON change TO lantoa")
                assert served.get("/readyz").status == 200
                assert served.log("officer", "Lại có quyền", "UBND").status == 201
        finally:
            connection.execute("DROP OWNED BY lantoa")
            connection.execute("DROP ROLE lantoa")


def test_readyz_answers_where_the_database_does_not(
    theatre: Theatre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlook, "PATIENCE", 0.3)
    stage: Stage = theatre.stage("postgres")
    stage.make_new()
    with _keeper(stage) as connection, stage.client() as client:
        connection.execute("BEGIN")
        connection.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        for _ in range(3):
            answer = client.get("/readyz")
            assert (answer.status_code, answer.json()["why"]) == (503, "busy")
        assert client.get("/healthz").status_code == 200
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        assert connection.execute(waits).fetchone() == (1,), "who asks meanwhile waits for the same look"
        connection.execute("ROLLBACK")
        await_so(lambda: client.get("/readyz").status_code == 200)


@contextmanager
def _frozen(stage: Stage) -> Iterator[None]:
    """Everybody's sessions of this database answer nothing more, and keep their connections."""
    with _keeper(stage) as connection:
        mine = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        found = [psutil.Process(pid) for (pid,) in connection.execute(mine).fetchall()]
        for one in found:
            one.suspend()
        try:
            yield
        finally:
            for one in found:
                one.resume()


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_a_database_that_never_answers_keeps_no_server_from_ending(
    theatre: Theatre, tmp_path: Path, options: tuple[str, ...]
) -> None:
    stage: Stage = theatre.stage("postgres")
    stage.make_new()
    env = {
        "LANTOA_DATA_DIR": str(tmp_path),
        "LANTOA_DATABASE_URL": stage.engine.url.render_as_string(hide_password=False),
    }
    bearer = {"Authorization": f"Bearer {stage.tokens['officer']}"}
    with (
        Server(env, *options, program="tests.rig.hurried") as server,
        httpx.Client(base_url=server.url, headers=bearer, timeout=None) as line,
        ThreadPoolExecutor(1) as aside,
    ):
        # On one line the same worker is asked both: another one may have no session yet, and a new one is answered.
        log = partial(line.post, f"{API}/products")
        assert log(json=product("Còn trả lời")).status_code == 201
        workers = server.workers()
        with _frozen(stage):
            asked = aside.submit(log, json=product("Không trả lời"))
            # Beside the question itself, whichever worker answers it.
            await_so(lambda: "lantoa_requests_open 2.0" in httpx.get(f"{server.url}/metrics").text)
            assert server.stop() == 1
            assert "still waited for" in server.log()
            assert not any(one.is_running() for one in workers)
        with suppress(httpx.HTTPError):
            asked.result()


def test_damage_that_somebody_met_is_no_longer_called_ready(small: Served) -> None:
    small.server.kill()
    file = Path(small.server.env["LANTOA_DATA_DIR"]) / "lantoa.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(page,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'campaign'")
        [(size,)] = connection.execute("PRAGMA page_size")
    whole = file.read_bytes()
    file.write_bytes(whole[: (page - 1) * size] + b"\xff" * size + whole[page * size :])
    small.server.start()
    told = small.get(f"{API}/campaigns", small.bearer("coordinator"))
    assert (told.status, told.json["code"]) == (503, "no_database")
    answer = small.get("/readyz")
    assert (answer.status, answer.json["why"]) == (503, "damaged")
    _require_cause(small, answer)
    # Another worker, which met nothing, and the next start know of it too.
    settings = Settings(data_dir=file.parent, trail_key=TRAIL_KEY)
    with TestClient(build(settings)) as other:
        assert other.get("/readyz").json() == {"status": "not ready", "why": "damaged"}
    # Put back under another number, as a restore does it: those who have the old one open let it go.
    repaired = file.with_name("repaired")
    repaired.write_bytes(whole)
    for end in ("-wal", "-shm"):
        file.with_name(f"lantoa.db{end}").unlink(missing_ok=True)
    repaired.rename(file)
    assert small.get("/readyz").status == 200
    assert small.get(f"{API}/campaigns", small.bearer("coordinator")).status == 200
    assert not [one for one in file.parent.iterdir() if "doubtful" in one.name]


def test_metrics_are_told_to_this_machine_and_to_no_proxy_on_it(small: Served) -> None:
    small.log("officer", "Để đếm", "UBND")
    told = small.get("/metrics")
    assert told.status == 200
    assert 'lantoa_requests_total{method="POST",route="/api/v1/products",status="201"} 1.0' in told.body.decode()
    assert small.get("/metrics", {"X-Forwarded-For": "203.0.113.9"}).status == 404
    assert small.stage.client().get("/metrics").status_code == 404
