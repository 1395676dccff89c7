"""What moved in a log since its report: listed change by change on the report, counted on the board and on Today."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web import callers
from tests import makers
from tests.conftest import Stage
from tests.makers import API, patch, placement, product, reach

PERIOD = "2026-Q2"


@pytest.fixture
def filed(stage: Stage, coordinator: TestClient, officer: TestClient) -> dict[str, Any]:
    """A unit's report of a quarter that is over, handed in, and the product of its log that it tells of."""
    for code in ("TDP-01", "TDP-02"):
        makers.group(coordinator, code)
    made = product(officer, placement("zalo", makers.DAY, reach("TDP-01", 420)))
    report = makers.report(officer, period=PERIOD)
    sent = officer.post(f"{API}/reports/{report['id']}/submit", json={})
    assert sent.status_code == 200, sent.text
    return {"report": report["id"], "product": made}


def pages(stage: Stage, filed: dict[str, Any]) -> dict[str, str]:
    page = stage.signed_in("coordinator")
    addresses = {"report": f"/reports/{filed['report']}", "board": f"/reports?period={PERIOD}", "today": "/"}
    return {name: _plain(page.get(path).text) for name, path in addresses.items()}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def edit(client: TestClient, filed: dict[str, Any], people: int) -> None:
    old = filed["product"]["placements"][0]
    rows = [{"group": "TDP-01", "people": people, "basis": "measured"}]
    sent = [{"id": old["id"], "channel": "zalo", "published_on": old["published_on"], "reach": rows}]
    patch(client, f"/products/{filed['product']['id']}", placements=sent)


def test_nothing_is_listed_while_nothing_moved(stage: Stage, filed: dict[str, Any]) -> None:
    for text in pages(stage, filed).values():
        assert "sau khi nộp" not in text
        assert "Sổ đổi sau báo cáo" not in text


def test_a_figure_that_was_raised_is_told_from_what_to_what_and_by_whom(
    stage: Stage, filed: dict[str, Any], coordinator: TestClient
) -> None:
    edit(coordinator, filed, 4)
    told = pages(stage, filed)
    assert "420 → 4 người" in told["report"]
    assert "1 thay đổi, từng mục" in told["report"]
    assert "1 thay đổi sau khi nộp" in told["board"]
    assert "Sổ đổi sau báo cáo" in told["today"]


def test_what_alters_no_figure_of_the_report_is_not_listed(
    stage: Stage, filed: dict[str, Any], officer: TestClient, coordinator: TestClient
) -> None:
    patch(officer, f"/products/{filed['product']['id']}", title="Tên khác")
    product(officer, placement("zalo", "2026-08-03", reach("TDP-01", 30)), title="Của quý sau")
    product(coordinator, placement("zalo", makers.DAY, reach("TDP-02", 30)), unit="MTTQ", title="Của đơn vị khác")
    told = pages(stage, filed)
    assert "từng mục" not in told["report"]
    assert "thay đổi sau khi nộp" not in told["board"]
    assert "Sổ đổi sau báo cáo" not in told["today"]


def test_entries_that_came_late_and_those_taken_back_are_listed(
    stage: Stage, filed: dict[str, Any], officer: TestClient
) -> None:
    product(officer, placement("loudspeaker", makers.DAY, reach("TDP-02", None, None)), title="Ghi muộn")
    patch(officer, f"/products/{filed['product']['id']}", status="withdrawn", reason="Nhầm")
    told = pages(stage, filed)["report"]
    assert "2 thay đổi, từng mục" in told
    assert "Ghi muộn" in told


def test_a_placement_that_left_the_quarter_is_listed(
    stage: Stage, filed: dict[str, Any], coordinator: TestClient
) -> None:
    later = (date.fromisoformat(makers.DAY) + timedelta(days=120)).isoformat()
    rows = [{"group": "TDP-01", "people": 420, "basis": "measured"}]
    old = filed["product"]["placements"][0]
    moved = [{"id": old["id"], "channel": "zalo", "published_on": later, "reach": rows}]
    patch(coordinator, f"/products/{filed['product']['id']}", placements=moved)
    assert "1 thay đổi, từng mục" in pages(stage, filed)["report"]


