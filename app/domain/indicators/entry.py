"""An entry: a row behind a numerator or a denominator, whatever it is of; pages link it, the API gives it as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from app.domain.pages import Ask, Page, after

if TYPE_CHECKING:
    from app.domain.indicators.facts import Scope

Row = TypeVar("Row")
# "forwarded" is beside the figure: the concerns that were forwarded in time («chuyển đúng hạn») and count in neither.
Which = Literal["numerator", "denominator", "forwarded"]
Entity = Literal[
    "cell", "group", "content_group", "concern", "unit", "report", "plan", "material", "channel", "survey", "pulse",
    "reach", "product", "placement", "commendation",
]  # fmt: skip


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


# A page of what is behind a part of an indicator; raises NotFound where there is no such part.
Behind = Callable[["Scope", Which, Ask], Page[Entry]]


def paged(rows: Sequence[Row], ask: Ask, entry: Callable[[Row], Entry]) -> Page[Entry]:
    """A page of rows whose order is always the same; only those of the page become entries."""
    first = after(ask, _place)[0] if ask.after else 0
    last = first + ask.limit
    return Page([entry(row) for row in rows[first:last]], [last] if last < len(rows) else None)


def _place(part: Any) -> int:
    if not isinstance(part, int) or part < 0:
        raise ValueError(part)
    return part
