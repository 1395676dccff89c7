"""Passwords tried at a door: asked in a reading, counted in a transaction, tried with no session held, then noted."""

from collections.abc import Callable

from fastapi import Request
from sqlmodel import Session

from app import db
from app.domain import people
from app.domain.errors import Refused
from app.domain.people import entry
from app.domain.people.entry import Attempt
from app.web.callers import now
from app.web.deps import engine_of


def tried(request: Request, password: str, attempt: Callable[[Session], Attempt], wrong: Refused) -> Attempt:
    """The attempt, once the password was right; raises wrong, or TooMany where the try must wait."""
    with db.reading(engine_of(request)) as session:
        found = attempt(session)
    with db.transaction(engine_of(request)) as session:
        entry.begin(session, found, now())
    if people.verifies(password, found.hash):
        return found
    with db.transaction(engine_of(request)) as session:
        entry.failed(session, found, now())
    raise wrong
