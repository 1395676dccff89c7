"""What the trail is told of a product that is edited: fields, placements and reach that differ, with the old ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain import trail
from app.domain.access import Me
from app.domain.files import attached
from app.domain.products import schedules, storing
from app.domain.products.placing import Placed
from app.domain.products.schedules import REACH, Plan
from app.domain.products.storing import Reached, Row, Stood
from app.domain.trail import Thing, gone
from app.models import Attachment, Placement, PlannedPlacement

# A moment, and not what the product says.
_PASSING = ("edited_by_hand_at",)
_OF_PLACEMENT, _OF_PLAN = ("channel", "published_on", "runs", "position"), ("channel", "planned_on", "runs", "position")
Facts = dict[str, Any]


def columns(before: Row, after: Row) -> tuple[Facts, Facts]:
    """The facts and the words of what differs in the product's own columns; both empty where nothing does."""
    facts, words = trail.told("product", before, after | {name: before[name] for name in _PASSING})
    return (facts, words) if facts["fields"] else ({}, {})


def directives(before: Sequence[str], after: Sequence[str]) -> Facts:
    return _field("directives", sorted(before), sorted(after)) if set(before) != set(after) else {}


def placements(
    olds: Sequence[Stood], kept: Sequence[Stood | None], placed: Sequence[Placed], reached: Mapping[int, list[Reached]]
) -> list[Facts]:
    """Those that differ: where and when each was and is, and its rows of reach that differ, [group, old, new]."""
    found = []
    for position, (one, old) in enumerate(zip(placed, kept, strict=True)):
        now = (one.given.channel, one.given.published_on, one.given.runs, position)
        was = tuple(getattr(old, name) for name in _OF_PLACEMENT) if old is not None else None
        reach = _reach(reached.get(old.id, []) if old is not None else [], one.reach)
        if was != now or reach:
            found.append(_placement(was, now, reach))
    again = {old.id for old in kept if old is not None}
    for old in (old for old in olds if old.id not in again):
        was = tuple(getattr(old, name) for name in _OF_PLACEMENT)
        found.append(_placement(was, None, _reach(reached.get(old.id, []), [])))
    return found


def _placement(was: Sequence[Any] | None, now: Sequence[Any] | None, reach: list[Any]) -> Facts:
    """was is left out where it stayed in its place, None where it is new; now is None where it is gone."""
    sides = {"now": now} if was == now else {"was": was, "now": now}
    return {name: side and dict(zip(_OF_PLACEMENT, side, strict=True)) for name, side in sides.items()} | {
        "reach": reach
    }


def _reach(before: Sequence[Reached], after: Sequence[Reached]) -> list[Any]:
    old, new = ({row[0]: list(row[1:]) for row in rows} for rows in (before, after))
    groups = [*new, *(group for group in old if group not in new)]
    return [[group, old.get(group), new.get(group)] for group in groups if old.get(group) != new.get(group)]


def schedule(olds: Sequence[PlannedPlacement], plan: Plan) -> Facts:
    """The planned placements that differ, as they were and as they are."""
    kept = {old.id: now for old, now in zip(plan.kept, _planned(plan), strict=True) if old is not None}
    fresh = [now for old, now in zip(plan.kept, _planned(plan), strict=True) if old is None]
    before = {old.id: [*(getattr(old, name) for name in _OF_PLAN), old.reach] for old in olds}
    moved = [number for number, was in before.items() if kept.get(number) != was]
    new = [kept[number] for number in moved if number in kept] + fresh
    return _field("planned_placements", [before[number] for number in moved], new) if moved or fresh else {}


def _planned(plan: Plan) -> list[list[Any]]:
    return [
        [
            one.given.channel,
            one.given.planned_on,
            one.given.runs,
            position,
            [dict(zip(REACH, values, strict=True)) for values in one.reach],
        ]
        for position, one in enumerate(plan.planned)
    ]


@dataclass(frozen=True)
class Whole:
    """All that goes with a product: what it was, and its things, each gone."""

    facts: Facts
    things: list[Thing]


def whole(session: Session, me: Me, products: Sequence[int]) -> dict[int, Whole]:
    """What products take along that are deleted, by number; their own columns are told as everyone's are."""
    olds, planned = storing.standing(session, me.ward_id, products), schedules.of(session, me, products)
    reached = storing.reached(session, me.ward_id, [old.id for number in products for old in olds[number]])
    linked, files = storing.linked(session, me.ward_id, products), attached.of(session, me, "product", products)

    def of(number: int) -> Whole:
        stood = olds[number]
        facts = trail.together(
            directives(linked[number], []),
            {"fields": ["placements"], "placements": placements(stood, [], [], reached)} if stood else {},
            schedule(planned[number], Plan([], [], [])),
        )
        things = (
            *(gone(Placement, old.id) for old in stood),
            *(gone(PlannedPlacement, row.id) for row in planned[number]),
            *(gone(Attachment, row.id) for row in files[number]),
        )
        return Whole(facts, list(things))

    return {number: of(number) for number in products}


def _field(name: str, old: Any, new: Any) -> Facts:
    return {"fields": [name], name: new, "was": {name: old}}
