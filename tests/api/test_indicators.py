"""Indicators over the API: a hand-worked case for each boundary, the shapes, and the entries behind the figures."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import indicators
from app.models import Commendation, Concern, Plan, Pulse, Report, Survey
from tests import makers, rows
from tests.conftest import OTHER_WARD, WARD, Stage
from tests.makers import API, Json, get, group, locs, placement, problem, product, reach

Q2 = "2026-Q2"
# A span of its own around today, for what is due today: the plan's periods pass.
NOW = "BAY-GIO"


def figures(client: TestClient, period: str = Q2, **query: Any) -> dict[str, Json]:
    return {one["code"]: one for one in get(client, "/indicators", period=period, **query)["items"]}


def shares(client: TestClient, code: str, period: str = Q2, **query: Any) -> tuple[Any, Any, Any]:
    one = figures(client, period, **query)[code]
    return one["numerator"], one["denominator"], one["value"]


def behind(client: TestClient, one: Json, part: str = "numerator") -> list[Json]:
    """Every entry of a part, page after page, from the address that the figure gives."""
    items, address = [], one["entries"][part] + "&limit=2"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        address = answer.json()["next"]
    return items


@pytest.fixture
def running(stage: Stage, coordinator: TestClient) -> str:
    """A period that runs today, whenever that is: its first and last day, and what is due, lie around today."""
    with stage.writing() as (session, ward):
        session.connection().exec_driver_sql("DELETE FROM period")
        assert ward.code == WARD
    span = {"starts_on": makers.day(-20), "ends_on": makers.day(20), "due_on": makers.day()}
    return str(makers.post(coordinator, "/periods", {"code": NOW} | span)["code"])


# Shapes.


def test_every_indicator_says_what_it_is(coordinator: TestClient) -> None:
    body = get(coordinator, "/indicators", period=Q2)
    assert set(body) == {"period", "as_of", "items"}
    assert body["as_of"].endswith("Z")
    fields = {"code", "name", "numerator", "denominator", "value", "target", "status", "previous", "change", "entries"}
    more = {
        "surveyed_awareness": {"interval"},
        "opinion_balance": {"left_out"},
        "directive_timeliness": {"pending"},
        "concerns_answered": {"pending"},
        "reports_on_time": {"pending"},
    }
    assert {one["code"]: set(one) - fields for one in body["items"]} == {
        one["code"]: more.get(one["code"], set()) for one in body["items"]
    }
    assert len({one["name"] for one in body["items"]}) == len(body["items"]) == 20


def test_an_empty_ward_has_no_data_and_no_false_zeros(coordinator: TestClient) -> None:
    found = figures(coordinator)
    nothing = [code for code, one in found.items() if one["status"] == "no_data"]
    assert nothing == [
        "directive_dissemination",
        "directive_timeliness",
        "groups_reached",
        "residential_coverage",
        "concerns_answered",
        "materials_distributed",
        "surveyed_awareness",
        "evidence_share",
    ]
    assert all(found[code]["value"] is None and found[code]["denominator"] == 0 for code in nothing)
    assert found["opinion_balance"] | {"name": "", "entries": ""} == {
        "code": "opinion_balance",
        "name": "",
        "numerator": None,
        "denominator": None,
        "value": None,
        "target": None,
        "status": "no_target",
        "previous": None,
        "change": None,
        "left_out": 0,
        "entries": "",
    }
    cost = found["cost_per_person_reached"]
    assert (cost["numerator"], cost["denominator"], cost["value"], cost["status"]) == (0, 0, None, "no_target")
    assert found["surveyed_awareness"]["interval"] is None
    assert (found["content_groups_covered"]["value"], found["content_groups_covered"]["status"]) == (0.0, "off_track")


def test_what_was_asked_wrongly(coordinator: TestClient, leader: TestClient) -> None:
    for query, fault in (
        ({}, (("period",), "missing")),
        ({"period": "2030-Q1"}, (("period",), "unknown")),
        ({"period": Q2, "unit": "KHONG"}, (("unit",), "unknown")),
        ({"period": Q2, "ward": WARD}, (("ward",), "unknown_field")),
        ({"period": Q2, "colour": "red"}, (("colour",), "unknown_field")),
    ):
        makers.problem(coordinator.get(f"{API}/indicators", params=query), 422, fault)
    entries = f"{API}/indicators/spending/entries"
    makers.problem(leader.get(entries, params={"period": Q2, "part": "half"}), 422, (("part",), "choice"))
    makers.problem(leader.get(entries, params={"period": Q2, "part": "denominator"}), 404)
    unknown = {"period": Q2, "part": "numerator", "unit": "KHONG"}
    makers.problem(leader.get(entries, params=unknown), 422, (("unit",), "unknown"))
    makers.problem(leader.get(f"{API}/indicators/luck/entries", params={"period": Q2, "part": "numerator"}), 404)
    # ["x"], [0] and [-1].
    for code, cursor in (("spending", "WyJ4Il0"), *(("channels_used", one) for one in ("WyJ4Il0", "WzBd", "Wy0xXQ"))):
        wrong = {"period": Q2, "part": "numerator", "cursor": cursor}
        answer = leader.get(f"{API}/indicators/{code}/entries", params=wrong)
        makers.problem(answer, 422, (("cursor",), "cursor"))


# Directives.


@pytest.fixture
def told(coordinator: TestClient) -> TestClient:
    """VB-01 of 2 April, 30 days allowed: TDP-01 is told on the last day, TDP-02 (new on 1 May) never, TDP-03 late."""
    for code, begins in (("TDP-01", None), ("TDP-02", "2026-05-01"), ("TDP-03", None)):
        group(coordinator, code, active_from=begins)
    makers.directive(coordinator, issued_on="2026-04-02", within_days=30, lead_unit="UBND")
    for code, day in (("TDP-01", "2026-05-02"), ("TDP-03", "2026-05-03")):
        product(coordinator, placement("zalo", day, reach(code, None)), directives=["VB-01"])
    return coordinator


def only(told: TestClient) -> None:
    """Leaves VB-01 the only directive in force: the pack's dated ones have cells too."""
    for code in ("NQ02-TW", "CT09-TU", "KH46-BTGDVTU"):
        makers.patch(told, f"/directives/{code}", issued_on=None)


