"""Sharing people out by population."""

from collections.abc import Sequence


def allocate(people: int, populations: Sequence[int]) -> list[int] | None:
    """People split in proportion to populations: floors first, the rest to the largest remainders, ties to the first
    (Hamilton's method; M. L. Balinski and H. P. Young, Fair Representation, 1982). None where people exceed them all.

    No share exceeds its population: people/total ≤ 1, and a group that is full has no remainder.
    """
    total = sum(populations)
    if people > total:
        return None
    shares = [people * population // total for population in populations]
    remainders = [people * population % total for population in populations]
    order = sorted(range(len(populations)), key=lambda index: -remainders[index])
    for index in order[: people - sum(shares)]:
        shares[index] += 1
    return shares
