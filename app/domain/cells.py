"""Cells: a directive and a group that it must reach; when it was first addressed, by which product, and by when due.

Cells come from products alone: nobody ticks them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from app.domain import groups
from app.domain.access import Me, require_entries
from app.domain.lives import Span
from app.models import Directive, Group, Placement, Product, ProductDirective, Reach

# told, late: reached by its deadline (or without one), or after it; running, overdue: not reached, by a deadline that
# lies ahead, or behind; waiting: not reached, and the ward has set no days.
State = Literal["told", "late", "running", "overdue", "waiting"]


@dataclass(frozen=True)
class Cell:
    directive: str
    group: str
    # The later of the directive's issue and the group's first day, plus the days allowed; None without days allowed.
    deadline: date | None
    # The first day, from the issue on, on which a published placement addressed the group, counted or not.
    reached_on: date | None
    product_id: int | None

    @property
    def is_in_time(self) -> bool:
        return self.deadline is not None and self.reached_on is not None and self.reached_on <= self.deadline

    def state_on(self, day: date) -> State:
        """How it stands at the end of a day; on the deadline itself it can still be met."""
        if self.reached_on is not None:
            return "late" if self.deadline is not None and self.reached_on > self.deadline else "told"
        if self.deadline is None:
            return "waiting"
        return "overdue" if self.deadline < day else "running"


def of(session: Session, me: Me, span: Span) -> list[Cell]:
    """Every cell of a span, as it stood on its last day: directives dated by then and not retired, each with the groups
    of its kinds whose life overlaps the span. Directives by issue then code, groups in the ward's order.
    """
    require_entries(me)
    return cells_of(session, me, span)


def cells_of(session: Session, me: Me, span: Span) -> list[Cell]:
    """The same for figures, which a city reader may see where entries stay closed."""
    statement = select(Directive).where(Directive.ward_id == me.ward_id, col(Directive.retired_at).is_(None))
    dated = [row for row in session.exec(statement) if row.issued_on is not None and row.issued_on <= span.last]
    dated.sort(key=lambda row: (row.issued_on or date.max, row.code))
    living: dict[str, list[Group]] = {kind: groups.belonging(session, me, kind, span) for kind in groups.KINDS}
    first = _first(session, me, span)
    found = []
    for directive in dated:
        for kind in (kind for kind in groups.KINDS if kind in directive.must_reach):
            for group in living[kind]:
                day, product = first[directive.code].get(group.code, (None, None))
                found.append(Cell(directive.code, group.code, deadline_of(directive, group), day, product))
    return found


def deadline_of(directive: Directive, group: Group) -> date | None:
    if directive.issued_on is None or directive.within_days is None:
        return None
    return max(directive.issued_on, group.active_from or directive.issued_on) + timedelta(days=directive.within_days)


def _first(session: Session, me: Me, span: Span) -> dict[str, dict[str, tuple[date, int]]]:
    """Directive → group → the day and the product of its first placement there by the span's end."""
    ward = col(Placement.ward_id)
    named = and_(col(ProductDirective.ward_id) == ward, col(ProductDirective.product_id) == Product.id)
    directive = and_(col(Directive.ward_id) == ward, col(Directive.code) == ProductDirective.directive)
    place = func.row_number().over(
        partition_by=(col(ProductDirective.directive), col(Reach.group)),
        order_by=(col(Placement.published_on), col(Placement.id)),
    )
    columns: list[Any] = [
        ProductDirective.directive, Reach.group, Placement.published_on, Placement.product_id, place.label("place"),
    ]  # fmt: skip
    ranked = (
        select(*columns)
        .select_from(Placement)
        .join(Reach, and_(col(Reach.ward_id) == ward, col(Reach.placement_id) == Placement.id))
        .join(Product, and_(col(Product.ward_id) == ward, col(Product.id) == Placement.product_id))
        .join(ProductDirective, named)
        .join(Directive, directive)
        .where(ward == me.ward_id, Product.status == "published", col(Placement.published_on) <= span.last)
        .where(col(Placement.published_on) >= col(Directive.issued_on))
        .subquery()
    )
    found: dict[str, dict[str, tuple[date, int]]] = defaultdict(dict)
    first = select(ranked.c.directive, ranked.c.group, ranked.c.published_on, ranked.c.product_id)
    for code, group, day, product in session.execute(first.where(ranked.c.place == 1)):
        found[code][group] = (day, product)
    return found
