"""Statistics of surveys: a share estimated from unequal groups, and how sure it is. SPEC 4.2; pure arithmetic.

The estimate and its variance are those of stratified sampling (W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977,
chapter 5), the effective size is Kish's (L. Kish, Survey Sampling, Wiley 1965), the interval Wilson's (E. B. Wilson,
Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American Statistical Association
22, 1927, pages 209–212).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

Z, LEVEL = 1.959964, 0.95


@dataclass(frozen=True)
class Stratum:
    """A group: its people, how many were asked (at least one), and how many of those knew."""

    population: int
    asked: int
    aware: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.aware, self.asked)


@dataclass(frozen=True)
class Interval:
    """Shares from low to high; level is how sure it is, None for bounds that hold in any case."""

    low: float
    high: float
    level: float | None = LEVEL


def _weighed(strata: Sequence[Stratum]) -> list[tuple[Fraction, Stratum]]:
    """Each group with its share of their people together."""
    people = sum(stratum.population for stratum in strata)
    return [(Fraction(stratum.population, people), stratum) for stratum in strata]


def estimate(strata: Sequence[Stratum]) -> Fraction:
    """p = Σ W·p_h, of at least one group."""
    return sum((weight * stratum.share for weight, stratum in _weighed(strata)), Fraction(0))


def effective_size(strata: Sequence[Stratum]) -> Fraction:
    """How many people, asked at random, would tell as much: Kish's 1/Σ(W²/n_h), or p(1−p)/V where that is smaller.

    V = Σ W²·p_h(1−p_h)/n_h is the variance of the estimate; 0 where every group was of one mind.
    """
    weighed = _weighed(strata)
    kish = 1 / sum((weight**2 / stratum.asked for weight, stratum in weighed), Fraction(0))
    variance = sum(
        (weight**2 * stratum.share * (1 - stratum.share) / stratum.asked for weight, stratum in weighed), Fraction(0)
    )
    p = estimate(strata)
    return min(kish, p * (1 - p) / variance) if variance else kish


def wilson(p: float, n: float) -> Interval:
    """The 95% score interval of a share p seen among n; n need not be whole. Rounded to 6 decimals."""
    z2 = Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # It ends within 0 and 1 by itself, but for what the last digit of a float adds; that would make the 0 a −0.
    return Interval(round(max(0.0, middle - half), 6), round(middle + half, 6))


def interval(strata: Sequence[Stratum]) -> Interval:
    return wilson(float(estimate(strata)), float(effective_size(strata)))
