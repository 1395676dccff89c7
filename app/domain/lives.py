"""The life of a group or unit: active_from and retired_on, both inclusive, either may be open."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Living(Protocol):
    @property
    def active_from(self) -> date | None: ...

    @property
    def retired_on(self) -> date | None: ...


@dataclass(frozen=True)
class Span:
    """Days from first to last, both inclusive."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last


def lives_on(thing: Living, day: date) -> bool:
    return (thing.active_from is None or thing.active_from <= day) and (
        thing.retired_on is None or day <= thing.retired_on
    )


def belongs_to(thing: Living, span: Span) -> bool:
    """A life belongs to a span when they overlap."""
    if thing.active_from is not None and thing.retired_on is not None and thing.retired_on < thing.active_from:
        return False
    return (thing.active_from is None or thing.active_from <= span.last) and (
        thing.retired_on is None or span.first <= thing.retired_on
    )
