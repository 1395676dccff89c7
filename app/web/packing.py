"""Answers that are kept are kept as packed as they are sent: packing a page takes longer than sending it."""

import gzip
from typing import NamedTuple

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from app.web import preferences

# From so many bytes on an answer is packed, as tightly as this (of 9).
LEAST, TIGHT = 1000, 6


class Packing(GZipMiddleware):
    """Packs what is longer for who takes it so: what they said of it stands in the head as yes or not at all."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            wanted = Headers(scope=scope).get("accept-encoding", "")
            others = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
            packs = preferences.of_encoding(wanted, "gzip") > 0
            # In the scope itself: who watches finds there, afterwards, which route it went.
            scope["headers"] = [*others, (b"accept-encoding", b"gzip")] if packs else others
        await super().__call__(scope, receive, send)


def takes_packed(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def pack(body: bytes) -> tuple[bytes, dict[str, str]]:
    """The body as it is sent to who takes it packed, and the header that says so."""
    if len(body) < LEAST:
        return body, {}
    return gzip.compress(body, TIGHT, mtime=0), {"content-encoding": "gzip"}


class Sent(NamedTuple):
    """An answer as it leaves, to be sent again as it is."""

    body: bytes
    headers: dict[str, str]

    def again(self) -> Response:
        return Response(self.body, headers=self.headers)


def as_sent(response: Response, packed: bool) -> Sent:
    body, packing = pack(bytes(response.body)) if packed else (bytes(response.body), {})
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    vary = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding")))
    return Sent(body, headers | {"vary": vary} | packing)
