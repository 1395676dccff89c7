"""Units in a tree: a parent by code, never in a circle, and a group's unit in charge."""

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import API, delete, every, get, patch, post, problem, try_patch


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