def test_handing_in_again_begins_anew(
    stage: Stage, filed: dict[str, Any], coordinator: TestClient, officer: TestClient
) -> None:
    edit(coordinator, filed, 4)
    path = f"{API}/reports/{filed['report']}"
    assert coordinator.post(f"{path}/return", json={"reason": "Sửa số"}).status_code == 200
    assert officer.post(f"{path}/submit", json={}).status_code == 200
    told = pages(stage, filed)
    assert "từng mục" not in told["report"]
    assert "Sổ đổi sau báo cáo" not in told["today"]


def test_a_concern_that_is_answered_after_its_report_is_listed(
    stage: Stage, coordinator: TestClient, officer: TestClient
) -> None:
    makers.group(coordinator)
    concern = makers.concern(
        officer,
        received_on="2026-06-02",
        due_on="2026-06-12",
        origin="press",
        group="TDP-01",
        content_group="1.8",
        summary="Hỏi lịch thu gom rác",
        owner_unit="UBND",
    )
    report = makers.report(officer, period=PERIOD)
    assert officer.post(f"{API}/reports/{report['id']}/submit", json={}).status_code == 200
    patch(
        coordinator,
        f"/concerns/{concern['id']}",
        status="answered",
        answered_on="2026-06-20",
        answer="Thứ ba",
        change_reason="Đơn vị gửi bổ sung",
    )
    told = pages(stage, {"report": report["id"]})
    assert "Hỏi lịch thu gom rác" in told["report"]
    assert "1 thay đổi, từng mục" in told["report"]


def test_what_only_stands_elsewhere_or_touches_another_quarter_is_not_listed(
    stage: Stage, filed: dict[str, Any], officer: TestClient
) -> None:
    both = product(
        officer,
        placement("zalo", "2026-05-10", reach("TDP-01", 9)),
        placement("poster", "2026-05-11", reach()),
        title="Hai kênh",
    )
    path = f"{API}/reports/{filed['report']}"
    coordinator = stage.bearing(stage.tokens["coordinator"])
    assert coordinator.post(f"{path}/return", json={"reason": "Sửa số"}).status_code == 200
    assert officer.post(f"{path}/submit", json={}).status_code == 200
    first, second = ({name: one[name] for name in ("id", "channel", "published_on", "reach")} for one in _placed(both))
    patch(officer, f"/products/{both['id']}", placements=[second, first])
    patch(officer, f"/products/{both['id']}", placements=[second, first, placement("zalo", "2026-08-03", reach())])
    patch(officer, f"/products/{both['id']}", campaign="TX-2026", cost={"amount": 5, "funding": "state_budget"})
    patch(officer, f"/products/{both['id']}", cost={"amount": 5, "funding": "contributed"})
    assert "1 thay đổi, từng mục" in pages(stage, filed)["report"], "the cost alone"


