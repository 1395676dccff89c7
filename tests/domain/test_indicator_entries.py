"""What is behind an indicator, row by row in full, on a ward that was worked out by hand."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.models import Commendation, Concern, Plan, Report, Survey
from tests import makers, rows
from tests.conftest import Stage
from tests.makers import group, placement, product, reach

Q2 = "2026-Q2"
# Apart from the rows, how they stand is asked of what is missing.
UNTOLD = ("etag", "logged_after", "state")
COST = {"amount": 70_000, "funding": "state_budget"}


@pytest.fixture
def ward(coordinator: TestClient) -> SimpleNamespace:
    """Two groups of 1,000; UBND reached 400 of the first and addressed the second, of which MTTQ reached some 100."""
    group(coordinator, "TDP-01")
    group(coordinator, "TDP-02")
    counted, addressed = reach("TDP-01", 400), reach("TDP-02", None)
    mine = product(coordinator, placement("zalo", "2026-05-03", counted, addressed), unit="UBND")
    other = product(coordinator, placement("talk", "2026-05-09", reach("TDP-02", 100, "estimated")), unit="MTTQ")
    makers.directive(coordinator, "VB-01", lead_unit="UBND", number="12-NQ/TW")
    asked = {"period": Q2, "group": "TDP-01", "unit": "UBND", "conducted_on": "2026-05-20", "asked": 40, "aware": 30}
    survey = makers.post(coordinator, "/surveys", asked)
    return SimpleNamespace(client=coordinator, mine=mine, other=other, survey=survey)


def entries(ward: SimpleNamespace, code: str, part: str = "numerator", **asked: Any) -> list[makers.Json]:
    """All of them, page after page, without what is empty; days since an entry was logged depend on today."""
    path = f"/indicators/{code}/entries"
    found = makers.every(ward.client, path, period=Q2, part=part, limit=1, **asked)
    return [
        {name: value for name, value in one.items() if value not in (None, []) and name not in UNTOLD} for one in found
    ]


def placed(row: makers.Json) -> int:
    return int(row["placements"][0]["id"])


def test_contacts(ward: SimpleNamespace) -> None:
    mine = {
        "entity": "reach",
        "id": placed(ward.mine),
        "name": ward.mine["title"],
        "on": "2026-05-03",
        "amount": 400,
        "group": "TDP-01",
        "group_name": "Nhóm TDP-01",
        "channel": "Zalo tổ dân phố",
        "product": ward.mine["id"],
    }
    other = {
        "entity": "reach",
        "id": placed(ward.other),
        "name": ward.other["title"],
        "on": "2026-05-09",
        "amount": 100,
        "group": "TDP-02",
        "group_name": "Nhóm TDP-02",
        "channel": "Tuyên truyền miệng",
        "product": ward.other["id"],
    }
    assert entries(ward, "gross_contacts") == entries(ward, "evidence_share", "denominator") == [other, mine]
    assert entries(ward, "gross_contacts", unit="UBND") == entries(ward, "evidence_share") == [mine]
    for code, part, states in (
        ("evidence_share", "denominator", ["missing", "met"]),
        ("gross_contacts", "numerator", [None, None]),
    ):
        found = makers.every(ward.client, f"/indicators/{code}/entries", period=Q2, part=part)
        assert [one["state"] for one in found] == states


def test_people(ward: SimpleNamespace) -> None:
    groups = [
        {"entity": "group", "id": code, "name": f"Nhóm {code}", "group": code, "group_name": f"Nhóm {code}"}
        for code in ("TDP-01", "TDP-02")
    ]
    reached = [one | {"amount": amount} for one, amount in zip(groups, (400.0, 100.0), strict=True)]
    assert entries(ward, "residential_coverage") == entries(ward, "cost_per_person_reached", "denominator") == reached
    assert entries(ward, "residential_coverage", unit="UBND") == reached[:1]
    assert entries(ward, "residential_coverage", "denominator") == [one | {"amount": 1000} for one in groups]
    assert entries(ward, "groups_reached") == entries(ward, "groups_reached", "denominator") == groups
    assert entries(ward, "groups_reached", unit="MTTQ") == groups[1:]


def test_products_and_placements(ward: SimpleNamespace) -> None:
    products = [
        {
            "entity": "product",
            "id": row["id"],
            "name": row["title"],
            "on": row["placements"][0]["published_on"],
            "unit": row["unit"],
            "product": row["id"],
        }
        for row in (ward.mine, ward.other)
    ]
    assert entries(ward, "products_published") == products
    assert entries(ward, "products_published", unit="MTTQ") == products[1:]
    assert entries(ward, "placements_made") == [
        one | {"entity": "placement", "id": placed(row), "channel": channel}
        for one, row, channel in zip(products, (ward.mine, ward.other), ("zalo", "talk"), strict=True)
    ]


def test_cells_of_directives(ward: SimpleNamespace) -> None:
    assert entries(ward, "directive_dissemination", "denominator", unit="UBND") == [
        {
            "entity": "cell",
            "name": "12-NQ/TW",
            "unit": "UBND",
            "group": code,
            "group_name": f"Nhóm {code}",
            "directive": "VB-01",
        }
        for code in ("TDP-01", "TDP-02")
    ]


def test_surveys(ward: SimpleNamespace) -> None:
    survey = {
        "entity": "survey",
        "id": ward.survey["id"],
        "name": "Nhóm TDP-01",
        "on": "2026-05-20",
        "unit": "UBND",
        "group": "TDP-01",
        "group_name": "Nhóm TDP-01",
        "period": Q2,
    }
    assert entries(ward, "surveyed_awareness") == [survey | {"amount": 30}]
    assert entries(ward, "surveyed_awareness", "denominator") == [survey | {"amount": 40}]


def test_what_is_missing(ward: SimpleNamespace, stage: Stage) -> None:
    """600 and 900 people were told by nobody, 10 of those asked knew nothing; each row says how it stands."""
    rows.add(stage, Survey, {"group": "TDP-02", "asked": 5, "aware": 5})

    def missing(code: str, **asked: Any) -> list[Any]:
        found = makers.every(ward.client, f"/indicators/{code}/entries", period=Q2, part="missing", limit=1, **asked)
        return [(one["id"] or one["group"], one["amount"], one["state"]) for one in found]

    assert missing("residential_coverage") == [("TDP-02", 900.0, "missing"), ("TDP-01", 600.0, "missing")]
    assert missing("surveyed_awareness") == [(ward.survey["id"], 10, "missing")]
    assert missing("evidence_share") == [(placed(ward.other), 100, "missing")]
    assert missing("groups_reached") == []
    assert missing("groups_reached", unit="MTTQ") == [("TDP-01", None, "missing")]
    assert missing("directive_dissemination", unit="UBND") == [("TDP-01", None, "missing"), ("TDP-02", None, "missing")]
    content_groups = {one for one, _, _ in missing("content_groups_covered")}
    assert len(content_groups) == 13
    assert ward.mine["content_group"] not in content_groups
    of_two = {"period": Q2, "part": "missing"}
    makers.problem(ward.client.get(f"{makers.API}/indicators/spending/entries", params=of_two), 404)
    makers.problem(ward.client.get(f"{makers.API}/indicators/opinion_balance/entries", params=of_two), 404)


def test_whom_nobody_reached_comes_first_where_most_are_left(coordinator: TestClient) -> None:
    for number, reached in enumerate((10, 9, 7)):
        group(coordinator, f"T-{number}", population=10)
        product(coordinator, placement("zalo", makers.DAY, reach(f"T-{number}", reached)))
    asked = {"period": Q2, "part": "missing"}
    group(coordinator, "T-3", population=10)
    found = makers.every(coordinator, "/indicators/residential_coverage/entries", **asked)
    assert [(one["id"], one["amount"]) for one in found] == [("T-3", 10), ("T-2", 3), ("T-1", 1)]


def test_what_was_logged_long_after_its_day_says_how_long(ward: SimpleNamespace) -> None:
    late = product(ward.client, placement("zalo", "2026-04-02", reach("TDP-01", 5)), directives=["VB-01"], cost=COST)
    days = (makers.today() - date(2026, 4, 2)).days
    for code in ("gross_contacts", "products_published", "placements_made", "spending", "directive_dissemination"):
        found = makers.every(ward.client, f"/indicators/{code}/entries", period=Q2, part="numerator")
        told = [(one["product"], one["logged_after"]) for one in found if one["on"] == "2026-04-02"]
        assert told == [(late["id"], days)], code


def test_what_was_spent_stands_at_the_first_placement_of_all(ward: SimpleNamespace) -> None:
    days = ("2026-04-01", "2026-04-05"), ("2026-03-31", "2026-04-07")
    twice, _ = (product(ward.client, *(placement("zalo", day) for day in one), cost=COST) for one in days)
    (spent,) = entries(ward, "spending")
    assert (spent["id"], spent["on"], spent["amount"]) == (twice["id"], "2026-04-01", COST["amount"])
    made = [(one["id"], one["on"]) for one in entries(ward, "products_published")]
    assert len(made) == len(dict(made)) == 4, "each once, by its first placement in the period"


def test_a_survey_speaks_for_whom_stands_for_the_group(stage: Stage, coordinator: TestClient) -> None:
    for old, heirs in (("T-1", {"T-2": 600}), ("T-3", {"T-4": 300, "T-5": 300}), ("T-6", {"T-7": None})):
        group(coordinator, old, retired_on="2026-05-15")
        for code, people in heirs.items():
            group(coordinator, code, population=people, active_from="2026-05-16", succeeds=[old])
        rows.add(stage, Survey, {"group": old, "conducted_on": "2026-05-10"})
    (found,) = makers.every(coordinator, "/indicators/surveyed_awareness/entries", period=Q2, part="numerator")
    assert (found["group"], found["group_name"], found["old_groups"]) == ("T-2", "Nhóm T-2", ["T-1"])


def test_contacts_of_an_old_group_are_told_of_whom_stands_for_it(coordinator: TestClient) -> None:
    group(coordinator, "T-1", retired_on="2026-05-15")
    group(coordinator, "T-2", active_from="2026-05-16", succeeds=["T-1"])
    makers.directive(coordinator, "VB-01")
    product(coordinator, placement("zalo", "2026-05-02", reach("T-1", 5)), directives=["VB-01"])
    for code in ("gross_contacts", "directive_dissemination"):
        (found,) = makers.every(coordinator, f"/indicators/{code}/entries", period=Q2, part="numerator")
        assert (found["group"], found["group_name"], found["old_groups"]) == ("T-2", "Nhóm T-2", ["T-1"])


def test_content_groups_and_channels(ward: SimpleNamespace) -> None:
    used = [(one["entity"], one["id"]) for one in entries(ward, "channels_used")]
    assert sorted(used) == [("channel", "talk"), ("channel", "zalo")]
    assert [one["id"] for one in entries(ward, "content_groups_covered")] == [ward.mine["content_group"]]
    for code, noun in (("content_groups_covered", "content-groups"), ("channels_used", "channels")):
        listed = makers.every(ward.client, f"/indicators/{code}/entries", period=Q2, part="denominator")
        whole = makers.get(ward.client, f"/indicators/{code}/entries", period=Q2, part="denominator", limit=len(listed))
        assert whole == {"items": listed, "next": None}
        ward_s_order = [one["code"] for one in makers.every(ward.client, f"/{noun}")]
        assert [one["id"] for one in listed] == ward_s_order != sorted(ward_s_order)


def test_registers(ward: SimpleNamespace, stage: Stage) -> None:
    handed_in = "2026-06-09T02:00:00+00:00"
    (report,) = rows.add(stage, Report, {"first_submitted_at": handed_in})
    (plan,) = rows.add(stage, Plan, {"approved_at": handed_in})
    praised = {"group": "TDP-01", "proposed_on": "2026-05-20"}
    (commendation,) = rows.add(stage, Commendation, praised)
    (concern,) = rows.add(stage, Concern, {"group": "TDP-01", "answered_on": "2026-05-12", "status": "answered"})
    makers.material(ward.client, received_on="2026-05-04", title="Sổ tay")
    product(ward.client, placement("zalo", "2026-05-05"), material="TL-05")
    told = {"unit": "UBND", "group": "TDP-01"}
    heard = told | {"entity": "concern", "id": concern, "name": "Đèn đường hỏng", "due_on": "2026-05-12"}
    unit = {"unit": "UBND", "name": makers.get(ward.client, "/units/UBND")["name"]}
    due_on = makers.get(ward.client, f"/periods/{Q2}")["due_on"]
    assert entries(ward, "reports_on_time") == [
        unit | {"entity": "report", "id": report, "on": "2026-06-09", "due_on": due_on, "period": Q2}
    ]
    assert entries(ward, "plans_in_place") == [unit | {"entity": "plan", "id": plan}]
    assert entries(ward, "commendations_made") == [
        {"entity": "commendation", "id": commendation, "name": "Tổ 12 phân loại rác", "on": "2026-05-20"}
        | {"unit": "MTTQ", "group": "TDP-01"}
    ]
    assert entries(ward, "concerns_received") == [heard | {"on": "2026-05-02"}]
    assert entries(ward, "concerns_answered") == [heard | {"on": "2026-05-12"}]
    material = {"entity": "material", "id": "TL-05", "name": "Sổ tay", "on": "2026-05-04"}
    assert entries(ward, "materials_distributed") == [material]


def test_how_concerns_stand(ward: SimpleNamespace, stage: Stage) -> None:
    """By the day allowed and what was done on it, before and after."""
    day, before, after = "2026-06-10", "2026-06-09", "2026-06-11"
    concerns: list[tuple[makers.Json, tuple[str, str | None]]] = [
        ({"answered_on": day, "status": "answered"}, ("met", day)),
        ({"answered_on": after, "status": "answered"}, ("late", after)),
        ({}, ("overdue", None)),
        ({"closed_on": before, "status": "closed"}, ("closed", before)),
        ({"forwarded_on": after, "status": "forwarded"}, ("forwarded", after)),
    ]
    ids = rows.add(stage, Concern, *[{"due_on": day} | fields for fields, _ in concerns])
    found = makers.every(ward.client, "/indicators/concerns_answered/entries", period=Q2, part="denominator")
    stand = {one["id"]: (one["state"], one["on"]) for one in found}
    assert stand == {key: told for key, (_, told) in zip(ids, concerns, strict=True)}