def test_directives_told_in_time_late_and_never(told: TestClient) -> None:
    only(told)
    assert shares(told, "directive_dissemination") == (2, 3, 0.666667)
    assert shares(told, "directive_timeliness") == (1, 3, 0.333333)
    found = figures(told)
    assert found["directive_timeliness"]["pending"] == 0
    assert found["directive_dissemination"]["status"] == "off_track"
    (met,) = behind(told, found["directive_timeliness"])
    assert (met["group"], met["directive"], met["on"], met["due_on"]) == ("TDP-01", "VB-01", "2026-05-02", "2026-05-02")
    cells = {one["group"]: one for one in behind(told, found["directive_timeliness"], "denominator")}
    assert [cells[f"TDP-0{n}"]["state"] for n in (1, 2, 3)] == ["met", "overdue", "late"]
    assert cells["TDP-02"]["due_on"] == "2026-05-31"
    assert (cells["TDP-02"]["on"], cells["TDP-02"]["product"]) == (None, None)


def test_a_directive_without_a_date_or_out_of_force_has_no_cells(told: TestClient) -> None:
    only(told)
    makers.patch(told, "/directives/VB-01", issued_on=None)
    assert shares(told, "directive_dissemination") == (0, 0, None)
    makers.patch(told, "/directives/VB-01", issued_on="2026-04-02")
    makers.delete(told, "/directives/VB-01")
    assert figures(told)["directive_dissemination"]["status"] == "no_data"


def test_a_group_that_ended_before_the_period_or_begins_after_it_has_no_cell(told: TestClient) -> None:
    only(told)
    makers.patch(told, "/groups/TDP-02", active_from=None, retired_on="2026-03-31")
    makers.patch(told, "/groups/TDP-03", active_from="2026-07-01")
    assert shares(told, "directive_dissemination") == (1, 1, 1.0)
    assert shares(told, "directive_dissemination", "2026-Q3") == (2, 2, 1.0), "told before it began"


