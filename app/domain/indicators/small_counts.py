"""Opinion by content group, merged so that small counts stay hidden, also from who subtracts; pure arithmetic.

Whoever reads the register sees the pulses without a count of 1 to 4, and the sum of all. What they can work out by
subtracting is what the rest of a content group adds up to: that must be no small count either, else the content group
is merged into «nhóm nhỏ» with others.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

LEAST_COUNT = 5
SMALL = "nhóm nhỏ"


class Counts(NamedTuple):
    """People of each opinion."""

    supportive: int = 0
    neutral: int = 0
    worried: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def people(self) -> int:
        return sum(self)

    @property
    def balance(self) -> int:
        return self.supportive - self.worried

    @property
    def is_safe(self) -> bool:
        """No count so small that it points at persons."""
        return all(number == 0 or number >= LEAST_COUNT for number in self)


class Opinion(NamedTuple):
    """What a content group's pulses add up to, and those of them whose counts are hidden."""

    code: str | None
    name: str
    counts: Counts = Counts()
    hidden: Counts = Counts()
    hidden_pulses: int = 0

    def plus(self, other: "Opinion") -> "Opinion":
        return self._replace(
            counts=self.counts.plus(other.counts), hidden=self.hidden.plus(other.hidden),
            hidden_pulses=self.hidden_pulses + other.hidden_pulses,
        )  # fmt: skip

    @property
    def hides(self) -> bool:
        """Whether subtracting what is shown leaves nothing, or several pulses together without a small count."""
        return self.hidden_pulses == 0 or (self.hidden_pulses > 1 and self.hidden.is_safe)


def sum_of(opinions: list[Opinion]) -> Opinion:
    """All of them as one, without a code."""
    whole = Opinion(None, SMALL)
    for opinion in opinions:
        whole = whole.plus(opinion)
    return whole


def pooled(code: str, name: str, pulses: Iterable[tuple[Counts, bool]]) -> Opinion:
    """The pulses of a content group; each with whether the register may tell counts of its group at all."""
    opinion = Opinion(code, name)
    for counts, may_be_told in pulses:
        is_shown = may_be_told and counts.is_safe
        opinion = opinion.plus(Opinion(None, "", counts) if is_shown else Opinion(None, "", counts, counts, 1))
    return opinion


def shown(opinions: list[Opinion], together: Collection[str | None] = ()) -> list[Opinion]:
    """The content groups that may be told apart, in order, then «nhóm nhỏ»: the others, and those of together, as one.

    Others join it, those with hidden counts first and the smallest of each, until it hides what it is there to hide.
    """
    merged = [one for one in opinions if one.code in together or not one.hides]
    others = sorted((one for one in opinions if one not in merged), key=_order)
    while merged and others and _tells_too_much(merged, others):
        merged.append(others.pop(0))
    small = [sum_of(merged)] if merged else []
    return [one for one in opinions if one not in merged] + small


def _order(opinion: Opinion) -> tuple[bool, int, str]:
    return (not opinion.hidden_pulses, opinion.counts.people, opinion.code or "")


def _tells_too_much(merged: list[Opinion], others: list[Opinion]) -> bool:
    """One alone is known by who is missing; counts may be too small themselves, or once those are taken away that stand
    in the register. Of the latter only another with hidden counts can cure it.
    """
    small = sum_of(merged)
    return len(merged) == 1 or not small.counts.is_safe or (not small.hides and bool(others[0].hidden_pulses))
