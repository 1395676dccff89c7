"""Answers that are kept are kept as packed as they are sent: packing a page takes longer than sending it."""

import gzip

from fastapi import Request

# From so many bytes on an answer is packed, as tightly as this (of 9).
LEAST, TIGHT = 1000, 6


def takes_packed(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def pack(body: bytes) -> tuple[bytes, dict[str, str]]:
    """The body as it is sent to who takes it packed, and the header that says so."""
    if len(body) < LEAST:
        return body, {}
    return gzip.compress(body, TIGHT, mtime=0), {"content-encoding": "gzip"}
