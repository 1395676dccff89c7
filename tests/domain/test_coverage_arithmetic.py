"""The arithmetic of coverage by itself, on numbers that were worked out by hand; the log is asked in test_coverage."""

from dataclasses import asdict, astuple

import pytest

from app.domain.coverage.arithmetic import (
    Contact,
    Counts,
    Sum,
    counts_of,
    figures,
    is_mostly_estimated,
    lacking,
    merged,
    of_contacts,
    of_gap,
    tally,
)

EARLIER = [
    Contact("T-1", "zalo", 1, 1, 300, "measured"),
    Contact("T-1", "zalo", 1, 2, None, "counted"),
    Contact("T-1", "talk", 2, 3, 100, "estimated"),
    Contact("T-2", "zalo", 2, 3, 50, "counted"),
]
LATER = [Contact("T-1", "zalo", 3, 4, 200, "estimated"), Contact("T-2", "talk", 3, 4, 70, "measured")]


def test_contacts_are_summed_by_group_and_channel() -> None:
    assert tally(EARLIER) == [
        Sum("T-1", "zalo", 2, 300, 300, 300),
        Sum("T-1", "talk", 1, 100, 0, 100),
        Sum("T-2", "zalo", 1, 50, 50, 50),
    ]
    assert counts_of(EARLIER) == Counts(products=2, placements=3)


def test_sums_of_two_scopes_are_those_of_both_together() -> None:
    assert merged([*tally(EARLIER), *tally(LATER)]) == tally([*EARLIER, *LATER])
    assert merged(tally(LATER) + tally(EARLIER))[0] == Sum("T-1", "zalo", 3, 500, 300, 300)


def test_a_total_over_groups_with_and_without_people() -> None:
    # T-1: 1,000 × (1 − 0.7 × 0.9) = 370 of 1,000; T-2 is a gap, which adds to counts alone; T-3 was reached by nothing.
    told = of_contacts({"T-1": 1000, "T-2": None, "T-3": 1000}, [*EARLIER, *LATER])
    assert astuple(told) == (2000, 3, 4, 600, 370, 300, 600, 0.185, 0.15, 0.3, 1.622, 0.5)
    assert (told.missed, told.rest, told.is_addressed, told.mostly_estimated) == (1630, 0.815, False, False)


def test_a_group_without_people_has_counts_and_gross() -> None:
    told = of_gap(tally([*EARLIER[2:], *LATER[1:]]), Counts(2, 2))
    assert astuple(told) == (None, 2, 2, 220, *(None,) * 7, 0.545455)
    assert (told.missed, told.rest, told.is_addressed) == (None, None, False)


@pytest.mark.parametrize(
    ("people", "contacts", "lacks"),
    [
        (1000, EARLIER[:1], None),
        (1000, EARLIER[1:2], "count"),
        (1000, [], None),
        (None, EARLIER[:1], "population"),
        (None, [], None),
    ],
)
def test_what_nobody_gave_is_told(people: int | None, contacts: list[Contact], lacks: str | None) -> None:
    assert lacking(asdict(of_contacts({"T-1": people}, contacts))) == lacks
    # A group's own row knows its gross, a total over gaps alone has 0 of everything: of both the population is missing.
    if people is None:
        assert lacking(asdict(of_gap(tally(contacts), counts_of(contacts)))) == lacks


def test_of_a_group_without_people_to_which_it_came_the_count_is_missing() -> None:
    assert lacking(asdict(of_gap(tally(EARLIER[1:2]), Counts(1, 1)))) == "count"


def test_who_was_addressed_was_not_counted() -> None:
    assert of_contacts({"T-1": 1000}, EARLIER[1:2]).is_addressed
    assert not of_contacts({"T-1": 1000}, []).is_addressed
    assert not of_contacts({"T-1": 1000}, [EARLIER[1]._replace(people=1)]).is_addressed


@pytest.mark.parametrize(
    ("share", "mostly"), [(None, False), (0.0, True), (0.499999, True), (0.5, False), (1.0, False)]
)
def test_less_than_half_of_the_evidence_is_mostly_estimated(share: float | None, mostly: bool) -> None:
    assert is_mostly_estimated(share) is mostly


def test_nobody_is_of_no_share() -> None:
    assert astuple(figures({"T-1": 0}, [], Counts())) == (0, 0, 0, 0, 0, 0, 0, *(None,) * 5)


def test_a_half_is_a_half_among_millions() -> None:
    # Each of the three: 6,000,000 × (1 − 5/6 × 5,999,999/6,000,000) = 1,000,000 5/6; with the fourth's 1 they are
    # 3,000,003.5, and a half goes to the even number.
    populations: dict[str, int | None] = {"A": 6_000_000, "B": 6_000_000, "C": 6_000_000, "D": 1}
    large = [Sum(code, "zalo", 1, 1_000_000, 0, 1_000_000) for code in "ABC"]
    small = [Sum(code, "talk", 1, 1, 0, 1) for code in "ABCD"]
    assert figures(populations, [*large, *small], Counts()).net_reach == 3_000_004
