"""Which groups a group may succeed, and what holds between them from then on."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import Json, group, patch, problem, reach, try_delete, try_patch


@pytest.fixture
def client(coordinator: TestClient) -> TestClient:
    """TDP-41 until 30 September; CB-01, a Party cell, until then; TDP-02, which goes on."""
    group(coordinator, "TDP-41", retired_on="2026-09-30")
    group(coordinator, "CB-01", "party_cell", retired_on="2026-09-30")
    group(coordinator, "TDP-02")
    return coordinator


def new(client: TestClient, *olds: str, code: str = "TDP-41A", **fields: Any) -> Any:
    body = {"code": code, "kind": "residential", "name": "Tổ 41A", "active_from": "2026-10-01", "succeeds": list(olds)}
    return client.post("/api/v1/groups", json=body | fields)


def made(client: TestClient, *olds: str, **fields: Any) -> Json:
    answer = new(client, *olds, **fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_group_names_the_groups_that_it_succeeds(client: TestClient) -> None:
    assert made(client, "TDP-41")["succeeds"] == ["TDP-41"]
    listed = {one["code"]: one["succeeds"] for one in makers.every(client, "/groups")}
    assert listed == {"TDP-41": [], "CB-01": [], "TDP-02": [], "TDP-41A": ["TDP-41"]}
    assert patch(client, "/groups/TDP-41A", succeeds=[])["succeeds"] == []
    table = client.get("/api/v1/groups", params={"format": "csv"}).text
    assert "succeeds" in table.splitlines()[0]


def test_one_named_twice_is_named_once(client: TestClient) -> None:
    assert made(client, "TDP-41", "TDP-41")["succeeds"] == ["TDP-41"]


@pytest.mark.parametrize(
    ("olds", "fields", "code"),
    [
        (["TDP-99"], {}, "unknown"),
        (["TDP-41A"], {}, "circle"),
        (["CB-01"], {}, "kind"),
        (["TDP-02"], {}, "order"),
        (["TDP-41"], {"active_from": None}, "order"),
        (["TDP-41"], {"active_from": "2026-09-30"}, "order"),
        (["TDP-41", "TDP-99"], {}, "unknown"),
    ],
)
def test_what_does_not_fit_is_refused_beside_the_field(
    client: TestClient, olds: list[str], fields: Json, code: str
) -> None:
    problem(new(client, *olds, **fields), 422, (("succeeds",), code))
    assert client.get("/api/v1/groups/TDP-41A").status_code == 404


def test_a_list_is_a_list_of_codes(client: TestClient) -> None:
    problem(client.post("/api/v1/groups", json={"code": "A", "kind": "residential", "name": "A", "succeeds": "B"}), 422)
    problem(new(client, "không mã"), 422, (("succeeds", 0), "pattern"))


def test_another_ward_s_group_is_none(client: TestClient, stranger: TestClient) -> None:
    group(stranger, "LANG-1", retired_on="2026-09-30")
    problem(new(client, "LANG-1"), 422, (("succeeds",), "unknown"))


def test_no_group_comes_of_one_that_came_of_it(client: TestClient) -> None:
    made(client, "TDP-41", retired_on="2026-10-31")
    made(client, "TDP-41A", code="TDP-41C", active_from="2026-11-01")
    answer = try_patch(client, "/groups/TDP-41", succeeds=["TDP-41C"])
    problem(answer, 422, (("succeeds",), "circle"))


def test_the_old_one_ends_before_its_successor_begins_from_then_on(client: TestClient) -> None:
    made(client, "TDP-41")
    for day in (None, "2026-10-01"):
        problem(try_patch(client, "/groups/TDP-41", retired_on=day), 422, (("retired_on",), "order"))
    patch(client, "/groups/TDP-41", retired_on="2026-09-15")
    problem(try_patch(client, "/groups/TDP-41A", active_from="2026-09-15"), 422, (("active_from",), "order"))
    patch(client, "/groups/TDP-41A", active_from="2026-09-16")
    for code in ("TDP-41", "TDP-41A"):
        problem(try_patch(client, f"/groups/{code}", kind="audience"), 422, (("kind",), "kind"))


def test_what_has_a_successor_is_in_use_and_a_successor_that_nothing_uses_goes(client: TestClient) -> None:
    made(client, "TDP-41")
    makers.delete(client, "/groups/TDP-41")
    assert makers.get(client, "/groups/TDP-41")["retired_on"] == "2026-09-30"
    makers.delete(client, "/groups/TDP-41A")
    assert client.get("/api/v1/groups/TDP-41A").status_code == 404
    makers.delete(client, "/groups/TDP-41")
    assert client.get("/api/v1/groups/TDP-41").status_code == 404


def test_naming_a_predecessor_in_a_closed_period_needs_a_reason(client: TestClient, admin: TestClient) -> None:
    patch(client, "/groups/TDP-41", retired_on="2026-04-30")
    made(client, active_from="2026-05-01")
    makers.close(client, "2026-Q2")
    for _ in range(2):
        problem(try_patch(client, "/groups/TDP-41A", succeeds=["TDP-41"]), 409)
    answer = patch(client, "/groups/TDP-41A", succeeds=["TDP-41"], change_reason="Chia tổ từ 01/5")
    assert makers.codes(answer) == ["period_closed"]
    problem(try_delete(client, "/groups/TDP-41A"), 409)


def test_a_first_day_that_deadlines_count_from_is_kept_for_closed_periods(client: TestClient) -> None:
    """The successor's deadlines count from the first day of TDP-41, which lies in no closed period itself."""
    made(client, "TDP-41")
    makers.close(client, "2026-Q4")
    problem(try_patch(client, "/groups/TDP-41", active_from="2026-05-01"), 409)
    patch(client, "/groups/TDP-41", active_from="2026-05-01", change_reason="Thành lập 01/5")
    # Of a group that nobody succeeded the first day of a life that is over changes nothing there.
    group(client, "TDP-43", retired_on="2026-09-30")
    patch(client, "/groups/TDP-43", active_from="2026-05-01")


def test_reach_of_the_old_group_is_still_logged_and_corrected_as_it_was(client: TestClient) -> None:
    made(client, "TDP-41")
    body = makers.product(client, makers.placement("zalo", "2026-09-01", reach("TDP-41", 300)))
    kept = body["placements"][0]["reach"]
    assert [(one["group"], one["people"]) for one in kept] == [("TDP-41", 300)]


def test_a_unit_may_not(client: TestClient, officer: TestClient) -> None:
    assert new(officer, "TDP-41").status_code == 403
