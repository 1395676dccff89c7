"""Due dates that have passed: a unit leaves them as they stand, the coordinator moves them and says why."""

from datetime import date
from typing import Any, NoReturn

from app.domain import access
from app.domain.access import Me
from app.domain.errors import Conflict, Say

Row = dict[str, Any]
# Days that settle whether a due date was met.
MEETS = ("answered_on", "forwarded_on")


def require_change(me: Me, before: Row | None, row: Row, reason: str | None) -> None:
    """Raises Conflict where a passed due date is moved, or met only now by a day that lies on or before it.

    A concern that is new to the register has no due date yet that could be moved: the coordinator registers it as it
    was answered at the time, without a reason.
    """
    is_moved = before is not None and before["due_on"] < me.today and row["due_on"] != before["due_on"]
    at = "due_on" if is_moved else _met_afterwards(me.today, before, row)
    if at is None:
        return
    if before is None:
        if not access.may(me, "concerns.backdate"):
            _refuse(me, row["due_on"], at)
    elif not access.may(me, "concerns.backdate") or not reason:
        _refuse(me, before["due_on"], at)


def require_removal(me: Me, row: Row, reason: str | None) -> None:
    """Raises Conflict where the concern missed its due date: without it the figure would be a better one.

    One that was merged is in no figure, but merging needs no reason: deleted, too, it would have gone unseen.
    """
    is_met = any(row[name] is not None and row[name] <= row["due_on"] for name in MEETS)
    is_missed = row["due_on"] < me.today and not is_met
    if is_missed and (not access.may(me, "concerns.backdate") or not reason):
        _refuse(me, row["due_on"])


def _met_afterwards(today: date, before: Row | None, row: Row) -> str | None:
    """The day of an answer or a forwarding that was not in time and becomes so, with the due date behind us."""
    due_on: date = row["due_on"]
    if due_on >= today:
        return None
    return next(
        (
            name
            for name in MEETS
            if row[name] is not None
            and row[name] <= due_on
            and (before is None or before[name] is None or before[name] > before["due_on"])
        ),
        None,
    )


def _refuse(me: Me, due_on: date, at: str = "") -> NoReturn:
    """Where a reason would do, it is asked for; else at is the day that can't be so."""
    may = access.may(me, "concerns.backdate")
    what = "Ghi lý do sửa." if may else "Nhờ Ban Xây dựng Đảng sửa và ghi lý do."
    said = Say("Hạn trả lời {day} đã qua. {what}", day=due_on, what=what)
    field = "change_reason" if may else at
    raise Conflict(said, "deadline_passed", (field,) if field else ())
