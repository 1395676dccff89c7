"""Under pressure: how many times as long everybody else's requests take while someone sends half a body, or a batch."""

import json
import select
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench import table
from bench.register import NAME, PASSWORD
from bench.rounds import Line, measure, timed
from bench.served import Answer, Client, request
from bench.stand import API, FORM, JSON, Stand, stand
from bench.world import SMALL, Fresh, as_sent

SENDERS, MOST, MOST_WAIT = 60, 1.5, 500
BATCH = 1_000
Acts = dict[str, Callable[[], Answer]]


def run() -> None:
    """Two servers on equal registers: one under pressure, one not, asked in turn."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        pressed, calm = (stack.enter_context(stand(Path(folder, name), SMALL)) for name in ("pressed", "calm"))
        table.head(f"While {SENDERS} senders stop in the middle of a body", "pressed", "calm", "")
        with _senders(pressed):
            mine, usual = _acts(pressed), _acts(calm)
            for name, act in mine.items():
                table.line(name, measure(Line(name, MOST, act, usual[name], seconds=3)), MOST)
        table.head(f"While {SENDERS} wrong sign-ins and wrong links each are sent at once", "pressed", "calm", "")
        mine, usual = _acts(pressed), _acts(calm)
        with closing(Guessers(pressed)) as guessers:
            for name, act in mine.items():
                line = Line(name, MOST, act, usual[name], prepare=guessers.keep_on, seconds=3)
                table.line(name, measure(line), MOST)
        table.head(f"While a batch of {BATCH:,} products with 20 rows each is stored")
        table.figure("the longest save of another unit, more than usual", _longest_wait(pressed), MOST_WAIT, "ms")


def _acts(here: Stand) -> Acts:
    """What everybody else does; each answer is the usual one."""
    client, fresh, unit = here.ours.client, Fresh("MTTQ"), {"Authorization": f"Bearer {here.register.other_token}"}
    login = urlencode({"name": NAME, "password": PASSWORD}).encode()

    def asked(status: int, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        answer = client.ask(method, path, headers, body)
        assert answer.status == status, answer
        return answer

    return {
        "a health check": lambda: asked(200, "GET", "/healthz", {}),
        "a list": lambda: asked(200, "GET", here.list_path(), here.bearer),
        "a page": lambda: asked(200, "GET", "/products", here.cookie),
        "a save": lambda: asked(201, "POST", f"{API}/products", unit | JSON, json.dumps(as_sent(fresh.one())).encode()),
        "a sign-in": lambda: asked(303, "POST", "/login", FORM | here.cookie, login),
    }


@contextmanager
def _senders(here: Stand) -> Iterator[None]:
    """Each has sent its head and half a body, and the server has said that it waits for the rest."""
    head = request("POST", f"{API}/products", here.bearer | JSON | {"Expect": "100-continue", "Content-Length": "2000"})
    # A body that is said to be long, of which nothing more comes.
    whole = head.replace(b"Content-Length: 0\r\n", b"") + b'{"unit":'
    with ExitStack() as stack:
        for _ in range(SENDERS):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", here.ours.port), timeout=30))
            one.sendall(whole)
            assert one.recv(1000).startswith(b"HTTP/1.1 100"), "the server does not wait"
        yield


class Guessers:
    """Half of them guess passwords, half links, all at once; once all are answered they come again, from elsewhere."""

    def __init__(self, here: Stand) -> None:
        self._port, self._rounds, self._open = here.ours.port, 0, list[socket.socket]()

    def keep_on(self) -> None:
        """Some guess is unanswered."""
        self._open = [one for one in self._open if not _answered(one)]
        if not self._open:
            self._rounds += 1
            self._open = [self._sent(whole) for number in range(SENDERS) for whole in self._guesses(number)]

    def _guesses(self, number: int) -> tuple[bytes, bytes]:
        typed = urlencode({"name": f"k{self._rounds}-{number}@DONGDA", "password": "sai"}).encode()
        link = f"/invitations/{self._rounds}-{number}"
        return request("POST", "/login", FORM, typed), request("POST", link, FORM, b"password=x&again=x")

    def _sent(self, whole: bytes) -> socket.socket:
        # An address that was made to wait asks nothing of the server.
        address = f"127.{1 + self._rounds // 250}.{self._rounds % 250}.1"
        one = socket.create_connection(("127.0.0.1", self._port), timeout=30, source_address=(address, 0))
        one.sendall(whole)
        return one

    def close(self) -> None:
        for one in self._open:
            one.close()


def _answered(one: socket.socket) -> bool:
    """In words, never with a fault of ours."""
    if not select.select([one], [], [], 0)[0]:
        return False
    status = int(one.recv(1000)[9:12])
    assert status < 500, status
    one.close()
    return True


def _longest_wait(here: Stand) -> float:
    """Milliseconds that the slowest save took longer than a usual one."""
    save = _acts(here)["a save"]
    usual = sorted(timed(save) for _ in range(20))[10]
    here.draw(BATCH)
    batch = threading.Thread(target=_store, args=(here,))
    batch.start()
    waits = [timed(save)]
    while batch.is_alive():
        waits.append(timed(save))
    batch.join()
    return 1000 * (max(waits) - usual)


def _store(here: Stand) -> None:
    """On a connection of its own: the stand's is the other unit's."""
    client = Client(here.ours.port)
    answer = client.send(here.sent)
    client.close()
    assert answer.status == 201, answer
