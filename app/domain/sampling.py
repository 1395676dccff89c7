"""How many people a survey must ask, so that a share is known within a margin at 95% confidence.

Cochran, Sampling Techniques, 3rd edition, Wiley 1977, chapter 4: n0 = z² p (1 − p) / e², and for a finite population
n = n0 / (1 + (n0 − 1) / N). p = 0.5 asks for the most. The design effect multiplies n0 where people are not drawn
one by one from the whole list but, say, household by household.
"""

from math import ceil

Z = 1.959964
WORST_SHARE = 0.5


def size(population: int | None, margin: float, design_effect: float = 1.0) -> int:
    """People to ask, rounded up, never more than there are; margin is a share (0.05 is ±5 points)."""
    endless = Z**2 * WORST_SHARE * (1 - WORST_SHARE) / margin**2 * design_effect
    if population is None:
        return ceil(endless)
    return min(population, ceil(endless / (1 + (endless - 1) / population)))
