"""Which closed periods a product changes: those of its days, and those that count what was told before they began.

A directive's cells and a key material count from whatever day they were first told on, also one that lies in no period.
"""

from collections.abc import Iterable
from datetime import date

from app.domain.products.known import Known, KnownPeriod


def touched(
    known: Known, days: Iterable[date], directives: Iterable[str], materials: Iterable[str | None], retold: bool = True
) -> list[KnownPeriod]:
    """Closed periods of a product whose days, directives and material, before and after a change, are these.

    retold: whether the change may alter who was told what, and when.
    """
    every, closed = set(days), [period for period in known.periods if period.closed_at is not None]
    issued, received = list[date](), list[date]()
    if retold and any(day < period.starts_on for period in closed for day in every):
        issued, received = _issued(known, directives), _received(known, materials)
    return [period for period in closed if _counts(period, every, issued, received)]


def _counts(period: KnownPeriod, days: set[date], issued: list[date], received: list[date]) -> bool:
    """Whether a day lies in the period, or before it with a directive issued by then or a material that came in it."""
    before = [day for day in days if day < period.starts_on]
    return (
        any(period.starts_on <= day <= period.ends_on for day in days)
        or any(told <= day for told in issued for day in before)
        or (bool(before) and any(period.starts_on <= came <= period.ends_on for came in received))
    )


def _issued(known: Known, codes: Iterable[str]) -> list[date]:
    """When these directives were issued, of those that have cells."""
    rows = [known.directives[code] for code in codes]
    return [row.issued_on for row in rows if row.issued_on is not None and row.retired_at is None]


def _received(known: Known, codes: Iterable[str | None]) -> list[date]:
    """When these materials came, of those that are counted."""
    rows = [known.materials[code] for code in codes if code is not None]
    return [row.received_on for row in rows if row.key]
