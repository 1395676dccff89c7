"""Answers that are kept are kept as packed as they are sent: packing a page takes longer than sending it."""

import gzip

from fastapi import Request
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
