"""The headers every answer carries: a strict content policy, no sniffing, no framing, no referrer to other sites."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "script-src 'self'; style-src 'self'; img-src 'self'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
A_YEAR = 365 * 24 * 3600


class SafeHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in FIXED.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
                # Answers hold a ward's own figures, and signed out means gone: no cache keeps them, nor does a
                # browser, whose Back would show them. Static files and what has an ETag say otherwise.
                headers.setdefault("Cache-Control", "no-store")
                # What packs an answer names Accept-Encoding, though the answer did already.
                if varies := ",".join(headers.getlist("Vary")):
                    headers["Vary"] = ", ".join(dict.fromkeys(name.strip() for name in varies.split(",")))
            await send(message)

        await self.app(scope, receive, with_headers)
