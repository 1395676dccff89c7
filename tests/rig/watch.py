"""Watches what is committed: whoever changes a row that a figure may rest on moves the head of the trail with it.

Kept answers rest on this alone, so every test that writes through a door is a test of it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

# Who may come in and what was answered to them: no figure reads these, and most are written before anyone is known.
BESIDE = {"browsersession", "invitation", "receipt", "sequence", "signinfailure"}
# Words are forgotten without a line of their own; the change that they belonged to stays.
BESIDE |= {"changetext"}
# How far the program is with what it does by itself, and what it drew of what was there.
BESIDE |= {"job", "drawing"}
_WRITES = re.compile(
    r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?(?:\s+SET\s+(\w+)=[^,]+\s+WHERE)?', re.IGNORECASE
)
# When a token was last used, and how far a webhook was told, is no change of either.
_ALONE = {("token", "used_at"), ("webhook", "ordered_until")}
_looking_away: ContextVar[bool] = ContextVar("looking_away", default=False)


@contextmanager
def looking_away() -> Iterator[None]:
    """For what a test writes past every door."""
    token = _looking_away.set(True)
    try:
        yield
    finally:
        _looking_away.reset(token)


def over(engine: Engine) -> None:
    event.listen(engine, "after_cursor_execute", _note)
    event.listen(engine, "commit", _require_head)
    event.listen(engine, "rollback", lambda connection: connection.info.pop("written", None))


def _note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    found = _WRITES.match(statement)
    if found and not _looking_away.get() and found.groups() not in _ALONE:
        connection.info.setdefault("written", set()).add(found[1].lower())


def _require_head(connection: Any) -> None:
    written = connection.info.pop("written", set()) - BESIDE
    assert not written or "trailhead" in written, f"changed without a line in the trail: {sorted(written)}"
