"""The statistics of surveys: the worked examples of the specification, and what must hold for any survey."""

from fractions import Fraction

import pytest

from app.domain.indicators.statistics import Interval, Stratum, effective_size, estimate, interval, wilson


def bounds(found: Interval) -> tuple[float, float]:
    return round(found.low, 4), round(found.high, 4)


def test_wilson_s_interval_of_162_of_200() -> None:
    """E. B. Wilson, JASA 22, 1927: the roots of (p − p₀)² = z²·p(1−p)/n."""
    assert bounds(wilson(162 / 200, 200)) == (0.7500, 0.8583)
    for p in (wilson(0.81, 200).low, wilson(0.81, 200).high):
        assert abs(p - 0.81) == pytest.approx(1.959964 * (p * (1 - p) / 200) ** 0.5, abs=1e-5)


def test_groups_weigh_by_their_people() -> None:
    """Cochran's stratified estimate: (1540·0.75 + 770·0.50 + 385·0.25) / 2695."""
    strata = [Stratum(1540, 4, 3), Stratum(770, 10, 5), Stratum(385, 8, 2)]
    assert round(float(estimate(strata)), 6) == 0.607143


def test_a_few_of_one_mind_in_a_large_group_make_nobody_sure() -> None:
    """W = .9, .1 with 2 of 2 and 50 of 100: the variance alone would claim that 1,900 were asked; Kish says 2.5."""
    strata = [Stratum(900, 2, 2), Stratum(100, 100, 50)]
    assert bounds(interval(strata)) == (0.3536, 0.9985)
    assert round(float(effective_size(strata)), 4) == 2.4685


def test_everyone_knew() -> None:
    found = interval([Stratum(900, 10, 10), Stratum(100, 190, 190)])
    assert bounds(found) == (0.7626, 1.0)
    assert found.level == 0.95


def test_the_variance_counts_where_it_says_less_than_kish() -> None:
    # Alike, p(1−p)/V is Kish's size. Apart, V is below p(1−p)·Σ(W²/n): it would say more, so Kish's stays.
    alike = [Stratum(500, 20, 10), Stratum(500, 20, 10)]
    assert effective_size(alike) == 40
    apart = [Stratum(500, 20, 2), Stratum(500, 20, 18)]
    assert effective_size(apart) == 40
    # The large group undecided, the small one sure: all the doubt lies where few were asked.
    uneven = [Stratum(900, 10, 5), Stratum(100, 90, 0)]
    assert effective_size(uneven) == min(
        1 / (Fraction(81, 1000) + Fraction(1, 9000)), Fraction(45, 100) * Fraction(55, 100) / Fraction(81, 4000)
    )
    assert effective_size(uneven) < 1 / (Fraction(81, 1000) + Fraction(1, 9000))


@pytest.mark.parametrize(("aware", "low", "high"), [(0, 0.0, 0.793451), (1, 0.206549, 1.0)])
def test_one_person_asked_is_still_an_answer(aware: int, low: float, high: float) -> None:
    assert interval([Stratum(300, 1, aware)]) == Interval(low, high)