def _placed(made: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made["placements"]
    return found


def test_a_cost_that_moved_to_an_earlier_quarter_is_listed(
    stage: Stage, filed: dict[str, Any], officer: TestClient
) -> None:
    patch(officer, f"/products/{filed['product']['id']}", cost={"amount": 5_000_000, "funding": "state_budget"})
    old = _placed(filed["product"])[0]
    kept = {name: old[name] for name in ("id", "channel", "published_on", "reach")}
    earlier = placement("poster", "2026-02-03", reach("TDP-01", 3))
    patch(officer, f"/products/{filed['product']['id']}", placements=[kept, earlier])
    told = pages(stage, filed)["report"]
    assert "2 thay đổi, từng mục" in told
    assert "các số nay lại như lúc nộp" in told


def test_an_entry_from_before_the_quarter_that_told_of_a_directive_is_listed(
    stage: Stage, coordinator: TestClient, officer: TestClient
) -> None:
    makers.group(coordinator)
    makers.directive(coordinator, issued_on="2026-03-01")
    report = makers.report(officer, period=PERIOD)
    assert officer.post(f"{API}/reports/{report['id']}/submit", json={}).status_code == 200
    before = placement("zalo", "2026-03-20", reach("TDP-01", None, None))
    made = product(officer, before, title="Ghi muộn", directives=["VB-01"])
    assert "1 thay đổi, từng mục" in pages(stage, {"report": report["id"]})["report"]
    old = {name: _placed(made)[0][name] for name in ("id", "channel", "published_on")}
    patch(officer, f"/products/{made['id']}", placements=[old | {"reach": [reach("TDP-01", 30)]}])
    assert "1 thay đổi, từng mục" in pages(stage, {"report": report["id"]})["report"], "it had heard it already"


def test_what_the_ward_s_report_reads_beside_the_logs_is_listed_on_it_without_a_count(
    stage: Stage, filed: dict[str, Any], coordinator: TestClient, officer: TestClient
) -> None:
    whole = makers.post(coordinator, "/reports", {"period": PERIOD, "type": "consolidated"})
    makers.post(coordinator, f"/reports/{whole['id']}/submit", {})
    makers.pulse(officer, 131, 3, 147)
    makers.commendation(officer, title="Giữ sạch ngõ")
    makers.commendation(officer, title="Của quý sau", proposed_on="2026-08-20")
    plan = makers.plan(officer)
    assert "từng mục" not in pages(stage, filed)["report"], "a plan counts once it is approved"
    makers.post(coordinator, f"/plans/{plan['id']}/approve", {})
    of_ward = pages(stage, {"report": whole["id"]})["report"]
    assert "3 thay đổi, từng mục" in of_ward
    assert "Gương điển hình «Giữ sạch ngõ»" in of_ward
    assert "Xu hướng dư luận số" in of_ward
    for count in ("131", "147"):
        assert not re.search(rf"Xu hướng dư luận số \d+:[^·]*\b{count}\b", of_ward)
    assert "1 thay đổi, từng mục" in pages(stage, filed)["report"], "the plan is the unit's own"


def test_what_the_ward_is_made_of_is_listed_where_it_moved_the_figures(
    stage: Stage, filed: dict[str, Any], coordinator: TestClient, admin: TestClient
) -> None:
    patch(coordinator, "/groups/TDP-02", households=400)
    assert "từng mục" not in pages(stage, filed)["report"], "no figure reads it"
    patch(coordinator, "/groups/TDP-01", population=840)
    told = pages(stage, filed)
    assert "Từ khi nộp, số đã đổi: chỉ ở chi tiết, các số chính giữ nguyên." in told["report"]
    assert "1 thay đổi trong danh mục và cài đặt của phường, từng mục" in told["report"]
    assert "Nhóm đối tượng «Nhóm TDP-01»: Sửa" in told["report"]
    assert "số dân: 1.000 → 840" in told["report"]
    assert "thay đổi sau khi nộp" not in told["board"], "what the unit logged is as it was"
    makers.group(coordinator, "TDP-03")
    makers.group(coordinator, "TDP-04", active_from="2026-08-01")
    patch(coordinator, "/periods/2026-Q3", due_on="2026-09-20")
    patch(admin, "/units/MTTQ", plans=False)
    patch(admin, "/settings", residential_coverage=0.4, syllables_per_minute=160)
    told = pages(stage, filed)
    assert "3 thay đổi trong danh mục và cài đặt của phường, từng mục" in told["report"]
    assert "mục tiêu độ phủ tổ dân phố: 80% → 40%" in told["report"]
    assert "Nhóm đối tượng «Nhóm TDP-03»: Tạo" in told["report"]
    patch(coordinator, "/periods/2026-Q2", due_on="2026-06-11")
    assert "Quý II/2026: Sửa" in pages(stage, filed)["report"]


def test_where_a_day_alone_passed_the_log_is_not_said_to_have_changed(
    stage: Stage, coordinator: TestClient, officer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A concern that was in its time when the report was handed in is overdue now, and nobody wrote anything."""
    period = makers.period_of_today(coordinator)
    makers.concern(officer, received_on=makers.day(), due_on=makers.day(), owner_unit="UBND")
    report = makers.report(officer, period=period)
    assert officer.post(f"{API}/reports/{report['id']}/submit", json={}).status_code == 200
    clock = callers.now
    monkeypatch.setattr(callers, "now", lambda: clock() + timedelta(days=2))
    told = pages(stage, {"report": report["id"]})["report"]
    assert "Từ khi nộp, số đã đổi: chỉ ở chi tiết, các số chính giữ nguyên." in told
    assert "từng mục" not in told
