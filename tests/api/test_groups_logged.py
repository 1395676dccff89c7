"""Groups that end or shrink after the log reached them: asked about first; what was logged stays and isn't judged."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import Json, codes, get, group, patch, placement, problem, product, reach, try_patch


def sendable(made: Json) -> list[Json]:
    """A product's placements as they may be sent again."""
    return [
        {name: one[name] for name in ("id", "channel", "published_on", "runs")}
        | {"reach": [{name: row[name] for name in ("group", "people", "basis")} for row in one["reach"]]}
        for one in made["placements"]
    ]


def gross(client: TestClient, period: str) -> int:
    return int(get(client, "/coverage", period=period, by="group")["total"]["gross_reach"])


@pytest.fixture
def logged(officer: TestClient, coordinator: TestClient) -> Json:
    """A product that reached one group in two quarters, and a directive that it told it of."""
    group(coordinator, "TDP-40", name="Tổ 40", population=1000)
    group(coordinator, "TDP-41", name="Tổ 41", population=1000)
    makers.directive(coordinator)
    days = [
        placement("zalo", "2026-05-04", reach("TDP-40", 400), reach("TDP-41", 300)),
        placement("zalo", "2026-10-05", reach("TDP-40", 500), reach("TDP-41", 300)),
        placement("talk", "2026-10-06", reach("TDP-40", None, None)),
    ]
    return product(officer, *days, directives=["VB-01"])


def test_an_end_before_logged_reach_says_what_will_change_and_keeps_what_was_logged(
    officer: TestClient, coordinator: TestClient, logged: Json
) -> None:
    before = gross(officer, "2026-Q4")
    changed = patch(coordinator, "/groups/TDP-40", retired_on="2026-09-30")
    (warning,) = changed["warnings"]
    assert (warning["loc"], warning["code"]) == (["retired_on"], "logged_reach")
    for words in ("2 lượt phát", "500 lượt người", "quý IV/2026", "giảm 500", "ô chủ trương đã tới giảm 1"):
        assert words in warning["message"], words
    assert before - gross(officer, "2026-Q4") == 500
    assert get(officer, f"/products/{logged['id']}")["placements"] == logged["placements"]


@pytest.mark.parametrize(
    ("life", "asked"),
    [
        ({"retired_on": "2026-10-06"}, []),
        ({"retired_on": "2026-10-05"}, [["retired_on"]]),
        ({"active_from": "2026-05-04"}, []),
        ({"active_from": "2026-05-05"}, [["active_from"]]),
        ({"retired_on": "2026-12-31"}, []),
        ({"name": "Tổ dân phố 40"}, []),
    ],
    ids=str,
)
def test_a_life_that_holds_what_was_logged_is_not_asked_about(
    coordinator: TestClient, logged: Json, life: Json, asked: list[Any]
) -> None:
    assert [one["loc"] for one in patch(coordinator, "/groups/TDP-40", **life)["warnings"]] == asked


def test_of_a_life_only_what_changes_is_asked_about(coordinator: TestClient, logged: Json) -> None:
    patch(coordinator, "/groups/TDP-40", retired_on="2026-09-30")
    assert codes(patch(coordinator, "/groups/TDP-40", retired_on="2026-09-30", name="Tổ bốn mươi")) == []
    assert codes(patch(coordinator, "/groups/TDP-40", retired_on=None)) == []


def test_a_withdrawn_product_is_no_logged_reach(officer: TestClient, coordinator: TestClient, logged: Json) -> None:
    patch(officer, f"/products/{logged['id']}", status="withdrawn", reason="Nhầm")
    assert codes(patch(coordinator, "/groups/TDP-40", retired_on="2026-04-30", population=10)) == []


def test_what_reached_a_group_that_ended_since_is_still_edited(
    officer: TestClient, coordinator: TestClient, logged: Json
) -> None:
    patch(coordinator, "/groups/TDP-40", retired_on="2026-09-30")
    path, rows = f"/products/{logged['id']}", sendable(logged)
    rows[1]["reach"][1] |= {"people": 350}
    changed = patch(officer, path, title="Khác", placements=rows)
    assert sendable(changed) == rows
    rows[1]["reach"][0] |= {"people": 501}
    problem(try_patch(officer, path, placements=rows), 422, (("placements", 1, "reach", 0, "group"), "not_alive"))
    rows[1]["reach"][0] |= {"people": 500}
    moved = [rows[0], rows[1] | {"published_on": "2026-10-07"}, rows[2]]
    problem(try_patch(officer, path, placements=moved), 422, (("placements", 1, "reach", 0, "group"), "not_alive"))
    again = [rows[0], rows[1], rows[2], placement("poster", "2026-10-05", reach("TDP-40", None, None))]
    problem(try_patch(officer, path, placements=again), 422, (("placements", 3, "reach", 0, "group"), "not_alive"))


