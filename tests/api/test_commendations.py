"""Commendations: from found to commended, counted by their day."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import (
    API,
    Json,
    codes,
    commendation,
    commendation_json,
    delete,
    every,
    patch,
    problem,
    try_delete,
    try_patch,
)


def test_it_goes_from_found_to_commended(stage: Stage, officer: TestClient) -> None:
    body = commendation_json()
    del body["status"]
    made = makers.post(officer, "/commendations", body)
    assert (made["status"], made["group"], made["dossier_number"]) == ("found", None, None)
    path = f"/commendations/{made['id']}"
    assert patch(officer, path, status="proposed", dossier_number="12/HS")["dossier_number"] == "12/HS"
    assert patch(officer, path, status="commended")["status"] == "commended"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"status": "praised"}, (("status",), "choice")),
        ({"title": "  "}, (("title",), "missing")),
        ({"proposed_on": None}, (("proposed_on",), "missing")),
        ({"group": "KHONG"}, (("group",), "unknown")),
        ({"unit": "KHONG"}, (("unit",), "unknown")),
        ({"name": "Bà A"}, (("name",), "unknown_field")),
        ({"dossier_number": "001085012345"}, (("dossier_number",), "personal_data")),
    ],
    ids=str,
)
def test_what_is_refused(stage: Stage, coordinator: TestClient, fields: Json, fault: Any) -> None:
    problem(coordinator.post(f"{API}/commendations", json=commendation_json(**fields)), 422, fault)


@pytest.mark.on_both
def test_words_are_found_without_diacritics(stage: Stage, officer: TestClient) -> None:
    made = commendation(officer, title="Ngõ xanh, nhà sạch")
    commendation(officer, title="Góp sách cho trẻ")
    assert [row["id"] for row in every(officer, "/commendations", q="ngo sach")] == [made["id"]]


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, True),
        ({"unit": "MTTQ", "status": "proposed"}, True),
        ({"title": "Góp sách cho trẻ"}, False),
        ({"proposed_on": makers.day(-1)}, False),
        ({"group": "TDP-01"}, False),
    ],
    ids=str,
)
def test_the_same_one_again_is_asked_about_and_stored(
    stage: Stage, coordinator: TestClient, fields: Json, asked: bool
) -> None:
    makers.group(coordinator, "TDP-01")
    first = commendation(coordinator)
    again = commendation(coordinator, **fields)
    assert codes(again) == (["same_commendation"] if asked else [])
    if asked:
        assert f"số {first['id']}" in again["warnings"][0]["message"]
        path = f"/commendations/{again['id']}"
        assert codes(patch(coordinator, path, status="commended")) == [], "only what changes is asked about"


def test_a_day_to_come_is_asked_about(stage: Stage, officer: TestClient) -> None:
    assert codes(commendation(officer, proposed_on=makers.day(1))) == ["in_future"]
    assert codes(commendation(officer, proposed_on=makers.day())) == []


def test_a_house_number_is_asked_about(stage: Stage, officer: TestClient) -> None:
    made = commendation(officer, title="Gia đình ở số 5 phố Tôn Đức Thắng")
    assert [(one["loc"], one["code"]) for one in made["warnings"]] == [(["title"], "house_number")]
    assert codes(patch(officer, f"/commendations/{made['id']}", status="commended")) == []


def test_only_what_a_closed_period_counts_needs_a_reason(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    path = f"/commendations/{commendation(officer)['id']}"
    makers.close(coordinator)
    # Its status is told, not counted: it is commended long after it was proposed.
    assert patch(officer, path, status="commended")["warnings"] == []
    problem(try_patch(officer, path, proposed_on="2026-05-21"), 409)
    problem(try_patch(officer, path, proposed_on="2026-07-01"), 409)
    problem(try_delete(officer, path), 409)
    problem(officer.post(f"{API}/commendations", json=commendation_json()), 409)
    assert codes(patch(coordinator, path, proposed_on="2026-07-01", change_reason="Nhầm ngày")) == ["period_closed"]
    delete(officer, path)
