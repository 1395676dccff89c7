"""Surveys: people asked and people aware, in a group of the period."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import sampling
from tests import makers
from tests.conftest import Stage
from tests.makers import API, codes, patch, problem, survey, survey_json, try_patch


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient) -> Stage:
    makers.group(coordinator, population=1000)
    return stage


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"asked": 0}, (("asked",), "too_small")),
        ({"aware": -1}, (("aware",), "too_small")),
        ({"asked": 30, "aware": 31}, (("aware",), "too_large")),
        ({"group": "TDP-99"}, (("group",), "unknown")),
        ({"period": "2031-Q1"}, (("period",), "unknown")),
        ({"unit": "KHONG"}, (("unit",), "unknown")),
        ({"conducted_on": "hôm qua"}, (("conducted_on",), "date")),
        ({"asked": 40.5}, (("asked",), "number")),
        ({"asked": None}, (("asked",), "missing")),
    ],
    ids=str,
)
def test_what_is_refused(ward: Stage, coordinator: TestClient, fields: Any, fault: Any) -> None:
    problem(coordinator.post(f"{API}/surveys", json=survey_json(**fields)), 422, fault)


def test_the_bounds_are_allowed(ward: Stage, officer: TestClient) -> None:
    assert survey(officer, asked=1, aware=0)["warnings"] == []
    assert survey(officer, asked=40, aware=40)["warnings"] == []
    assert survey(officer, asked=1000, aware=40)["warnings"] == []


def test_a_change_is_held_against_what_stays(ward: Stage, officer: TestClient) -> None:
    path = f"/surveys/{survey(officer, asked=40, aware=31)['id']}"
    problem(try_patch(officer, path, asked=30), 422, (("aware",), "too_large"))
    problem(try_patch(officer, path, asked=None), 422, (("asked",), "missing"))
    assert patch(officer, path, asked=31)["asked"] == 31


def test_more_asked_than_there_are_people_is_odd(ward: Stage, officer: TestClient, coordinator: TestClient) -> None:
    assert codes(survey(officer, asked=1001)) == ["above_population"]
    makers.group(coordinator, "DT-DL", kind="audience", population=None)
    assert codes(survey(officer, group="DT-DL", asked=1001)) == []


def test_odd_days_are_asked_about(ward: Stage, officer: TestClient) -> None:
    assert codes(survey(officer, conducted_on="2026-07-01")) == ["outside_period"]
    assert codes(survey(officer, conducted_on="2026-06-30")) == []


def test_a_group_must_belong_to_the_period(ward: Stage, officer: TestClient, coordinator: TestClient) -> None:
    makers.group(coordinator, "TDP-02", active_from="2026-06-30")
    makers.group(coordinator, "TDP-03", retired_on="2026-03-31")
    # The life overlaps the period; the day itself need not lie in it.
    assert survey(officer, group="TDP-02", conducted_on="2026-06-02")["warnings"] == []
    problem(officer.post(f"{API}/surveys", json=survey_json(group="TDP-03")), 422, (("group",), "outside_life"))


def test_several_of_a_group_are_kept(ward: Stage, officer: TestClient) -> None:
    assert len({survey(officer)["id"] for _ in range(3)}) == 3
    assert len(makers.every(officer, "/surveys", group="TDP-01", period="2026-Q2")) == 3


@pytest.mark.parametrize(
    ("population", "margin", "effect", "people"),
    [
        (81_358, 0.05, 1.0, 383),  # the ward: 384.15 of endlessly many, 382.35 of these
        (None, 0.05, 1.0, 385),
        (81_358, 0.05, 1.5, 573),  # 576.22 of endlessly many, 572.18 of these
        (1000, 0.03, 1.0, 517),
        (10, 0.05, 1.0, 10),
        (1, 0.05, 2.0, 1),
    ],
    ids=str,
)
def test_how_many_to_ask(population: int | None, margin: float, effect: float, people: int) -> None:
    assert sampling.size(population, margin, effect) == people


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, True),
        ({"unit": "MTTQ"}, True),
        ({"conducted_on": "2026-06-03"}, False),
        ({"asked": 41}, False),
        ({"aware": 30}, False),
        ({"group": "TDP-02"}, False),
    ],
    ids=str,
)
def test_the_same_survey_again_is_asked_about_and_stored(
    ward: Stage, coordinator: TestClient, fields: makers.Json, asked: bool
) -> None:
    makers.group(coordinator, "TDP-02", population=1000)
    first = survey(coordinator)
    again = survey(coordinator, **fields)
    assert codes(again) == (["same_survey"] if asked else [])
    if asked:
        assert again["warnings"][0]["loc"] == ["group"]
        assert f"số {first['id']}" in again["warnings"][0]["message"]
        path = f"/surveys/{again['id']}"
        assert codes(patch(coordinator, path, unit="UBND")) == [], "only what changes is asked about"
        assert codes(patch(coordinator, path, aware=30)) == []
        assert codes(patch(coordinator, path, aware=31)) == ["same_survey"]
