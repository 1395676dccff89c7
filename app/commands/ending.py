"""The end of a program that was asked to end: it comes, whatever is still waited for."""

import os
import signal

from app import log
from app.commands.terminal import FAILED

# What is under way may end first, then nothing is waited for: in seconds, within the 20 that systemd and Docker give.
LONGEST = 18.0


def begin() -> None:
    """From the main thread, also from a signal's handler: the process has so long to end.

    A thread that waits for a database which never answers can be ended by nobody, and would keep its process for ever.
    """
    signal.signal(signal.SIGALRM, _end)
    # Asked again, it has no more time than it had.
    if not any(signal.getitimer(signal.ITIMER_REAL)):
        signal.setitimer(signal.ITIMER_REAL, LONGEST)


def _end(*_: object) -> None:
    try:
        log.last("ended", cause=f"something was still waited for {LONGEST:g} s after the program was asked to end")
    finally:
        os._exit(FAILED)
