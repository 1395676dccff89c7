"""What a group has not heard in a period, and what it has: one answer for its page."""

from dataclasses import dataclass

from app.domain import cells, coverage, directives, subjects
from app.domain.cells import Cell
from app.domain.coverage import CoverageQuery, Figures
from app.domain.coverage.entries import Working
from app.models import ContentGroup, Directive, Group
from app.views import filters
from app.views.coverage.routes import CHOICES, spans
from app.views.filters import Filter, Here
from app.views.lines import Course, course
from app.web.deps import Call
from app.web.paging import Paged, paged


@dataclass(frozen=True)
class Missing:
    """The plan's content groups with how many products of each the group heard, and the directives it did not hear."""

    subjects: list[tuple[ContentGroup, int]]
    directives: list[tuple[Directive, Cell]]

    @property
    def silent(self) -> int:
        return sum(not products for _, products in self.subjects)


@dataclass(frozen=True)
class Of:
    """The period of a group as its page tells it; missing None: the page is narrowed to a part of what it heard."""

    figures: Figures
    missing: Missing | None
    page: Paged
    workings: list[Working]
    filters: list[Filter]
    spans: list[str]
    course: Course


def of(call: Call, group: Group, here: Here, period: str) -> Of | None:
    """None where the group did not stand in the period, or others stand for it there."""
    session, me = call.session, call.me
    if coverage.stand_for(session, me, period, group.code):
        return None
    asked = here.params | {"period": period, "kind": group.kind, "group": group.code}
    query = filters.read(call, CoverageQuery, asked)
    rows = coverage.measure(session, me, query).rows
    if not rows:
        return None
    page = coverage.heard(session, me, query, filters.ask(call))
    chosen = [one for one in filters.offered(call, me, CHOICES, here.params) if one.words]
    is_whole = not chosen and not spans(here)
    return Of(
        rows[0].figures,
        _missing(call, group, query) if is_whole else None,
        paged(call.request, page),
        coverage.workings(session, me, query),
        chosen,
        spans(here),
        course(call, me, query),
    )


def _missing(call: Call, group: Group, query: CoverageQuery) -> Missing:
    session, me = call.session, call.me
    by_subject = query.model_copy(update={"by": "content_group"})
    found = {row.key: row.figures.products for row in coverage.measure(session, me, by_subject).rows}
    known = {row.code: row for row in directives.in_force(session, me)}
    span = filters.span(call, me, query.period)
    unheard = [one for one in cells.of(session, me, span) if one.group == group.code and one.reached_on is None]
    return Missing(
        [(row, found.get(row.code, 0)) for row in subjects.content_groups(session, me)],
        [(known[one.directive], one) for one in unheard if one.directive in known],
    )
