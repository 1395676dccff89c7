"""A backup that is being written, under a passing name that it holds locked; one that nobody holds was killed."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from app import ownership
from app.backups import members

NAME = re.compile(r"\..+\.[0-9]+\.part", re.ASCII | re.DOTALL)
# How a ZIP begins whose first member is a table, as far as the name.
_ZIP, _NAME_AT = b"PK\x03\x04", 30


def named(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


@contextmanager
def opened(part: Path) -> Iterator[IO[bytes]]:
    """The file, empty and locked as long as this process lives. Password hashes are in it: for the operator alone."""
    while True:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT, ownership.FILE)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if _is(part, handle):
            break
        # Someone swept it in the moment between.
        os.close(handle)
    with os.fdopen(handle, "wb") as file:
        file.truncate()
        yield file


def sweep(folder: Path) -> None:
    """Removes what killed backups left in the folder; what isn't surely that, or can't be removed, stays."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            with suppress(OSError):
                _sweep(path)


def _sweep(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(_NAME_AT + len(members.TABLES) + 1)
        if head and not (head.startswith(_ZIP) and head[_NAME_AT:] == f"{members.TABLES}/".encode()):
            return
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()


def _is(path: Path, handle: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(handle))
    return False
