"""What a change leaves of a product as it stands: that is not judged anew, and where it is all, nothing is written."""

from collections.abc import Sequence
from typing import Any

from app.domain.errors import Faults, Loc, Say
from app.domain.products import schedules, storing
from app.domain.products.held import Draft
from app.domain.products.inputs import filled
from app.domain.products.placing import Placed, Planned, Rows
from app.domain.products.standings import Audience, Standing

# What may become wrong with reach that was right when it was logged: the group ended, shrank, or the day has come.
SINCE = ("not_alive", "too_large", "not_yet_counted")
# Told of a product, and no part of what a change is about.
_APART = ("edited_by_hand_at",)


def match(draft: Draft, faults: Faults) -> None:
    """Finds what each placement that was sent is already; one that is named and not there goes to faults.

    A row that stays as it is stays split over the groups, where it was.
    """
    before = draft.before
    if draft.placed is not None:
        olds = (before.placements or []) if before else []
        draft.olds = storing.matched(olds, draft.placed)
        _check_ids("placements", draft.placed, draft.olds, before, faults)
    if draft.planned is not None:
        draft.old_plans = schedules.matched(before.planned if before else [], draft.planned).kept
        _check_ids("planned_placements", draft.planned, draft.old_plans, before, faults)
    for placed, reach in _pairs(draft):
        if placed.given.id is not None and not placed.tells_reach:
            placed.reach[:] = [(group, *row) for group, row in reach.items()]
        _keep_split(placed.reach, reach)
    for planned, reach in _planned_pairs(draft):
        _keep_split(planned.reach, reach)


def _keep_split(rows: Rows, before: Audience) -> None:
    if before:
        rows[:] = [
            (group, people, basis, split or before.get(group) == (people, basis, True))
            for group, people, basis, split in rows
        ]


def _check_ids(
    name: str, given: Sequence[Placed | Planned], olds: Sequence[Any], before: Standing | None, faults: Faults
) -> None:
    if before is not None and before.placements is None:
        # What an earlier row of the same batch leaves has no ids yet that anyone could name.
        return
    for index, (one, old) in enumerate(zip(given, olds, strict=True)):
        number = one.given.id
        if number is not None and (old is None or old.id != number):
            faults.add((name, index, "id"), Say("Sản phẩm không có lượt phát này."), "unknown")


def _pairs(draft: Draft) -> list[tuple[Placed, Audience]]:
    """Each placement that was sent, with whom it reached before."""
    before = draft.before
    if before is None:
        return []
    pairs = zip(draft.placed or [], draft.olds, strict=True)
    return [(one, before.reach.get(old.id, {}) if old else {}) for one, old in pairs]


def _planned_pairs(draft: Draft) -> list[tuple[Planned, Audience]]:
    pairs = zip(draft.planned or [], draft.old_plans, strict=True)
    return [(one, _reached(old.reach) if old else {}) for one, old in pairs]


def _reached(rows: Sequence[dict[str, Any]]) -> Audience:
    return {row["group"]: (row["people"], row["basis"], row["allocated"]) for row in rows}


def stands(draft: Draft, loc: Loc, code: str) -> bool:
    """Whether loc names a row of reach that was there before, as far as this rule (a fault's code) asks about it.

    Of a group's life that is the same row on the same day; of its people, that their number is the same.
    """
    if loc[2:3] != ("reach",) or len(loc) < 4 or draft.before is None:
        return False
    place, row = int(loc[1]), int(loc[3])
    if loc[0] == "placements":
        one, reach = _pairs(draft)[place]
        old = draft.olds[place]
        is_of_day = old is not None and old.published_on == one.given.published_on
        rows = one.reach
    else:
        planned, reach = _planned_pairs(draft)[place]
        plan = draft.old_plans[place]
        is_of_day, rows = plan is not None and plan.planned_on == planned.given.planned_on, planned.reach
    # Rows of unknown groups were left out, and refuse the whole.
    if row >= len(rows) or rows[row][0] not in reach:
        return False
    group, people, basis, _ = rows[row]
    is_same = reach[group][:2] == (people, basis)
    return {"not_alive": is_of_day and is_same, "not_yet_counted": is_same}.get(code, reach[group][0] == people)


def is_none(draft: Draft, values: dict[str, Any]) -> bool:
    """Whether the product, with these columns, will be what it is."""
    before = draft.before
    if before is None or before.placements is None:
        return False
    told = {name: getattr(before.product, name) for name in values if name not in _APART}
    now = {name: values[name] for name in told}
    if told | {"details": filled(told["details"])} != now | {"details": filled(now["details"])}:
        return False
    return (
        set(draft.directives) == set(before.directives)
        and (draft.placed is None or _is_placed_so(draft, before))
        and (draft.planned is None or _is_planned_so(draft, before))
    )


def _is_placed_so(draft: Draft, before: Standing) -> bool:
    if draft.olds != before.placements:
        return False
    return all(
        (one.given.channel, one.given.published_on, one.given.runs) == (old.channel, old.published_on, old.runs)
        and {row[0]: row[1:] for row in one.reach} == before.reach[old.id]
        for one, old in zip(draft.placed or [], before.placements or [], strict=True)
    )


def _is_planned_so(draft: Draft, before: Standing) -> bool:
    if [old and old.id for old in draft.old_plans] != [old.id for old in before.planned]:
        return False
    return all(
        (one.given.channel, one.given.planned_on, one.given.runs) == (old.channel, old.planned_on, old.runs)
        and {row[0]: row[1:] for row in one.reach} == _reached(old.reach)
        for one, old in zip(draft.planned or [], before.planned, strict=True)
    )
