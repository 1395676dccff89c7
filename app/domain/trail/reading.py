"""What the trail is asked: the changes of a thing, those after a number, their words while nobody erased them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, or_
from sqlalchemy import select as columns_of
from sqlmodel import Session, SQLModel, col, delete, select

from app import db
from app.domain import access
from app.domain.access import Me
from app.domain.lives import Span
from app.domain.trail.things import told_key
from app.domain.trail.turns import Head
from app.models.change import Change, ChangeText
from app.models.product import Placement

# What everyone reads, and whose the rest is, by the column that says so.
REFERENCE = ("unit", "group", "channel", "period", "campaign", "directive", "material", "import")
OWNED = dict.fromkeys(("product", "survey", "pulse", "commendation", "plan", "report"), "unit") | {
    "concern": "owner_unit"
}

# So many changes are looked through to learn that products were logged and nothing else.
MOST_SINCE = 100
_CHANGES = Change.__table__  # type: ignore[attr-defined]
_SINCE = (
    columns_of(*(_CHANGES.c[name] for name in ("digest", "action", "entity", "entity_key")))
    .where(_CHANGES.c.ward_id == bindparam("ward"), _CHANGES.c.seq >= bindparam("seq"))
    .order_by(_CHANGES.c.seq)
    .limit(MOST_SINCE + 2)
)

FIELDS = ("seq", "at", "entity", "id", "action")


def shape(change: Change) -> dict[str, Any]:
    """A change as other systems are told of it, whether they ask or it is sent to them."""
    return {
        "seq": change.seq,
        "at": change.at,
        "entity": change.entity,
        "id": told_key(change.entity, change.entity_key),
        "action": change.action,
    }


def of(session: Session, me: Me, entity: str, key: str | int) -> list[tuple[Change, dict[str, Any]]]:
    """The changes of one thing with their words (empty where erased), newest first."""
    statement = (
        select(Change)
        .where(Change.ward_id == me.ward_id, Change.entity == entity, Change.entity_key == str(key))
        .order_by(col(Change.seq).desc())
    )
    return with_words(session, me, list(session.exec(statement)))


def numbered(session: Session, me: Me, seqs: Iterable[int]) -> list[Change]:
    """Changes by their numbers, oldest first."""
    these = (Change.ward_id == me.ward_id, col(Change.seq).in_(list(seqs)))
    return list(session.exec(select(Change).where(*these).order_by(col(Change.seq))))


def with_words(session: Session, me: Me, changes: list[Change]) -> list[tuple[Change, dict[str, Any]]]:
    """Each change with its words; empty where it has none, or they were erased."""
    seqs = [change.seq for change in changes]
    texts = session.exec(select(ChangeText).where(ChangeText.ward_id == me.ward_id, col(ChangeText.seq).in_(seqs)))
    words = {text.seq: text.words for text in texts}
    return [(change, words.get(change.seq, {})) for change in changes]


def erase_words(session: Session, ward_id: int, seq: int) -> None:
    """Forgets the text of a change; its digest stays in the chain."""
    session.execute(delete(ChangeText).where(col(ChangeText.ward_id) == ward_id, col(ChangeText.seq) == seq))


def logged_since(session: Session, ward_id: int, before: Head, now: Head, alone: bool) -> list[int] | None:
    """The products that were logged between two heads, if nothing else that is told of products was changed (alone: if
    nothing else was changed at all); None where it was, where they are many, or where the first head is none of this
    trail.
    """
    if before == now:
        return []
    if before.reference_digest != now.reference_digest or not before.seq:
        return None
    told = db.read(session, _SINCE, {"ward": ward_id, "seq": before.seq}).all()
    if not told or told[0].digest != before.digest or len(told) > MOST_SINCE + 1:
        return None
    of_products = [one for one in told[1:] if alone or one.entity == "product"]
    if any((one.entity, one.action) != ("product", "logged") for one in of_products):
        return None
    return [int(one.entity_key) for one in of_products]


def since(session: Session, me: Me, after: int, limit: int) -> list[Change]:
    """Changes with a seq above after, in order; nothing is ever filled in below what was answered once.

    A unit follows its own, with gaps.
    """
    access.require(me, "changes.follow")
    statement = select(Change).where(Change.ward_id == me.ward_id, Change.seq > after)
    if access.own_only(me, "changes.follow"):
        statement = statement.where(_is_of(me))
    return list(session.exec(statement.order_by(col(Change.seq)).limit(limit)))


def _is_of(me: Me) -> Any:
    """Changes of reference data, and of what is, or was when it was deleted, the unit's own."""
    own: list[Any] = [col(Change.entity).in_(REFERENCE)]
    for table, column in OWNED.items():
        here, entity = SQLModel.metadata.tables[table].c, col(Change.entity) == table
        kept = columns_of(cast(here.id, String)).where(here.ward_id == me.ward_id, here[column] == me.unit)
        was = col(Change.facts)[("was", column)].as_string() == me.unit
        deleted = columns_of(col(Change.entity_key)).where(col(Change.ward_id) == me.ward_id, entity, was)
        gone = deleted.where(col(Change.action) == "deleted")
        own.append(and_(entity, or_(col(Change.entity_key).in_(kept), col(Change.entity_key).in_(gone))))
    return or_(*own)


def gave_reasons(session: Session, ward_id: int, after: datetime, span: Span) -> bool:
    """Whether a change after this moment that may alter the coverage of a span said why, or may have: its words were
    erased. A product may where it has, or had by then, a placement in the span; a group always, nothing else ever.
    """
    text = and_(col(ChangeText.ward_id) == Change.ward_id, col(ChangeText.seq) == Change.seq)
    # Most changes gave none: which did is looked up in the text of the words, and read there.
    may_be = or_(col(ChangeText.seq).is_(None), cast(ChangeText.words, String).like('%reason"%'))
    later = (
        columns_of(col(Change.entity), col(Change.entity_key), col(Change.facts), col(ChangeText.words))
        .outerjoin(ChangeText, text)
        .where(col(Change.ward_id) == ward_id, col(Change.at) > after, col(Change.text_digest).is_not(None), may_be)
        .where(col(Change.entity).in_(("product", "group")))
    )
    for entity, key, facts, words in session.execute(later).all():
        is_reasoned = words is None or set(words) & {"change_reason", "reason"}
        if is_reasoned and (entity == "group" or any(span.has(day) for day in _days(session, ward_id, key, facts))):
            return True
    return False


def _days(session: Session, ward_id: int, product: str, facts: dict[str, Any]) -> list[date]:
    """The days of a product's placements: those that it has, and those that a change of it tells of."""
    here = (Placement.ward_id == ward_id, Placement.product_id == int(product))
    told = [
        place["published_on"] if isinstance(place, dict) else place
        for one in facts.get("placements", [])
        for place in ([one.get("was"), one.get("now")] if isinstance(one, dict) else [one[1]])
        if place is not None
    ]
    return [*session.exec(select(col(Placement.published_on)).where(*here)), *map(date.fromisoformat, told)]
