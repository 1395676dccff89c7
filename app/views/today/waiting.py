"""Directives that groups have not heard, for Today: what can still be told in time, and what has long been owed."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain import access, cells, directives, groups
from app.domain.groups import Member
from app.models import Directive
from app.web.deps import Call

# What was due longer ago than this is an old debt: it stands in one row, under what is due this week.
FRESH = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """A directive and the groups that have not heard it, each with its deadline as the matrix has it, of how many."""

    directive: Directive
    missing: list[tuple[Member, date | None]]
    of: int

    @property
    def groups(self) -> list[Member]:
        return [group for group, _ in self.missing]

    @property
    def due_on(self) -> date | None:
        """When the first of them is due."""
        return min((deadline for _, deadline in self.missing if deadline), default=None)

    @property
    def counts(self) -> dict[str, int]:
        return Counter(group.kind for group in self.groups)

    def due_from(self, first: date, last: date) -> "Waiting | None":
        """Those whose deadline lies between these days."""
        some = [one for one in self.missing if one[1] and first <= one[1] <= last]
        return replace(self, missing=some) if some else None


@dataclass(frozen=True)
class Debts:
    """What has long been owed, the oldest first."""

    parts: list[Waiting]

    @property
    def counts(self) -> dict[str, int]:
        """Kind of group → how many cells."""
        return sum((Counter(part.counts) for part in self.parts), Counter())

    @property
    def since(self) -> date:
        return min(part.due_on for part in self.parts if part.due_on)


def of(call: Call) -> list[Waiting]:
    """Every dated directive in force with the groups it has not reached; for a unit those that no other leads."""
    session, me = call.session, call.me
    known = {group.code: group for group in groups.members(session, me)}
    whole, found = cells.now(session, me), []
    own = access.own_only(me, "products.write")
    for row in (row for row in directives.in_force(session, me) if row.issued_on):
        if own and row.lead_unit not in (None, me.unit):
            continue
        missing = [cell for cell in whole[row.code] if cell.reached_on is None]
        found.append(Waiting(row, [(known[cell.group], cell.deadline) for cell in missing], len(whole[row.code])))
    return found


def due(waiting: list[Waiting], today: date) -> list[Waiting]:
    """Parts of directives that are due, or were not long ago: each on its own day."""
    spans = ((today - FRESH, today - timedelta(days=1)), (today, date.max))
    return [part for one in waiting for first, last in spans if (part := one.due_from(first, last))]


def debts(waiting: list[Waiting], today: date) -> Debts | None:
    parts = [part for one in waiting if (part := one.due_from(date.min, today - FRESH - timedelta(days=1)))]
    return Debts(sorted(parts, key=lambda part: part.due_on or date.max)) if parts else None
