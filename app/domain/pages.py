"""A page of a list: what a question asks for and answers; the doors draw it and carry its end as a cursor."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from app.domain.errors import Refused, Say, refuse

T = TypeVar("T")
# How many rows a page has where nobody asks for more or fewer, and how many it may be asked for.
USUAL, MOST = 50, 200


@dataclass(frozen=True)
class Ask:
    """At most limit rows, after the row with this sort key."""

    limit: int = USUAL
    after: list[Any] | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows in a stable order; next is the sort key of the last one where more follow."""

    items: list[T] = field(default_factory=list)
    next: list[Any] | None = None

    def each(self, tell: Callable[[T], Any]) -> "Page[Any]":
        """The same page of what each of its rows is told as."""
        return Page([tell(row) for row in self.items], self.next)


@dataclass(frozen=True)
class Count:
    """How many there are; more than that where it is not all, for counting on would cost more than it tells."""

    least: int
    is_all: bool = True

    def __bool__(self) -> bool:
        return self.least > 0


class Counts(NamedTuple):
    """How many products a question finds, how many of them are published, and how many placements of those meet it
    (None where nobody counted)."""

    found: Count
    published: Count | None = None
    placed: Count | None = None


def cut(rows: list[T], ask: Ask, key: Any) -> Page[T]:
    """A page from limit + 1 rows."""
    more = len(rows) > ask.limit
    items = rows[: ask.limit]
    return Page(items, list(key(items[-1])) if more else None)


def shaped(row: Any, fields: Iterable[str], **others: Any) -> dict[str, Any]:
    """A row as a list tells it: these fields, each the row's own where it is not said otherwise."""
    return {name: others[name] if name in others else getattr(row, name) for name in fields}


def after(ask: Ask, *kinds: Callable[[Any], Any]) -> list[Any]:
    """The sort key to go on after, each part read as its kind; raises Refused where it is not one of this list's."""
    given = ask.after or []
    try:
        if len(given) == len(kinds):
            return [kind(part) for kind, part in zip(kinds, given, strict=True)]
    except (TypeError, ValueError):
        pass
    raise nowhere()


def nowhere() -> Refused:
    """What goes on after a place that its list does not have."""
    return refuse(("cursor",), Say("Địa chỉ trang tiếp không đúng. Bắt đầu lại từ trang đầu."), "cursor")
