"""Wrong links and tokens: nobody guesses one, so who sends many is only told to wait, from this process's memory.

A right one is never late, and nothing is written for a wrong one.
"""

import time
from collections import OrderedDict
from threading import Lock

from fastapi import Request, Response

from app.domain.errors import TooMany
from app.domain.people import delays
from app.web import pages

FREE, LONGEST = 20, 300
MOST_ADDRESSES = 10_000


class WrongKeys:
    """How many wrong links or tokens each address sent lately, in this process; a right one asks nothing of it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sent: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def sent(self, address: str) -> TooMany | None:
        """Notes a wrong one; how long to wait, after 20 that came within five minutes of one another."""
        at = time.monotonic()
        with self._lock:
            count, last = self._sent.pop(address, (0, at))
            count = 1 if at - last > LONGEST else count + 1
            self._sent[address] = count, at
            while len(self._sent) > MOST_ADDRESSES:
                self._sent.popitem(last=False)
        if count <= FREE:
            return None
        return delays.too_many(min(LONGEST, 1 << min(20, count - FREE - 1)))


def sent(request: Request) -> TooMany | None:
    """A wrong link or token came with this request: how long its address is to wait, if at all."""
    state = request.app.state
    if not hasattr(state, "wrong_keys"):
        state.wrong_keys = WrongKeys()
    found: WrongKeys = state.wrong_keys
    return found.sent(request.client.host if request.client else "")


def gone(request: Request, title: str, words: str, to: pages.To | None = None) -> Response:
    """The page for a wrong link: what became of it and where to go instead, or how long to wait."""
    busy = sent(request)
    if busy is not None:
        return pages.sorry(request, 429, ("Thử lại sau", str(busy.message)), {"Retry-After": str(busy.after)})
    return pages.sorry(request, 404, (title, words), to=to)
