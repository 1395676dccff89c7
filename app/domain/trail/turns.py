"""A ward's turn, which whoever writes there holds, and the head of its trail."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Table
from sqlalchemy import select as columns_of
from sqlmodel import Session

from app import db
from app.domain.access import Me
from app.models.change import TrailHead

# So many digits of a head are shown: 128 bits.
SHOWN = 32
HEADS: Table = TrailHead.__table__  # type: ignore[attr-defined]


class Head(NamedTuple):
    """Where a ward's trail stands; seq and digest name one state of everything in the ward that figures read.

    reference_digest names one state of its reference data, in any database: it is drawn anew with every change of it.
    """

    seq: int
    digest: str
    at: datetime
    reference_digest: str

    @property
    def words(self) -> str:
        """To be written down elsewhere: with it `lantoa check --head` proves that nothing before it was altered."""
        return f"{self.seq}:{self.digest[:SHOWN]}" if self.seq else ""


# The columns of a head, for who reads it along with something else.
HEAD = tuple(HEADS.c[name] for name in Head._fields)


@dataclass
class Turn:
    """A ward's turn as its transaction remembers it: its moment, the head as it stands, whether a change was told."""

    ward_id: int
    at: datetime
    head: Head | None
    is_told: bool = False


def head(session: Session, ward_id: int) -> Head:
    """The head as this session's snapshot has it; known without asking where the session holds the ward's turn."""
    turn = of(session, ward_id)
    return standing(session, turn) if turn else _asked(session, ward_id)


def heads(session: Session) -> dict[int, Head]:
    """The heads of all wards, by ward."""
    columns = columns_of(HEADS.c.ward_id, *HEAD)
    return {ward_id: Head(*rest) for ward_id, *rest in db.read(session, columns)}


def know(session: Session, ward_id: int, found: Head) -> None:
    """A head that was read along with something else, by the present transaction."""
    known(session)[ward_id] = found


def known(session: Session) -> dict[int, Head]:
    """Heads that the present transaction has read already, by ward; they hold where it is one snapshot."""
    if not session.in_transaction():
        session.connection()
    found: dict[int, Head] = db.notes(session).setdefault("heads", {})
    return found


def take_turn(session: Session, me: Me) -> Me:
    """Waits until no other writer of the ward is at work; returns who asks at the moment of the change that they make.

    The moment is taken under the turn and lies strictly above the ward's last one, also when the clock stepped back.
    Taken again in the same transaction, it is the same turn.
    """
    turn = of(session, me.ward_id) or _begun(session, me.ward_id)
    turn.at = max(me.at, turn.at)
    return replace(me, at=turn.at)


def take_turn_of(session: Session, ward_id: int) -> None:
    """The same where nobody asks: for what the program does by itself."""
    if of(session, ward_id) is None:
        _begun(session, ward_id)


def _begun(session: Session, ward_id: int) -> Turn:
    # Whoever writes to SQLite has the whole file from the first statement on; elsewhere a row that another transaction
    # changed meanwhile is read as that one left it.
    is_alone = session.get_bind().dialect.name == "sqlite" and session.info.get("writes")
    found = (known(session).get(ward_id) if is_alone else None) or _asked(session, ward_id, lock=True)
    in_savepoint = session.in_nested_transaction()
    turn = Turn(ward_id, found.at + timedelta(microseconds=1), None if in_savepoint else found)
    db.notes(session).setdefault("turns", {})[ward_id] = turn
    return turn


def of(session: Session, ward_id: int) -> Turn | None:
    """The turn that the present transaction holds; one of a transaction that has ended is none."""
    turn: Turn | None = db.notes(session).get("turns", {}).get(ward_id)
    return turn


def standing(session: Session, turn: Turn) -> Head:
    """The head under a turn: as remembered, but asked anew in and after a savepoint, which may be undone."""
    if session.in_nested_transaction():
        turn.head = None
    found = turn.head or _asked(session, turn.ward_id)
    turn.head = None if session.in_nested_transaction() else found
    return found


def _asked(session: Session, ward_id: int, lock: bool = False) -> Head:
    columns = columns_of(*HEAD).where(HEADS.c.ward_id == ward_id)
    return Head(*db.read(session, columns.with_for_update() if lock else columns).one())
