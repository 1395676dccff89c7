"""A system that is told of changes: it keeps what it was sent and answers as it is told; and whatever a test needs of
webhooks."""

import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import HMAC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads
from threading import Event, Thread
from typing import Any

from fastapi.testclient import TestClient

from app.domain.jobs.task import World
from app.domain.webhooks import deliveries
from app.settings import Settings
from app.web.callers import now
from tests import makers
from tests.makers import Json


@dataclass
class Got:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> Json:
        told: Json = loads(self.body)
        return told

    def is_signed_by(self, secret: str) -> bool:
        """As the specification of Standard Webhooks has it."""
        key = b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        version, _, mark = self.headers["webhook-signature"].partition(",")
        return version == "v1" and b64decode(mark) == HMAC(key, signed, sha256).digest()


@dataclass
class Receiver:
    """statuses: what it answers next, one after the other, and 204 then; goes_on: it answers nobody until that is set.

    on_call: done before it answers; raw: what it says instead of an answer, slowly.
    """

    port: int = 0
    got: list[Got] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    raw: list[bytes] = field(default_factory=list)
    called: Event = field(default_factory=Event)
    goes_on: Event = field(default_factory=Event)
    on_call: Any = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/nhan?nguon=lan toa".replace(" ", "%20")

    @property
    def told(self) -> list[tuple[str, str]]:
        """What it was told, as (entity, action)."""
        return [(one.content["entity"], one.content["action"]) for one in self.got]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Listens on a port of its own until the end."""
    told = Receiver()
    told.goes_on.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append(Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            told.called.set()
            if told.on_call:
                told.on_call()
            told.goes_on.wait(60)
            if told.raw:
                self._say(told.raw)
                return
            self.send_response(told.statuses.pop(0) if told.statuses else 204)
            if told.location:
                self.send_header("Location", told.location)
            self.end_headers()

        def _say(self, parts: list[bytes]) -> None:
            for part in parts:
                self.wfile.write(part)
                time.sleep(0.01)

        def log_message(self, *_: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """Whoever asked has gone."""

    with Server(("127.0.0.1", 0), Handler) as server:
        told.port = server.server_address[1]
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield told
        finally:
            told.goes_on.set()
            server.shutdown()


def webhook_json(**fields: Any) -> Json:
    return {"name": "Cổng thông tin", "address": "https://cong.phuong.example/lan-toa"} | fields


def webhook(admin: TestClient, **fields: Any) -> Json:
    return makers.post(admin, "/webhooks", webhook_json(**fields))


def ordered(stage: Any, admin: TestClient, number: int) -> int:
    """The number of the delivery that was ordered last, for something that has happened by now."""
    deliveries.order(World(stage.engine, Settings(), now))
    return int(makers.get(admin, f"/webhooks/{number}/deliveries")["items"][0]["id"])


def delivery(stage: Any, admin: TestClient) -> tuple[int, int]:
    """A webhook's number, and that of a delivery to it that waits."""
    number = int(webhook(admin)["id"])
    makers.patch(admin, f"/webhooks/{number}", name="Cổng khác")
    return number, ordered(stage, admin, number)
