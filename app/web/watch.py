"""The watch at the gate: every request has an id and is counted; what failed, or was refused, is told to the operator.

A page or answer of the 500s names the id under which the operator finds its line.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import log
from app.web import arrival, english, errors
from app.web.metrics import Metrics

# What whoever watches the server asks is answered however many wait.
ALWAYS = ("/healthz", "/metrics")
# Refusals that the operator may want to see: who is not let in, who sends too much, too slowly or too often.
TOLD = (401, 403, 408, 413, 429)


class Watch:
    """Wraps the application; `metrics` are what /metrics tells, `most_open` how many requests may be open at once."""

    def __init__(self, app: ASGIApp, metrics: Metrics, most_open: int) -> None:
        self.app, self.metrics, self.most_open = app, metrics, most_open
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = secrets.token_hex(6)
        english.listen(scope)
        app = self._crowded if self._open >= self.most_open and scope["path"] not in ALWAYS else self.app
        began, status = time.perf_counter(), 0

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = {"x-request-id": state["request_id"]} | (state["rate"].headers if "rate" in state else {})
                message["headers"] = [
                    *message["headers"],
                    *((name.lower().encode(), value.encode()) for name, value in told.items()),
                ]
            await send(message)

        with self._counted():
            try:
                await app(scope, receive, seen)
            except Exception as error:  # noqa: BLE001  (whatever it is, it must not end in silence)
                state["cause"], state["places"] = log.cause(error), log.places(error)
                if not status:
                    await errors.broken(Request(scope, receive))(scope, receive, seen)
        self._tell(scope, status, time.perf_counter() - began)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._open += 1
        self.metrics.open.set(self._open)
        try:
            yield
        finally:
            self._open -= 1
            self.metrics.open.set(self._open)

    async def _crowded(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["cause"] = f"{self._open} requests are open"
        request = Request(scope, receive)
        if scope["method"] == "POST" and not errors.is_api(request):
            await arrival.carry(request)
        await errors.crowded(request)(scope, receive, send)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        state, route = scope["state"], _route(scope)
        self.metrics.note(scope["method"], route, status, seconds)
        if status >= 500 or "cause" in state:
            facts = {name: state[name] for name in ("cause", "places") if name in state}
            log.failed("failed", status=status, request=state["request_id"], **_asked(scope, route), **facts)
        elif status in TOLD:
            log.told("refused", status=status, **_asked(scope, route), code=state.get("code"))


def _asked(scope: Scope, route: str) -> dict[str, Any]:
    """What was asked for, by the route's pattern: an address itself may hold a secret or what someone typed."""
    return {"method": scope["method"], "route": route, "who": scope["state"].get("who")}


def _route(scope: Scope) -> str:
    """The address with the names of its parts for their values; "none" where no route was found."""
    if "endpoint" not in scope:
        return "none"
    path: str = scope["path"]
    for name, value in scope.get("path_params", {}).items():
        path = path.replace(f"/{value}".rstrip("/"), f"/{{{name}}}", 1)
    return path
