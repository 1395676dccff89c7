"""Concerns: registered, edited, verified, answered, forwarded, closed, removed. What was raised, never by whom."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from app.domain import access, gathering, periods, sources, trail
from app.domain.access import Me
from app.domain.concerns import deadlines, questions, rules
from app.domain.concerns.inputs import ConcernIn, ConcernPatch
from app.domain.concerns.questions import open_ones
from app.domain.concerns.rules import due_on, is_open
from app.domain.concerns.steps import DEALT, LEADS, steps
from app.domain.errors import Conflict, Fault, NotFound, Say
from app.domain.keys import by_number
from app.domain.sources import Saved, Sent
from app.domain.words import fold
from app.models import Change, Concern

FREE = ("summary", "answer", "forwarded_to", "reason")


def find(session: Session, me: Me, concern_id: int) -> Concern:
    """The concern through this person's eyes; raises NotFound."""
    access.require(me, "entries.read")
    concern = by_number(session, me, Concern, concern_id)
    if not questions.may_see(me, concern):
        raise NotFound()
    return concern


def own(session: Session, me: Me, concern_id: int) -> Concern:
    """The concern, for who may write it; raises NotFound, Forbidden."""
    concern = find(session, me, concern_id)
    access.require(me, "concerns.write", concern)
    return concern


def register(session: Session, me: Me, data: ConcernIn) -> tuple[Concern, list[Fault]]:
    """Stores a new concern; answers it with what is odd about it. Raises Refused, Forbidden, Conflict."""
    access.require(me, "concerns.write", data.owner_unit)
    row: dict[str, Any] = data.model_dump(exclude={"change_reason"})
    row["owner_unit"] = row["owner_unit"] or me.unit
    row["source"] = sources.source_of(session, me, Concern, row, None)
    rules.settle_due(session, me, row, None, data.sent)
    rules.check(session, me, row, data.sent)
    deadlines.require_change(me, None, row, data.change_reason)
    warnings = periods.require_open(session, me, [row[name] for name in rules.DAYS], data.change_reason)
    row |= {"summary_fold": fold(row["summary"]), "created_at": me.at, "updated_at": me.at}
    concern = Concern(ward_id=me.ward_id, id=gathering.number(session), **row)
    odd = rules.oddities(session, me, concern, data.sent | {"status"})
    note = trail.Note("registered", "concern", concern.id, *_noted(concern, data, data.sent))
    gathering.put(session, me, concern, note, is_new=True)
    return concern, warnings + odd


def edit(session: Session, me: Me, concern: Concern, data: Any) -> list[Fault]:
    """Changes what was sent; another status takes the concern on, or opens it again. Answers what is odd about it.

    Raises Refused, Forbidden, and Conflict for a step that it can't take, a closed period or a due date that passed.
    """
    access.require(me, "concerns.write", concern)
    before = concern.model_dump()
    is_reopened = rules.is_reopened(before, data.status if "status" in data.sent else before["status"])
    row = before | (dict.fromkeys(DEALT) if is_reopened else {})
    row |= {name: getattr(data, name) for name in data.sent if name != "change_reason"}
    access.require(me, "concerns.write", row["owner_unit"])
    row["source"] = sources.source_of(session, me, Concern, row, before)
    rules.check_step(me, before, row, data.change_reason)
    rules.settle_due(session, me, row, before, data.sent)
    if row == before:
        return []
    rules.check(session, me, row, data.sent)
    deadlines.require_change(me, before, row, data.change_reason)
    days = [day[name] for day in (before, row) for name in rules.DAYS]
    warnings = periods.require_open(session, me, days, data.change_reason)
    changed = {name for name in row if row[name] != before[name]}
    if changed:
        for name in changed:
            setattr(concern, name, row[name])
        concern.summary_fold, concern.updated_at = fold(concern.summary), me.at
        action = "reopened" if is_reopened else "edited" if concern.status == before["status"] else concern.status
        gathering.put(session, me, concern, trail.Note(action, "concern", concern.id, *_noted(concern, data), before))
    return warnings + rules.oddities(session, me, concern, changed)


