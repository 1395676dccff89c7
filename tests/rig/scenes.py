"""Scenes: what many tests begin with is made once in a process, and brought back to each of them as it was."""

import os
import tempfile
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tests import makers

T = TypeVar("T")


class _Kept(NamedTuple):
    bring_back: Callable[[], None]
    files: dict[Path, Path]
    told: Any


class Scenes:
    """Those of one database; keep_rows keeps every row as it is, and returns what brings them all back."""

    def __init__(self, keep_rows: Callable[[], Callable[[], None]], files: Path) -> None:
        self._keep_rows, self._files = keep_rows, files
        # What is made around today is made anew tomorrow.
        self._kept: dict[tuple[str, date], _Kept] = {}

    def show(self, name: str, make: Callable[[], T]) -> T:
        """What make tells, once the database is as make leaves it; it must be as new."""
        key = name, makers.today()
        if key not in self._kept:
            told = make()
            self._kept[key] = _Kept(self._keep_rows(), self._linked(), told)
        else:
            self._kept[key].bring_back()
            for kept, path in self._kept[key].files.items():
                if not path.exists():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    os.link(kept, path)
        told_again: T = deepcopy(self._kept[key].told)
        return told_again

    def _linked(self) -> dict[Path, Path]:
        """Every attached file under another name, where nobody deletes it, to the one that it has."""
        apart = Path(tempfile.mkdtemp(dir=self._files.parent))
        found = {}
        for place, path in enumerate(path for path in self._files.rglob("*") if path.is_file()):
            os.link(path, apart / str(place))
            found[apart / str(place)] = path
        return found
