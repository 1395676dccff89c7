"""A body that keeps us waiting: who may not send is told at once, who may is waited for, and nobody else notices."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web import arrival
from app.web.sign_in import PLAIN
from tests import makers
from tests.conftest import Stage

Message = dict[str, Any]
HOST = (b"host", b"testserver")


class Sender:
    """A sender who sends the head of a request, and of its body what they are told to."""

    def __init__(self, stage: Stage, method: str, path: str, headers: dict[str, str]) -> None:
        self.stage, self.answer, self.body = stage, 0, b""
        self.headers: dict[str, str] = {}
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "client": ("10.1.1.1", 5),
            "server": ("testserver", 80),
            "headers": [HOST, *((name.lower().encode(), value.encode()) for name, value in headers.items())],
        }

    def send(self, *parts: bytes | None) -> "Sender":
        """The parts as they come; None for a sender who goes away. Without an end to the body nothing more comes."""
        self.stage.portal.call(self._run, list(parts))
        return self

    async def _run(self, parts: list[bytes | None]) -> None:
        silent = asyncio.Event()

        async def receive() -> Message:
            if not parts:
                silent.set()
                await asyncio.Event().wait()
            part = parts.pop(0)
            if part is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": part, "more_body": part != b""}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answer = message["status"]
                self.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            self.body += message.get("body", b"")

        await _until_silent(self.stage.app(self.scope, receive, send), silent)


async def _until_silent(asked: Awaitable[None], silent: asyncio.Event) -> None:
    """Until it is answered, or until the program does nothing but wait for the sender."""
    asking, silence = asyncio.ensure_future(asked), asyncio.ensure_future(silent.wait())
    await asyncio.wait({asking, silence}, return_when=asyncio.FIRST_COMPLETED)
    # A judgement runs beside the waiting: it has its say first.
    await asyncio.wait({asking}, timeout=1.0)
    for task in (asking, silence):
        task.cancel()
    await asyncio.gather(asking, silence, return_exceptions=True)


def sender(stage: Stage, name: str, method: str, path: str, **more: str) -> Sender:
    headers = {"Content-Length": "1000"} | more
    if path.startswith("/api/"):
        headers |= {"Content-Type": "application/json", "Authorization": f"Bearer {stage.tokens.get(name, 'x')}"}
    else:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"{PLAIN}={stage.cookies.get(name)}"}
    return Sender(stage, method, path, headers)


@pytest.mark.parametrize(
    ("name", "method", "path", "status"),
    [
        ("nobody", "POST", "/api/v1/products", 401),
        ("nobody", "PATCH", "/api/v1/groups/TDP-01", 401),
        ("leader", "POST", "/api/v1/products", 403),
        ("leader", "POST", "/api/v1/products/batch", 403),
        ("city", "POST", "/api/v1/products", 404),
        ("officer", "POST", "/api/v1/groups", 403),
        ("officer", "PATCH", "/api/v1/products/987654", 404),
        ("stranger", "PATCH", "/api/v1/groups/TDP-01", 404),
        ("officer", "POST", "/api/v1/tokens", 404),
        ("nobody", "POST", "/products/new", 303),
        ("leader", "POST", "/products/new", 403),
        ("officer", "POST", "/settings", 404),
    ],
)
def test_who_may_not_is_told_before_the_body_comes(
    stage: Stage, coordinator: TestClient, name: str, method: str, path: str, status: int
) -> None:
    makers.group(coordinator)
    assert sender(stage, name, method, path).send(b"{").answer == status
    assert sender(stage, name, method, path, Expect="100-continue").send().answer == status


@pytest.mark.parametrize("path", ["/api/v1/products", "/products/new", "/api/v1/products/batch"])
def test_who_may_is_waited_for_and_one_who_goes_away_is_no_failure(
    stage: Stage, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sender(stage, "officer", "POST", path).send(b"{").answer == 0
    sender(stage, "officer", "POST", path).send(b"{", None)
    assert "failed" not in capsys.readouterr().err


def test_the_body_counts_when_the_last_of_it_has_come(stage: Stage, coordinator: TestClient) -> None:
    makers.group(coordinator)
    asked = sender(stage, "admin", "POST", "/api/v1/units").send(b'{"code":"DTN",', b'"name":"\xc4\x90o\xc3', b"")
    assert asked.answer == 422
    whole = sender(stage, "admin", "POST", "/api/v1/days-off").send(
        b'{"day":"2026-05-04",', b'"name":"Ngh\xe1\xbb\x89"}', b""
    )
    assert whole.answer == 201, whole.body


def test_nobody_waits_for_fifty_who_stop_in_the_middle(stage: Stage, coordinator: TestClient) -> None:
    """Readers, writers and health checks: none of the fifty holds a place, a connection or the ward's turn."""
    makers.group(coordinator)
    everyone = ("officer", "leader", "city", "coordinator", "nobody")
    held = [sender(stage, everyone[number % 5], "POST", "/api/v1/products") for number in range(50)]
    waiting: list[asyncio.Task[None]] = []

    async def begin() -> None:
        waiting.extend(asyncio.ensure_future(one._run([b"{"])) for one in held)

    stage.portal.call(begin)
    assert makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach()))["id"]
    assert coordinator.get("/api/v1/products").status_code == 200
    assert stage.client().get("/healthz").status_code == 200

    async def end() -> None:
        await asyncio.gather(*waiting)

    stage.portal.call(end)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, float], None]:
    """Deadlines that a test can wait for."""
    return lambda name, seconds: monkeypatch.setattr(arrival, name, seconds)


def test_a_silent_sender_is_given_up(stage: Stage, hurried: Callable[[str, float], None]) -> None:
    hurried("SILENCE", 0.2)
    asked = sender(stage, "officer", "POST", "/api/v1/products").send(b"{")
    assert asked.answer == 408
    assert asked.headers["connection"] == "close"
    assert "too_slow" in asked.body.decode()


def test_a_trickle_is_given_up(stage: Stage, hurried: Callable[[str, float], None]) -> None:
    hurried("GRACE", 0.0)
    hurried("LEAST_RATE", 10**9)
    began = time.monotonic()
    asked = sender(stage, "officer", "POST", "/api/v1/products").send(b" ", *[b" "] * 100, b"")
    assert asked.answer == 408
    assert time.monotonic() - began < arrival.SILENCE


def test_more_than_a_route_takes_is_refused_by_its_length_alone(stage: Stage) -> None:
    much = str(arrival.MOST + 1)
    asked = sender(stage, "officer", "POST", "/api/v1/products", **{"Content-Length": much}).send()
    assert asked.answer == 413
    assert sender(stage, "nobody", "POST", "/api/v1/products", **{"Content-Length": much}).send().answer == 401
    many = sender(stage, "officer", "POST", "/api/v1/products/batch", **{"Content-Length": much}).send()
    assert many.answer == 0, "a batch may weigh more"
    assert sender(stage, "nobody", "POST", "/login", **{"Content-Length": "300000"}).send().answer == 413


def test_a_field_of_a_form_that_no_text_could_fill_is_not_even_read(stage: Stage) -> None:
    page = stage.signed_in("officer")
    assert page.post("/products/new", data={"title": "x" * 400_000}).status_code == 413
    assert page.post("/products/new", data={"title": "ế" * 25_000, "go": "save"}).status_code == 422


def test_more_than_was_said_is_refused_too(stage: Stage) -> None:
    lump = b" " * 1024**2
    assert sender(stage, "officer", "POST", "/api/v1/products").send(lump, lump, lump).answer == 413
