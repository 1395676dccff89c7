"""How values read in Vietnamese, on pages, in sheets and in documents."""

from datetime import date

import pytest

from app.domain.pages import Count
from app.web import formats


@pytest.mark.parametrize(
    ("value", "digits", "reads"),
    [
        (1_234_567, 0, "1.234.567"),
        (1234.56, 1, "1.234,6"),
        (1234.5, 0, "1.235"),
        (0.25, 1, "0,3"),
        (1.005, 2, "1,01"),
        (-0.5, 0, "-1"),
        (-0.4, 0, "0"),
        (0.05, 2, "0,05"),
        (5, 1, "5"),
        (7.0, 1, "7"),
        (None, 0, ""),
        (Count(1000, False), 0, "hơn 1.000"),
        (Count(12, True), 0, "12"),
    ],
)
def test_numbers_have_points_between_thousands_and_a_comma_before_tenths(
    value: object, digits: int, reads: str
) -> None:
    assert formats.number(value, digits) == reads  # type: ignore[arg-type]


def test_nought_is_never_below_nought_however_often_it_was_asked_for() -> None:
    assert [formats.number(value) for value in (-0.0, 0.0, 0, -0.0)] == ["0"] * 4


def test_days_are_written_day_first_and_named_in_words() -> None:
    friday = date(2026, 11, 20)
    assert formats.day(friday) == formats.day("2026-11-20") == "20/11/2026"
    assert formats.short_day(friday) == "20/11"
    assert [formats.weekday(date(2026, 11, day)) for day in range(16, 23)] == [
        "Thứ Hai",
        "Thứ Ba",
        "Thứ Tư",
        "Thứ Năm",
        "Thứ Sáu",
        "Thứ Bảy",
        "Chủ Nhật",
    ]
    assert formats.day(None) == formats.short_day(None) == ""


@pytest.mark.parametrize(
    ("share", "whole", "exact"),
    [
        (0.0, "0%", "0%"),
        (0.0004, "0,1%", "0,1%"),
        (0.004, "0,4%", "0,4%"),
        (0.145, "15%", "14,5%"),
        (0.285, "29%", "28,5%"),
        (0.3125, "31%", "31,3%"),
        (0.998, "99,8%", "99,8%"),
        (0.9999, "99,9%", "99,9%"),
        (1.0, "100%", "100%"),
        (1.2, "120%", "120%"),
    ],
)
def test_less_than_all_is_never_all_and_more_than_none_never_none(share: float, whole: str, exact: str) -> None:
    assert (formats.percent(share), formats.percent(share, 1)) == (whole, exact)
    assert (formats.per_hundred(share), formats.per_hundred(share, 1)) == (whole[:-1], exact[:-1])


@pytest.mark.parametrize(("share", "place"), [(0.5, "50.0%"), (-0.1, "0.0%"), (1.2, "100.0%"), (0.1234, "12.3%")])
def test_a_place_on_an_axis_stays_on_it(share: float, place: str) -> None:
    assert formats.along(share) == place
