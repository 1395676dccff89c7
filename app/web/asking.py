"""Who asks, and in which session: all that words and documents need of a request, or of a job that has none."""

from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session

from app.domain.access import Me


class Asking(Protocol):
    """A request's Call is one too."""

    session: Session
    me: Me


@dataclass
class Asker:
    """The same where there is no request."""

    session: Session
    me: Me
