"""The parts of a report against the slow computation and the plain rows of an invented world."""

from collections import Counter
from typing import Any

from tests.domain import slow_coverage, slow_indicators
from tests.domain.slow_coverage import is_of
from tests.domain.slow_indicators import Told
from tests.makers import Json


def check_parts(parts: Json, kept: Json, period: Json, unit: str | None, exact: dict[str, Told]) -> None:
    units = slow_coverage.whose(kept, unit, with_children=True)
    first, last = period["starts_on"], period["ends_on"]
    of = {"unit": unit, "with_children": "true"} if unit else {}
    check_products(parts["1"], placed(kept, first, last, units))
    for kind, total in parts["2"].items():
        _, wanted = slow_coverage.answer(kept, period["code"], kind=kind, **of)
        assert slow_coverage.differences(total, wanted) == [], kind
    access, reached = parts["3"], exact["groups_reached"]
    assert (access["reached"], access["of"]) == (reached.above, reached.below)
    assert len(access["unreached"]) == reached.below - reached.above
    surveys = [one for one in kept["surveys"] if one["period"] == period["code"] and is_of(units, one.get("unit"))]
    assert access["survey"]["surveys"] == len(surveys)
    assert access["survey"]["asked"] == sum(one["asked"] for one in surveys)
    check_concerns(parts, kept, (first, last), units, exact["concerns_answered"])


def placed(kept: Json, first: str, last: str, units: set[str] | None) -> list[tuple[Json, Json]]:
    return [
        (product, placement)
        for product, placement in slow_coverage.published(kept["products"])
        if is_of(units, product["unit"]) and first <= placement["published_on"] <= last
    ]


def check_products(part: Json, rows: list[tuple[Json, Json]]) -> None:
    assert part["placements"] == len(rows)
    assert part["runs"] == sum(placement["runs"] for _, placement in rows)
    assert part["products"] == len({product["id"] for product, _ in rows})
    for name, key in (
        ("kinds", lambda product, placement: product["kind"]),
        ("channels", lambda product, placement: placement["channel"]),
        ("content_groups", lambda product, placement: product["content_group"]),
    ):
        placements = Counter(key(*row) for row in rows)
        products = Counter(code for code, _ in {(key(*row), row[0]["id"]) for row in rows})
        assert {one["code"]: one["placements"] for one in part[name]} == dict(placements), name
        assert {one["code"]: one["products"] for one in part[name]} == dict(products), name


def check_concerns(parts: Json, kept: Json, days: tuple[str, str], units: set[str] | None, exact: Told) -> None:
    mine = [one for one in slow_indicators.standing(kept) if is_of(units, one.get("owner_unit"))]
    received = [one for one in mine if days[0] <= one["received_on"] <= days[1]]
    assert parts["4"]["received"] == len(received)
    for name in ("natures", "origins", "content_groups"):
        assert sum(one["concerns"] for one in parts["4"][name]) == len(received)
    part: Any = parts["5"]
    assert part["due"] == sum(number for place, number in part.items() if place not in ("due", "concerns"))
    assert Counter(one["place"] for one in part["concerns"]) == {
        place: number for place, number in part.items() if number and place not in ("due", "concerns")
    }
    told = [(one["received_on"], one["due_on"], one["owner_unit"]) for one in parts["4"]["concerns"]]
    assert [received_on for received_on, *_ in told] == sorted(one["received_on"] for one in received)
    assert Counter(told) == Counter((one["received_on"], one["due_on"], one.get("owner_unit")) for one in received)
    assert part["answered_on_time"] == exact.above
    assert part["due"] - part["forwarded_on_time"] == exact.below
    assert part["pending"] == (exact.pending or 0)
