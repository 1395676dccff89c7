"""Due dates of concerns that have passed, and what was dealt with already: what a unit leaves to the coordinator."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import Json, codes, concern, concern_json, day, get, patch, problem, try_delete, try_patch

WHY = {"change_reason": "Sở trả lời đúng hạn, văn thư vào sổ muộn"}
LATE = {"received_on": day(-20), "due_on": day(-5)}
ANSWERED = {"status": "answered", "answer": "Đã lắp sáu đèn"}
FORWARDED = {"status": "forwarded", "forwarded_to": "Sở Xây dựng"}
CLOSED = {"status": "closed", "closed_on": day(0), "reason": "Không còn"}


def refused(answer: Any) -> None:
    assert problem(answer, 409)["code"] == "deadline_passed"


@pytest.mark.parametrize(
    "change",
    [
        {"due_on": day(3)},
        {"due_on": day(-6)},
        {"due_on": None},
        ANSWERED | {"answered_on": day(-5)},
        ANSWERED | {"answered_on": day(-9)},
        FORWARDED | {"forwarded_on": day(-5)},
        ANSWERED | {"answered_on": day(0), "due_on": day(0)},
    ],
    ids=str,
)
def test_what_makes_a_missed_due_date_another_one_is_the_coordinators(
    officer: TestClient, coordinator: TestClient, change: Json
) -> None:
    path = f"/concerns/{concern(officer, **LATE)['id']}"
    refused(try_patch(officer, path, **change))
    refused(try_patch(officer, path, **change, **WHY))
    refused(try_patch(coordinator, path, **change))
    changed = patch(coordinator, path, **change, **WHY)
    assert all(changed[name] == value for name, value in change.items() if value is not None)


def test_a_due_date_that_follows_the_urgency_does_not_move_once_it_passed(
    officer: TestClient, coordinator: TestClient
) -> None:
    path = f"/concerns/{concern(officer, received_on=day(-30))['id']}"
    refused(try_patch(officer, path, urgency="complex"))
    refused(try_patch(officer, path, received_on=day(-1)))
    assert patch(coordinator, path, urgency="complex", **WHY)["urgency"] == "complex"


@pytest.mark.parametrize("on", [day(-4), day(0)])
def test_a_late_answer_is_the_units_to_give_and_stays_late(officer: TestClient, on: str) -> None:
    path = f"/concerns/{concern(officer, **LATE)['id']}"
    assert patch(officer, path, **ANSWERED, answered_on=on)["answered_on"] == on
    refused(try_patch(officer, path, answered_on=day(-5)))
    assert patch(officer, path, answer="Đã lắp bảy đèn")["answer"] == "Đã lắp bảy đèn"


@pytest.mark.parametrize("due", [day(0), day(4)])
def test_until_its_due_date_everything_is_the_units(officer: TestClient, due: str) -> None:
    path = f"/concerns/{concern(officer, received_on=day(-20), due_on=due)['id']}"
    patch(officer, path, **ANSWERED, answered_on=day(-3))
    assert patch(officer, path, due_on=day(9))["due_on"] == day(9)


def test_what_was_met_in_time_is_still_corrected(officer: TestClient, coordinator: TestClient) -> None:
    path = f"/concerns/{concern(coordinator, **LATE)['id']}"
    patch(coordinator, path, **ANSWERED, answered_on=day(-8), **WHY)
    assert patch(officer, path, answered_on=day(-7))["answered_on"] == day(-7)


def test_a_unit_registers_no_answer_as_given_in_time_afterwards(officer: TestClient, coordinator: TestClient) -> None:
    body = concern_json(**LATE, **ANSWERED, answered_on=day(-8))
    refused(officer.post("/api/v1/concerns", json=body))
    assert get(officer, "/concerns")["items"] == []
    assert makers.post(coordinator, "/concerns", body)["answered_on"] == day(-8)


@pytest.mark.parametrize("step", [{}, CLOSED, ANSWERED | {"answered_on": day(0)}], ids=["open", "closed", "answered"])
def test_a_concern_that_missed_its_due_date_is_deleted_by_the_coordinator_alone(
    officer: TestClient, coordinator: TestClient, step: Json
) -> None:
    path = f"/concerns/{concern(officer, **LATE)['id']}"
    if step:
        patch(officer, path, **step)
    refused(try_delete(officer, path))
    refused(try_delete(officer, path, **WHY))
    refused(try_delete(coordinator, path))
    makers.delete(coordinator, path, **WHY)


def test_merging_an_overdue_one_lets_no_unit_delete_it(officer: TestClient, coordinator: TestClient) -> None:
    path, other = (f"/concerns/{concern(officer, **LATE, summary=text)['id']}" for text in ("Đèn hỏng", "Đèn tắt"))
    for on in (day(0), day(-6)):
        merged = patch(officer, path, status="closed", closed_on=on, merged_into=int(other.split("/")[-1]))
        assert merged["reason"] is None
        refused(try_delete(officer, path))
        refused(try_delete(officer, path, **WHY))
        assert problem(try_delete(coordinator, path), 409)["code"] == "deadline_passed"
    makers.delete(coordinator, path, **WHY)
    assert len(get(coordinator, "/concerns")["items"]) == 1


def test_one_that_is_not_due_yet_is_the_units_to_delete(officer: TestClient) -> None:
    makers.delete(officer, f"/concerns/{concern(officer, received_on=day(-20), due_on=day(0))['id']}")


def test_another_units_is_not_judged_by_its_due_date(other_officer: TestClient, officer: TestClient) -> None:
    path = f"/concerns/{concern(officer, **LATE)['id']}"
    problem(try_patch(other_officer, path, due_on=day(3)), 403)
    problem(try_delete(other_officer, path), 403)


# Opening again.


@pytest.mark.parametrize(
    "step",
    [ANSWERED | {"answered_on": day(0)}, FORWARDED | {"forwarded_on": day(0)}, CLOSED],
    ids=["answered", "forwarded", "closed"],
)
def test_what_was_dealt_with_by_mistake_is_opened_again_by_the_coordinator_with_a_reason(
    officer: TestClient, coordinator: TestClient, step: Json
) -> None:
    made = concern(officer, received_on=day(-2), due_on=day(5))
    path = f"/concerns/{made['id']}"
    patch(officer, path, **step)
    problem(try_patch(officer, path, status="received", **WHY), 403)
    problem(try_patch(coordinator, path, status="received"), 409)
    again = patch(coordinator, path, status="received", **WHY)
    changed = {"updated_at", "warnings"}
    assert {name: again[name] for name in made if name not in changed} == {
        name: made[name] for name in made if name not in changed
    }
    changes = [one["action"] for one in get(coordinator, "/changes")["items"] if one["entity"] == "concern"]
    assert changes == ["registered", step["status"], "reopened"]
    assert codes(patch(officer, path, **ANSWERED, answered_on=day(0))) == []


def test_it_is_opened_again_for_received_alone(coordinator: TestClient) -> None:
    path = f"/concerns/{concern(coordinator, **LATE)['id']}"
    patch(coordinator, path, **ANSWERED, answered_on=day(0))
    problem(try_patch(coordinator, path, status="verifying", **WHY), 409)
