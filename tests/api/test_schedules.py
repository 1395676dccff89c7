"""Planned placements: they count for nothing until someone confirms that they took place."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import Json, codes, day, get, patch, post, problem, try_patch


def planned(offset: int, channel: str = "loudspeaker", **fields: Any) -> Json:
    return {"channel": channel, "planned_on": day(offset), **fields}


def script(client: TestClient, *plans: Json, **fields: Any) -> Json:
    """A loudspeaker script that is planned, with these planned placements."""
    body = makers.planned_json(kind="loudspeaker_script", planned_on=None, planned_placements=list(plans), **fields)
    return post(client, "/products", {name: value for name, value in body.items() if value is not None})


def confirm(client: TestClient, product: Json, *keys: int, **fields: Any) -> Any:
    body = {"planned_placements": list(keys), **fields}
    return client.post(f"/api/v1/products/{product['id']}/confirmations", json=body)


def keys(product: Json) -> list[int]:
    return [one["id"] for one in product["planned_placements"]]


def coverage(client: TestClient) -> Json:
    total: Json = get(client, "/coverage", period=makers.period_of_today(client))["total"]
    return total


@pytest.fixture(autouse=True)
def ward(coordinator: TestClient) -> None:
    makers.group(coordinator, "TDP-01", population=1000)
    makers.group(coordinator, "TDP-02", population=500)
    makers.period_of_today(coordinator)


REACH = [{"group": "TDP-01", "people": 300, "basis": "estimated"}, {"group": "TDP-02"}]


def test_a_plan_counts_for_nothing_and_its_first_day_is_the_planned_one(
    officer: TestClient, coordinator: TestClient
) -> None:
    product = script(officer, planned(3), planned(-1, reach=REACH, runs=2))
    assert product["status"] == "planned"
    assert product["planned_on"] == day(-1)
    assert product["placements"] == []
    assert [one["planned_on"] for one in product["planned_placements"]] == [day(-1), day(3)]
    assert product["planned_placements"][0]["runs"] == 2
    assert product["planned_placements"][0]["reach"][1] == {
        "group": "TDP-02",
        "people": None,
        "basis": None,
        "allocated": False,
    }
    assert coverage(coordinator)["placements"] == 0


def test_confirming_makes_placements_of_them_with_the_reach_that_was_planned(
    officer: TestClient, coordinator: TestClient
) -> None:
    product = script(officer, planned(-1, reach=REACH, runs=2), planned(0, reach=REACH), planned(2, reach=REACH))
    answer = confirm(officer, product, *keys(product)[:2])
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/products/{product['id']}"
    done = answer.json()
    assert done["status"] == "published"
    assert [(one["channel"], one["published_on"], one["runs"]) for one in done["placements"]] == [
        ("loudspeaker", day(-1), 2),
        ("loudspeaker", day(0), 1),
    ]
    assert [one["planned_on"] for one in done["planned_placements"]] == [day(2)]
    assert {row["group"]: row["people"] for row in done["placements"][0]["reach"]} == {"TDP-01": 300, "TDP-02": None}
    total = coverage(coordinator)
    assert (total["products"], total["placements"], total["gross_reach"]) == (1, 2, 600)
    assert total["evidence_share"] == 0
    changes = makers.every(coordinator, "/changes")
    assert changes[-1]["action"] == "confirmed"
    assert changes[-1]["id"] == product["id"]


def test_a_figure_for_the_whole_ward_is_split_when_it_is_planned(officer: TestClient) -> None:
    total = {"kind": "residential", "people": 300, "basis": "estimated"}
    product = script(officer, planned(-1, total_reach=total))
    done = confirm(officer, product, *keys(product)).json()
    rows = [(row["group"], row["people"], row["allocated"]) for row in done["placements"][0]["reach"]]
    assert rows == [("TDP-01", 200, True), ("TDP-02", 100, True)]
    body = makers.planned_json(planned_placements=[planned(1, total_reach=total | {"basis": "measured"})])
    refused = officer.post("/api/v1/products", json=body)
    problem(refused, 422, (("planned_placements", 0, "total_reach", "basis"), "not_yet_counted"))
    assert len(refused.json()["errors"]) == 1, "once, whatever groups it is split over"


def test_of_the_rows_of_a_planned_placement_each_that_counts_already_is_named(officer: TestClient) -> None:
    rows = [{"group": "TDP-01", "people": 3, "basis": basis} for basis in ("counted", "estimated", "measured")]
    codes = ("TDP-09", "TDP-01", "TDP-02")
    sent = planned(1, reach=[row | {"group": code} for row, code in zip(rows, codes, strict=True)])
    refused = officer.post("/api/v1/products", json=makers.planned_json(planned_placements=[sent]))
    problem(refused, 422, (("planned_placements", 0, "reach", 0, "group"), "unknown"))
    told = [tuple(fault["loc"][2:]) for fault in refused.json()["errors"] if fault["code"] == "not_yet_counted"]
    assert told == [("reach", 0, "basis"), ("reach", 2, "basis")]


def test_a_later_day_is_added_to_what_was_confirmed_before(officer: TestClient) -> None:
    product = script(officer, planned(-2), planned(-1))
    first = confirm(officer, product, keys(product)[0]).json()
    both = confirm(officer, product, keys(product)[1]).json()
    assert both["placements"][0] == first["placements"][0]
    assert [one["published_on"] for one in both["placements"]] == [day(-2), day(-1)]
    assert both["planned_placements"] == []


def test_what_can_not_be_confirmed_is_refused_and_nothing_is_stored(
    officer: TestClient, coordinator: TestClient
) -> None:
    product = script(officer, planned(-1), planned(1))
    other = script(officer, planned(-1))
    yesterday, tomorrow = keys(product)
    problem(confirm(officer, product, yesterday, tomorrow), 422, (("planned_placements", 1), "too_early"))
    problem(confirm(officer, product, yesterday, yesterday), 422, (("planned_placements", 1), "unknown"))
    problem(confirm(officer, product, *keys(other)), 422, (("planned_placements", 0), "unknown"))
    problem(confirm(officer, product), 422, (("planned_placements",), "missing"))
    problem(confirm(officer, product, 2**40), 422, (("planned_placements", 0), "unknown"))
    problem(confirm(officer, product, yesterday, extra=1), 422, (("extra",), "unknown_field"))
    assert get(officer, f"/products/{product['id']}")["placements"] == []
    assert coverage(coordinator)["placements"] == 0
    assert confirm(officer, product, yesterday).status_code == 201
    problem(confirm(officer, product, yesterday), 422, (("planned_placements", 0), "unknown"))


def test_the_same_key_confirms_once(officer: TestClient) -> None:
    product = script(officer, planned(-1))
    path, body = f"/api/v1/products/{product['id']}/confirmations", {"planned_placements": keys(product)}
    first = officer.post(path, json=body, headers={"Idempotency-Key": "k1"})
    again = officer.post(path, json=body, headers={"Idempotency-Key": "k1"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()


def test_a_published_product_may_go_on_by_a_schedule(officer: TestClient) -> None:
    product = makers.product(officer, planned_placements=[planned(0), planned(5)])
    assert product["status"] == "published"
    done = confirm(officer, product, keys(product)[0]).json()
    assert len(done["placements"]) == 2
    assert len(done["planned_placements"]) == 1


@pytest.mark.parametrize(
    ("plan", "loc", "code"),
    [
        ({"channel": "radio"}, ("channel",), "unknown"),
        ({"reach": [{"group": "TDP-99"}]}, ("reach", 0, "group"), "unknown"),
        ({"reach": [{"group": "TDP-01", "people": 1001, "basis": "estimated"}]}, ("reach", 0, "people"), "too_large"),
        ({"reach": [{"group": "TDP-01", "people": 10, "basis": "counted"}]}, ("reach", 0, "basis"), "not_yet_counted"),
        ({"reach": [{"group": "TDP-01", "people": 10}]}, ("reach", 0, "basis"), "missing"),
        ({"reach": [{"group": "TDP-01"}, {"group": "TDP-01"}]}, ("reach", 1, "group"), "duplicate"),
        ({"planned_on": "mai"}, ("planned_on",), "date"),
        ({"runs": 0}, ("runs",), "too_small"),
    ],
)
def test_a_plan_is_held_to_the_same_rules_as_a_placement(
    officer: TestClient, plan: Json, loc: tuple[Any, ...], code: str
) -> None:
    body = makers.planned_json(planned_placements=[planned(1) | plan])
    problem(officer.post("/api/v1/products", json=body), 422, (("planned_placements", 0, *loc), code))
    assert makers.every(officer, "/products") == []


def test_replacing_the_list_keeps_the_ids_of_what_stays(officer: TestClient) -> None:
    product = script(officer, planned(1), planned(2), planned(2))
    first, second, third = keys(product)
    changed = patch(
        officer, f"/products/{product['id']}", planned_placements=[planned(2), planned(9, id=first), planned(4)]
    )
    left = {one["planned_on"]: one["id"] for one in changed["planned_placements"]}
    assert left[day(2)] in (second, third)
    assert left[day(9)] == first
    assert left[day(4)] not in (first, second, third)
    assert (
        patch(officer, f"/products/{product['id']}", title="Tên mới")["planned_placements"]
        == (changed["planned_placements"])
    )
    assert patch(officer, f"/products/{product['id']}", planned_placements=[])["planned_placements"] == []


def test_withdrawing_ends_the_schedule(officer: TestClient) -> None:
    product = makers.product(officer, planned_placements=[planned(-1)])
    patch(officer, f"/products/{product['id']}", status="withdrawn", reason="Sai giờ")
    assert get(officer, f"/products/{product['id']}")["planned_placements"] == []
    problem(confirm(officer, product, *keys(product)), 409)


def test_deleting_a_planned_product_takes_its_schedule_along(officer: TestClient) -> None:
    product = script(officer, planned(-1))
    makers.delete(officer, f"/products/{product['id']}")
    assert confirm(officer, product, *keys(product)).status_code == 404


def test_where_the_ward_approves_a_units_confirmation_goes_to_review(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    stage.decide(approval=True)
    product = script(officer, planned(-1, reach=REACH), planned(0, reach=REACH))
    waiting = confirm(officer, product, keys(product)[0]).json()
    assert waiting["status"] == "in_review"
    assert codes(waiting) == ["in_review"]
    assert coverage(coordinator)["placements"] == 0
    still = confirm(officer, product, keys(product)[1]).json()
    assert still["status"] == "in_review"
    assert len(still["placements"]) == 2
    assert patch(coordinator, f"/products/{product['id']}", status="published")["status"] == "published"
    assert coverage(coordinator)["placements"] == 2


def test_a_closed_period_needs_the_coordinator_and_a_reason(officer: TestClient, coordinator: TestClient) -> None:
    product = script(officer, {"channel": "loudspeaker", "planned_on": makers.DAY})
    makers.close(coordinator)
    problem(confirm(officer, product, *keys(product)), 409)
    problem(confirm(coordinator, product, *keys(product)), 409)
    done = confirm(coordinator, product, *keys(product), change_reason="Xác nhận muộn").json()
    assert codes(done) == ["period_closed"]
    assert done["placements"][0]["published_on"] == makers.DAY


def test_a_group_that_ended_is_left_out_and_a_lowered_population_caps(
    officer: TestClient, coordinator: TestClient
) -> None:
    product = script(officer, planned(-1, reach=REACH))
    patch(coordinator, "/groups/TDP-01", population=200)
    patch(coordinator, "/groups/TDP-02", retired_on=day(-5))
    done = confirm(officer, product, *keys(product)).json()
    assert sorted(codes(done)) == ["not_alive", "too_large"]
    assert [(row["group"], row["people"]) for row in done["placements"][0]["reach"]] == [("TDP-01", 200)]


def test_only_who_may_write_the_product_confirms(
    officer: TestClient,
    other_officer: TestClient,
    leader: TestClient,
    admin: TestClient,
    city: TestClient,
    stranger: TestClient,
    nobody: TestClient,
) -> None:
    product = script(officer, planned(-1))
    for client, status in (
        (other_officer, 403),
        (leader, 403),
        (admin, 403),
        (city, 404),
        (stranger, 404),
        (nobody, 401),
    ):
        assert confirm(client, product, *keys(product)).status_code == status
    assert get(officer, f"/products/{product['id']}")["placements"] == []


def test_a_channel_that_a_plan_names_is_retired_not_deleted(officer: TestClient, coordinator: TestClient) -> None:
    script(officer, planned(3, channel="poster"))
    makers.delete(coordinator, "/channels/poster")
    assert get(coordinator, "/channels/poster")["active"] is False


def test_plans_outside_their_campaign_are_warned_of_when_they_are_confirmed(
    officer: TestClient, coordinator: TestClient
) -> None:
    makers.campaign(coordinator, "XONG", starts_on="2026-04-15", ends_on="2026-04-30")
    product = script(officer, planned(-1), campaign="XONG")
    assert codes(confirm(officer, product, *keys(product)).json()) == ["outside_campaign"]


def test_a_systems_upsert_replaces_the_schedule_only_when_it_sends_one(stage: Stage, coordinator: TestClient) -> None:
    cms = stage.token("unit", "UBND", source="cms")
    body = makers.planned_json(external_id="a-1", planned_placements=[planned(1)])
    first = post(cms, "/products", body)
    same = post(cms, "/products", {"external_id": "a-1", "title": "Tên khác"})
    assert same["planned_placements"] == first["planned_placements"]
    assert try_patch(cms, f"/products/{first['id']}", planned_placements=[planned(2)]).status_code == 200
    assert post(cms, "/products", {"external_id": "a-1", "planned_placements": []})["planned_placements"] == []
