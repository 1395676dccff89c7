"""Coverage of a scope: rows by any value, and the total; worked out in `arithmetic` from what `sums` reads."""

from itertools import chain

from sqlmodel import Session

from app.domain import kept
from app.domain.access import Me
from app.domain.coverage import inherited, sums
from app.domain.coverage.arithmetic import Contact, Figures, Part, Sum, merged, of_contacts
from app.domain.coverage.campaigns import Progress, days_of, of_campaign, progress
from app.domain.coverage.entries import Entry, Which, entries, heard, of_product, workings
from app.domain.coverage.maps import Across, Map, map_of
from app.domain.coverage.rows import Coverage, Row, Told, by_group, by_value, told, with_contacts
from app.domain.coverage.scope import CoverageQuery, Scope, scope_of, scope_within, stand_for
from app.domain.coverage.steps import Step, over_time

__all__ = [
    "Across",
    "Contact",
    "Coverage",
    "CoverageQuery",
    "Entry",
    "Figures",
    "Map",
    "Part",
    "Progress",
    "Row",
    "Scope",
    "Step",
    "Sum",
    "Told",
    "Which",
    "by_group",
    "days_of",
    "entries",
    "heard",
    "inherited",
    "map_of",
    "of_campaign",
    "of_contacts",
    "of_product",
    "over_time",
    "progress",
    "scope_of",
    "scope_within",
    "stand_for",
    "sums",
    "told",
    "with_contacts",
    "workings",
]


def measure(session: Session, me: Me, query: CoverageQuery) -> Coverage:
    """Coverage of the scope, kept until something of the ward changes.

    Raises Refused for an unknown period, or a group that is not of the kind asked for.
    """
    return kept.answer(session, me, ("coverage", *query.key), lambda: _measure(session, me, query))


def to_count(session: Session, me: Me, query: CoverageQuery) -> tuple[str, int] | None:
    """The channel with the most contacts that are estimates, by name, and how many: counting there narrows the figure.

    None where there are no estimates.
    """
    rows = measure(session, me, query.model_copy(update={"by": "channel"})).rows
    found = [(row.name, round(row.figures.gross_reach * (1 - (row.figures.evidence_share or 0)))) for row in rows]
    return max(((name, people) for name, people in found if people), key=lambda pair: pair[1], default=None)


def reached(session: Session, scope: Scope) -> Told:
    """What the scope gave to its groups, for whoever tells more of it than one row."""
    return told(scope, sums.of(session, scope), sums.counts(session, scope))


def _measure(session: Session, me: Me, query: CoverageQuery) -> Coverage:
    scope = scope_of(session, me, query)
    if query.by == "group":
        found = told(scope, sums.growing(session, me, query, scope), sums.counts(session, scope))
        rows = by_group(me, scope, found, sums.products(session, scope))
    else:
        of_value = sums.by_value(session, scope, query.by)
        # What names several directives stands under each of them, and in the total once.
        whole = sums.of(session, scope) if query.by == "directive" else merged(chain(*of_value.values()))
        found = told(scope, whole, sums.counts(session, scope))
        rows = by_value(session, me, query.by, scope, of_value)
    return Coverage(rows, Row("total", me.ward.name, found.total), scope.span)
