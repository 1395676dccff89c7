"""Whether the figures that came can be what a ward froze: parts, value and judgement of an indicator fit each other.

They are summed up with other wards' and shown as they came, so what contradicts itself would look like a right figure.
"""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.errors import Fault, Say
from app.domain.indicators.arithmetic import status, target_of
from app.domain.indicators.catalogue import Kind, kind_of
from app.domain.transmittals import Figures, Indicator

# Its value is weighted: the quotient of its parts is another.
WEIGHTED = frozenset({"surveyed_awareness"})
_PARTS = Say("Số đạt, số phải đạt và kết quả không khớp nhau.")
_STATUS = Say("Đánh giá không khớp với kết quả và mức phải đạt.")
_ORDER = Say("Cận dưới lớn hơn cận trên.")


def faults(told: Figures) -> Iterator[Fault]:
    """What can't be so, each at its place; every code is of the catalogue."""
    for code, one in told.indicators.items():
        kind = kind_of(code)
        if not _fits(kind, one):
            yield Fault(("figures", "indicators", code, "value"), _PARTS, "contradiction")
        elif one.status not in _statuses(kind, one):
            yield Fault(("figures", "indicators", code, "status"), _STATUS, "contradiction")
    for name, between in (("bounds", told.bounds), ("awareness", told.awareness)):
        if between is not None and between.low > between.high:
            yield Fault(("figures", name, "high"), _ORDER, "order")


def _fits(kind: Kind, one: Indicator) -> bool:
    """Whether parts and value are of one figure, each of them rounded for itself."""
    met, of, value = one.numerator, one.denominator, one.value
    if not kind.has_denominator:
        return of is None and met == value
    if not _in_range(kind, one):
        return False
    if kind.code in WEIGHTED:
        return True
    if met is None or of is None:
        return met is None and of is None and value is None
    if value is None:
        return of == 0
    half = Fraction(1, 2)
    most = half + half * abs(Fraction(value)) + of * Fraction(1, 10**kind.digits)
    return abs(Fraction(value) * of - met) <= most


def _in_range(kind: Kind, one: Indicator) -> bool:
    """A share lies between nothing and all, a balance between all against and all for; nothing costs less than 0."""
    met, of, value = one.numerator or 0, one.denominator or 0, one.value or 0
    least, most = {"share": (0, 1), "balance": (-1, 1)}.get(kind.form, (0, None))
    return of >= 0 and least * of <= met and least <= value and (most is None or (met <= of and value <= most))


def _statuses(kind: Kind, one: Indicator) -> set[str]:
    """What it may be judged: that was done before the value was rounded."""
    target, step = target_of(one.target), Fraction(1, 10**kind.digits)
    if one.value is None:
        return {status(None, target)}
    return {status(Fraction(one.value) + by, target) for by in (-step, Fraction(0), step)}
