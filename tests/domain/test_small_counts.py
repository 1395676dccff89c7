"""Opinion by content group: what is told apart, and that subtracting gives no small count away."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.indicators.small_counts import SMALL, Counts, Opinion, pooled, shown, sum_of

Pulses = dict[str, list[tuple[int, int, int]]]


def told(pulses: Pulses, may_be_told: bool = True) -> list[tuple[str | None, int, int]]:
    return [(one.code, one.counts.balance, one.counts.people) for one in shown(opinions(pulses, may_be_told))]


def opinions(pulses: Pulses, may_be_told: bool = True) -> list[Opinion]:
    return [
        pooled(code, code, ((Counts(*one), may_be_told) for one in counts)) for code, counts in sorted(pulses.items())
    ]


def test_without_hidden_counts_every_content_group_stands_alone() -> None:
    assert told({"1.1": [(22, 9, 6)], "1.2": [(0, 5, 0), (10, 0, 5)]}) == [("1.1", 16, 37), ("1.2", 5, 20)]


def test_a_hidden_pulse_takes_the_smallest_other_along() -> None:
    pulses: Pulses = {"1.1": [(22, 9, 6)], "1.2": [(3, 9, 6)], "1.3": [(5, 5, 5)]}
    assert told(pulses) == [("1.1", 16, 37), (None, -3, 33)]


def test_counts_that_are_safe_together_are_hidden_when_the_register_shows_all_but_one() -> None:
    """25 − 11 less the shown 22 − 6 would be what the hidden pulse says."""
    assert told({"1.1": [(22, 9, 6), (3, 4, 5)], "1.2": [(22, 9, 6)]}) == [(None, 30, 86)]


def test_two_hidden_pulses_without_a_small_count_together_hide_each_other() -> None:
    pulses: Pulses = {"1.1": [(3, 10, 4), (4, 10, 3), (30, 0, 0)], "1.2": [(8, 8, 8)]}
    assert told(pulses) == [("1.1", 30, 64), ("1.2", 0, 24)]


def test_another_with_hidden_counts_joins_before_smaller_ones() -> None:
    pulses: Pulses = {"1.1": [(3, 9, 6)], "1.2": [(5, 5, 5)], "1.3": [(3, 9, 8), (4, 9, 8)]}
    assert told(pulses) == [("1.2", 0, 15), (None, -12, 59)]


def test_a_group_that_may_no_longer_be_told_of_is_not_left_alone() -> None:
    assert told({"1.1": [(22, 9, 6)]}, may_be_told=False) == [(None, 16, 37)]
    assert told({"1.1": [(22, 9, 6)], "1.2": [(5, 5, 5)]}, may_be_told=False) == [(None, 16, 52)]


numbers = st.integers(0, 7) | st.integers(0, 40)


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["1.1", "1.2", "1.3", "1.4", "1.5"]),
        st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=3),
        min_size=1,
    )
)
def test_subtracting_what_the_register_shows_leaves_no_small_count(pulses: Pulses) -> None:
    every = opinions(pulses)
    rows = shown(every)
    assert sum_of(rows).counts == sum_of(every).counts
    apart, small = [row for row in rows if row.code], [row for row in rows if row.name == SMALL]
    for row in apart:
        hidden = [one for one in pulses[str(row.code)] if any(0 < number < 5 for number in one)]
        assert len(hidden) != 1
        assert all(sum(column) == 0 or sum(column) >= 5 for column in zip(*hidden, strict=True))
    for row in small:
        left = {code for code in pulses if code not in {one.code for one in apart}}
        assert len(left) > 1 or not apart
        assert row.counts.is_safe or not apart, "else everything is merged, and this is the ward's own figure"
        # What still can be subtracted follows from the ward's figure, whatever is merged.
        assert row.hides or not any(one.hidden_pulses for one in apart)