def test_what_is_due_today_is_pending_and_what_was_due_yesterday_is_not(running: str, coordinator: TestClient) -> None:
    for code in ("TDP-01", "TDP-02"):
        group(coordinator, code)
    for number, offset in enumerate((-1, 0, 1)):
        makers.directive(coordinator, f"VB-{number}", issued_on=makers.day(offset - 10), within_days=10)
    for code in ("NQ02-TW", "CT09-TU", "KH46-BTGDVTU"):
        makers.patch(coordinator, f"/directives/{code}", issued_on=None)
    product(coordinator, placement("zalo", makers.day(), reach("TDP-01")), directives=["VB-1", "VB-0"])
    one = figures(coordinator, running)["directive_timeliness"]
    assert (one["numerator"], one["denominator"], one["pending"]) == (1, 6, 3)


# People.


def test_coverage_figures_are_the_coverage_total_s(coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=1000)
    group(coordinator, "TDP-02", population=3)
    group(coordinator, "TDP-03", population=None)
    group(coordinator, "CB-01", "party_cell")
    product(
        coordinator,
        placement("zalo", "2026-05-03", reach("TDP-01", 600, "estimated"), reach("TDP-02", 1), reach("TDP-03", 70)),
        placement("talk", "2026-05-04", reach("TDP-02", 1, "counted"), reach("CB-01", 9)),
        cost={"amount": 100_000, "funding": "state_budget"},
    )
    found, whole = figures(coordinator), get(coordinator, "/coverage", period=Q2)["total"]
    one = found["residential_coverage"]
    # 600 + 3·(1 − 2/3·2/3) = 601 2/3 of 1,003.
    assert (one["numerator"], one["denominator"], one["value"]) == (602, 1003, 0.599867)
    assert (one["numerator"], one["value"]) == (whole["net_reach"], whole["coverage"])
    assert (one["target"], one["status"]) == (0.8, "off_track")
    assert found["gross_contacts"]["value"] == whole["gross_reach"] == 602
    assert found["evidence_share"]["value"] == whole["evidence_share"]
    assert shares(coordinator, "groups_reached") == (3, 3, 1.0)
    cost = found["cost_per_person_reached"]
    assert (cost["numerator"], cost["denominator"], cost["value"]) == (100_000, 602, 166.2)
    amounts = {entry["id"]: entry["amount"] for entry in behind(coordinator, one)}
    assert amounts == {"TDP-01": 600.0, "TDP-02": 1.666667}
    assert behind(coordinator, cost, "denominator") == behind(coordinator, one)
    assert [entry["amount"] for entry in behind(coordinator, cost)] == [100_000]
    assert sum(entry["amount"] for entry in behind(coordinator, one, "denominator")) == 1003
    assert sum(entry["amount"] for entry in behind(coordinator, found["gross_contacts"])) == 602
    assert sorted(entry["amount"] for entry in behind(coordinator, found["evidence_share"])) == [1, 1]


def test_a_group_told_and_not_counted_is_reached(coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=None)
    group(coordinator, "TDP-02", active_from="2026-06-30")
    group(coordinator, "TDP-03", retired_on="2026-03-31")
    product(coordinator, placement("zalo", "2026-05-03", reach("TDP-01", None)))
    assert shares(coordinator, "groups_reached") == (1, 2, 0.5)
    assert [one["id"] for one in behind(coordinator, figures(coordinator)["groups_reached"])] == ["TDP-01"]


def test_a_target_exactly_met_is_met_and_four_fifths_of_it_is_at_risk(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator, population=3000)
    product(coordinator, placement("zalo", "2026-05-03", reach(people=2100)))
    for target, status in ((0.7, "on_track"), (0.875, "at_risk"), (0.875001, "off_track"), (None, "no_target")):
        stage.decide(residential_coverage=target)
        one = figures(coordinator)["residential_coverage"]
        assert (one["target"], one["status"]) == (target, status)
    assert one["value"] == 0.7


# What was put out.


