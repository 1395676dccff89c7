"""The trail: the last line of every verb writes here, in the same transaction.

A ward's changes form a chain: each carries the keyed digest of the one before, and that of every thing it touched as
it is then. Free text lies apart under a salted digest, so that a text can be erased and the chain still be verified.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Table, bindparam, inspect
from sqlmodel import Session, SQLModel, col, select

from app import db
from app.domain.access import Me
from app.domain.trail import bases, chain, differences, things, turns
from app.domain.trail.chain import Link
from app.domain.trail.differences import UNTOLD, differs, give_back, together, told
from app.domain.trail.reading import FIELDS, erase_words, gave_reasons, logged_since, of, shape, since, with_words
from app.domain.trail.things import Thing, gone
from app.domain.trail.turns import HEAD, HEADS, Head, head, heads, know, known, take_turn, take_turn_of
from app.models.change import Change, ChangeText, TrailHead

_CHANGES: Table = Change.__table__  # type: ignore[attr-defined]
_TEXTS: Table = ChangeText.__table__  # type: ignore[attr-defined]
# What units log and who they are: a change of anything else is one of the ward's reference data.
LOGGED = frozenset(
    {
        "product",
        "concern",
        "survey",
        "pulse",
        "commendation",
        "plan",
        "reminder",
        "report",
        "person",
        "token",
        "attachment",
        "webhook",
    }
)


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


# Built once: building one takes longer than the database takes to do it.
_MOVE_HEAD = (
    HEADS.update()
    .where(HEADS.c.ward_id == bindparam("ward"))
    .values({name: bindparam(f"new_{name}") for name in Head._fields})
)


def note(session: Session, me: Me, told: Note) -> None:
    """Writes one change; see notes."""
    notes(session, me, [told])


def note_if_changed(session: Session, me: Me, row: Any, told: Note) -> bool:
    """Stores the row and writes the change, unless it is as the note says that it was before; whether it is not."""
    assert told.before is not None
    if not differs(row, told.before):
        return False
    row.updated_at = me.at
    session.flush()
    note(session, me, told)
    return True


def is_silent(session: Session, me: Me) -> bool:
    """Whether the present transaction has told of no change: what was to be changed is as it was."""
    turn = turns.of(session, me.ward_id)
    return turn is None or not turn.is_told


def is_written(engine: Engine) -> bool:
    """Whether anything was written with a key; an older schema's trail has none yet."""
    with engine.connect() as connection:
        is_keyed = inspect(connection).has_table("trailbase")
        return is_keyed and connection.execute(select(col(TrailHead.ward_id)).limit(1)).first() is not None


def why(reason: str | None) -> dict[str, Any] | None:
    """The words of a change that says why it touches what is closed; none where nothing was said."""
    return {"change_reason": reason} if reason else None


def notes(session: Session, me: Me, given: Sequence[Note]) -> None:
    """Writes changes in this order, in three statements however many they are.

    The turn that this needs locks the head until the commit: seq rises without a gap, in the order of the commits.
    """
    turn = turns.of(session, me.ward_id)
    if turn is None:
        raise AssertionError("a verb writes to the trail without the ward's turn")
    if not given:
        return
    before = turns.standing(session, turn)
    changes, texts = _chained(session, me, given, before)
    here = session.connection()
    db.insert(here, _CHANGES, changes)
    db.insert(here, _TEXTS, texts)
    last: dict[str, Any] = {"seq": changes[-1]["seq"], "digest": changes[-1]["digest"], "at": max(before.at, me.at)}
    of_reference = [one["digest"] for one in changes if one["entity"] not in LOGGED]
    if of_reference:
        last["reference_digest"] = of_reference[-1]
    now = before._replace(**last)
    here.execute(_MOVE_HEAD, {"ward": me.ward_id} | {f"new_{name}": value for name, value in now._asdict().items()})
    turn.head, turn.is_told = None if session.in_nested_transaction() else now, True


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
        changes.append(
            link.of(
                {
                    "ward_id": me.ward_id,
                    "seq": seq,
                    "at": me.at,
                    "person_id": me.person_id,
                    "token_id": me.token_id,
                    "action": one.action,
                    "entity": one.entity,
                    "entity_key": str(one.key),
                    "facts": chain.stored(facts),
                    "things": {thing.name: things.digest(link.secret, thing) for thing in touched},
                    "text_digest": text_digest,
                }
            )
        )
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


def begin(session: Session, ward_id: int) -> None:
    """The head of a new ward's chain; what the ward has by now it began with, and the trail vouches for it too."""
    session.add(TrailHead(ward_id=ward_id, reference_digest=secrets.token_hex(32)))
    vouch(session, ward_id)


def vouch(session: Session, ward_id: int) -> None:
    """From now on the trail vouches for everything as it stands, whatever its changes said: for who invents a ward."""
    session.flush()
    bases.lay(session.connection(), ward_id, head(session, ward_id).seq)


__all__ = [
    "FIELDS",
    "HEAD",
    "UNTOLD",
    "Head",
    "Thing",
    "differs",
    "erase_words",
    "gave_reasons",
    "give_back",
    "gone",
    "head",
    "heads",
    "know",
    "known",
    "logged_since",
    "of",
    "shape",
    "since",
    "take_turn",
    "take_turn_of",
    "together",
    "told",
    "with_words",
]
