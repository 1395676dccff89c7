"""Materials from the city: received, edited, with guidance, and the products made of them."""

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import API, Json, every, get, material, material_json, patch, problem, product, try_patch


def test_it_says_when_it_was_edited_and_how_to_use_it(stage: Stage, coordinator: TestClient) -> None:
    made = material(coordinator)
    assert (made["edited_on"], made["guidance"], made["link"]) == (None, None, None)
    told: Json = {"edited_on": "2026-05-06", "guidance": "Đọc trên loa sáng thứ Hai.", "link": "https://hanoi.gov.vn/a"}
    assert told.items() <= patch(coordinator, "/materials/TL-05", **told).items()
    assert told.items() <= get(coordinator, "/materials/TL-05").items()
    assert patch(coordinator, "/materials/TL-05", edited_on=None)["edited_on"] is None


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"edited_on": "2026-05-03"}, (("edited_on",), "order")),
        ({"link": "hanoi.gov.vn"}, (("link",), "link")),
        ({"guidance": 5}, (("guidance",), "type")),
    ],
    ids=str,
)
def test_what_is_refused(stage: Stage, coordinator: TestClient, fields: Json, fault: tuple) -> None:  # type: ignore[type-arg]
    problem(coordinator.post(f"{API}/materials", json=material_json(**fields)), 422, fault)


def test_what_is_told_beside_a_closed_period_is_free_what_it_counts_is_not(
    stage: Stage, coordinator: TestClient
) -> None:
    material(coordinator)
    makers.close(coordinator)
    for change in ({"key": False}, {"received_on": "2026-07-01"}):
        problem(try_patch(coordinator, "/materials/TL-05", **change), 409)
    assert patch(coordinator, "/materials/TL-05", edited_on="2026-05-06", guidance="Đọc trên loa.")["warnings"] == []


def test_products_made_of_it_name_it(stage: Stage, coordinator: TestClient, officer: TestClient) -> None:
    material(coordinator)
    made = product(officer, material="TL-05")
    product(officer)
    assert [row["id"] for row in every(officer, "/products", material="TL-05")] == [made["id"]]
