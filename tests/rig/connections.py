"""How many connections of a database are held at once while something is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def held_at_once(engine: Engine) -> Iterator[list[int]]:
    """Yields how many connections were held after each one that was taken."""
    held: list[int] = []
    now = 0

    def taken(*_: Any) -> None:
        nonlocal now
        now += 1
        held.append(now)

    def given_back(*_: Any) -> None:
        nonlocal now
        now -= 1

    event.listen(engine, "checkout", taken)
    event.listen(engine, "checkin", given_back)
    try:
        yield held
    finally:
        event.remove(engine, "checkout", taken)
        event.remove(engine, "checkin", given_back)
