"""Which closed periods a product changes: those of its days, and those that count what was told before they began.

A directive's cells and a key material count from whatever day they were first told on, also one that lies in no period.
"""

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select

from app.domain.products import storing
from app.domain.products.known import Known
from app.models import Directive, Material, Period, Product


def touched(
    known: Known, days: Iterable[date], product: Product | None, directives: Iterable[str] = (),
    material: str | None = None, retold: bool = True,
) -> list[Period]:  # fmt: skip
    """Closed periods of a product before and after a change; directives and material are what it names after it.

    retold: whether the change may alter who was told what, and when.
    """
    every, closed = set(days), [period for period in known.periods if period.closed_at is not None]
    issued, received = list[date](), list[date]()
    if retold and any(day < period.starts_on for period in closed for day in every):
        issued = _issued(known, {*directives, *(storing.directives_of(known.session, product) if product else [])})
        received = _received(known, {material, product.material if product else None})
    return [period for period in closed if _counts(period, every, issued, received)]


def _counts(period: Period, days: set[date], issued: list[date], received: list[date]) -> bool:
    """Whether a day lies in the period, or before it with a directive issued by then or a material that came in it."""
    before = [day for day in days if day < period.starts_on]
    return (
        any(period.starts_on <= day <= period.ends_on for day in days)
        or any(told <= day for told in issued for day in before)
        or (bool(before) and any(period.starts_on <= came <= period.ends_on for came in received))
    )


def _issued(known: Known, codes: set[str]) -> list[date]:
    """When these directives were issued, of those that have cells."""
    statement = select(Directive).where(Directive.ward_id == known.me.ward_id, col(Directive.code).in_(codes))
    rows = list(known.session.exec(statement)) if codes else []
    return [row.issued_on for row in rows if row.issued_on is not None and row.retired_at is None]


def _received(known: Known, codes: set[str | None]) -> list[date]:
    """When these materials came, of those that are counted."""
    statement = select(Material).where(Material.ward_id == known.me.ward_id, col(Material.code).in_(codes - {None}))
    rows = list(known.session.exec(statement)) if codes - {None} else []
    return [row.received_on for row in rows if row.key]
