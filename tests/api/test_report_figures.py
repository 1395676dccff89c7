"""What a report says: its parts from the log, frozen when it is handed in; the ward's own, and why its sums differ."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.models import ReportSnapshot
from tests import makers
from tests.conftest import Stage
from tests.makers import API, Json, codes, concern, get, group, placement, problem, product, reach, report, survey

Q = "2026-Q2"


@pytest.fixture
def log(stage: Stage, coordinator: TestClient, officer: TestClient) -> None:
    """Two tổ, one product of UBND on two channels, one of MTTQ; a survey; nothing yet of the second tổ."""
    makers.group(coordinator, "TDP-01", population=1000)
    makers.group(coordinator, "TDP-02", population=500)
    product(
        officer,
        placement("zalo", "2026-05-04", reach("TDP-01", 400)),
        placement("loudspeaker", "2026-05-05", reach("TDP-01", 500, "estimated"), runs=3),
        content_group="1.8",
        title="Lịch đổ rác",
    )
    product(coordinator, placement("zalo", "2026-05-06", reach("TDP-02", 100)), unit="MTTQ", title="Họp tổ")
    survey(officer, group="TDP-01", period=Q, asked=40, aware=30, conducted_on="2026-05-20")


def submitted(client: TestClient, made: Json, **body: Any) -> Json:
    answer = client.post(f"{API}/reports/{made['id']}/submit", json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_each_cluster_is_told_by_its_own_groups(officer: TestClient, coordinator: TestClient) -> None:
    for code, cluster, people in (("TDP-01", "Láng", 1000), ("TDP-02", "Láng", 500), ("TDP-03", None, 200)):
        group(coordinator, code, cluster=cluster, population=people)
    product(officer, placement("zalo", "2026-05-03", reach("TDP-01", 300), reach("TDP-03", 100)))
    product(officer, placement("poster", "2026-05-04", reach("TDP-03", None)))
    live = get(officer, f"/reports/{report(officer, period=Q)['id']}")["live"]
    names = ("name", "groups", "population", "products", "placements", "gross_reach", "coverage")
    assert [[one[name] for name in names] for one in live["3"]["clusters"]] == [
        ["Láng", 2, 1500, 1, 1, 300, 0.2],
        ["", 1, 200, 2, 2, 100, 0.5],
    ]


def test_a_draft_shows_the_figures_of_this_moment(log: None, officer: TestClient) -> None:
    made = report(officer, period=Q)
    told = get(officer, f"/reports/{made['id']}")
    assert told["snapshot"] is None
    live = told["live"]
    assert set(live) == {"1", "2", "3", "4", "5", "indicators", "days", "previous", "carried"}
    assert {name: live["1"][name] for name in ("products", "placements", "runs")} == {
        "products": 1,
        "placements": 2,
        "runs": 4,
    }
    assert live["1"]["channels"] == [
        {"code": "loudspeaker", "products": 1, "placements": 1, "runs": 3},
        {"code": "zalo", "products": 1, "placements": 1, "runs": 1},
    ]
    # 1 − 0.6 · 0.5 of 1,000 people; the other 500 heard nothing of this unit.
    assert live["2"]["residential"]["net_reach"] == 700
    assert live["2"]["residential"]["coverage"] == 0.466667
    assert (live["3"]["reached"], live["3"]["of"], live["3"]["unreached"]) == (1, 2, ["TDP-02"])
    assert live["3"]["survey"] == {"surveys": 1, "asked": 40, "aware": 30}


def test_handing_in_freezes_the_figures_and_the_log_goes_on(log: None, officer: TestClient) -> None:
    made = report(officer, period=Q, comments={"1": "Đủ hình thức"})
    first = submitted(officer, made)
    taken = first["snapshot"]
    assert (taken["version"], taken["figures_until"]) == (1, "2026-06-30"), "a period that is over ends the figures"
    assert taken["submitted_at"] == first["submitted_at"]
    product(officer, placement("zalo", "2026-05-09", reach("TDP-02", 200)), title="Bổ sung")
    told = get(officer, f"/reports/{made['id']}")
    assert told["snapshot"] == taken
    assert (told["live"]["1"]["products"], taken["figures"]["1"]["products"]) == (2, 1)
    assert told["live"]["3"]["unreached"] == []


def test_handing_in_again_is_a_new_version_beside_the_old(
    stage: Stage, log: None, officer: TestClient, coordinator: TestClient
) -> None:
    from app.domain import reports
    from app.domain.reports import snapshots

    made = report(officer, period=Q, proposals="Thêm loa")
    submitted(officer, made)
    coordinator.post(f"{API}/reports/{made['id']}/return", json={"reason": "Thiếu bài"})
    assert get(officer, f"/reports/{made['id']}")["snapshot"]["version"] == 1
    product(officer, placement("zalo", "2026-05-09", reach("TDP-02", 200)), title="Bổ sung")
    makers.patch(officer, f"/reports/{made['id']}", proposals="Thêm hai loa")
    assert submitted(officer, made)["snapshot"]["figures"]["1"]["products"] == 2
    with stage.writing() as (session, _):
        me = stage.person(session, "coordinator")
        kept = snapshots.every(session, me, reports.find(session, me, made["id"]))
        assert [(one.version, one.figures["1"]["products"], one.proposals) for one in kept] == [
            (2, 2, "Thêm hai loa"),
            (1, 1, "Thêm loa"),
        ]


def test_what_is_logged_meanwhile_lets_a_report_be_saved(log: None, officer: TestClient) -> None:
    """Of its ETag, only what names the report itself is asked for: also where a list told it, which has no figures."""
    path = f"/reports/{report(officer, period=Q)['id']}"
    (listed,) = get(officer, "/reports")["items"]
    for tags in (makers.etag(officer, path), {"If-Match": listed["etag"]}):
        product(officer, placement("zalo", "2026-05-09", reach("TDP-02", 200)), title="Bổ sung")
        assert officer.patch(API + path, json={"comments": {}}, headers=tags).status_code == 200
    makers.patch(officer, path, proposals="Thêm loa")
    assert officer.patch(API + path, json={"proposals": "Khác"}, headers=tags).status_code == 412


def test_in_a_running_period_the_figures_stop_at_the_day(stage: Stage, coordinator: TestClient) -> None:
    made = report(coordinator, period=makers.period_of_today(coordinator))
    assert submitted(coordinator, made)["snapshot"]["figures_until"] == makers.day()


def test_an_urgent_report_has_no_figures(stage: Stage, officer: TestClient) -> None:
    made = makers.post(officer, "/reports", {"type": "urgent", "title": "Mất nước", "text": "Hai ngõ mất nước."})
    told = submitted(officer, made)
    assert (told["snapshot"], told["live"]) == (None, None)


def test_concerns_stand_each_in_one_place(stage: Stage, officer: TestClient, coordinator: TestClient) -> None:
    for fields in ({"answered_on": "2026-05-06"}, {"answered_on": "2026-05-20"}, {"forwarded_on": "2026-05-05"}, {}):
        state = {"answered_on": "answered", "forwarded_on": "forwarded"}
        words = {"answered_on": {"answer": "Đã dọn."}, "forwarded_on": {"forwarded_to": "Điện lực"}}
        sent = concern(officer, owner_unit="UBND", received_on="2026-05-04", due_on="2026-05-08")
        for name, day in fields.items():
            body = {"status": state[name], name: day} | words[name]
            makers.patch(coordinator, f"/concerns/{sent['id']}", **body, change_reason="Vào sổ muộn")
    part = get(officer, f"/reports/{report(officer, period=Q)['id']}")["live"]["5"]
    places = [one["place"] for one in part.pop("concerns")]
    assert places == ["answered_on_time", "forwarded_on_time", "answered_late", "overdue"]
    assert part == {
        "due": 4,
        "answered_on_time": 1,
        "forwarded_on_time": 1,
        "answered_late": 1,
        "pending": 0,
        "overdue": 1,
        "otherwise": 0,
    }


# The ward's own report.


def consolidated(client: TestClient, **fields: Any) -> Any:
    return client.post(f"{API}/reports", json={"type": "consolidated", "period": Q} | fields)


def test_the_ward_s_report_counts_the_whole_log_and_names_each_unit_s_day(
    log: None, officer: TestClient, coordinator: TestClient, leader: TestClient
) -> None:
    submitted(officer, report(officer, period=Q))
    product(officer, placement("zalo", "2026-05-09", reach("TDP-02", 200)), title="Sau báo cáo")
    answer = consolidated(coordinator)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["unit"], made["status"]) == (None, "draft")
    told = submitted(coordinator, made)["snapshot"]["figures"]
    assert told["1"]["products"] == 3, "what was logged after a unit's report counts too"
    days = {one["unit"]: (one["status"], one["version"], one["figures_until"]) for one in told["units"]}
    assert days["UBND"] == ("submitted", 1, "2026-06-30")
    assert days["MTTQ"] == (None, None, None)
    assert get(leader, f"/reports/{made['id']}")["status"] == "submitted"


def test_the_ward_s_report_is_final_until_it_is_begun_anew(
    stage: Stage, coordinator: TestClient, officer: TestClient
) -> None:
    made = consolidated(coordinator, proposals="Một").json()
    problem(consolidated(coordinator), 409)
    submitted(coordinator, made)
    for verb, body in (("return", {"reason": "Sai"}), ("accept", {})):
        problem(coordinator.post(f"{API}/reports/{made['id']}/{verb}", json=body), 409)
    problem(makers.try_patch(coordinator, f"/reports/{made['id']}", proposals="Hai"), 409)
    again = consolidated(coordinator, proposals="Hai")
    assert again.status_code == 200
    assert (again.json()["id"], again.json()["status"], again.json()["proposals"]) == (made["id"], "draft", "Hai")
    problem(makers.try_delete(coordinator, f"/reports/{made['id']}"), 409)
    assert get(coordinator, f"/reports/{made['id']}")["snapshot"]["version"] == 1
    assert submitted(coordinator, made)["version"] == 2
    problem(consolidated(officer), 403)
    problem(consolidated(coordinator, period=None), 422, (("period",), "missing"))


def test_only_the_coordinator_begins_it_and_its_draft_is_shown_to_few(
    stage: Stage, coordinator: TestClient, officer: TestClient, leader: TestClient
) -> None:
    for client in (officer, leader):
        problem(consolidated(client), 403)
    made = consolidated(coordinator).json()
    assert officer.get(f"{API}/reports/{made['id']}").status_code == 404
    assert leader.get(f"{API}/reports/{made['id']}").status_code == 200
    submitted(coordinator, made)
    assert officer.get(f"{API}/reports/{made['id']}").status_code == 200


def test_what_an_older_program_froze_of_opinion_is_not_told(stage: Stage, coordinator: TestClient) -> None:
    made = consolidated(coordinator).json()
    assert submitted(coordinator, made)["snapshot"]["figures"]["indicators"]["opinion_balance"]["left_out"] == 0
    with stage.writing() as (session, _):
        kept = session.exec(select(ReportSnapshot)).one()
        opinion = {"numerator": 7, "denominator": 31, "value": 0.225806, "target": None, "status": "no_target"}
        kept.figures = kept.figures | {"indicators": {"opinion_balance": opinion}}
    told = get(coordinator, f"/reports/{made['id']}")["snapshot"]
    assert told["figures"]["indicators"] == {}


def test_in_a_closed_period_it_is_begun_anew_with_a_reason(stage: Stage, coordinator: TestClient) -> None:
    made = consolidated(coordinator).json()
    submitted(coordinator, made)
    makers.close(coordinator)
    problem(consolidated(coordinator), 409)
    again = consolidated(coordinator, change_reason="Số liệu gửi muộn")
    assert (again.status_code, codes(again.json())) == (200, ["period_closed"])
