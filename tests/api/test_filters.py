"""Filters: a code that the ward does not have is refused, a retired one is known, and a page shows an empty list."""

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.api.test_manners import api_routes
from tests.conftest import Stage
from tests.makers import API, get, problem

CODES = ("unit", "owner_unit", "lead_unit", "campaign", "channel", "content_group", "topic", "axis", "directive")
CODES += ("group", "material", "period")
CHOICES = ("kind", "product_kind", "form", "status", "urgency", "nature", "type", "role", "by")
# What else a list must be asked along with.
OF_A_PERIOD = ("/coverage", "/coverage/several", "/indicators", "/coverage/matrix")
NEEDED = {path: {"period": "2026-Q2"} for path in OF_A_PERIOD}


def filters(coordinator: TestClient, stage: Stage) -> list[tuple[str, str]]:
    """Every filter by a code or a choice that the description of a list names."""
    paths = coordinator.get(f"{API}/openapi.json").json()["paths"]
    lists = [route.path for route in api_routes(stage, "GET") if not route.path.endswith(("}", "/entries", "/docs"))]
    return [
        (path.removeprefix(API), one["name"])
        for path in lists
        if path in paths
        for one in paths[path]["get"].get("parameters", [])
        if one["in"] == "query" and one["name"] in CODES + CHOICES and "/city/" not in path
    ]


def test_a_filter_that_names_an_unknown_code_is_refused(
    stage: Stage, coordinator: TestClient, admin: TestClient
) -> None:
    found = filters(coordinator, stage)
    assert len(found) > 40
    for path, name in found:
        client = admin if path in ("/users", "/tokens", "/audit", "/days-off") else coordinator
        answer = client.get(API + path, params=NEEDED.get(path, {}) | {name: "khong-co"})
        body = problem(answer, 422)
        assert body["errors"][0]["loc"][0] == name, (path, body)


def test_a_retired_code_is_known(coordinator: TestClient) -> None:
    makers.group(coordinator)
    makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach()))
    makers.patch(coordinator, "/groups/TDP-01", retired_on="2026-06-01")
    makers.delete(coordinator, "/channels/zalo")
    assert len(get(coordinator, "/products", group="TDP-01")["items"]) == 1
    assert len(get(coordinator, "/products", channel="zalo")["items"]) == 1
    assert get(coordinator, "/coverage", period="2026-Q2", channel="zalo")["total"]["products"] == 1


def test_a_city_reader_names_codes_of_the_ward_it_looks_at(city: TestClient, coordinator: TestClient) -> None:
    coordinator.post(f"{API}/channels", json={"code": "rieng", "name": "Riêng"})
    asked = {"period": "2026-Q2", "channel": "rieng"}
    assert city.get(f"{API}/coverage", params=asked | {"ward": "DONGDA"}).status_code == 200
    problem(city.get(f"{API}/coverage", params=asked | {"ward": "KHUONGTHUONG"}), 422, (("channel",), "unknown"))


@pytest.mark.parametrize("path", ["/products?unit=khong-co", "/concerns?group=khong-co", "/coverage?channel=khong-co"])
def test_a_page_shows_an_empty_list(pages: SimpleNamespace, path: str) -> None:
    assert pages.coordinator.get(path).status_code == 200
