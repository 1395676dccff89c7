"""Undo: who did the last thing to a product, a concern or a report takes it back, within a day and while nothing rests
on it.

It is a change of its own, by the verbs and rights of its noun; what was done and that it was undone both stay in the
trail.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain import access, concerns, confirmations, handed_in, products, reports, trail
from app.domain.access import Me
from app.domain.concerns import rules
from app.domain.errors import Conflict, NotFound, Say
from app.domain.products import questions
from app.domain.reports.inputs import SubmitIn
from app.models import Change, Concern

GONE = Say("Việc này không hoàn tác được nữa: đã có thay đổi hoặc báo cáo khác sau đó.")
LATE = Say("Việc này làm đã hơn một ngày nên không hoàn tác được. Sửa hoặc rút, có ghi lý do.")


class Way(NamedTuple):
    """How a thing of a noun is found, and what takes back what was done to it."""

    find: Callable[[Session, Me, int], Any]
    take: Callable[[Session, Me, Any, Change], None]
    # Whether something else rests on the thing since this change.
    is_held: Callable[[Session, Me, Any, Change], bool] = lambda *_: False


def _is_named(session: Session, me: Me, product: Any, change: Change) -> bool:
    """Whether a concern was answered with this product, another one takes its place, or a report tells of it."""
    named = select(Concern.id).where(Concern.ward_id == me.ward_id, Concern.answer_product == product.id)
    is_used = session.exec(named).first() is not None or bool(questions.replacements(session, me, product))
    return is_used or _is_told_of(session, me, product, change)


def _is_told_of(session: Session, me: Me, product: Any, change: Change) -> bool:
    days = products.days(session, product)
    return handed_in.since(session, me, change.at).tells_of(product.unit, days)


def _is_concern_told_of(session: Session, me: Me, concern: Any, change: Change) -> bool:
    days = [getattr(concern, name) for name in rules.DAYS]
    return handed_in.since(session, me, change.at).tells_of(concern.owner_unit, days)


def _judge_again(session: Session, me: Me, report: Any, change: Change) -> None:
    """A report that was accepted waits to be judged again."""
    access.require(me, "reports.judge")
    before, step = report.model_dump(), reports.Step("undone", ("accepted",), "submitted")
    step.take(session, me, report, SubmitIn())
    told = step.told(report, SubmitIn(), before)
    trail.note(session, me, replace(told, facts={**(told.facts or {}), "undoes": change.seq}))


_LOGGED = Way(products.find, products.take_back, _is_named)
_CONFIRMED = Way(products.find, confirmations.take_back, _is_told_of)
_STEPPED = Way(concerns.find, concerns.take_back, _is_concern_told_of)
WAYS: dict[tuple[str, str], Way] = {
    **{("product", action): _LOGGED for action in ("logged", "planned", "in_review")},
    ("product", "confirmed"): _CONFIRMED,
    **{("concern", action): _STEPPED for action in ("verifying", "answered", "forwarded", "closed")},
    ("report", "accepted"): Way(reports.find, _judge_again),
}


def last(session: Session, me: Me, entity: str, key: int) -> list[int]:
    """The number of a thing's last change, for the page to offer, where this person may take it back; else none."""
    found = _last(session, me, entity, str(key))
    return [found.seq] if found is not None and _may(session, me, found) else []


def of_moment(session: Session, me: Me, action: str) -> list[int]:
    """The changes of this kind that this person's last one was made together with, where all can be taken back."""
    mine = (Change.ward_id == me.ward_id, Change.person_id == me.person_id, Change.action == action)
    newest = session.exec(select(Change).where(*mine).order_by(col(Change.seq).desc()).limit(1)).first()
    if newest is None:
        return []
    together = session.exec(select(Change).where(*mine, Change.at == newest.at).order_by(col(Change.seq))).all()
    return [one.seq for one in together] if all(_may(session, me, one) for one in together) else []


def undo(session: Session, me: Me, seqs: Sequence[int]) -> list[Change]:
    """Takes back changes of this person's by their numbers, the latest first; answers with them.

    Raises NotFound for somebody else's, Conflict where something rests on it, what its noun's verbs raise.
    """
    # Whoever may do any of it may log products; each verb asks for its own right.
    access.require(me, "products.write")
    if not seqs:
        raise Conflict(GONE, "undone")
    mine = (Change.ward_id == me.ward_id, Change.person_id == me.person_id, col(Change.seq).in_(list(seqs)))
    found = list(session.exec(select(Change).where(*mine).order_by(col(Change.seq).desc())))
    if me.person_id is None or len(found) != len(set(seqs)):
        raise NotFound()
    for change in found:
        way = WAYS.get((change.entity, change.action))
        if way is None or not _is_last(session, me, change):
            raise Conflict(GONE, "undone")
        if _is_late(me, change):
            raise Conflict(LATE, "undone")
        row = way.find(session, me, int(change.entity_key))
        if way.is_held(session, me, row, change):
            raise Conflict(GONE, "in_use")
        way.take(session, me, row, change)
    return found


def _may(session: Session, me: Me, change: Change) -> bool:
    way = WAYS.get((change.entity, change.action))
    if way is None or change.person_id != me.person_id or _is_late(me, change) or not _is_last(session, me, change):
        return False
    try:
        return not way.is_held(session, me, way.find(session, me, int(change.entity_key)), change)
    except NotFound:
        return False


def _is_late(me: Me, change: Change) -> bool:
    return me.at - change.at > handed_in.LONGEST


def _is_last(session: Session, me: Me, change: Change) -> bool:
    found = _last(session, me, change.entity, change.entity_key)
    return found is not None and found.seq == change.seq


def _last(session: Session, me: Me, entity: str, key: str) -> Change | None:
    """The last change of a thing, or of what belongs to it: a file of a product names that as a thing it touched."""
    of = (Change.ward_id == me.ward_id, Change.entity == entity, Change.entity_key == key)
    found = session.exec(select(Change).where(*of).order_by(col(Change.seq).desc()).limit(2)).all()
    # A file that came with the entry is part of it.
    came_along = len(found) == 2 and found[0].action == "attached" and found[0].at == found[1].at
    return found[1] if came_along else next(iter(found), None)
