"""Promises to other systems that no other test is about: choices, addresses, the first answer of each noun, entries."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import API, DAY, Json, get, group, patch, post, problem

# Word for word what other systems were told.
CHOICES = {
    "Role": "unit coordinator leader city admin",
    "ProductKind": "infographic video loudspeaker_script article social_post poster meeting talk press_release "
    "official_notice event other",
    "ProductStatus": "planned in_review published withdrawn",
    "Basis": "measured counted estimated",
    "GroupKind": "residential party_cell audience",
    "UnitKind": "party_committee standing_agency government front mass_organisation party_organisation",
    "Funding": "state_budget contributed",
    "Origin": "press petition meeting social hotline other",
    "Nature": "question petition press_report incorrect_information",
    "Urgency": "urgent normal complex",
    "ConcernStatus": "received verifying answered forwarded closed",
    "CommendationStatus": "found proposed commended",
    "ReportType": "periodic urgent supplement consolidated",
    "ReportStatus": "draft submitted returned accepted",
    "IndicatorStatus": "on_track at_risk off_track no_data no_target",
    "EventPurpose": "movement culture sport contest supervision other",
    "Form": "radio notice_board bulletin material communicator website social telecom other",
}
GROUP = {
    "code": "TDP-01",
    "kind": "residential",
    "name": "Tổ 1",
    "population": 1450,
    "households": 430,
    "cluster": "Cụm 1",
}
# As the specification has them, in an order in which each finds what it names.
CREATED: list[tuple[str, Json]] = [
    ("groups", GROUP),
    (
        "campaigns",
        {
            "code": "NQ02",
            "title": "Nghị quyết 02",
            "message": "…",
            "lead_unit": "BXDD",
            "content_groups": ["1.3"],
            "starts_on": "2026-04-15",
            "ends_on": "2026-06-30",
            "target_groups": ["residential"],
            "target_coverage": 0.8,
        },
    ),
    (
        "directives",
        {
            "code": "NQ02-X",
            "number": "02-NQ/TW",
            "title": "…",
            "issuer": "…",
            "issued_on": "2026-03-17",
            "must_reach": ["residential", "party_cell"],
            "within_days": 30,
            "content_group": "1.3",
        },
    ),
    ("materials", {"code": "TL-05", "title": "…", "received_on": "2026-05-04", "key": True}),
    (
        "products",
        {
            "unit": "BXDD",
            "campaign": "NQ02",
            "kind": "infographic",
            "title": "Đồ họa",
            "content_group": "1.3",
            "axis": "2.1",
            "directives": ["NQ02-TW"],
            "external_id": "cms-17",
            "details": {"alt_text": "…"},
            "material": "TL-05",
            "cost": {"amount": 1500000, "funding": "state_budget"},
        },
    ),
    (
        "concerns",
        {
            "received_on": "2026-05-02",
            "due_on": "2026-05-12",
            "origin": "press",
            "group": "TDP-01",
            "content_group": "1.12",
            "topic": "1.12.4",
            "nature": "question",
            "urgency": "normal",
            "summary": "…",
            "owner_unit": "UBND",
        },
    ),
    ("surveys", {"period": "2026-Q2", "group": "TDP-01", "conducted_on": "2026-06-02", "asked": 40, "aware": 31}),
    (
        "pulses",
        {"period": "2026-Q2", "group": "TDP-01", "content_group": "1.8", "supportive": 22, "neutral": 9, "worried": 6},
    ),
    ("plans", {"unit": "UBND", "year": 2026, "focus": "…", "responsible_post": "…", "information_contact": "…"}),
    (
        "commendations",
        {"unit": "MTTQ", "group": "TDP-01", "title": "…", "proposed_on": "2026-05-20", "status": "proposed"},
    ),
    ("reports", {"unit": "UBND", "period": "2026-Q4", "type": "periodic"}),
]
PLACED = [
    {
        "channel": "zalo",
        "published_on": DAY,
        "runs": 1,
        "reach": [{"group": "TDP-01", "people": 420, "basis": "measured"}],
    }
]


def test_the_choices_are_those_that_were_promised(nobody: TestClient) -> None:
    schemas = get(nobody, "/openapi.json")["components"]["schemas"]
    assert {name: " ".join(schemas[name]["enum"]) for name in CHOICES} == CHOICES


def test_each_noun_is_created_as_the_specification_has_it(coordinator: TestClient) -> None:
    for noun, body in CREATED:
        sent = body | ({"placements": PLACED} if noun == "products" else {})
        answer = coordinator.post(f"{API}/{noun}", json=sent)
        assert answer.status_code == 201, f"{noun}: {answer.text}"
        made = answer.json()
        assert {name: made[name] for name in body} == body, noun
        assert made["warnings"] == [], noun
        assert {"created_at", "updated_at"} <= set(made), noun
        named = made["code"] if "code" in body else made["id"]
        assert answer.headers["location"] == f"{API}/{noun}/{named}", "a path, by code or by number"
        assert isinstance(named, int) == ("code" not in body), noun
        read = coordinator.get(answer.headers["location"])
        assert read.headers["etag"] == answer.headers["etag"], noun
        if noun == "products":
            assert made["status"] == "published"
            (one,) = made["placements"]
            assert one["reach"] == [PLACED[0]["reach"][0] | {"allocated": False}]  # type: ignore[index]


def test_a_campaign_takes_what_the_log_form_copies(coordinator: TestClient) -> None:
    post(coordinator, "/materials", dict(CREATED[3][1]))
    more = {
        "directives": ["NQ02-TW"],
        "axis": "2.1",
        "material": "TL-05",
        "budget": [{"amount": 5_000_000, "funding": "contributed"}],
    }
    made = post(coordinator, "/campaigns", CREATED[1][1] | more)
    assert {name: made[name] for name in more} == more


def test_the_state_of_a_concern_named_again_is_an_edit(coordinator: TestClient) -> None:
    path = f"/concerns/{makers.concern(coordinator)['id']}"
    forwarded = {"status": "forwarded", "forwarded_to": "Sở Xây dựng", "forwarded_on": "2026-05-05"}
    patch(coordinator, path, **forwarded, change_reason="Ghi muộn")
    again = patch(coordinator, path, status="forwarded", forwarded_to="Sở Y tế", change_reason="Nhầm nơi")
    assert (again["status"], again["forwarded_to"]) == ("forwarded", "Sở Y tế")


def test_the_coordinator_alone_keeps_the_periods(
    coordinator: TestClient, admin: TestClient, leader: TestClient
) -> None:
    body = {"code": "2027-Q1", "starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"}
    for client in (admin, leader):
        problem(client.post(f"{API}/periods", json=body), 403)
    assert post(coordinator, "/periods", body)["closed"] is False
    assert patch(coordinator, "/periods/2027-Q1", due_on="2027-03-12")["due_on"] == "2027-03-12"
    assert patch(coordinator, "/periods/2027-Q1", closed=True)["closed"] is True


def test_counts_and_sums_have_no_denominator_and_a_ratio_has(coordinator: TestClient) -> None:
    group(coordinator)
    cost = {"amount": 1_000, "funding": "contributed"}
    makers.product(coordinator, makers.placement("zalo", DAY, makers.reach(people=300)), cost=cost)
    found = {one["code"]: one for one in get(coordinator, "/indicators", period="2026-Q2")["items"]}
    sums = {
        "products_published": 1,
        "placements_made": 1,
        "gross_contacts": 300,
        "concerns_received": 0,
        "commendations_made": 0,
        "spending": 1_000,
    }
    for code, value in sums.items():
        one = found[code]
        assert (one["numerator"], one["value"], one["denominator"]) == (value, value, None), code
        assert (one["entries"]["denominator"], one["target"], one["status"]) == (None, None, "no_target"), code
    ratio = found["cost_per_person_reached"]
    assert (ratio["numerator"], ratio["denominator"], ratio["value"]) == (1_000, 300, 3.33)
    assert None not in (ratio["entries"]["numerator"], ratio["entries"]["denominator"])


def test_what_counts_for_concerns_and_good_deeds_is_their_day_whatever_their_state(coordinator: TestClient) -> None:
    for day, status in ((DAY, "found"), (DAY, "commended"), ("2026-07-01", "proposed")):
        makers.commendation(coordinator, proposed_on=day, status=status)
    makers.concern(coordinator, received_on="2026-06-29", due_on="2026-07-03")
    found = {one["code"]: one["value"] for one in get(coordinator, "/indicators", period="2026-Q2")["items"]}
    assert (found["commendations_made"], found["concerns_received"]) == (2, 1)


def test_the_ward_s_targets_are_those_it_set(coordinator: TestClient, admin: TestClient) -> None:
    targets = {"residential_coverage": 0.8, "channels_used": 0.8, "surveyed_awareness": 0.7, "evidence_share": 0.5}
    for set_so in ({}, dict.fromkeys(targets, 0.6)):
        patch(admin, "/settings", **set_so)
        found = {one["code"]: one["target"] for one in get(coordinator, "/indicators", period="2026-Q2")["items"]}
        assert {code: found[code] for code in targets} == targets | set_so


@pytest.mark.parametrize(
    ("path", "starts"),
    [
        ("/healthz", "application/json"),
        ("/readyz", "application/json"),
        (f"{API}/openapi.json", "application/json"),
        (f"{API}/docs", "text/html"),
        ("/login", "text/html"),
    ],
)
def test_whoever_comes_finds_the_ways_in(nobody: TestClient, path: str, starts: str) -> None:
    for ask in (nobody.get, nobody.head):
        answer = ask(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].startswith(starts)


def test_what_is_not_there_repeats_nothing(coordinator: TestClient) -> None:
    for path in ("/nowhere-7f3a", "/groups/nowhere-7f3a", "/products/nowhere-7f3a?unit=nowhere-7f3a"):
        answer = coordinator.get(API + path)
        found = problem(answer, 404)
        assert "7f3a" not in answer.text
        assert set(found) == {"type", "title", "status", "detail", "code", "errors"}, "and no instance"


def test_entries_of_a_city_reader_are_not_there(coordinator: TestClient, city: TestClient) -> None:
    told: Any = get(city, "/indicators", period="2026-Q2", ward="DONGDA")["items"]
    assert {value for one in told for value in one["entries"].values()} == {None}
    for one in get(coordinator, "/indicators", period="2026-Q2")["items"]:
        for address in (one["entries"]["numerator"], f"{one['entries']['numerator']}&ward=DONGDA"):
            problem(city.get(address), 404)