def test_products_placements_channels_and_content_groups(coordinator: TestClient, officer: TestClient) -> None:
    twice = product(
        officer, placement("zalo", "2026-05-03", runs=3), placement("zalo", "2026-04-01"), content_group="1.1"
    )
    product(
        coordinator,
        placement("poster", "2026-03-31"),
        placement("talk", "2026-06-30"),
        unit="MTTQ",
        cost={"amount": 7, "funding": "contributed"},
    )
    product(coordinator, placement("press", "2026-07-01"), cost={"amount": 9, "funding": "contributed"})
    gone = product(coordinator, placement("event", "2026-05-05"), cost={"amount": 11, "funding": "contributed"})
    makers.patch(coordinator, f"/products/{gone['id']}", status="withdrawn", reason="Sai")
    makers.planned(coordinator)
    found = figures(coordinator)
    values = ("products_published", "placements_made", "spending", "content_groups_covered", "channels_used")
    assert [found[code]["numerator"] for code in values] == [2, 3, 0, 2, 2]
    assert (found["content_groups_covered"]["denominator"], found["channels_used"]["denominator"]) == (14, 14)
    assert shares(coordinator, "spending", "2026-Q3")[0] == 9, "the period of the first placement"
    assert shares(coordinator, "spending", "2026")[0] == 9, "a first placement before the year is not the year's"
    days = [(one["id"], one["on"]) for one in behind(coordinator, found["products_published"])]
    assert days[0] == (twice["id"], "2026-04-01")
    assert len(behind(coordinator, found["placements_made"])) == 3
    makers.patch(coordinator, "/channels/talk", active=False)
    assert shares(coordinator, "channels_used") == (1, 13, 0.076923)


def test_key_materials_count_once_passed_on_by_the_period_s_end(coordinator: TestClient) -> None:
    for code, day, key in (
        ("A", "2026-06-30", True),
        ("B", "2026-04-01", True),
        ("C", "2026-05-05", False),
        ("D", "2026-07-01", True),
    ):
        makers.material(coordinator, code, received_on=day, key=key)
    product(coordinator, placement("zalo", "2026-06-30"), material="A")
    product(coordinator, placement("zalo", "2026-07-01"), material="B")
    assert shares(coordinator, "materials_distributed") == (1, 2, 0.5)
    assert [one["id"] for one in behind(coordinator, figures(coordinator)["materials_distributed"], "denominator")] == [
        "B",
        "A",
    ], "as they were received"
    assert shares(coordinator, "materials_distributed", "2026") == (2, 3, 0.666667)
    makers.delete(coordinator, "/materials/A")
    assert shares(coordinator, "materials_distributed") == (1, 2, 0.5), "it was received and passed on all the same"


def test_commendations_count_by_the_day_they_were_proposed(stage: Stage, coordinator: TestClient) -> None:
    rows.add(stage, Commendation, {"proposed_on": "2026-04-01", "status": "found"}, {"proposed_on": "2026-07-01"})
    one = figures(coordinator)["commendations_made"]
    assert (one["value"], one["denominator"], one["entries"]["denominator"]) == (1, None, None)
    assert isinstance(one["value"], int), "a count is whole"
    assert len(behind(coordinator, one)) == 1


# Concerns.


def test_concerns_answered_forwarded_and_closed_around_their_due_date(stage: Stage, coordinator: TestClient) -> None:
    due = "2026-06-30"
    rows.add(
        stage,
        Concern,
        {"due_on": due, "status": "answered", "answered_on": due},
        {"due_on": due, "status": "answered", "answered_on": "2026-07-01"},
        {"due_on": due, "status": "forwarded", "forwarded_on": due},
        {"due_on": due, "status": "forwarded", "forwarded_on": "2026-07-01"},
        {"due_on": due, "status": "closed", "closed_on": "2026-06-20"},
        {"due_on": due, "status": "closed", "closed_on": "2026-07-09", "answered_on": "2026-06-20"},
        {"due_on": due, "status": "received", "owner_unit": "MTTQ"},
        {"due_on": "2026-07-01", "status": "received", "received_on": "2026-06-30"},
        {"due_on": "2026-03-31", "status": "answered", "answered_on": "2026-03-31", "received_on": "2026-03-20"},
    )
    assert shares(coordinator, "concerns_answered") == (2, 6, 0.333333)
    assert shares(coordinator, "concerns_answered", unit="MTTQ") == (0, 1, 0.0)
    assert shares(coordinator, "concerns_answered", "2026-Q3") == (0, 1, 0.0)
    of_unit = figures(coordinator, unit="MTTQ")["concerns_answered"]
    assert [one["unit"] for one in behind(coordinator, of_unit, "denominator")] == ["MTTQ"]
    found = figures(coordinator)
    assert found["concerns_received"]["value"] == 8
    assert len(behind(coordinator, found["concerns_answered"], "denominator")) == 6
    assert len(behind(coordinator, found["concerns_received"])) == 8


