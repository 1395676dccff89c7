"""Coverage along time: what each week or month gave by itself, and what all of them gave so far."""

from typing import Literal, NamedTuple

from sqlmodel import Session

from app.domain import kept
from app.domain.access import Me
from app.domain.coverage import sums
from app.domain.coverage.arithmetic import Counts, Figures, Sum, figures, merged
from app.domain.coverage.maps import weeks_of
from app.domain.coverage.scope import CoverageQuery, scope_of


class Step(NamedTuple):
    """A week or a month: its own figures, and those of everything until its end."""

    key: str
    own: Figures
    so_far: Figures


def over_time(session: Session, me: Me, query: CoverageQuery, by: Literal["week", "month"]) -> list[Step]:
    """Every week of the period that has begun, or every month with a placement; the last one's total is the period's.

    Figures tell people and shares, not how many products and placements. Raises as `measure` does.
    """
    return kept.answer(session, me, ("over time", by, *query.key), lambda: _over_time(session, me, query, by))


def _over_time(session: Session, me: Me, query: CoverageQuery, by: Literal["week", "month"]) -> list[Step]:
    scope = scope_of(session, me, query)
    of_value = sums.by_value(session, scope, by) if scope.groups else {}
    used = {key for key in of_value if key is not None}
    so_far: list[Sum] = []
    found = []
    for key in sorted(used | (weeks_of(me, scope.span) if by == "week" else set())):
        own = of_value.get(key, [])
        so_far = merged([*so_far, *own])
        found.append(Step(key, *(figures(scope.populations, some, Counts()) for some in (own, so_far))))
    return found
