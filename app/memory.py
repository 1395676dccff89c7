"""Memory that was needed for a moment goes back to the machine: one worker is to live beside others on a small one."""

import ctypes
from contextlib import suppress

# As malloc.h of the GNU C library has them; another library has neither, and does without.
_ARENA_MAX, _TRIM_THRESHOLD = -8, -1
_LEAST_KEPT = 128 * 1024


def begin() -> None:
    """One heap for all threads, before there are several: each would keep what it once needed."""
    with suppress(AttributeError, OSError):
        library = ctypes.CDLL(None)
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_TRIM_THRESHOLD, _LEAST_KEPT)


def give_back() -> None:
    """After something large: what is free by now."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
