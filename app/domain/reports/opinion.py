"""Parts four and five of a report: the concerns that came in, and what became of those that were due."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain.access import Me
from app.domain.concerns import questions
from app.domain.concerns.inputs import OPEN
from app.domain.lives import Span
from app.domain.units.tree import Branch
from app.models import Concern

PLACES = ("answered_on_time", "forwarded_on_time", "answered_late", "pending", "overdue", "otherwise")
# What a report tells of a concern, beside where it stands.
TOLD = (
    "id",
    "received_on",
    "due_on",
    "nature",
    "urgency",
    "content_group",
    "summary",
    "owner_unit",
    "status",
    "answered_on",
    "answer",
    "forwarded_to",
    "forwarded_on",
)


class _Kept(NamedTuple):
    """Of a concern as a report has it, what says who may read it."""

    nature: str | None
    answered_on: str | None
    owner_unit: str | None


def received(session: Session, me: Me, span: Span, units: Branch | None) -> dict[str, Any]:
    """Concerns received in the span, of units those that they own: by nature, origin and content group, and one by one.

    Days are ISO text.
    """
    rows = [row for row in _concerns(session, me, units) if span.has(row.received_on)]
    by = {"natures": "nature", "origins": "origin", "content_groups": "content_group"}
    counted = {
        name: [{"code": code, "concerns": count} for code, count in _tally(getattr(row, field) for row in rows)]
        for name, field in by.items()
    }
    return (
        {"received": len(rows)}
        | counted
        | {"concerns": [_told(me, row) for row in sorted(rows, key=lambda row: (row.received_on, row.id))]}
    )


def handled(session: Session, me: Me, span: Span, units: Branch | None) -> dict[str, Any]:
    """Concerns due in the span, each in one place: the places add up to `due`; and one by one."""
    told = [_told(me, row) for row in _concerns(session, me, units) if span.has(row.due_on)]
    places = Counter(one["place"] for one in told)
    in_order = sorted(told, key=lambda one: (PLACES.index(one["place"]), one["due_on"], one["id"]))
    return {"due": len(told)} | {place: places[place] for place in PLACES} | {"concerns": in_order}


def readable(me: Me, figures: dict[str, Any]) -> dict[str, Any]:
    """The same figures without the concerns that this person may not read: they are counted, but not told."""
    parts = {part: figures[part] for part in ("4", "5")}
    return figures | {
        part: told | {"concerns": [one for one in told["concerns"] if _may_read(me, one)]}
        for part, told in parts.items()
    }


def _may_read(me: Me, told: dict[str, Any]) -> bool:
    return questions.may_see(me, _Kept(told["nature"], told["answered_on"], told["owner_unit"]))


def _told(me: Me, row: Concern) -> dict[str, Any]:
    """Days as text, as a snapshot keeps them."""
    facts = {name: getattr(row, name) for name in TOLD}
    return {name: value.isoformat() if name.endswith("_on") and value else value for name, value in facts.items()} | {
        "place": _place(me, row)
    }


def _place(me: Me, row: Concern) -> str:
    """As concerns_answered counts it: passed on by its day counts as passed on, whatever came back since."""
    if row.forwarded_on is not None and row.forwarded_on <= row.due_on:
        return "forwarded_on_time"
    if row.answered_on is not None:
        return "answered_on_time" if row.answered_on <= row.due_on else "answered_late"
    if row.status in OPEN:
        return "pending" if row.due_on >= me.today else "overdue"
    return "otherwise"


def _tally(codes: Iterable[str | None]) -> list[tuple[str | None, int]]:
    return sorted(Counter(codes).items(), key=lambda pair: (pair[0] is None, pair[0] or ""))


def _concerns(session: Session, me: Me, units: Branch | None) -> list[Concern]:
    statement = select(Concern).where(Concern.ward_id == me.ward_id, questions.is_own())
    return list(session.exec(statement if units is None else statement.where(col(Concern.owner_unit).in_(units))))
