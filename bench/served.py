"""Servers as processes of their own, and a keep-alive client that costs next to nothing."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180
# rich comes with the tools of whoever develops, and structlog takes it along where it is: a server has none.
AS_INSTALLED = "import sys; sys.modules['rich'] = None; from app.__main__ import main; sys.exit(main())"
Headers = Mapping[str, str]
NO_HEADERS: Headers = {}


class Answer(NamedTuple):
    status: int
    head: str
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str:
        lines = (line.partition(":") for line in self.head.splitlines()[1:])
        return next((value.strip() for found, _, value in lines if found.lower() == name.lower()), "")


def request(method: str, path: str, headers: Headers = NO_HEADERS, body: bytes = b"") -> bytes:
    """A whole request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Client:
    """One kept-alive connection; a server that hung up is called again at the next request."""

    def __init__(self, port: int, patience: float = PATIENCE) -> None:
        self._port, self._patience = port, patience
        self._socket: socket.socket | None = None

    def send(self, whole: bytes) -> Answer:
        for _ in range(2):
            with suppress(ConnectionError):
                return self._send(whole)
            self.close()
        raise ConnectionError("the server hung up twice")

    def ask(self, method: str, path: str, headers: Headers = NO_HEADERS, body: bytes = b"") -> Answer:
        return self.send(request(method, path, headers, body))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _send(self, whole: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=self._patience)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(whole)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        text = head.decode("latin-1")
        parts, got, length = [body], len(body), _length(text)
        while got < length:
            parts.append(self._receive())
            got += len(parts[-1])
        return Answer(int(text[9:12]), text, b"".join(parts))

    def _receive(self) -> bytes:
        assert self._socket is not None
        part = self._socket.recv(1 << 18)
        if not part:
            raise ConnectionResetError("the server hung up")
        return part


def _length(head: str) -> int:
    found = head.lower().partition("content-length:")[2]
    return int(found.split("\r\n", 1)[0]) if found else 0


class Ours(NamedTuple):
    """A running `lantoa serve`."""

    port: int
    pid: int
    client: Client


@contextmanager
def lantoa(folder: Path, **env: str) -> Iterator[Ours]:
    """`lantoa serve` on a data folder, one worker, ready to answer."""
    port = free_port()
    command = ("-c", AS_INSTALLED, "serve", "--port", str(port))
    with _process(
        command, port, "/readyz", {"LANTOA_DATA_DIR": str(folder), "LANTOA_REQUESTS_A_MINUTE": "0", **env}
    ) as pid:
        client = Client(port)
        yield Ours(port, pid, client)
        client.close()


@contextmanager
def bare() -> Iterator[Client]:
    """The bare server, ready to be handed bytes."""
    port = free_port()
    with _process(("-m", "bench.bare", str(port)), port, "/", {}):
        client = Client(port)
        yield client
        client.close()


@contextmanager
def _process(command: tuple[str, ...], port: int, path: str, env: Mapping[str, str]) -> Iterator[int]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LANTOA_")}
    # What it says about its requests would stand among the figures: it is shown where something fails.
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**kept, **env},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        try:
            _await(process, port, path)
            yield process.pid
        except BaseException:
            said.seek(0)
            sys.stderr.write(said.read().decode("utf-8", "replace")[-4000:])
            raise
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()


def _await(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        # Whatever it answers, it is there; ours says 503 until it is ready.
        with suppress(OSError), closing(Client(port, 5)) as client:
            if client.ask("GET", path).status != 503:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {process.args!r}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