def test_a_population_below_logged_reach_is_asked_about_and_old_reach_stays(
    officer: TestClient, coordinator: TestClient, logged: Json
) -> None:
    assert codes(patch(coordinator, "/groups/TDP-40", population=500)) == []
    (warning,) = patch(coordinator, "/groups/TDP-40", population=450)["warnings"]
    assert (warning["loc"], warning["code"]) == (["population"], "below_reach")
    assert "500 người" in warning["message"]
    assert "05/10/2026" in warning["message"]
    assert codes(patch(coordinator, "/groups/TDP-40", households=100)) == []
    rows = get(officer, "/coverage", period="2026-Q4")["items"]
    assert next(one for one in rows if one["key"] == "TDP-40")["coverage"] == 1
    path, rows = f"/products/{logged['id']}", sendable(logged)
    rows[1]["reach"][1] |= {"people": 301}
    assert patch(officer, path, placements=rows)["placements"][1]["reach"][0]["people"] == 500
    rows[1]["reach"][0] |= {"people": 499}
    problem(try_patch(officer, path, placements=rows), 422, (("placements", 1, "reach", 0, "people"), "too_large"))
    rows[1]["reach"][0] |= {"people": 450}
    patch(officer, path, placements=rows)


def test_of_reach_only_what_changes_is_compared_with_the_usual(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator, population=3000)
    for _ in range(3):
        product(officer, placement("zalo", makers.DAY, reach(people=300)))
    made = product(officer, placement("zalo", makers.DAY, reach(people=2000)))
    assert codes(made) == ["odd_reach"]
    path, rows = f"/products/{made['id']}", sendable(made)
    assert codes(patch(officer, path, placements=[rows[0] | {"runs": 2}])) == []
    rows[0]["reach"][0] |= {"people": 2001}
    assert codes(patch(officer, path, placements=rows)) == ["odd_reach"]


@pytest.fixture
def split(officer: TestClient, coordinator: TestClient) -> TestClient:
    """TDP-41 of 1,200 until 15 November; TDP-41A of 700 and TDP-41B of 500 from the 16th; it heard of a directive."""
    group(coordinator, "TDP-41", population=1200, retired_on="2026-11-15")
    for code, people in (("TDP-41A", 700), ("TDP-41B", 500)):
        group(coordinator, code, population=people, active_from="2026-11-16", succeeds=["TDP-41"])
    makers.directive(coordinator)
    product(officer, placement("zalo", "2026-10-05", reach("TDP-41", 600)), directives=["VB-01"])
    product(officer, placement("talk", "2026-11-17", reach("TDP-41A", 90, "counted")))
    return coordinator


@pytest.mark.parametrize(
    ("path", "life", "gross_loss", "cells"),
    [
        # Its own 90, and no longer its 350 of the 600: they go to TDP-41B, which has 500 people, all 500 of them.
        ("TDP-41A", {"active_from": "2027-01-01"}, 90 + 350 + 250 - 500, 1),
        # The old one's 600 are read as nobody's once it is not in the quarter; what it heard its successors have heard.
        ("TDP-41", {"retired_on": "2026-09-30"}, 600, 0),
    ],
    ids=str,
)
def test_what_a_life_takes_from_figures_goes_by_who_stands_for_whom(
    split: TestClient, path: str, life: Json, gross_loss: int, cells: int
) -> None:
    def heard() -> int:
        found = get(split, "/indicators", period="2026-Q4")["items"]
        return int(next(one["numerator"] for one in found if one["code"] == "directive_dissemination"))

    people, told = gross(split, "2026-Q4"), heard()
    (warning,) = patch(split, f"/groups/{path}", **life)["warnings"]
    assert warning["code"] == "logged_reach"
    assert people - gross(split, "2026-Q4") == gross_loss
    assert told - heard() == cells
    assert f"giảm {gross_loss}, ô chủ trương đã tới giảm {cells}." in warning["message"]


def test_a_successor_that_leaves_a_quarter_is_asked_about_though_only_the_old_group_was_reached(
    split: TestClient,
) -> None:
    (warning,) = patch(split, "/groups/TDP-41B", active_from="2027-01-01")["warnings"]
    assert (warning["loc"], warning["code"]) == (["active_from"], "logged_reach")
    # Of the 600, all are TDP-41A's now; with its own 90 nobody is lost but the cell.
    assert warning["message"].startswith("Nhóm sẽ không còn trong quý IV/2026: tổng lượt người giảm 0, ô chủ trương")
    assert "giảm 1." in warning["message"]
    patch(split, "/groups/TDP-41B", active_from="2026-11-16")
    assert codes(patch(split, "/groups/TDP-41B", active_from="2026-11-20")) == []
