"""A mail server for tests: it speaks as much SMTP as a letter needs, keeps what it took, and fails as it is told."""

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread
from typing import Any


@dataclass
class MailServer:
    """refuses: by the word of a command, the line to answer instead; cuts: the command after which it hangs up;
    holds: it answers nobody until it is set."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    takers: list[list[str]] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    cuts: str = ""
    holds: Event = field(default_factory=Event)
    called: Event = field(default_factory=Event)

    @property
    def env(self) -> dict[str, str]:
        return {
            "LANTOA_SMTP_HOST": "127.0.0.1",
            "LANTOA_SMTP_PORT": str(self.port),
            "LANTOA_SMTP_SECURITY": "none",
            "LANTOA_SMTP_FROM": "lantoa@dongda.test",
        }


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Listens on a port of its own until the end."""
    told = MailServer()
    told.holds.set()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _serve(self, told)

    with _Server(("127.0.0.1", 0), Handler) as server:
        told.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield told
        finally:
            told.holds.set()
            server.shutdown()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def _serve(handler: Any, told: MailServer) -> None:
    told.called.set()
    told.holds.wait(60)
    takers: list[str] = []
    handler.wfile.write(b"220 here\r\n")
    for line in handler.rfile:
        word = line.decode().split(":")[0].split()[0].upper()
        if word in told.refuses:
            handler.wfile.write(f"{told.refuses[word]}\r\n".encode())
            continue
        if word == "RCPT":
            takers.append(line.decode().partition("<")[2].partition(">")[0])
        if word == "DATA":
            handler.wfile.write(b"354 go on\r\n")
            _take(handler, told, takers)
        if word == told.cuts:
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        handler.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")


def _take(handler: Any, told: MailServer, takers: list[str]) -> None:
    lines = []
    while (line := handler.rfile.readline()) not in (b".\r\n", b""):
        lines.append(line)
    message = message_from_bytes(b"".join(lines), policy=policy.default)
    assert isinstance(message, EmailMessage)
    told.letters.append(message)
    told.takers.append(list(takers))


def free_settings() -> dict[str, str]:
    """Settings of a mail server that is not there."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return MailServer(listener.getsockname()[1]).env
