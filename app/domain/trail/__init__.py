"""The trail: the last line of every verb writes here, in the same transaction.

A ward's changes form a chain: each carries the keyed digest of the one before, and that of every thing it touched as
it is then. Free text lies apart under a salted digest, so that a text can be erased and the chain still be verified.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam
from sqlalchemy import select as columns_of
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, SQLModel

from app import db
from app.domain.access import Me
from app.domain.trail import bases, chain, differences, things
from app.domain.trail.chain import Link
from app.domain.trail.differences import UNTOLD, differs, give_back, together, told
from app.domain.trail.reading import erase_words, gave_reasons, of, since, with_words
from app.domain.trail.things import Thing, gone
from app.models.change import Change, ChangeText, TrailHead

# So many digits of a head are shown: 128 bits.
SHOWN = 32
_CHANGES: Table = Change.__table__  # type: ignore[attr-defined]
_TEXTS: Table = ChangeText.__table__  # type: ignore[attr-defined]
_HEADS: Table = TrailHead.__table__  # type: ignore[attr-defined]
# What units log and who they are: a change of anything else is one of the ward's reference data.
LOGGED = frozenset(
    {
        "product", "concern", "survey", "pulse", "commendation", "plan", "reminder", "report", "person", "token",
        "attachment",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Note:
    """A change to be told: facts are codes, numbers and dates, words are free text ({"title": "…"}).

    Where before is given (the columns of the thing as it was), what differs is told with its old and new value; where
    the thing is gone, all that it was. things are whatever the change touched, as it is now: where none are given, the
    row that entity and key name, and what is named beside it.
    """

    action: str
    entity: str
    key: str | int
    facts: dict[str, Any] | None = None
    words: dict[str, Any] | None = None
    before: Mapping[str, Any] | None = None
    beside: Sequence[Thing | SQLModel] = ()
    things: Sequence[Thing] | None = None


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
HEAD = tuple(_HEADS.c[name] for name in Head._fields)
# Built once: building one takes longer than the database takes to do it.
_ADD_CHANGES, _ADD_TEXTS = _CHANGES.insert(), _TEXTS.insert()
_MOVE_HEAD = (
    _HEADS.update()
    .where(_HEADS.c.ward_id == bindparam("ward"))
    .values({name: bindparam(f"new_{name}") for name in Head._fields})
)


@dataclass
class _Turn:
    """A ward's turn as its session remembers it: the transaction that holds it, its moment, the head as it stands."""

    transaction: SessionTransaction | None
    ward_id: int
    at: datetime
    head: Head | None


def note(session: Session, me: Me, told: Note) -> None:
    """Writes one change; see notes."""
    notes(session, me, [told])


def why(reason: str | None) -> dict[str, Any] | None:
    """The words of a change that says why it touches what is closed; none where nothing was said."""
    return {"change_reason": reason} if reason else None


def notes(session: Session, me: Me, given: Sequence[Note]) -> None:
    """Writes changes in this order, in three statements however many they are.

    The turn that this needs locks the head until the commit: seq rises without a gap, in the order of the commits.
    """
    turn = _turn(session, me.ward_id)
    if turn is None:
        raise AssertionError("a verb writes to the trail without the ward's turn")
    if not given:
        return
    before = _standing(session, turn)
    changes, texts = _chained(session, me, given, before)
    here = session.connection()
    here.execute(_ADD_CHANGES, changes)
    if texts:
        here.execute(_ADD_TEXTS, texts)
    last: dict[str, Any] = {"seq": changes[-1]["seq"], "digest": changes[-1]["digest"], "at": max(before.at, me.at)}
    of_reference = [one["digest"] for one in changes if one["entity"] not in LOGGED]
    if of_reference:
        last["reference_digest"] = of_reference[-1]
    now = before._replace(**last)
    here.execute(_MOVE_HEAD, {"ward": me.ward_id} | {f"new_{name}": value for name, value in now._asdict().items()})
    turn.head = None if session.in_nested_transaction() else now


