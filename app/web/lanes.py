"""Lanes: how many requests of a kind are at work at once; the others wait in the loop, holding no thread.

The pool of connections is as large as the lanes together: nobody who has a place waits for a connection.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Literal, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from anyio import CapacityLimiter, to_thread

from app import db
from app.domain.errors import No, Say

T = TypeVar("T")
Kind = Literal["reads", "writes", "hashes", "documents"]
# How long one waits for a place, in seconds, before being told that the server is busy.
PATIENCE = 10.0
# How long one waits for what is done by the way, in seconds.
A_MOMENT = 0.05
# Hashing takes a core and 19 MiB each: more at once would take what the other pages need.
HASHES = 2
# So does drawing a document, for a tenth of a second or two.
DOCUMENTS = 2


class Busy(No):
    """Nobody let go of a place in time; nothing was stored, and pressing again is safe."""

    code = "busy"
    message = Say(
        "Máy chủ đang bận. Điều bạn vừa nhập chưa được lưu, nhưng vẫn còn trong trang trước: quay lại rồi bấm lần nữa. "
        "Bấm nhiều lần cũng chỉ lưu một lần."
    )


class Lanes:
    """The lanes of one event loop."""

    def __init__(self, writers: int) -> None:
        sizes = {"reads": db.READERS, "writes": writers, "hashes": HASHES, "documents": DOCUMENTS}
        self._places = {kind: asyncio.Semaphore(size) for kind, size in sizes.items()}
        self._threads = CapacityLimiter(sum(sizes.values()))
        # Held by those who stand in them: a queue that nobody stands in is gone.
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def through(self, kind: Kind, work: Callable[[], T]) -> T:
        """What work answers, from a thread of its own; raises Busy where no place became free in time."""
        async with _held(self._places[kind]):
            return await to_thread.run_sync(work, limiter=self._threads)

    async def hashing(self, sender: str, work: Callable[[], T]) -> T:
        """The same in the lane of hashes, one at a time of each sender: who guesses waits behind his own guesses."""
        queue = self._queues.setdefault(sender, asyncio.Lock())
        async with _held(queue):
            return await self.through("hashes", work)


@asynccontextmanager
async def _held(place: asyncio.Semaphore | asyncio.Lock) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(PATIENCE):
            await place.acquire()
    except TimeoutError:
        raise Busy() from None
    try:
        yield
    finally:
        place.release()


class Roads:
    """The lanes of every event loop that serves an application: a server has one, a test may have several."""

    def __init__(self, writers: int) -> None:
        self._writers = writers
        self._lanes: WeakKeyDictionary[asyncio.AbstractEventLoop, Lanes] = WeakKeyDictionary()
        self._tasks: set[asyncio.Future[None]] = set()

    async def aside(self, kind: Kind, work: Callable[..., object], *given: object) -> None:
        """The same by the way: it is waited for a moment only, goes on without us, and is given up in a busy lane."""

        async def alone() -> None:
            with suppress(Busy):
                await self.through(kind, work, *given)

        task = asyncio.ensure_future(alone())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait({task}, timeout=A_MOMENT)

    async def through(self, kind: Kind, work: Callable[..., T], *given: object) -> T:
        """What work answers to what is given, from a thread of its own."""
        return await self._here().through(kind, partial(work, *given))

    async def hashing(self, sender: str, work: Callable[..., T], *given: object) -> T:
        """What work, which hashes a password that came from this sender's address, answers to what is given."""
        return await self._here().hashing(sender, partial(work, *given))

    def _here(self) -> Lanes:
        loop = asyncio.get_running_loop()
        if loop not in self._lanes:
            self._lanes[loop] = Lanes(self._writers)
        return self._lanes[loop]
