"""What a restore has beside the register while it runs: one at a time, and what a killed one left is swept.

The next restore sweeps it, and so does the next start; while a restore runs nobody does.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.backups import arrivals, places
from app.backups.archive import BackupFault


@contextmanager
def swept(place: places.Place, data_dir: Path) -> Iterator[None]:
    """Nothing of another restore lies here while this lasts; raises BackupFault where one is under way."""
    if not data_dir.is_dir():
        yield
        return
    handle = os.open(data_dir, os.O_RDONLY)
    try:
        _lock(handle)
        place.sweep()
        arrivals.sweep(data_dir)
        yield
    finally:
        os.close(handle)


def _lock(folder: int) -> None:
    """Whoever is killed lets go of it."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupFault(places.ANOTHER) from None


def sweep(url: str, trail_key: bytes, data_dir: Path) -> None:
    """Of a register that is about to be served; what can't be removed now is left to the next start."""
    with suppress(BackupFault, OSError, SQLAlchemyError), swept(places.of(url, trail_key), data_dir):
        pass
