"""Static files under addresses that change with their content, so that browsers may keep them for a year."""

import hashlib
import json
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

STATIC = Path(__file__).resolve().parent.parent / "static"
A_YEAR = "public, max-age=31536000, immutable"


@cache
def address(name: str) -> str:
    """The address of a file of app/static with its version: /static/style.css?v=1a2b3c4d."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"


@cache
def integrity(name: str) -> str:
    """The digest that vendor/manifest.json states for a vendored file."""
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text())
    return str(manifest[name]["sha384"])


class Kept(StaticFiles):
    """StaticFiles whose files may be kept for a year where the address carries a version (fonts: always)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        versioned = scope.get("query_string", b"").startswith(b"v=") or scope["path"].endswith(".woff2")

        async def with_age(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                MutableHeaders(scope=message)["Cache-Control"] = A_YEAR if versioned else "public, no-cache"
            await send(message)

        await super().__call__(scope, receive, with_age)
