"""Concerns that are the same one: asked about when registered, merged without counting, and opened again."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import Json, codes, concern, day, get, patch, period_of_today, problem, try_delete, try_patch

DUE = {"received_on": day(-2), "due_on": day(5)}
SAME = {"status": "closed", "closed_on": day(0)}


def merge(client: TestClient, one: Json, other: Json, **fields: Any) -> Json:
    return patch(client, f"/concerns/{one['id']}", **SAME, merged_into=other["id"], **fields)


def figure(client: TestClient, code: str, period: str) -> tuple[Any, Any]:
    found = {one["code"]: one for one in get(client, "/indicators", period=period)["items"]}[code]
    return found["numerator"], found["denominator"]


def test_it_is_merged_without_a_reason_and_the_other_stays_as_it_was(officer: TestClient) -> None:
    first, second = concern(officer, **DUE), concern(officer, **DUE, summary="Đèn ngõ không sáng")
    merged = merge(officer, second, first)
    assert (merged["status"], merged["merged_into"], merged["reason"]) == ("closed", first["id"], None)
    assert get(officer, f"/concerns/{first['id']}")["merged_into"] is None


def test_a_merged_concern_is_in_no_figure(officer: TestClient, coordinator: TestClient) -> None:
    period = period_of_today(coordinator)
    first, second = concern(officer, received_on=day(-2), due_on=day(-1)), concern(officer, **DUE | {"due_on": day(0)})
    before = figure(coordinator, "concerns_received", period)[0], figure(coordinator, "concerns_answered", period)[1]
    merge(officer, second, first)
    after = figure(coordinator, "concerns_received", period)[0], figure(coordinator, "concerns_answered", period)[1]
    assert [was - now for was, now in zip(before, after, strict=True)] == [1, 1]
    for code in ("concerns_received", "concerns_answered"):
        found = {one["code"]: one for one in get(coordinator, "/indicators", period=period)["items"]}[code]
        for address in filter(None, found["entries"].values()):
            entries = coordinator.get(address).json()["items"]
            assert second["id"] not in {one.get("id") for one in entries}
    figures = makers.report(officer, "UBND", period)["live"]
    assert (figures["4"]["received"], figures["5"]["due"], figures["5"]["overdue"]) == (1, 1, 1)


def test_an_overdue_one_that_is_merged_is_no_longer_overdue(officer: TestClient) -> None:
    first, second = concern(officer), concern(officer, summary="Đèn ngõ không sáng")
    merge(officer, second, first)
    assert [one["id"] for one in get(officer, "/concerns", overdue="true")["items"]] == [first["id"]]
    assert len(get(officer, "/concerns")["items"]) == 2


def test_no_chains_and_no_circles(officer: TestClient) -> None:
    first, second, third = (concern(officer, **DUE, summary=f"Đèn hỏng {n}") for n in range(3))
    merge(officer, second, first)

    def refused(one: Json, other: Json) -> str:
        answer = try_patch(officer, f"/concerns/{one['id']}", **SAME, merged_into=other["id"])
        return str(problem(answer, 422)["errors"][0]["code"])

    assert refused(third, second) == "merged"
    assert refused(first, third) == "merged"
    assert refused(first, second) == "merged"
    assert refused(third, third) == "itself"
    assert refused(third, {"id": 987654321}) == "unknown"


@pytest.mark.parametrize(
    "fields", [{}, {"status": "verifying"}, {"status": "answered", "answered_on": day(0), "answer": "Đã lắp"}], ids=str
)
def test_only_what_is_closed_is_merged(officer: TestClient, fields: Json) -> None:
    first, second = concern(officer, **DUE), concern(officer, **DUE)
    answer = try_patch(officer, f"/concerns/{second['id']}", **fields, merged_into=first["id"])
    problem(answer, 422, (("merged_into",), "status"))
    problem(try_patch(officer, f"/concerns/{second['id']}", status="closed", merged_into=first["id"]), 422)


def test_what_another_one_is_the_same_as_is_not_deleted(officer: TestClient) -> None:
    first, second = concern(officer, **DUE), concern(officer, **DUE)
    merge(officer, second, first)
    problem(try_delete(officer, f"/concerns/{first['id']}"), 409)
    makers.delete(officer, f"/concerns/{second['id']}")
    makers.delete(officer, f"/concerns/{first['id']}")


def test_a_merged_one_is_opened_again_and_counts(officer: TestClient, coordinator: TestClient) -> None:
    period = period_of_today(coordinator)
    first, second = concern(officer, **DUE), concern(officer, **DUE)
    merge(officer, second, first)
    again = patch(coordinator, f"/concerns/{second['id']}", status="received", change_reason="Hai ngõ khác nhau")
    assert (again["merged_into"], again["closed_on"]) == (None, None)
    assert figure(coordinator, "concerns_received", period)[0] == 2


def test_another_units_concern_may_be_the_one_that_stays(
    officer: TestClient, other_officer: TestClient, coordinator: TestClient
) -> None:
    first = concern(officer, **DUE)
    second = concern(other_officer, **DUE, owner_unit="MTTQ")
    assert merge(other_officer, second, first)["merged_into"] == first["id"]
    hidden = concern(officer, **DUE, nature="incorrect_information", summary="Tin đồn")
    third = concern(other_officer, **DUE, owner_unit="MTTQ", summary="Khác")
    answer = try_patch(other_officer, f"/concerns/{third['id']}", **SAME, merged_into=hidden["id"])
    problem(answer, 422, (("merged_into",), "unknown"))
    assert get(coordinator, f"/concerns/{third['id']}")["status"] == "received"


# Twins.


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, True),
        ({"summary": "NGÕ THIẾU ĐÈN chiếu sáng"}, True),
        ({"owner_unit": "MTTQ"}, True),
        ({"content_group": "1.12"}, True),
        ({"summary": "Ngõ thiếu đèn"}, False),
        ({"received_on": day(-3)}, False),
        ({"group": "TDP-01"}, False),
    ],
    ids=str,
)
def test_the_same_concern_twice_is_asked_about(coordinator: TestClient, fields: Json, asked: bool) -> None:
    makers.group(coordinator)
    first = concern(coordinator, **DUE)
    assert first["warnings"] == []
    second = concern(coordinator, **DUE | fields)
    assert codes(second) == (["same_concern"] if asked else [])
    if asked:
        (warning,) = second["warnings"]
        assert warning["loc"] == ["summary"]
        assert f"số {first['id']}" in warning["message"]


def test_only_what_changes_is_compared(officer: TestClient) -> None:
    first, second = concern(officer, **DUE), concern(officer, **DUE)
    path = f"/concerns/{second['id']}"
    assert codes(patch(officer, path, urgency="urgent")) == []
    assert codes(patch(officer, path, summary=first["summary"])) == []
    assert codes(patch(officer, path, summary="Khác")) == []
    assert codes(patch(officer, path, summary=first["summary"])) == ["same_concern"]


def test_a_hidden_twin_is_not_told_of(officer: TestClient, other_officer: TestClient) -> None:
    concern(officer, **DUE, nature="incorrect_information")
    assert codes(concern(other_officer, **DUE, owner_unit="MTTQ")) == []
    assert codes(concern(officer, **DUE)) == ["same_concern"]
