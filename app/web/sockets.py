"""Sockets on which nothing happens: a head that doesn't come whole in time is not waited for.

uvicorn ends idle keep-alive connections by itself; a connection that never sends a whole head it would keep for ever.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# From the connection on, or from the first byte of a further head, in seconds.
HEAD = 15.0


class Hasty(HttpToolsProtocol):
    """uvicorn's protocol with a deadline for every head."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        # Between two requests uvicorn's own timer runs; it ends with the first byte that comes.
        present: Any = self.cycle
        if self._deadline is None and (present is None or present.response_complete):
            self._await_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(HEAD, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.close()
