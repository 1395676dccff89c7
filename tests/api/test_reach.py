"""Reach as it was told: split figures, attendance, what was right when it was logged, and what is sent back as read."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage

TOTAL = {"kind": "residential", "people": 135, "basis": "measured"}


@pytest.fixture
def ward(coordinator: TestClient) -> TestClient:
    """Three groups of 1,000 people."""
    for code in ("TDP-01", "TDP-02", "TDP-03"):
        makers.group(coordinator, code)
    return coordinator


def rows(client: TestClient, made: makers.Json, place: int = 0) -> list[makers.Json]:
    found: list[makers.Json] = makers.get(client, f"/products/{made['id']}")["placements"][place]["reach"]
    return found


def meeting(came: int | None, *reached: makers.Json, **fields: Any) -> makers.Json:
    details = {} if came is None else {"attendance": came}
    placements = [makers.placement("residential_meeting", makers.DAY, *reached)]
    return makers.product_json(kind="meeting", details=details, placements=placements) | fields


# Split figures.


def test_a_split_figure_stays_split_where_its_row_is_as_it_was(ward: TestClient) -> None:
    made = makers.product(ward, makers.placement("fanpage") | {"reach": [], "total_reach": TOTAL})
    told = makers.get(ward, f"/products/{made['id']}")
    assert [row["allocated"] for row in told["placements"][0]["reach"]] == [True, True, True]
    told["placements"][0]["reach"][0]["people"] = 46
    makers.patch(ward, f"/products/{made['id']}", placements=told["placements"])
    assert [(row["people"], row["allocated"]) for row in rows(ward, made)] == [(46, False), (45, True), (45, True)]


def test_nobody_says_that_a_row_is_split_but_the_split_itself(ward: TestClient) -> None:
    row = makers.reach() | {"allocated": True}
    answer = ward.post(
        f"{makers.API}/products", json=makers.product_json(placements=[makers.placement("zalo", makers.DAY, row)])
    )
    makers.problem(answer, 422, (("placements", 0, "reach", 0, "allocated"), "unknown_field"))


def test_split_figures_are_no_ground_for_usual_shares(ward: TestClient) -> None:
    for _ in range(4):
        makers.product(ward, makers.placement("fanpage") | {"reach": [], "total_reach": TOTAL})
    told = makers.product(ward, makers.placement("fanpage", makers.DAY, makers.reach(people=1000)))
    assert "odd_reach" not in makers.codes(told)


def test_what_came_later_is_no_ground_for_the_usual_share_of_a_day(ward: TestClient) -> None:
    for _ in range(3):
        makers.product(ward, makers.placement("zalo", "2026-05-10", makers.reach(people=100)))
    early = makers.product(ward, makers.placement("zalo", "2026-05-09", makers.reach(people=900)))
    assert "odd_reach" not in makers.codes(early)
    late = makers.product(ward, makers.placement("zalo", "2026-05-10", makers.reach(people=900)))
    (odd,) = [one for one in late["warnings"] if one["code"] == "odd_reach"]
    assert "900 người khác xa mức quen" in odd["message"]
    assert "thường khoảng 100 người" in odd["message"]


# Attendance.


def test_who_came_is_whom_the_one_group_s_meeting_reached(ward: TestClient) -> None:
    made = makers.post(ward, "/products", meeting(45, makers.reach(people=None)))
    assert made["warnings"] == []
    assert rows(ward, made) == [{"group": "TDP-01", "people": 45, "basis": "counted", "allocated": False}]


def test_more_than_live_there_are_guests(ward: TestClient) -> None:
    made = makers.post(ward, "/products", meeting(1200, makers.reach(people=None)))
    assert makers.codes(made) == ["guests"]
    assert rows(ward, made)[0]["people"] == 1000


@pytest.mark.parametrize(
    ("body", "people"),
    [
        (meeting(45, makers.reach(people=None), makers.reach("TDP-02", None)), [None, None]),
        (meeting(None, makers.reach(people=None)), [None]),
        (meeting(45, makers.reach(people=None), kind="event"), [None]),
        (meeting(45, makers.reach(people=45, basis="estimated")), [45]),
    ],
    ids=["several groups", "nobody counted", "another kind", "a number of its own"],
)
def test_else_nothing_is_derived(ward: TestClient, body: makers.Json, people: list[int | None]) -> None:
    made = makers.post(ward, "/products", body)
    assert [row["people"] for row in rows(ward, made)] == people
    assert not {"guests", "attendance_differs"} & set(makers.codes(made))


def test_another_number_stays_and_is_asked_about(ward: TestClient) -> None:
    made = makers.post(ward, "/products", meeting(45, makers.reach(people=40, basis="counted")))
    assert "attendance_differs" in makers.codes(made)
    assert rows(ward, made)[0]["people"] == 40


def test_attendance_that_is_told_later_counts_from_then_on(ward: TestClient) -> None:
    made = makers.post(ward, "/products", meeting(None, makers.reach(people=None)))
    before = makers.get(ward, f"/products/{made['id']}")["placements"][0]
    makers.patch(ward, f"/products/{made['id']}", details={"attendance": 45})
    after = makers.get(ward, f"/products/{made['id']}")["placements"][0]
    assert after["reach"][0]["people"] == 45
    assert {name: after[name] for name in after if name != "reach"} == {
        name: before[name] for name in before if name != "reach"
    }
    assert makers.get(ward, "/coverage", period="2026-Q2")["total"]["gross_reach"] == 45


# What was right when it was logged.


@pytest.fixture
def shrunk(ward: TestClient) -> makers.Json:
    """A product that reached 420 of a group of 400, a group that has ended since, and one that is as it was."""
    reached = makers.reach(), makers.reach("TDP-02", 300), makers.reach("TDP-03", 30)
    made = makers.product(ward, makers.placement("zalo", makers.DAY, *reached), unit="UBND")
    makers.patch(ward, "/groups/TDP-01", population=400)
    makers.patch(ward, "/groups/TDP-02", retired_on="2026-05-02")
    return made


def test_an_old_figure_blocks_no_other_s_correction(ward: TestClient, shrunk: makers.Json) -> None:
    makers.patch(ward, f"/products/{shrunk['id']}", title="Tên mới")
    placed = makers.get(ward, f"/products/{shrunk['id']}")["placements"]
    placed[0]["reach"][2]["people"] = 31
    makers.patch(ward, f"/products/{shrunk['id']}", placements=placed)
    assert [row["people"] for row in rows(ward, shrunk)] == [420, 300, 31]


@pytest.mark.parametrize(
    ("place", "change", "code"),
    [
        ((0,), {"people": 421}, "too_large"),
        ((1,), {"people": 301}, "not_alive"),
        ((), {"published_on": "2026-05-04"}, "not_alive"),
    ],
    ids=["more than live there", "more of those who are gone", "another day"],
)
def test_what_changes_is_judged_as_it_is_now(
    ward: TestClient, shrunk: makers.Json, place: tuple[int, ...], change: makers.Json, code: str
) -> None:
    placed = makers.get(ward, f"/products/{shrunk['id']}")["placements"]
    (placed[0]["reach"][place[0]] if place else placed[0]).update(change)
    answer = makers.try_patch(ward, f"/products/{shrunk['id']}", placements=placed)
    assert answer.status_code == 422
    assert {fault["code"] for fault in answer.json()["errors"]} == {code}


def test_a_placement_that_is_not_there_is_not_made_up(ward: TestClient) -> None:
    made = makers.product(ward, makers.placement("zalo", makers.DAY, makers.reach()))
    answer = makers.try_patch(ward, f"/products/{made['id']}", placements=[makers.placement() | {"id": 999_999}])
    makers.problem(answer, 422, (("placements", 0, "id"), "unknown"))
    new = ward.post(f"{makers.API}/products", json=makers.product_json(placements=[makers.placement() | {"id": 1}]))
    makers.problem(new, 422, (("placements", 0, "id"), "unknown"))


# What is sent back as it was read.


def test_an_upsert_that_says_nothing_new_changes_nothing(ward: TestClient, stage: Stage) -> None:
    cms = stage.token("coordinator", source="cms")
    placed = makers.placement("zalo", makers.DAY, makers.reach())
    body = makers.product_json(external_id="cms-17", title="Một", placements=[placed])
    first = makers.post(cms, "/products", body)
    before = makers.get(cms, f"/products/{first['id']}"), makers.get(ward, "/changes")["items"]
    again = makers.post(cms, "/products", body)
    assert again["warnings"] == []
    answers = makers.post(cms, "/products/batch", {"items": [body, body]})["items"]
    assert [one["status"] for one in answers] == [200, 200]
    assert (makers.get(cms, f"/products/{first['id']}"), makers.get(ward, "/changes")["items"]) == before


def test_what_is_only_told_is_marked_so_in_the_description(nobody: TestClient) -> None:
    schemas = nobody.get(f"{makers.API}/openapi.json").json()["components"]["schemas"]
    read_only = {
        name: {field for field, told in schemas[name]["properties"].items() if told.get("readOnly")}
        for name in ("ProductPatch", "PlacementIn", "ReachIn", "GroupPatch", "ConcernPatch", "ReportPatch", "UserPatch")
    }
    assert {"id", "created_at", "updated_at", "source", "attachments"} <= read_only["ProductPatch"]
    assert read_only["ReachIn"] == {"allocated"}
    assert "logged_at" in read_only["PlacementIn"]
    assert {"code", "created_at"} <= read_only["GroupPatch"]
    assert "active" not in read_only["GroupPatch"]
    assert {"status", "snapshot"} <= read_only["ReportPatch"]
    told = schemas["LoudspeakerScript"]["properties"]
    assert told["spoken_seconds"]["readOnly"] is True


def test_the_description_tells_what_a_field_may_hold(nobody: TestClient) -> None:
    reach = nobody.get(f"{makers.API}/openapi.json").json()["components"]["schemas"]["ReachIn"]["properties"]
    people = next(kind for kind in reach["people"]["anyOf"] if kind["type"] == "integer")
    assert (people["minimum"], people["maximum"]) == (1, 1_000_000_000)
    assert reach["group"]["pattern"] == "^[A-Za-z0-9._-]{1,40}$"


@pytest.mark.parametrize("noun", ["groups", "channels", "campaigns", "directives", "materials", "units"])
def test_whatever_is_retired_is_taken_back_into_use(ward: TestClient, admin: TestClient, noun: str) -> None:
    client = admin if noun == "units" else ward
    material = makers.material(ward)
    makers.campaign(ward, directives=["NQ02-TW"], material=material["code"])
    makers.product(
        ward, makers.placement("zalo", makers.DAY, makers.reach()), unit="UBND", campaign="NQ02", directives=["NQ02-TW"]
    )
    code = {
        "groups": "TDP-01",
        "channels": "zalo",
        "campaigns": "NQ02",
        "directives": "NQ02-TW",
        "units": "UBND",
        "materials": material["code"],
    }[noun]
    path = f"/{noun}/{code}"
    before = makers.get(client, path)
    makers.delete(client, path)
    retired = makers.get(client, path)
    assert retired["active"] is False
    makers.patch(client, path, **retired)
    assert makers.get(client, path) == retired, "what is sent back as it was read changes nothing"
    makers.patch(client, path, active=True)
    after = makers.get(client, path)
    moments = ("updated_at",)
    assert {name: after[name] for name in after if name not in moments} == {
        name: before[name] for name in before if name not in moments
    }


def test_taking_back_what_closed_figures_left_out_needs_a_reason(ward: TestClient) -> None:
    makers.product(ward, makers.placement("zalo", makers.DAY, makers.reach()))
    makers.delete(ward, "/channels/zalo")
    makers.close(ward)
    assert makers.try_patch(ward, "/channels/zalo", active=True).status_code == 409
    assert makers.patch(ward, "/channels/zalo", active=True, change_reason="Dùng tiếp")["active"] is True


def test_a_channel_says_whether_it_is_delivered_everywhere(ward: TestClient) -> None:
    told = {one["code"] for one in makers.every(ward, "/channels") if one["everywhere"]}
    assert told == {"loudspeaker", "zalo", "official_notice"}
    made = makers.product(ward, makers.placement("loudspeaker"))
    assert rows(ward, made) == [], "the API adds no group that wasn't sent"
    assert makers.patch(ward, "/channels/poster", everywhere=True)["everywhere"] is True
