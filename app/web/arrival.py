"""The arrival of a body: whole, in time and no longer than the route takes, before any transaction begins.

Who may send is judged first where a body keeps us waiting: by the route's own first lines, run in a reading until they
ask for what was sent (NeedsBody). A body that came along with its head needs no such round.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import ClientDisconnect

from app.web.errors import BrokenOff, NeedsSignIn, TooLarge, TooSlow
from app.web.sign_in import is_known

# What a page's form or one thing of the API may weigh, in bytes; what brings many things says so (`of_many`).
MOST = 2 * 1024**2
# What has come by then, in seconds, came along with the head.
AT_ONCE = 0.02
# A sender who is silent for so long, or takes longer than this in all, is not waited for; in seconds.
SILENCE, LONGEST = 20.0, 120.0
# Whoever can't be served gets back what they typed, if it is a form of no more bytes and comes within so many seconds.
MOST_CARRIED, SOON = 300_000, 3.0
# From then on, in seconds, so many bytes a second must have come on the average.
GRACE, LEAST_RATE = 10.0, 500


class NeedsBody(Exception):
    """A route asked for what was sent before it had come: so far nothing spoke against it."""


class Body:
    """What was sent."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._content: bytes | None = None

    @property
    def content(self) -> bytes:
        """The bytes, whole; raises NeedsBody as long as they are awaited."""
        if self._content is None:
            raise NeedsBody()
        return self._content

    def came_as(self, content: bytes) -> None:
        """It came already, with a file, in another way: content names all of it."""
        self._content = content

    async def come(self, most: int, judge: Callable[[], Awaitable[None]] | None = None) -> None:
        """Waits for all of it, after judge found nothing against the sender.

        Raises TooLarge past `most` bytes, TooSlow, BrokenOff, and what judge raises.
        """
        if self._content is not None:
            return
        if length(self.request) > most:
            if judge is not None:
                await judge()
            raise TooLarge()
        if judge is not None and "expect" in self.request.headers:
            # Who asks whether to send at all is told before a byte of it is on its way.
            await judge()
            judge = None
        coming = asyncio.ensure_future(_whole(self.request, most))
        try:
            if judge is not None and not (await asyncio.wait({coming}, timeout=AT_ONCE))[0]:
                await judge()
            self._content = self.request.state.sent = await coming
        except NeedsSignIn:
            if is_known(self.request):
                await _keep(self.request, coming)
            raise
        finally:
            if not coming.done():
                coming.cancel()
                with suppress(asyncio.CancelledError):
                    await coming


async def to_come(request: Request) -> Body:
    return Body(request)


RawBody = Annotated[Body, Depends(to_come)]


async def parts(request: Request, longest: float, rate: int) -> AsyncIterator[bytes]:
    """What comes, as it comes; raises TooSlow past `longest` seconds or under `rate` bytes a second, BrokenOff."""
    clock, came = asyncio.get_running_loop().time, 0
    began = clock()
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(min(SILENCE, max(0.0, began + longest - clock()))):
                part = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise TooSlow() from None
        except ClientDisconnect:
            raise BrokenOff() from None
        came += len(part)
        if clock() - began > GRACE and came < rate * (clock() - began):
            raise TooSlow()
        yield part


async def _whole(request: Request, most: int) -> bytes:
    body = bytearray()
    async for part in parts(request, LONGEST, LEAST_RATE):
        body += part
        if len(body) > most:
            raise TooLarge()
    return bytes(body)


async def carry(request: Request) -> None:
    """Takes what was typed along for the page that says no, where it comes soon (see web/carried)."""
    coming = asyncio.ensure_future(_whole(request, MOST_CARRIED))
    await _keep(request, coming)
    coming.cancel()


async def _keep(request: Request, coming: asyncio.Future[bytes]) -> None:
    if 0 < length(request) <= MOST_CARRIED:
        await asyncio.wait({coming}, timeout=SOON)
    if coming.done() and not coming.cancelled() and coming.exception() is None:
        request.state.sent = coming.result()


def length(request: Request) -> int:
    """How many bytes the sender says will come; 0 where nothing is said."""
    told = request.headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else 0
