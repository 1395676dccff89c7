"""How the quarter stands, for Today: what needs a leader, what each unit owes, whose concerns are overdue."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from app.domain import indicators
from app.domain.indicators import Indicator
from app.models import Period
from app.views.indicators.routes import OWN_DUTIES, shown_over, tally
from app.views.today.duties import Task
from app.web.deps import Call

# So many indicators need a leader at a time; so many units are named as owing.
MOST, OWNERS = 3, 2


@dataclass(frozen=True)
class Attention:
    """An indicator off its way, its values over the periods, and the units that owe most of what is missing."""

    one: Indicator
    trend: list[float | int | None]
    owners: list[tuple[str, int]]


@dataclass(frozen=True)
class Standing:
    """How many indicators stand how, and the few that need someone."""

    tally: dict[str, int]
    attention: list[Attention]


def of(call: Call, period: Period) -> Standing:
    """Those that can't get there by waiting, furthest from their target first."""
    over = shown_over(call, call.me, period.code, None)
    found = {one.code: one for one in over[period.code]}
    short = [one for one in found.values() if one.standing in ("at_risk", "off_track")]
    short.sort(key=lambda one: (one.status != "off_track", (one.value or 0) / (one.target or 1)))
    by_unit = indicators.by_unit(call.session, call.me, period.code) if short else {}
    return Standing(
        tally(found.values()),
        [
            Attention(
                one,
                [next(other.value for other in every if other.code == one.code) for every in over.values()],
                _owners(by_unit, one.code),
            )
            for one in short[:MOST]
        ],
    )


def _owners(by_unit: dict[str, list[Indicator]], code: str) -> list[tuple[str, int]]:
    """Units with how many things each is missing, of what is anyone's own duty."""
    if code not in OWN_DUTIES:
        return []
    owed = [(unit, one.missing or 0) for unit, every in by_unit.items() for one in every if one.code == code]
    return sorted((pair for pair in owed if pair[1]), key=lambda pair: -pair[1])[:OWNERS]


def owed(call: Call, period: Period) -> list[tuple[str, list[Indicator]]]:
    """The units that owe something that waiting doesn't bring, with the figures that say so, who owes most first."""
    found = []
    for unit, every in indicators.by_unit(call.session, call.me, period.code).items():
        owing = [one for one in every if one.code in OWN_DUTIES and (one.missing or 0) > (one.pending or 0)]
        found += [(unit, owing)] if owing else []
    return sorted(found, key=lambda pair: -sum(one.missing or 0 for one in pair[1]))


def overdue(tasks: list[Task], today: date) -> list[tuple[str, int]]:
    """Units with how many concerns they let pass their day, most first."""
    late = (task for task in tasks if task.kind == "concern" and task.due_on and task.due_on < today)
    return Counter(str(task.thing.owner_unit) for task in late).most_common()
