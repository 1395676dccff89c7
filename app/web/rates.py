"""How often a token may ask: so many requests a minute, counted in this process's memory, told in every answer's head.

The window of a token begins with its first request; nothing is written, and people on pages are not counted.
"""

import math
import time
from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from fastapi import Request

from app.domain.access import Me
from app.domain.errors import Say, TooMany

WINDOW = 60
MOST_TOKENS = 10_000


class Rate(NamedTuple):
    """What is left of a token's window: of how many requests, and for how many whole seconds."""

    limit: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        told = {"Limit": self.limit, "Remaining": max(0, self.left), "Reset": self.seconds}
        return {f"RateLimit-{name}": str(value) for name, value in told.items()}


class Rates:
    """The windows of all tokens; `limit` requests in each."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = Lock()
        self._windows: OrderedDict[tuple[int, int], tuple[float, int]] = OrderedDict()

    def note(self, token: tuple[int, int]) -> Rate:
        """Counts one request; `left` is below 0 where it was one too many."""
        at = time.monotonic()
        with self._lock:
            began, count = self._windows.pop(token, (at, 0))
            if at - began >= WINDOW:
                began, count = at, 0
            self._windows[token] = began, count + 1
            while len(self._windows) > MOST_TOKENS:
                self._windows.popitem(last=False)
        return Rate(self.limit, self.limit - count - 1, math.ceil(began + WINDOW - at))


def require_room(request: Request, me: Me) -> None:
    """Counts this request of a token, once; raises TooMany where its minute is full."""
    rates: Rates = request.app.state.rates
    if me.token_id is None or not rates.limit or hasattr(request.state, "rate"):
        return
    rate = request.state.rate = rates.note((me.ward_id, me.token_id))
    if rate.left < 0:
        raise TooMany(
            Say("Gửi quá {most} lần một phút. Đợi {wait} giây.", most=rate.limit, wait=rate.seconds), rate.seconds
        )
