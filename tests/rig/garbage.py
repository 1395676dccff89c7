"""Garbage: what has outlived one whole search for it is searched no more, until the last one.

The program searches after every drawing. A process of its own is soon through; this one holds every test and all that
was kept for them, and would be through a third of its time.
"""

import gc
from typing import Any

_searched = False


def begin() -> None:
    gc.callbacks.append(_note)


def set_aside() -> None:
    """After a test that searched; not while it runs, for Hypothesis looks right behind a search for who holds what."""
    global _searched  # noqa: PLW0603
    if _searched:
        gc.collect()
        gc.freeze()
        _searched = False


def end() -> None:
    """What was set aside and nobody holds any more is found now, and whatever it left open is told.

    The rest is set aside for good: pytest searches ten times more, and Python at its end again.
    """
    gc.callbacks.remove(_note)
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _note(phase: str, found: dict[str, Any]) -> None:
    global _searched  # noqa: PLW0603
    _searched |= phase == "stop" and found["generation"] == 2
