"""The trail: the last line of every verb writes here, in the same transaction.

A ward's changes form a chain: each carries the digest of the one before. Free text lies apart under a salted digest,
so that a text can be erased and the chain still be verified.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam
from sqlalchemy import select as columns_of
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col, delete, select

from app.domain.access import Me, require_role
from app.models.change import Change, ChangeText, TrailHead

_CHANGES: Table = Change.__table__  # type: ignore[attr-defined]
_TEXTS: Table = ChangeText.__table__  # type: ignore[attr-defined]
_HEADS: Table = TrailHead.__table__  # type: ignore[attr-defined]
# What units log and who they are: a change of anything else is one of the ward's reference data.
LOGGED = frozenset(
    {"product", "concern", "survey", "pulse", "commendation", "plan", "report", "person", "token", "attachment"}
)


@dataclass(frozen=True)
class Note:
    """A change to be told: facts are codes, numbers and dates, words are free text ({"title": "…"})."""

    action: str
    entity: str
    key: str | int
    facts: dict[str, Any] | None = None
    words: dict[str, Any] | None = None


class Head(NamedTuple):
    """Where a ward's trail stands; seq and digest name one state of everything in the ward that figures read.

    reference_digest names one state of its reference data, in any database: it is drawn anew with every change of it.
    """

    seq: int
    digest: str
    at: datetime
    reference_digest: str


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


def note(
    session: Session,
    me: Me,
    action: str,
    entity: str,
    key: str | int,
    facts: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
) -> None:
    """Writes one change; see notes."""
    notes(session, me, [Note(action, entity, key, facts, words)])


def notes(session: Session, me: Me, told: Sequence[Note]) -> None:
    """Writes changes in this order, in three statements however many they are.

    The turn that this needs locks the head until the commit: seq rises without a gap, in the order of the commits.
    """
    turn = _turn(session, me.ward_id)
    if turn is None:
        raise AssertionError("a verb writes to the trail without the ward's turn")
    if not told:
        return
    before = _standing(session, turn)
    changes, texts = _chained(me, told, before)
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


def _chained(me: Me, told: Sequence[Note], before: Head) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of these changes, each with the digest of the one before in its own; and those of their words."""
    changes, texts, digest = list[dict[str, Any]](), list[dict[str, Any]](), before.digest
    for seq, one in enumerate(told, start=before.seq + 1):
        text_digest = None
        if one.words:
            salt = secrets.token_hex(16)
            text_digest = _text_digest(salt, one.words)
            texts.append({"ward_id": me.ward_id, "seq": seq, "salt": salt, "words": one.words})
        change = {
            "ward_id": me.ward_id, "seq": seq, "at": me.at, "person_id": me.person_id, "token_id": me.token_id,
            "action": one.action, "entity": one.entity, "entity_key": str(one.key), "facts": _plain(one.facts or {}),
            "text_digest": text_digest,
        }  # fmt: skip
        digest = _digest_of(change, digest)
        changes.append(change | {"digest": digest})
    return changes, texts


def head(session: Session, ward_id: int) -> Head:
    """The head as this session's snapshot has it; known without asking where the session holds the ward's turn."""
    turn = _turn(session, ward_id)
    return _standing(session, turn) if turn else _asked(session, ward_id)


def heads(session: Session) -> dict[int, Head]:
    """The heads of all wards, by ward."""
    columns = columns_of(_HEADS.c.ward_id, *HEAD)
    return {ward_id: Head(*rest) for ward_id, *rest in session.execute(columns)}


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
    return Head(*session.execute(columns.with_for_update() if lock else columns).one())


def begin(session: Session, ward_id: int) -> None:
    """The head of a new ward's chain."""
    session.add(TrailHead(ward_id=ward_id, reference_digest=secrets.token_hex(32)))
    session.flush()


def erase_words(session: Session, ward_id: int, seq: int) -> None:
    """Forgets the text of a change; its digest stays in the chain."""
    session.execute(delete(ChangeText).where(col(ChangeText.ward_id) == ward_id, col(ChangeText.seq) == seq))