def _register(session: Session, me: Me, data: Any) -> Saved[Concern]:
    return Saved(*register(session, me, data), is_new=True)


def _edit(session: Session, me: Me, concern: Concern, data: Any) -> Saved[Concern]:
    return Saved(concern, edit(session, me, concern, data))


SENT = Sent(Concern, "concerns.write", ConcernIn, ConcernPatch, _register, _edit)


def verify(session: Session, me: Me, concern: Concern, data: Any) -> list[Fault]:
    return _take(session, me, concern, "verify", data)


def answer(session: Session, me: Me, concern: Concern, data: Any) -> list[Fault]:
    """Says what was answered, when, and by which product."""
    return _take(session, me, concern, "answer", data)


def forward(session: Session, me: Me, concern: Concern, data: Any) -> list[Fault]:
    """Hands it on to who may deal with it; in time that is no late answer."""
    return _take(session, me, concern, "forward", data)


def close(session: Session, me: Me, concern: Concern, data: Any) -> list[Fault]:
    """Ends it with a reason, or as the same as another one, with which it counts from then on."""
    return _take(session, me, concern, "close", data)


def reopen(session: Session, me: Me, concern: Concern, data: Any) -> list[Fault]:
    """What was answered, forwarded or closed is to be dealt with again: the coordinator's, with a reason."""
    return _take(session, me, concern, "reopen", data)


def _take(session: Session, me: Me, concern: Concern, step: str, data: Any) -> list[Fault]:
    return edit(session, me, concern, data.model_copy(update={"status": LEADS[step]}))


def take_back(session: Session, me: Me, concern: Concern, change: Change) -> None:
    """Gives back what it was before its last step; raises Conflict where its period is closed since."""
    access.require(me, "concerns.write", concern)
    before = concern.model_dump()
    [(_, words)] = trail.with_words(session, me, [change])
    if not trail.give_back(concern, change.facts, words):
        raise Conflict(Say("Nội dung cũ đã được xóa nên không hoàn tác được."), "undone")
    periods.require_open(
        session, me, [one[name] for one in (before, concern.model_dump()) for name in rules.DAYS], None
    )
    concern.updated_at = me.at
    session.flush()
    facts = {"status": concern.status, "owner_unit": concern.owner_unit, "undoes": change.seq}
    trail.note(session, me, trail.Note("undone", "concern", concern.id, facts, before=before))


def remove(session: Session, me: Me, concern: Concern, change_reason: str | None = None) -> None:
    """Deletes a concern; the trail keeps that it was there, and forgets its words.

    Raises Forbidden, and Conflict where another one is the same as it, its due date passed or its period is closed.
    """
    access.require(me, "concerns.write", concern)
    if questions.has_merged(session, me, concern.id):
        raise Conflict(Say("Có vấn đề khác đã ghi là trùng với vấn đề này, không xóa được."), "in_use")
    deadlines.require_removal(me, concern.model_dump(), change_reason)
    periods.require_open(session, me, [concern.received_on, concern.due_on], change_reason)
    for change, _ in trail.of(session, me, "concern", concern.id):
        trail.erase_words(session, me.ward_id, change.seq)
    before = concern.model_dump(exclude=set(FREE))
    session.delete(concern)
    session.flush()
    trail.note(session, me, trail.Note("deleted", "concern", concern.id, words=trail.why(change_reason), before=before))


def _noted(concern: Concern, data: Any, written: Iterable[str] = ()) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """At what it stands; of a new one also what was written."""
    facts = {name: getattr(concern, name) for name in ("status", "owner_unit", "urgency", "received_on", "due_on")}
    words = {name: getattr(concern, name) for name in FREE if name in written and getattr(concern, name)}
    if data.change_reason:
        words["change_reason"] = data.change_reason
    return facts, words or None


__all__ = ["due_on", "is_open", "open_ones", "steps"]