def _chained(
    session: Session, me: Me, given: Sequence[Note], before: Head
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of these changes, each with the digest of the one before in its own; and those of their words."""
    changes, texts, link = list[dict[str, Any]](), list[dict[str, Any]](), Link(chain.key(session), before.digest)
    for seq, one in enumerate(given, start=before.seq + 1):
        touched, facts, words = _told(session, me, one)
        text_digest = None
        if words:
            salt = secrets.token_hex(16)
            text_digest = chain.text_digest(salt, words)
            texts.append({"ward_id": me.ward_id, "seq": seq, "salt": salt, "words": words})
        changes.append(link.of({
            "ward_id": me.ward_id, "seq": seq, "at": me.at, "person_id": me.person_id, "token_id": me.token_id,
            "action": one.action, "entity": one.entity, "entity_key": str(one.key), "facts": chain.stored(facts),
            "things": {thing.name: things.digest(link.secret, thing) for thing in touched},
            "text_digest": text_digest,
        }))  # fmt: skip
    return changes, texts


def _told(session: Session, me: Me, one: Note) -> tuple[Sequence[Thing], dict[str, Any], dict[str, Any]]:
    """What a change touched, its facts and its words."""
    facts, words = one.facts or {}, one.words or {}
    if one.things is not None:
        return one.things, facts, words
    touched = things.standing(session, me.ward_id, one.entity, one.key)
    if one.before is not None and touched:
        found = differences.told(touched[0].table, one.before, touched[0].row)
        facts, words = differences.together(facts, found.facts), words | found.words
    beside = [thing if isinstance(thing, Thing) else things.of_row(session, thing) for thing in one.beside]
    return [*touched, *beside], facts, words


def head(session: Session, ward_id: int) -> Head:
    """The head as this session's snapshot has it; known without asking where the session holds the ward's turn."""
    turn = _turn(session, ward_id)
    return _standing(session, turn) if turn else _asked(session, ward_id)


def heads(session: Session) -> dict[int, Head]:
    """The heads of all wards, by ward."""
    columns = columns_of(_HEADS.c.ward_id, *HEAD)
    return {ward_id: Head(*rest) for ward_id, *rest in db.read(session, columns)}


def know(session: Session, ward_id: int, found: Head) -> None:
    """A head that was read along with something else, by the present transaction."""
    known(session)[ward_id] = found


def known(session: Session) -> dict[int, Head]:
    """Heads that the present transaction has read already, by ward; they hold where it is one snapshot."""
    session.connection()
    transaction, found = session.info.get("heads", (None, {}))
    if transaction is not session.get_transaction():
        found = {}
        session.info["heads"] = (session.get_transaction(), found)
    heads_read: dict[int, Head] = found
    return heads_read


def take_turn(session: Session, me: Me) -> Me:
    """Waits until no other writer of the ward is at work; returns who asks at the moment of the change that they make.

    The moment is taken under the turn and lies strictly above the ward's last one, also when the clock stepped back.
    Taken again in the same transaction, it is the same turn.
    """
    turn = _turn(session, me.ward_id) or _begun(session, me.ward_id)
    turn.at = max(me.at, turn.at)
    return replace(me, at=turn.at)


def take_turn_of(session: Session, ward_id: int) -> None:
    """The same where nobody asks: for what the program does by itself."""
    if _turn(session, ward_id) is None:
        _begun(session, ward_id)


def _begun(session: Session, ward_id: int) -> _Turn:
    # Whoever writes to SQLite has the whole file from the first statement on; elsewhere a row that another transaction
    # changed meanwhile is read as that one left it.
    is_alone = session.get_bind().dialect.name == "sqlite" and session.info.get("writes")
    found = (known(session).get(ward_id) if is_alone else None) or _asked(session, ward_id, lock=True)
    in_savepoint = session.in_nested_transaction()
    turn = _Turn(
        session.get_transaction(), ward_id, found.at + timedelta(microseconds=1), None if in_savepoint else found
    )
    session.info.setdefault("turns", {})[ward_id] = turn
    return turn


def _turn(session: Session, ward_id: int) -> _Turn | None:
    """The turn that the present transaction holds; one of a transaction that has ended is none."""
    turn: _Turn | None = session.info.get("turns", {}).get(ward_id)
    return turn if turn is not None and turn.transaction is session.get_transaction() else None


def _standing(session: Session, turn: _Turn) -> Head:
    """The head under a turn: as remembered, but asked anew in and after a savepoint, which may be undone."""
    if session.in_nested_transaction():
        turn.head = None
    found = turn.head or _asked(session, turn.ward_id)
    turn.head = None if session.in_nested_transaction() else found
    return found


def _asked(session: Session, ward_id: int, lock: bool = False) -> Head:
    columns = columns_of(*HEAD).where(_HEADS.c.ward_id == ward_id)
    return Head(*db.read(session, columns.with_for_update() if lock else columns).one())


def begin(session: Session, ward_id: int) -> None:
    """The head of a new ward's chain; what the ward has by now it began with, and the trail vouches for it too."""
    session.add(TrailHead(ward_id=ward_id, reference_digest=secrets.token_hex(32)))
    vouch(session, ward_id)


def vouch(session: Session, ward_id: int) -> None:
    """From now on the trail vouches for everything as it stands, whatever its changes said: for who invents a ward."""
    session.flush()
    bases.lay(session.connection(), ward_id, head(session, ward_id).seq)


__all__ = [
    "HEAD",
    "LOGGED",
    "UNTOLD",
    "Head",
    "Note",
    "Thing",
    "begin",
    "differs",
    "erase_words",
    "gave_reasons",
    "give_back",
    "gone",
    "head",
    "heads",
    "know",
    "known",
    "note",
    "notes",
    "of",
    "since",
    "take_turn",
    "take_turn_of",
    "together",
    "told",
    "vouch",
    "why",
    "with_words",
]  # fmt: skip