def digest_of(change: Change, before: str) -> str:
    """SHA-256 over the change and the digest before it, as lower-case hex."""
    return _digest_of({name: getattr(change, name) for name in _CHAINED}, before)


_CHAINED = (
    "ward_id", "seq", "at", "person_id", "token_id", "action", "entity", "entity_key", "facts", "text_digest",
)  # fmt: skip


def _digest_of(change: dict[str, Any], before: str) -> str:
    parts = [change[name] if name != "at" else change[name].isoformat() for name in _CHAINED]
    return hashlib.sha256(_json([*parts, before]).encode()).hexdigest()


def breaks(session: Session, ward_id: int) -> list[str]:
    """Where the chain of a ward does not hold, in words; empty when it does."""
    found, before, expected = [], "", 0
    texts = {text.seq: text for text in session.exec(select(ChangeText).where(ChangeText.ward_id == ward_id))}
    changes = select(Change).where(Change.ward_id == ward_id).order_by(col(Change.seq))
    for change in session.exec(changes):
        expected += 1
        if change.seq != expected:
            found.append(f"nhật ký thiếu thay đổi {expected}")
            expected = change.seq
        if change.digest != digest_of(change, before):
            found.append(f"thay đổi {change.seq} trong nhật ký đã bị sửa")
        text = texts.pop(change.seq, None)
        if text is not None and _text_digest(text.salt, text.words) != change.text_digest:
            found.append(f"lời của thay đổi {change.seq} trong nhật ký đã bị sửa")
        before = change.digest
    head = session.get(TrailHead, ward_id)
    if head is None or (head.seq, head.digest) != (expected, before):
        found.append("phần cuối nhật ký đã bị cắt")
    return found + [f"nhật ký có lời của thay đổi {seq} mà không có thay đổi đó" for seq in texts]


def of(session: Session, me: Me, entity: str, key: str | int) -> list[tuple[Change, dict[str, Any]]]:
    """The changes of one thing with their words (empty where erased), newest first."""
    statement = (
        select(Change)
        .where(Change.ward_id == me.ward_id, Change.entity == entity, Change.entity_key == str(key))
        .order_by(col(Change.seq).desc())
    )
    return with_words(session, me, list(session.exec(statement)))


def with_words(session: Session, me: Me, changes: list[Change]) -> list[tuple[Change, dict[str, Any]]]:
    """Each change with its words; empty where it has none, or they were erased."""
    seqs = [change.seq for change in changes]
    texts = session.exec(select(ChangeText).where(ChangeText.ward_id == me.ward_id, col(ChangeText.seq).in_(seqs)))
    words = {text.seq: text.words for text in texts}
    return [(change, words.get(change.seq, {})) for change in changes]


def _text_digest(salt: str, words: dict[str, Any]) -> str:
    return hashlib.sha256((salt + _json(words)).encode()).hexdigest()


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """As the database will give it back: dates as ISO text, tuples as lists."""
    return dict(json.loads(_json(facts)))


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


def since(session: Session, me: Me, after: int, limit: int) -> list[Change]:
    """Changes with a seq above after, in order; nothing is ever filled in below what was answered once."""
    require_role(me, "coordinator", "admin")
    statement = select(Change).where(Change.ward_id == me.ward_id, Change.seq > after)
    return list(session.exec(statement.order_by(col(Change.seq)).limit(limit)))


def gave_reasons(session: Session, ward_id: int, after: datetime) -> bool:
    """Whether a change after this moment said why it touches what was closed, or may have: its words were erased."""
    later = select(Change.seq).where(Change.ward_id == ward_id, Change.at > after, col(Change.text_digest).is_not(None))
    seqs = set(session.exec(later))
    texts = session.exec(select(ChangeText).where(ChangeText.ward_id == ward_id))
    words = {text.seq: set(text.words) for text in texts if text.seq in seqs}
    return any(seq not in words or words[seq] & {"change_reason", "reason"} for seq in seqs)
