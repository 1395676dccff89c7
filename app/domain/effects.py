"""What an entry does before it is saved: coverage before and after, and the cells of directives that it fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.domain import cells, coverage, groups, periods
from app.domain.access import Me
from app.domain.coverage import Contact, CoverageQuery, Figures
from app.domain.errors import Faults
from app.domain.lives import Span
from app.domain.products import attendance
from app.domain.products.held import Draft
from app.domain.products.inputs import ProductIn
from app.domain.products.known import Known
from app.domain.products.placing import Placed, place
from app.models import Directive, Product


@dataclass(frozen=True)
class Shift:
    """Coverage of one kind of group in one period, without the entry and with it."""

    period: str
    kind: str
    before: Figures
    after: Figures


@dataclass(frozen=True)
class Told:
    """A directive's groups that the entry would tell first, and how many would still not have heard."""

    directive: Directive
    first: int
    left: int


@dataclass(frozen=True)
class Effect:
    shifts: list[Shift]
    told: list[Told]


def of(session: Session, me: Me, data: ProductIn, product: Product | None) -> Effect:
    """The effect of publishing this input, as far as it is right so far; of an edit, instead of what stands."""
    known = Known(session, me)
    placed = place(known, data.placements, Faults())
    attendance.settle(known, Draft({"kind": data.kind, "details": data.details}, [], placed))
    days = {one.given.published_on for one in placed}
    queries = [
        CoverageQuery.model_validate({"period": period.code, "kind": kind})
        for period in periods.all_periods(session, me)
        if any(period.starts_on <= day <= period.ends_on for day in days)
        for kind in groups.KINDS
    ]
    shifts = [shift for query in queries if (shift := _shift(session, me, query, placed, product))]
    named = _dated(session, me, data.directives)
    return Effect(shifts, [_told(session, me, named[code], placed) for code in data.directives if code in named])


def _shift(
    session: Session, me: Me, query: CoverageQuery, placed: list[Placed], product: Product | None
) -> Shift | None:
    scope = coverage.scope_of(session, me, query)
    new = coverage.inherited.read(scope.succession, _contacts(placed, scope.span))
    added = [contact for contact in new if contact.group in scope.populations]
    if not added:
        return None
    before = coverage.reached(session, scope)
    others = before if product is None else coverage.reached(session, scope.without(product.id))
    return Shift(query.period, query.kind, before.total, coverage.with_contacts(scope, others, added).total)


def _contacts(placed: list[Placed], span: Span) -> list[Contact]:
    """The entry's reach as contacts of a product and placements that are not there yet."""
    return [
        Contact(group, one.given.channel, 0, -index, people, basis)
        for index, one in enumerate(placed)
        if span.has(one.given.published_on)
        for group, people, basis, _split in one.reach
    ]


def _dated(session: Session, me: Me, codes: Sequence[str]) -> dict[str, Directive]:
    """Those of these directives that have cells, by code."""
    statement = select(Directive).where(
        Directive.ward_id == me.ward_id, col(Directive.code).in_(codes), col(Directive.retired_at).is_(None)
    )
    return {row.code: row for row in session.exec(statement) if row.issued_on is not None}


def _told(session: Session, me: Me, directive: Directive, placed: list[Placed]) -> Told:
    issued: date = directive.issued_on or date.max
    reached = {group for one in placed if one.given.published_on >= issued for group, *_ in one.reach}
    forebears = groups.successors.forebears(groups.members(session, me))
    missing = [cell.group for cell in cells.now(session, me).get(directive.code, []) if cell.reached_on is None]
    # What an old group hears, its successors have heard.
    lines = [{code, *(one.code for one in forebears.get(code, []))} for code in missing]
    first = sum(bool(line & reached) for line in lines)
    return Told(directive, first, len(missing) - first)
