"""Refuses forms from other sites: Sec-Fetch-Site, else Origin against Host; so forms need no tokens.

As in Go 1.25's CrossOriginProtection: a request with neither header comes from no browser, and is let through.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain.errors import Say
from app.web.errors import Said, answer

WORDS = Say("Yêu cầu này đến từ một trang khác nên không được nhận. Mở lại Lan Tỏa rồi thử lại.")
SAFE = ("GET", "HEAD", "OPTIONS")


class SameOrigin:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_judged = scope["type"] == "http" and scope["method"] not in SAFE and not _bears_token(scope)
        if is_judged and is_foreign(Headers(scope=scope)):
            no = await answer(Request(scope, receive), Said(403, WORDS, "cross_site"))
            await no(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _bears_token(scope: Scope) -> bool:
    """Whoever brings a token to the API is let in by it alone: no other site can send that for them."""
    header = Headers(scope=scope).get("authorization", "")
    return bool(scope["path"].startswith("/api/")) and header.lower().startswith("bearer ")


def is_foreign(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
