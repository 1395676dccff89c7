"""Posting to an address that somebody typed: never into the operator's own network unless that is allowed.

The name is looked up once, each address is judged, and the connection goes to just the address that was judged, so
that a name that says something else a moment later leads nowhere. No redirect is followed, and of the answer no more is
read than its head.
"""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from math import inf
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

import h11

from app import __version__
from app.domain.jobs.task import Later

# In seconds: to connect, and altogether.
CONNECTING, WHOLE = 5.0, 10.0
AT_ONCE = 8192
PORTS = {"http": 80, "https": 443}
# Of IPv6 these are the Internet's own (RFC 4291, 2.4); behind the others an IPv4 address stands in the last 32 bits
# (RFC 6052). What Python calls global besides leads into networks: another translator's, a site's, old tunnels.
_UNICAST, _TRANSLATED = IPv6Network("2000::/3"), IPv6Network("64:ff9b::/96")
# An address that has an IPv4 address in its last 32 bits says so before them (ISATAP, RFC 5214).
_TUNNELLED = 0x5EFE


# What went wrong, in words for an admin, the first that is it.
_TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "không tìm thấy tên máy của bên nhận"),
    (TimeoutError, "bên nhận không trả lời kịp"),
    (ConnectionRefusedError, "bên nhận không nhận kết nối"),
    (ssl.SSLError, "chứng chỉ của bên nhận không đúng"),
    (h11.ProtocolError, "bên nhận trả lời không đúng HTTP"),
)


class Post(NamedTuple):
    """JSON for an address; within: how long it may take altogether, in seconds, where it is more than is usual."""

    address: str
    headers: Mapping[str, str]
    body: bytes
    within: float = 0.0


class Answer(NamedTuple):
    """kind: its Content-Type, without parameters."""

    status: int
    kind: str


class Deadline:
    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, most: float = inf) -> float:
        """So many seconds, more than 0; raises TimeoutError where none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, most)


def post(asked: Post, to_private: bool) -> Answer:
    """The head of what is answered; raises Later, in words without the address, where none is.

    to_private: whether it may go to addresses that are not public.
    """
    deadline = Deadline(max(asked.within, WHOLE))
    try:
        url = urlsplit(asked.address)
        with _connected(url, to_private, deadline) as line:
            return _asked(line, url, asked, deadline)
    except (OSError, ValueError, h11.ProtocolError) as error:
        raise Later(_words(error)) from error


def _words(error: Exception) -> str:
    known = (words for kind, words in _TROUBLES if isinstance(error, kind))
    return next(known, "không gửi tới được")


@contextmanager
def _connected(url: SplitResult, to_private: bool, deadline: Deadline) -> Iterator[socket.socket]:
    if url.scheme not in PORTS:
        raise Later("địa chỉ của bên nhận không bắt đầu bằng https:// hay http://")
    host, port = _host(url), url.port or PORTS[url.scheme]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [one for one in found if to_private or is_public(str(one[4][0]))]
    if not allowed:
        raise Later("địa chỉ nằm trong mạng riêng, máy chủ này không gửi tới đó")
    with _first(allowed, deadline) as line:
        if url.scheme == "http":
            yield line
            return
        line.settimeout(deadline.left())
        with ssl.create_default_context().wrap_socket(line, server_hostname=host) as secure:
            yield secure


def _first(found: list[Any], deadline: Deadline) -> socket.socket:
    """A connection to the first of these that takes one."""
    trouble: OSError = OSError()
    for family, kind, protocol, _, address in found:
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(deadline.left(CONNECTING))
            line.connect(address)
        except OSError as error:
            line.close()
            trouble = error
        else:
            return line
    raise trouble


def _asked(line: socket.socket, url: SplitResult, asked: Post, deadline: Deadline) -> Answer:
    http = h11.Connection(h11.CLIENT)
    own = {
        "Host": _host(url) + (f":{url.port}" if url.port else ""),
        "User-Agent": f"LanToa/{__version__}",
        "Content-Type": "application/json",
        "Content-Length": str(len(asked.body)),
        "Connection": "close",
    }
    target = quote(f"{url.path or '/'}{f'?{url.query}' if url.query else ''}", safe="/?:@!$&'()*+,;=%~")
    request = h11.Request(method="POST", target=target, headers=list((own | dict(asked.headers)).items()))
    parts = (request, h11.Data(data=asked.body), h11.EndOfMessage())
    line.settimeout(deadline.left())
    line.sendall(b"".join(http.send(part) or b"" for part in parts))
    while not isinstance(event := http.next_event(), h11.Response):
        if event is h11.NEED_DATA:
            line.settimeout(deadline.left())
            http.receive_data(line.recv(AT_ONCE))
    kind = dict(event.headers).get(b"content-type", b"").decode("latin-1")
    return Answer(event.status_code, kind.partition(";")[0].strip().lower())


def _host(url: SplitResult) -> str:
    return (url.hostname or "").encode("idna").decode()


def is_public(text: str) -> bool:
    """Whether an address is one of the Internet's own, also what it stands for where it carries another in it."""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        carried, is_translated = _carried(address), address in _TRANSLATED or address.ipv4_mapped is not None
        if not (is_translated or address in _UNICAST) or any(not is_public(str(one)) for one in carried):
            return False
    return address.is_global and not address.is_multicast


def _carried(address: IPv6Address) -> list[IPv4Address]:
    """IPv4 addresses that an IPv6 address leads to (mapped, 6to4, Teredo, ISATAP, translated)."""
    is_tunnelled = int(address) >> 32 & 0xFCFFFFFF == _TUNNELLED
    last = IPv4Address(int(address) & 0xFFFFFFFF) if is_tunnelled or address in _TRANSLATED else None
    found = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()), last)
    return [one for one in found if one is not None]
