"""The trail: the last line of every verb writes here, in the same transaction.

A ward's changes form a chain: each carries the digest of the one before. Free text lies apart under a salted digest,
so that a text can be erased and the chain still be verified.
"""

import hashlib
import json
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, select, update

from app.domain.access import Me, require_role
from app.models.change import Change, ChangeText, TrailHead

# What units log and who they are: a change of anything else is one of the ward's reference data.
LOGGED = frozenset(
    {"product", "concern", "survey", "pulse", "commendation", "plan", "report", "person", "token", "attachment"}
)


def note(
    session: Session,
    me: Me,
    action: str,
    entity: str,
    key: str | int,
    facts: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
) -> None:
    """Writes a change; facts are codes, numbers and dates, words are free text ({"title": "…"}).

    The update of the head locks it until the commit: seq rises without a gap, and in the order of the commits.
    """
    statement = (
        update(TrailHead)
        .where(col(TrailHead.ward_id) == me.ward_id)
        .values(seq=col(TrailHead.seq) + 1)
        .returning(col(TrailHead.seq), col(TrailHead.digest))
    )
    seq, before = session.execute(statement).one()
    change = Change(
        ward_id=me.ward_id, seq=seq, at=me.at, person_id=me.person_id, token_id=me.token_id, action=action,
        entity=entity, entity_key=str(key), facts=_plain(facts or {}), digest="",
    )  # fmt: skip
    if words:
        salt = secrets.token_hex(16)
        change.text_digest = _text_digest(salt, words)
        session.add(ChangeText(ward_id=me.ward_id, seq=seq, salt=salt, words=words))
    change.digest = digest_of(change, before)
    session.add(change)
    values = {"digest": change.digest, "at": me.at} | ({} if entity in LOGGED else {"reference_seq": seq})
    session.execute(update(TrailHead).where(col(TrailHead.ward_id) == me.ward_id).values(**values))


class Head(NamedTuple):
    """Where a ward's trail stands; seq and digest name one state of everything in the ward that figures read."""

    seq: int
    digest: str
    at: datetime
    reference_seq: int


def head(session: Session, ward_id: int) -> Head:
    """The head as this session's snapshot has it."""
    table = TrailHead
    columns = select(table.seq, table.digest, table.at, table.reference_seq).where(table.ward_id == ward_id)
    return Head(*session.exec(columns).one())


def take_turn(session: Session, me: Me) -> Me:
    """Waits until no other writer of the ward is at work; returns who asks at the moment of the change that they make.

    The moment is taken under the turn and lies strictly above the ward's last one, also when the clock stepped back.
    """
    take_turn_of(session, me.ward_id)
    return replace(me, at=max(me.at, head(session, me.ward_id).at + timedelta(microseconds=1)))


def take_turn_of(session: Session, ward_id: int) -> None:
    """The same where nobody asks: for what the program does by itself."""
    session.exec(select(TrailHead).where(TrailHead.ward_id == ward_id).with_for_update()).one()


def begin(session: Session, ward_id: int) -> None:
    """The head of a new ward's chain."""
    session.add(TrailHead(ward_id=ward_id))


def erase_words(session: Session, ward_id: int, seq: int) -> None:
    """Forgets the text of a change; its digest stays in the chain."""
    session.execute(delete(ChangeText).where(col(ChangeText.ward_id) == ward_id, col(ChangeText.seq) == seq))


def digest_of(change: Change, before: str) -> str:
    """SHA-256 over the change and the digest before it, as lower-case hex."""
    parts = [
        change.ward_id, change.seq, change.at.isoformat(), change.person_id, change.token_id, change.action,
        change.entity, change.entity_key, change.facts, change.text_digest, before,
    ]  # fmt: skip
    return hashlib.sha256(_json(parts).encode()).hexdigest()


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


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


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
