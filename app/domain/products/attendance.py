"""Attendance of a meeting or talk in one group is typed once: it is whom the meeting reached there, counted."""

from typing import Any

from app.domain.errors import Fault, Loc, Say
from app.domain.products.held import Draft
from app.domain.products.known import Known
from app.domain.products.placing import Place, Placed

KINDS = ("meeting", "talk")
HERE: Loc = ("details", "attendance")


def settle(known: Known, draft: Draft) -> list[Fault]:
    """Gives the one group that nobody counted the people who came, up to its population; answers with what is odd.

    Where several groups are reached nothing is derived, and where neither the number nor the group changes nothing is.
    """
    came = draft.columns["details"].get("attendance") if draft.columns["kind"] in KINDS else None
    if came is None:
        return []
    placed = _placed(draft)
    rows = [row for one in placed for row in one.reach]
    if len(rows) != 1 or not (_is_told_anew(draft) or _is_reached_anew(draft)):
        return []
    group, people, *_ = rows[0]
    most = known.groups[group].population
    counted = came if most is None else min(came, most)
    if people is not None:
        return [] if people == counted else [_differs(came, people)]
    if draft.placed is None:
        draft.olds = list(_stood(draft))
    draft.placed = placed
    for one in placed:
        one.reach[:] = [(group, counted, "counted", False) for _ in one.reach]
    return [] if most is None or came <= most else [_guests(known.groups[group].name, most, came - most)]


def _placed(draft: Draft) -> list[Placed]:
    """The placements as they will be: those that were sent, else those that stand."""
    if draft.placed is not None or draft.before is None:
        return draft.placed or []
    return [
        Placed(
            Place(old.id, old.channel, old.published_on, old.runs),
            [(group, *row) for group, row in draft.before.reach.get(old.id, {}).items()],
        )
        for old in _stood(draft)
    ]


def _stood(draft: Draft) -> list[Any]:
    return list(draft.before.placements or []) if draft.before else []


def _is_told_anew(draft: Draft) -> bool:
    before = draft.before
    if before is None or before.product.kind not in KINDS:
        return True
    return bool(before.product.details.get("attendance") != draft.columns["details"]["attendance"])


def _is_reached_anew(draft: Draft) -> bool:
    if draft.placed is None or draft.before is None:
        return draft.placed is not None
    return any(
        old is None or draft.before.reach[old.id].get(row[0], (0,))[0] != row[1]
        for one, old in zip(draft.placed, draft.olds, strict=True)
        for row in one.reach
    )


def _differs(came: int, people: int) -> Fault:
    sentence = Say(
        "Số người dự là {came}, số người được tiếp cận ghi {people}. Đúng như vậy?", came=came, people=people
    )
    return Fault(HERE, sentence, "attendance_differs")


def _guests(name: str, most: int, guests: int) -> Fault:
    sentence = Say(
        "{name} có {most} người: tính {most} người được tiếp cận, {guests} người còn lại là khách. Đúng như vậy?",
        name=name,
        most=most,
        guests=guests,
    )
    return Fault(HERE, sentence, "guests")
