"""A client whose request is one errand to the event loop; Starlette's own goes there eight times for each."""

from typing import Any
from urllib.parse import unquote

import anyio
import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

Message = dict[str, Any]


class Client(TestClient):
    """Starlette's test client, but that an answer is whole before anyone reads of it."""

    def __init__(
        self,
        app: FastAPI,
        portal: Any,
        *,
        client: tuple[str, int] = ("testclient", 50_000),
        raise_server_exceptions: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(app, follow_redirects=False, **options)
        self.portal = portal
        self._transport = _Transport(app, portal, client, raise_server_exceptions)


class _Transport(httpx2.BaseTransport):
    def __init__(self, app: FastAPI, portal: Any, client: tuple[str, int], raises: bool) -> None:
        self._app, self._portal, self._client, self._raises = app, portal, client, raises

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        errand = _Errand(request, self._client)
        try:
            self._portal.call(errand.run, self._app)
        except Exception:
            if self._raises:
                raise
        assert errand.status or not self._raises, "the application gave no answer"
        # HEAD has no body, whatever the application sends.
        body = b"" if request.method == "HEAD" else bytes(errand.body)
        return httpx2.Response(
            errand.status or 500, headers=errand.headers, stream=httpx2.ByteStream(body), request=request
        )


class _Errand:
    """One request, told as ASGI tells it, and what was sent back."""

    def __init__(self, request: httpx2.Request, client: tuple[str, int]) -> None:
        self._request, self._client = request, client
        self._asked = False
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def run(self, app: FastAPI) -> None:
        self._whole = anyio.Event()
        await app(self._scope(), self._receive, self._send)

    def _scope(self) -> Message:
        url = self._request.url
        headers = [(key.lower().encode(), value.encode()) for key, value in self._request.headers.multi_items()]
        return {
            "type": "http",
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": url.scheme,
            "path": unquote(url.path),
            "raw_path": url.raw_path.split(b"?", 1)[0],
            "root_path": "",
            "query_string": url.query,
            "headers": headers,
            "client": self._client,
            "server": [url.host, url.port or {"http": 80, "https": 443}[url.scheme]],
            "state": {},
        }

    async def _receive(self) -> Message:
        if self._asked:
            await self._whole.wait()
            return {"type": "http.disconnect"}
        self._asked = True
        return {"type": "http.request", "body": self._request.read()}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message["headers"]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                self._whole.set()
