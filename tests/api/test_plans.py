"""Unit plans: one of a unit for a year, approved by the coordinator as it was read."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import (
    API,
    Json,
    codes,
    delete,
    every,
    get,
    patch,
    plan,
    plan_json,
    post,
    problem,
    try_delete,
    try_patch,
)


def approve(client: TestClient, plan: Json, **body: Any) -> Any:
    return client.post(f"{API}/plans/{plan['id']}/approve", **({"json": body} if body else {}))


def test_a_unit_has_one_plan_a_year(stage: Stage, officer: TestClient, coordinator: TestClient) -> None:
    made = plan(officer)
    assert (made["status"], made["approved_at"]) == ("draft", None)
    problem(officer.post(f"{API}/plans", json=plan_json()), 409)
    problem(coordinator.post(f"{API}/plans", json=plan_json("UBND")), 409)
    other = plan(coordinator, "MTTQ")
    problem(try_patch(coordinator, f"/plans/{other['id']}", unit="UBND"), 409)
    plan(officer, year=2027)
    delete(officer, f"/plans/{made['id']}")
    plan(officer)


def test_the_coordinator_approves(
    stage: Stage, officer: TestClient, coordinator: TestClient, leader: TestClient
) -> None:
    made = plan(officer)
    for client in (officer, leader):
        problem(approve(client, made), 403)
    problem(approve(stage.bearing(stage.tokens["stranger"]), made), 404)
    answer = approve(coordinator, made)
    assert answer.status_code == 200
    assert answer.json()["status"] == "approved"
    assert answer.json()["approved_at"] is not None
    assert answer.headers["etag"] == makers.etag(officer, f"/plans/{made['id']}")["If-Match"]
    again = approve(coordinator, made, change_reason="Không cần")
    assert again.json()["approved_at"] == answer.json()["approved_at"]
    assert get(officer, f"/plans/{made['id']}")["status"] == "approved"


def test_an_approved_plan_that_its_unit_changes_waits_again(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    made = plan(officer)
    path = f"/plans/{made['id']}"
    approve(coordinator, made)
    assert patch(officer, path, focus=made["focus"])["status"] == "approved", "nothing changed"
    assert patch(coordinator, path, focus="Sửa một chữ")["status"] == "approved", "who approves has read it"
    changed = patch(officer, path, focus="Nội dung khác")
    assert changed["status"] == "draft"
    assert codes(changed) == ["needs_approval"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"focus": ""}, (("focus",), "missing")),
        ({"responsible_post": None}, (("responsible_post",), "missing")),
        ({"information_contact": ""}, (("information_contact",), "missing")),
        ({"year": 1999}, (("year",), "too_small")),
        ({"year": "2026"}, (("year",), "number")),
        ({"unit": "KHONG"}, (("unit",), "unknown")),
        ({"status": "approved"}, (("status",), "unknown_field")),
    ],
    ids=str,
)
def test_what_is_refused(stage: Stage, coordinator: TestClient, fields: Json, fault: Any) -> None:
    problem(coordinator.post(f"{API}/plans", json=plan_json(**fields)), 422, fault)


@pytest.mark.on_both
def test_lists_by_year_and_status(stage: Stage, coordinator: TestClient) -> None:
    now, then, next_year = plan(coordinator, "UBND"), plan(coordinator, "MTTQ"), plan(coordinator, "UBND", year=2027)
    approve(coordinator, now)
    for query, found in (
        ({"year": 2027}, [next_year]),
        ({"status": "approved"}, [now]),
        ({"status": "draft"}, [next_year, then]),
        ({"year": 2026, "status": "draft"}, [then]),
        ({"q": "do thi"}, [next_year, then, now]),
        ({"q": "y te"}, []),
    ):
        assert [row["id"] for row in every(coordinator, "/plans", **query)] == [row["id"] for row in found]
    problem(coordinator.get(f"{API}/plans", params={"status": "late"}), 422, (("status",), "choice"))


def test_an_office_contact_may_be_told(stage: Stage, officer: TestClient) -> None:
    assert plan(officer, information_contact="Văn phòng, 024 3851 0000")["information_contact"]


def test_what_a_closed_period_counts_needs_a_reason(stage: Stage, officer: TestClient, coordinator: TestClient) -> None:
    """A unit that must have a plan is counted by its approved one, in every period of the year."""
    made = plan(officer)
    path = f"/plans/{made['id']}"
    makers.close(coordinator)
    patch(officer, path, focus="Chưa duyệt thì chưa tính")
    problem(approve(coordinator, made), 409)
    assert codes(approve(coordinator, made, change_reason="Duyệt muộn").json()) == ["period_closed"]
    problem(try_patch(officer, path, focus="Đổi nữa"), 409)
    problem(try_delete(officer, path), 409)
    problem(try_delete(coordinator, path), 409)
    assert patch(coordinator, path, focus="Sửa chữ")["warnings"] == []
    delete(coordinator, path, change_reason="Lập nhầm")


def test_a_unit_without_the_duty_is_counted_nowhere(stage: Stage, coordinator: TestClient, admin: TestClient) -> None:
    post(admin, "/units", makers.unit_json("DTN"))
    made = plan(coordinator, "DTN")
    makers.close(coordinator)
    assert approve(coordinator, made).status_code == 200
