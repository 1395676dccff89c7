"""One look at a time whether the program can answer: who asks meanwhile is told the same, and nobody waits for ever."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

# What keeps the program from answering, in a word, and its cause for the log; both empty where nothing does.
Why = tuple[str, str]
# How long one waits for what the look finds, in seconds.
PATIENCE = 10.0


class Outlook:
    """A database that neither answers nor breaks off holds up one look, however often it is asked for."""

    def __init__(self) -> None:
        self._looks: dict[asyncio.AbstractEventLoop, asyncio.Task[Why]] = {}

    async def ask(self, look: Callable[[], Coroutine[Any, Any, Why]]) -> Why:
        """What the look finds, or that it found nothing in time."""
        loop = asyncio.get_running_loop()
        if loop not in self._looks:
            self._looks[loop] = loop.create_task(look())
            self._looks[loop].add_done_callback(partial(self._forget, loop))
        done, _ = await asyncio.wait({looking := self._looks[loop]}, timeout=PATIENCE)
        return looking.result() if done else ("busy", f"no answer within {PATIENCE:.0f} s")

    def _forget(self, loop: asyncio.AbstractEventLoop, _look: object) -> None:
        self._looks.pop(loop, None)
