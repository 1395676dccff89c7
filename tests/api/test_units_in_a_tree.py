"""Units in a tree: a parent by code, never in a circle, a group's unit in charge, and figures of a whole branch."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import WARD
from tests.makers import API, DAY, delete, every, get, patch, placement, post, problem, product, reach, try_patch


@pytest.fixture
def tree(admin: TestClient, coordinator: TestClient) -> TestClient:
    """HPN is a branch of MTTQ, and CHI-HOI of HPN; the coordinator asks."""
    for code, parent in (("HPN", "MTTQ"), ("CHI-HOI", "HPN")):
        post(admin, "/units", makers.unit_json(code, parent=parent))
    return coordinator


@pytest.mark.parametrize("parent", ["MTTQ", "HPN", "CHI-HOI"])
def test_no_unit_belongs_to_itself_by_any_way(tree: TestClient, admin: TestClient, parent: str) -> None:
    problem(try_patch(admin, "/units/MTTQ", parent=parent), 422, (("parent",), "circle"))
    assert get(tree, "/units/MTTQ")["parent"] is None


def test_a_branch_may_move_and_stand_alone_again(tree: TestClient, admin: TestClient) -> None:
    patch(admin, "/units/CHI-HOI", parent="UBND")
    assert [one["code"] for one in every(tree, "/units", parent="UBND")] == ["CHI-HOI"]
    assert patch(admin, "/units/CHI-HOI", parent=None)["parent"] is None
    assert every(tree, "/units", parent="UBND") == []


def test_a_parent_must_be_there(tree: TestClient, admin: TestClient) -> None:
    body = makers.unit_json("X", parent="KHONG")
    problem(admin.post(f"{API}/units", json=body), 422, (("parent",), "unknown"))
    problem(tree.get(f"{API}/units", params={"parent": "KHONG"}), 422, (("parent",), "unknown"))


def test_a_unit_with_branches_is_retired_and_keeps_them(tree: TestClient, admin: TestClient) -> None:
    delete(admin, "/units/HPN")
    assert get(tree, "/units/HPN")["active"] is False
    assert get(tree, "/units/CHI-HOI")["parent"] == "HPN"


def test_a_group_names_the_unit_in_charge(tree: TestClient, admin: TestClient) -> None:
    made = makers.group(tree, "CB-01", "party_cell", looked_after_by="HPN")
    assert made["looked_after_by"] == "HPN"
    makers.group(tree, "CB-02", "party_cell")
    assert [one["code"] for one in every(tree, "/groups", looked_after_by="HPN")] == ["CB-01"]
    problem(try_patch(tree, "/groups/CB-02", looked_after_by="KHONG"), 422, (("looked_after_by",), "unknown"))
    delete(admin, "/units/HPN")
    assert get(tree, "/groups/CB-01")["looked_after_by"] == "HPN"


# The example of the specification, logged by three units of one branch: 1,000 people, loudspeaker 600 and 500, Zalo
# 400, a meeting of 200; and one more unit, which is of no branch.
LOGGED = (
    ("MTTQ", "loudspeaker", 600),
    ("HPN", "loudspeaker", 500),
    ("CHI-HOI", "zalo", 400),
    ("HPN", "talk", 200),
    ("UBND", "website", 900),
)
MEANT: tuple[tuple[dict[str, str], int, float], ...] = (
    ({"unit": "MTTQ"}, 600, 0.6),
    ({"unit": "MTTQ", "with_children": "false"}, 600, 0.6),
    ({"unit": "MTTQ", "with_children": "true"}, 1700, 0.808),
    ({"unit": "HPN", "with_children": "true"}, 1100, 0.76),
    ({"unit": "CHI-HOI", "with_children": "true"}, 400, 0.4),
    ({"unit": "UBND", "with_children": "true"}, 900, 0.9),
    ({}, 2600, 0.9808),
)


@pytest.fixture
def logged(tree: TestClient) -> TestClient:
    makers.group(tree)
    for unit, channel, people in LOGGED:
        product(tree, placement(channel, DAY, reach(people=people)), unit=unit, title=f"{unit} {channel}")
    return tree


def indicators(client: TestClient, **query: Any) -> dict[str, Any]:
    return {one["code"]: one for one in get(client, "/indicators", period="2026-Q2", **query)["items"]}


def test_coverage_and_indicators_are_of_the_whole_branch(logged: TestClient, city: TestClient) -> None:
    for query, gross, share in MEANT:
        answer = get(logged, "/coverage", period="2026-Q2", **query)
        total = answer["total"]
        assert (total["gross_reach"], total["coverage"]) == (gross, share), query
        assert answer["filters"] == {name: value for name, value in query.items() if value != "false"}
        assert get(city, "/coverage", period="2026-Q2", ward=WARD, **query)["total"] == total
        told = indicators(logged, **query)
        assert (told["gross_contacts"]["value"], told["residential_coverage"]["value"]) == (gross, share), query
    rows = get(logged, "/coverage", period="2026-Q2", by="unit", unit="MTTQ", with_children="true")["items"]
    assert {row["key"]: row["gross_reach"] for row in rows} == {"MTTQ": 600, "HPN": 700, "CHI-HOI": 400}


def test_duties_of_a_branch_are_those_of_each_of_its_units(logged: TestClient) -> None:
    """MTTQ and both branches must report; MTTQ alone must have a plan."""
    for query, units in (({"unit": "MTTQ"}, 1), ({"unit": "MTTQ", "with_children": "true"}, 3)):
        told = indicators(logged, **query)
        assert told["reports_on_time"]["denominator"] == units
        assert told["plans_in_place"]["denominator"] == 1


def test_entries_of_a_branch_are_as_many_as_the_figure_says(logged: TestClient) -> None:
    one = indicators(logged, unit="MTTQ", with_children="true")["products_published"]
    assert one["value"] == 4
    found = logged.get(one["entries"]["numerator"]).json()["items"]
    assert sorted(entry["unit"] for entry in found) == ["CHI-HOI", "HPN", "HPN", "MTTQ"]


def test_a_list_of_products_is_of_the_whole_branch(logged: TestClient) -> None:
    found = every(logged, "/products", unit="MTTQ", with_children="true", limit=3)
    assert [one["unit"] for one in found] == ["HPN", "CHI-HOI", "HPN", "MTTQ"], "the newest first"
    assert [one["unit"] for one in every(logged, "/products", unit="MTTQ")] == ["MTTQ"]


def test_a_branch_that_leaves_takes_its_figures_with_it(logged: TestClient, admin: TestClient) -> None:
    branch = {"unit": "MTTQ", "with_children": "true"}
    assert indicators(logged, **branch)["gross_contacts"]["value"] == 1700
    patch(admin, "/units/CHI-HOI", parent="UBND")
    assert indicators(logged, **branch)["gross_contacts"]["value"] == 1300
    assert get(logged, "/coverage", period="2026-Q2", **branch)["total"]["gross_reach"] == 1300


@pytest.mark.parametrize("path", ["/coverage", "/indicators", "/products", "/indicators/spending/entries"])
def test_branches_of_no_unit_are_refused(coordinator: TestClient, path: str) -> None:
    query = {"/coverage": {"period": "2026-Q2"}, "/indicators": {"period": "2026-Q2"}, "/products": {}}
    asked = query.get(path, {"period": "2026-Q2", "part": "numerator"}) | {"with_children": "true"}
    problem(coordinator.get(API + path, params=asked), 422, (("with_children",), "no_unit"))
