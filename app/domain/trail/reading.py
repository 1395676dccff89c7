"""What the trail is asked: the changes of a thing, those after a number, their words while nobody erased them."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain.access import Me, require_role
from app.models.change import Change, ChangeText


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


def erase_words(session: Session, ward_id: int, seq: int) -> None:
    """Forgets the text of a change; its digest stays in the chain."""
    session.execute(delete(ChangeText).where(col(ChangeText.ward_id) == ward_id, col(ChangeText.seq) == seq))


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
