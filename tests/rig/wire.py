"""A client that may misbehave: it sends exactly the bytes that it is told, when it is told, and says what came back."""

import json
import selectors
import socket
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple, Self

PATIENCE = 40.0
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Told(NamedTuple):
    """An answer; its headers' names are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    # What a browser would send back of what was set.
    cookies: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def head(method: str, path: str, headers: Mapping[str, str], length: int | None = None) -> bytes:
    """A whole head; length is what the body is said to have."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [] if length is None else [f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


class Wire:
    """One connection; after `patience` seconds without a byte whoever listens gets TimeoutError."""

    def __init__(self, port: int, patience: float = PATIENCE) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._came = b""

    def send(self, data: bytes) -> Self:
        """Sends all of it, or as much as the server takes before it hangs up."""
        with suppress(ConnectionError):
            self.socket.sendall(data)
        return self

    def told(self) -> Told | None:
        """The next answer, «100 Continue» too; None where the server hung up without one."""
        top, _, rest = self._until(lambda came: b"\r\n\r\n" in came).partition(b"\r\n\r\n")
        if not top:
            return None
        lines = top.decode("latin-1").split("\r\n")
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        headers = dict(pairs)
        cookies = "; ".join(value.partition(";")[0] for name, value in pairs if name == "set-cookie")
        length = int(headers.get("content-length", 0))
        self._came = rest
        whole = self._until(lambda came: len(came) >= length)
        self._came = whole[length:]
        return Told(int(lines[0].split(" ")[1]), headers, whole[:length], cookies)

    def is_closed(self) -> bool:
        """Reads until the server hangs up; False where it doesn't in time."""
        with suppress(ConnectionError):
            try:
                while self.socket.recv(65536):
                    pass
            except TimeoutError:
                return False
        return True

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _until(self, is_enough: Any) -> bytes:
        with suppress(ConnectionError):
            while not is_enough(self._came):
                part = self.socket.recv(65536)
                if not part:
                    break
                self._came += part
        return self._came if is_enough(self._came) else b""


def ask(
    port: int,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    patience: float = PATIENCE,
) -> Told:
    """One request on a connection of its own; raises TimeoutError where no answer comes in time."""
    length = len(body or b"") if body is not None or method != "GET" else None
    with Wire(port, patience) as wire:
        wire.send(head(method, path, {"Connection": "close", **(headers or {})}, length) + (body or b""))
        told = wire.told()
    assert told is not None, f"the server hung up on {method} {path}"
    return told


def heard(wires: Iterable[Wire], seconds: float) -> list[Wire]:
    """Those to which something has come (or on which the server hung up), once that is all of them or time is up."""
    waiting, found = set(wires), []
    until = time.monotonic() + seconds
    with selectors.DefaultSelector() as chosen:
        for wire in waiting:
            chosen.register(wire.socket, selectors.EVENT_READ, wire)
        while waiting and time.monotonic() < until:
            for key, _ in chosen.select(0.2):
                chosen.unregister(key.fileobj)
                waiting.discard(key.data)
                found.append(key.data)
    return found