def test_a_concern_due_today_is_pending_unless_it_was_closed(
    stage: Stage, running: str, coordinator: TestClient
) -> None:
    today = makers.day()
    rows.add(
        stage,
        Concern,
        {"due_on": today},
        {"due_on": makers.day(1), "status": "verifying"},
        {"due_on": makers.day(-1)},
        {"due_on": today, "status": "closed", "closed_on": today},
        {"due_on": makers.day(2), "status": "answered", "answered_on": today},
        # Passed on in time, and taken up again.
        {"due_on": makers.day(2), "status": "verifying", "forwarded_on": today},
    )
    one = figures(coordinator, running)["concerns_answered"]
    assert (one["numerator"], one["denominator"], one["pending"]) == (1, 5, 2)
    states = [entry["state"] for entry in behind(coordinator, one, "missing")]
    assert sorted(states) == ["closed", "overdue", "running", "running"]


def test_incorrect_information_is_counted_for_all_and_told_to_few(
    stage: Stage, leader: TestClient, officer: TestClient, other_officer: TestClient, admin: TestClient
) -> None:
    rows.add(stage, Concern, {"nature": "incorrect_information", "summary": "Tin đồn", "owner_unit": "UBND"})
    for client, words in ((leader, "Tin đồn"), (officer, "Tin đồn"), (other_officer, ""), (admin, "")):
        for code, part in (("concerns_received", "numerator"), ("concerns_answered", "denominator")):
            (one,) = behind(client, figures(client)[code], part)
            assert (one["name"], one["id"] is None) == (words, not words)
            on = "2026-05-02" if part == "numerator" else None
            assert (one["on"], one["due_on"], one["unit"]) == (on, "2026-05-12", "UBND")


# Reports and plans.


def test_a_report_is_on_time_by_its_first_submission_in_the_ward_s_own_day(
    stage: Stage, coordinator: TestClient
) -> None:
    rows.add(
        stage,
        Report,
        # 23:59 of the 10th in Hanoi; sent back and handed in again in July.
        {
            "unit": "UBND",
            "first_submitted_at": "2026-06-10T16:59:59+00:00",
            "submitted_at": "2026-07-02T00:00:00+00:00",
            "status": "submitted",
        },
        {"unit": "MTTQ", "first_submitted_at": "2026-06-10T17:00:00+00:00", "status": "accepted"},
        {"unit": "TCD", "status": "draft"},
        {"unit": "CTXH", "type": "supplement", "first_submitted_at": "2026-06-01T00:00:00+00:00"},
        # It need not report.
        {"unit": "BXDD", "first_submitted_at": "2026-06-01T00:00:00+00:00"},
    )
    assert shares(coordinator, "reports_on_time") == (1, 4, 0.25)
    assert shares(coordinator, "reports_on_time", "2026") == (1, 12, 0.083333)
    (one,) = behind(coordinator, figures(coordinator)["reports_on_time"])
    assert (one["unit"], one["on"], one["due_on"]) == ("UBND", "2026-06-10", "2026-06-10")
    every = behind(coordinator, figures(coordinator)["reports_on_time"], "denominator")
    stand = {one["unit"]: one["state"] for one in every}
    assert stand == {"UBND": "met", "MTTQ": "late", "TCD": "overdue", "CTXH": "overdue"}
    with stage.writing() as (session, ward):
        session.add(ward)
        ward.timezone = "America/Los_Angeles"
    assert shares(coordinator, "reports_on_time") == (2, 4, 0.5), "there it is still the 10th"
    assert shares(coordinator, "reports_on_time", unit="BXDD") == (0, 0, None)
    assert shares(coordinator, "reports_on_time", unit="TCD") == (0, 1, 0.0)


