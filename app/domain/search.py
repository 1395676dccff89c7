"""One search over all that the ward keeps: of each kind what has every word asked for, as far as one may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain import access, campaigns, directives, groups, materials, periods
from app.domain.access import Me
from app.domain.concerns import questions as concerns
from app.domain.concerns.inputs import ConcernQuery
from app.domain.inputs import Input
from app.domain.inputs import Search as Words
from app.domain.pages import Ask, Count
from app.domain.products import questions as products
from app.domain.products.questions import ProductQuery
from app.models import Period

# So many of each kind are shown; their list has the rest.
MOST = 8


class SearchQuery(Input):
    q: Words | None = None


@dataclass(frozen=True)
class Found:
    """The first of what was found, and how many there are."""

    rows: Sequence[Any]
    count: Count


@dataclass(frozen=True)
class Results:
    """products: of the period at hand, the one of `period` (None where the ward has none); elsewhere: of all others."""

    period: Period | None
    products: Found
    elsewhere: Found
    directives: Found
    concerns: Found
    campaigns: Found
    groups: Found
    materials: Found

    def __bool__(self) -> bool:
        every = (self.products, self.elsewhere, self.directives, self.concerns, self.campaigns, self.groups)
        return any(one.count for one in (*every, self.materials))


def of(session: Session, me: Me, query: str) -> Results:
    """What has every word of the query, without diacritics; raises NotFound for who may read figures alone."""
    access.require(me, "entries.read")
    period = periods.nearest(session, me)
    here, elsewhere = _products(session, me, query, period)
    named = [group for group in groups.in_order(session, me) if groups.holds(group, query)]
    return Results(
        period,
        here,
        elsewhere,
        directives=_first(directives.holding(session, me, query)),
        concerns=_concerns(session, me, query),
        campaigns=_first(campaigns.holding(session, me, query)),
        groups=_first(named),
        materials=_first(materials.holding(session, me, query)),
    )


def _first(rows: Sequence[Any]) -> Found:
    return Found(rows[:MOST], Count(len(rows)))


def _products(session: Session, me: Me, query: str, period: Period | None) -> tuple[Found, Found]:
    """Those of the period, then those of no day in it; rows of the latter only where all of the former are shown."""
    everywhere = ProductQuery(q=query)
    total = products.count(session, me, everywhere).found
    if period is None:
        return _first([]), Found(products.page(session, me, everywhere, Ask(MOST)).items, total)
    here = ProductQuery(q=query, period=period.code)
    count = products.count(session, me, here).found
    shown = products.page(session, me, here, Ask(MOST))
    rest: list[Any] = []
    if shown.next is None:
        keys = {row.id for row in shown.items}
        rest = [row for row in products.page(session, me, everywhere, Ask(2 * MOST)).items if row.id not in keys]
    is_all = total.is_all and count.is_all
    return Found(shown.items, count), Found(rest[:MOST], Count(total.least - count.least, is_all))


def _concerns(session: Session, me: Me, query: str) -> Found:
    asked = ConcernQuery(q=query)
    count, _ = concerns.count(session, me, asked)
    return Found(concerns.page(session, me, asked, Ask(MOST)).items, Count(count))
