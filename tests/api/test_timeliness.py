"""Who handed in for which period, and when: the same everywhere, and nothing of a draft."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import API, Json, get, patch, post, report

Q = "2026-Q2"


def hand_in(client: TestClient, unit: str, period: str = Q) -> Json:
    made = report(client, unit, period)
    return post(client, f"/reports/{made['id']}/submit", {})


def told(client: TestClient) -> Json:
    return get(client, "/reports/timeliness")


def states(client: TestClient, period: str) -> dict[str, str]:
    """By unit, what became of a period."""
    return {
        item["unit"]: duty["state"]
        for item in told(client)["items"]
        for duty in item["periods"]
        if duty["period"] == period
    }


def summed(client: TestClient, period: str) -> tuple[int, int, int]:
    [one] = [one for one in told(client)["periods"] if one["period"] == period]
    return one["of"], one["complete"], one["on_time"]


@pytest.fixture
def running(coordinator: TestClient) -> str:
    """A period that is due today, or later."""
    return makers.period_of_today(coordinator)


def test_each_unit_has_a_state_for_each_period_that_has_begun(
    coordinator: TestClient, officer: TestClient, leader: TestClient, running: str
) -> None:
    assert states(leader, Q) == dict.fromkeys(("CTXH", "MTTQ", "TCD", "UBND"), "missing")
    assert states(leader, running) == dict.fromkeys(("CTXH", "MTTQ", "TCD", "UBND"), "pending")
    assert summed(leader, Q) == (4, 0, 0)
    late = hand_in(officer, "UBND")
    hand_in(coordinator, "MTTQ", running)
    assert states(leader, Q)["UBND"] == "late"
    assert states(leader, running)["MTTQ"] == "on_time"
    assert (summed(leader, Q), summed(leader, running)) == ((4, 1, 0), (4, 1, 1))
    [mine] = [item for item in told(leader)["items"] if item["unit"] == "UBND"]
    [duty] = [duty for duty in mine["periods"] if duty["period"] == Q]
    assert duty["submitted_on"] == makers.today().isoformat()
    assert duty["days_late"] > 0
    post(coordinator, f"/reports/{late['id']}/return", {"reason": "Thiếu phần 5"})
    assert states(leader, Q)["UBND"] == "late", "the first submission counts, whatever came after"
    post(
        coordinator,
        "/periods",
        {"code": "K9", "starts_on": "2099-01-01", "ends_on": "2099-03-31", "due_on": "2099-03-10"},
    )
    assert "K9" not in [one["period"] for one in told(leader)["periods"]]


def test_it_says_what_the_indicator_says(coordinator: TestClient, admin: TestClient, running: str) -> None:
    patch(admin, "/units/TCD", retired_on="2026-06-01", change_reason="Sắp xếp lại")
    hand_in(coordinator, "UBND")
    hand_in(coordinator, "MTTQ", running)
    for period in (Q, running):
        items = get(coordinator, "/indicators", period=period)["items"]
        [indicator] = [one for one in items if one["code"] == "reports_on_time"]
        of, _, on_time = summed(coordinator, period)
        assert (of, on_time) == (indicator["denominator"], indicator["numerator"])
        assert of == 3, "who no longer lives on the due date owes nothing"


def test_a_draft_is_nobody_s_business(officer: TestClient, other_officer: TestClient) -> None:
    before = told(other_officer)
    report(officer, period=Q)
    assert told(other_officer) == before


def test_who_may_ask(city: TestClient, stranger: TestClient, officer: TestClient, nobody: TestClient) -> None:
    hand_in(officer, "UBND")
    assert city.get(f"{API}/reports/timeliness").status_code == 404
    assert nobody.get(f"{API}/reports/timeliness").status_code == 401
    assert states(stranger, Q)["UBND"] == "missing", "another ward has its own"
    assert officer.get(f"{API}/reports/timeliness?period={Q}").status_code == 422


def test_what_has_not_changed_is_not_sent_again(officer: TestClient) -> None:
    first: Any = officer.get(f"{API}/reports/timeliness")
    held = {"If-None-Match": first.headers["etag"]}
    assert officer.get(f"{API}/reports/timeliness", headers=held).status_code == 304
    hand_in(officer, "UBND")
    assert officer.get(f"{API}/reports/timeliness", headers=held).status_code == 200