def test_units_owe_a_report_for_the_due_date_and_a_plan_for_the_period(stage: Stage, admin: TestClient) -> None:
    makers.post(admin, "/units", makers.unit_json("A", plans=True, active_from="2026-06-11"))
    makers.post(admin, "/units", makers.unit_json("B", plans=True, active_from="2026-06-10", retired_on="2026-06-10"))
    makers.post(admin, "/units", makers.unit_json("C", plans=True, retired_on="2026-03-31"))
    rows.add(
        stage,
        Plan,
        {"unit": "A", "approved_at": "2026-05-01T00:00:00+00:00"},
        {"unit": "UBND"},
        {"unit": "MTTQ", "year": 2025, "approved_at": "2025-05-01T00:00:00+00:00"},
        {"unit": "TCD", "approved_at": "2026-05-01T00:00:00+00:00"},
    )
    assert shares(admin, "reports_on_time")[1] == 5
    assert shares(admin, "plans_in_place") == (1, 6, 0.166667)
    assert shares(admin, "plans_in_place", "2026-Q3") == (1, 5, 0.2)
    assert shares(admin, "plans_in_place", unit="A") == (1, 1, 1.0)
    owing = behind(admin, figures(admin)["plans_in_place"], "denominator")
    assert {one["unit"] for one in owing} == {"A", "B", "DANGUY", "UBND", "MTTQ", "CTXH"}


def test_a_report_due_today_is_pending_until_it_is_submitted(stage: Stage, running: str, leader: TestClient) -> None:
    rows.add(stage, Report, {"period": running, "first_submitted_at": "2026-01-02T00:00:00+00:00"})
    one = figures(leader, running)["reports_on_time"]
    assert (one["numerator"], one["denominator"], one["pending"], one["status"]) == (1, 4, 3, "off_track")
    assert {entry["state"] for entry in behind(leader, one, "missing")} == {"running"}


# Surveys and opinion.


def test_surveys_weigh_groups_by_their_people(stage: Stage, coordinator: TestClient) -> None:
    for code, people in (("TDP-01", 1540), ("TDP-02", 770), ("TDP-03", 385), ("TDP-04", None), ("TDP-05", 9000)):
        group(coordinator, code, population=people)
    group(coordinator, "DN", "audience", population=500)
    rows.add(
        stage,
        Survey,
        {"asked": 10, "aware": 9},
        {"asked": 10, "aware": 6},
        {"group": "TDP-02", "asked": 8, "aware": 4},
        {"group": "TDP-03", "asked": 12, "aware": 3},
        {"group": "TDP-04"},
        {"group": "DN"},
        {"period": "2026-Q3"},
    )
    one = figures(coordinator)["surveyed_awareness"]
    assert (one["numerator"], one["denominator"], one["value"]) == (22, 40, 0.607143)
    assert (one["target"], one["status"]) == (0.7, "at_risk")
    assert one["interval"]["level"] == 0.95
    assert one["interval"]["low"] < 0.607143 < one["interval"]["high"]
    assert sum(entry["amount"] for entry in behind(coordinator, one)) == 22
    assert sum(entry["amount"] for entry in behind(coordinator, one, "denominator")) == 40


