"""An entry: a row behind a numerator or a denominator, whatever it is of; pages link it, the API gives it as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from app.domain.pages import Ask, Page, after

if TYPE_CHECKING:
    from app.domain.indicators.facts import Scope

Row = TypeVar("Row")
# "missing" is what the denominator has and the numerator has not. "forwarded" is beside the figure: the concerns that
# were forwarded in time («chuyển đúng hạn») and count in none of them.
Which = Literal["numerator", "denominator", "missing", "forwarded"]
# How a row stands. met: it counts in the numerator; the rest is missing from it: late, done after its day; running, not
# done and its day has not passed; overdue, not done and it has; forwarded, closed: a concern that was passed on after
# its day, or ended without an answer; missing: not done, and there is no day to do it by.
State = Literal["met", "late", "running", "overdue", "forwarded", "closed", "missing"]
Entity = Literal[
    "cell",
    "group",
    "content_group",
    "concern",
    "unit",
    "report",
    "plan",
    "material",
    "channel",
    "survey",
    "pulse",
    "reach",
    "product",
    "placement",
    "commendation",
]


@dataclass(frozen=True)
class Entry:
    """What a row is, its code or id and name, and whatever of the rest it has; amount is what it adds to a sum."""

    entity: Entity
    id: int | str | None
    name: str
    on: date | None = None
    due_on: date | None = None
    amount: int | float | None = None
    unit: str | None = None
    group: str | None = None
    group_name: str | None = None
    # Codes of the old groups that it was logged for, where the group stands for them.
    old_groups: tuple[str, ...] = ()
    channel: str | None = None
    directive: str | None = None
    product: int | None = None
    period: str | None = None
    # How many days after its day the placement behind it was logged; None: not long after, or there is none.
    logged_after: int | None = None
    # None where nothing is held against the row: contacts, products, amounts of a sum.
    state: State | None = None


# A page of what is behind a part of an indicator; raises NotFound where there is no such part.
Behind = Callable[["Scope", Which, Ask], Page[Entry]]


def paged(rows: Sequence[Row], ask: Ask, entry: Callable[[Row], Entry]) -> Page[Entry]:
    """A page of rows whose order is always the same; only those of the page become entries."""
    first = after(ask, _place)[0] if ask.after else 0
    last = first + ask.limit
    return Page([entry(row) for row in rows[first:last]], [last] if last < len(rows) else None)


def _place(part: Any) -> int:
    if not isinstance(part, int) or part < 1:
        raise ValueError(part)
    return part