def test_opinion_is_of_the_shown_pulses_and_says_how_many_are_left_out(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    group(coordinator, "CB-01", "party_cell")
    group(coordinator, "DT-01", "audience", population=50)
    group(coordinator, "DT-02", "audience", population=49)
    first, *_ = rows.add(
        stage,
        Pulse,
        {"supportive": 8, "neutral": 5, "worried": 6},
        {"worried": 4},
        {"supportive": 1},
        {"group": "CB-01"},
        {"group": "DT-02"},
    )
    one = figures(coordinator)["opinion_balance"]
    assert [one[name] for name in ("numerator", "denominator", "value", "left_out")] == [None, None, None, 4]
    assert behind(coordinator, one) == behind(coordinator, one, "denominator") == []
    second, third = rows.add(
        stage,
        Pulse,
        {"content_group": "1.1", "group": "DT-01", "unit": "MTTQ"},
        {"content_group": "1.3", "worried": 0, "supportive": 0, "neutral": 0},
    )
    one = figures(coordinator)["opinion_balance"]
    assert (one["numerator"], one["denominator"], one["value"], one["left_out"]) == (18, 56, 0.321429, 4)
    assert (one["target"], one["status"]) == (None, "no_target")
    told = behind(coordinator, one)
    assert [(entry["entity"], entry["id"], entry["amount"]) for entry in told] == [
        ("pulse", first, 2),
        ("pulse", second, 16),
        ("pulse", third, 0),
    ]
    names = [row["name"] for row in makers.every(coordinator, "/content-groups") if row["code"] == "1.1"]
    said = [told[1][name] for name in ("group", "group_name", "unit", "period", "name")]
    assert said == ["DT-01", "Nhóm DT-01", "MTTQ", "2026-Q2", *names]
    assert [entry["amount"] for entry in behind(coordinator, one, "denominator")] == [19, 37, 0]


def test_the_change_of_opinion_and_the_year_are_of_shown_pulses(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    rows.add(
        stage,
        Pulse,
        {},
        {"worried": 1},
        {"period": "2026-Q3", "supportive": 15, "worried": 10},
        {"period": "2026-Q3", "worried": 2},
    )
    autumn, year = (figures(coordinator, period)["opinion_balance"] for period in ("2026-Q3", "2026"))
    assert (autumn["value"], autumn["previous"], autumn["change"]) == (0.147059, 0.432432, -0.285374)
    assert (year["numerator"], year["denominator"], year["left_out"]) == (21, 71, 2)


# Periods, units, wards.


def test_the_change_is_from_the_period_that_ended_last(coordinator: TestClient) -> None:
    for period, count in ((Q2, 1), ("2026-Q3", 3)):
        day = {"2026-Q2": "2026-06-30", "2026-Q3": "2026-07-01"}[period]
        for number in range(count):
            product(coordinator, placement("zalo", day), content_group=f"1.{number + 1}")
    first, second, third = (figures(coordinator, period) for period in (Q2, "2026-Q3", "2026-Q4"))
    assert (first["content_groups_covered"]["previous"], first["content_groups_covered"]["change"]) == (None, None)
    covered, made = second["content_groups_covered"], second["products_published"]
    assert (covered["value"], covered["previous"], covered["change"]) == (0.214286, 0.071429, 0.142857)
    assert (made["value"], made["previous"], made["change"]) == (3, 1, 2)
    assert third["products_published"]["change"] == -3
    assert figures(coordinator, "2026")["products_published"]["previous"] is None
    assert figures(coordinator, "2026")["content_groups_covered"]["value"] == 0.214286, "recomputed, not added up"


def test_a_unit_has_its_own_figures_and_null_for_the_rest(coordinator: TestClient, officer: TestClient) -> None:
    group(coordinator, population=100)
    group(coordinator, "TDP-02", population=100)
    makers.directive(coordinator, lead_unit="UBND", within_days=10)
    product(officer, placement("zalo", "2026-05-03", reach(people=50)), directives=["VB-01"], content_group="1.2")
    product(coordinator, placement("talk", "2026-05-03", reach("TDP-02", 100)), unit="MTTQ")
    mine = figures(coordinator, unit="UBND")
    assert get(coordinator, "/indicators", period=Q2, unit="UBND")["unit"] == "UBND"
    told = {code for code, one in mine.items() if one["numerator"] is not None}
    assert told == {
        "products_published",
        "placements_made",
        "gross_contacts",
        "groups_reached",
        "residential_coverage",
        "evidence_share",
        "content_groups_covered",
        "concerns_answered",
        "directive_dissemination",
        "reports_on_time",
        "plans_in_place",
        "spending",
    }
    for code in set(mine) - told:
        names = ("denominator", "value", "previous", "change")
        assert [mine[code][name] for name in names] == [None] * 4
        assert mine[code]["entries"] == {"numerator": None, "denominator": None, "missing": None}
    assert shares(coordinator, "residential_coverage", unit="UBND") == (50, 200, 0.25)
    assert shares(coordinator, "groups_reached", unit="UBND") == (1, 2, 0.5)
    assert shares(coordinator, "directive_dissemination", unit="UBND") == (1, 2, 0.5)
    assert shares(coordinator, "directive_dissemination", unit="MTTQ") == (0, 0, None)
    assert len(behind(coordinator, mine["directive_dissemination"], "denominator")) == 2
    (contact,) = behind(coordinator, mine["gross_contacts"])
    assert (contact["group"], contact["amount"]) == ("TDP-01", 50)
    hidden = {"period": Q2, "part": "numerator", "unit": "UBND"}
    makers.problem(coordinator.get(f"{API}/indicators/channels_used/entries", params=hidden), 404)


def test_a_city_reader_sees_wards_side_by_side_and_no_entries(
    stage: Stage, coordinator: TestClient, city: TestClient, stranger: TestClient
) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", "2026-05-03", reach()))
    told = figures(city, ward=WARD)
    assert {code: one | {"entries": 0} for code, one in told.items()} == {
        code: one | {"entries": 0} for code, one in figures(coordinator).items()
    }
    assert all(set(one["entries"].values()) == {None} for one in told.values())
    makers.problem(city.get(f"{API}/indicators", params={"period": Q2}), 422, (("ward",), "missing"))
    address = figures(coordinator)["products_published"]["entries"]["numerator"]
    makers.problem(city.get(address), 404)
    assert stranger.get(address).json() == {"items": [], "next": None}
    both = get(city, "/city/indicators", period=Q2)["items"]
    made = {
        ward["ward"]: next(one["value"] for one in ward["indicators"] if one["code"] == "products_published")
        for ward in both
    }
    assert made == {WARD: 1, OTHER_WARD: 0}
    with stage.writing() as (session, _):
        session.connection().exec_driver_sql(
            f"DELETE FROM period WHERE ward_id = (SELECT id FROM ward WHERE code = '{OTHER_WARD}')"
        )
    assert [(ward["ward"], len(ward["indicators"])) for ward in get(city, "/city/indicators", period=Q2)["items"]] == [
        (WARD, 20),
        (OTHER_WARD, 0),
    ]
    answer = city.get(f"{API}/city/indicators", params={"period": "2031"})
    makers.problem(answer, 422, (("period",), "unknown"))


def test_several_periods_and_ways_in_one_call(coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach()))
    found = get(coordinator, "/coverage/several", period="2026-Q2,2026-Q3", by="group,channel", unit="UBND")["items"]
    assert [(one["period"], one["by"]) for one in found] == [
        (period, by) for period in ("2026-Q2", "2026-Q3") for by in ("group", "channel")
    ]
    for one in found:
        assert one == get(coordinator, "/coverage", period=one["period"], by=one["by"], unit="UBND")
    assert [row["key"] for row in found[1]["items"]] == ["zalo"]
    for wrong, loc in ({"by": "group,colour"}, ("by", 1)), ({"period": "2026-Q2,2026-Q9"}, ("period",)):
        answer = coordinator.get(f"{API}/coverage/several", params={"period": "2026-Q2"} | wrong)
        assert locs(answer) == [loc]
    table = coordinator.get(f"{API}/coverage/several?period=2026-Q2&format=csv")
    assert locs(table) == [("format",)], "several tables are none"
    many = {"period": ",".join(f"P{n}" for n in range(20)), "by": "group,unit"}
    problem(coordinator.get(f"{API}/coverage/several", params=many), 422, (("by",), "too_long"))


def test_a_period_that_one_ward_alone_has_may_be_asked_for(city: TestClient, stranger: TestClient) -> None:
    """Whichever of the wards has it."""
    problem(city.get(f"{API}/city/indicators", params={"period": "2027-Q1"}), 422, (("period",), "unknown"))
    days = {"starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"}
    makers.post(stranger, "/periods", {"code": "2027-Q1"} | days)
    found = {one["ward"]: len(one["indicators"]) for one in get(city, "/city/indicators", period="2027-Q1")["items"]}
    assert found == {WARD: 0, OTHER_WARD: len(indicators.CODES)}
