"""Entries that were logged long after their day say so wherever they stand, and beside what rests on them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web import callers
from tests import makers
from tests.makers import Json, day, get, group, placement, product, reach
from tests.reading import plain


def words(answer: Any) -> str:
    return plain(answer.text)


@pytest.fixture
def period(coordinator: TestClient) -> str:
    group(coordinator, name="Tổ 1")
    group(coordinator, "TDP-02", name="Tổ 2")
    makers.directive(coordinator, issued_on=day(-60), number="09-CT/TU")
    return makers.period_of_today(coordinator)


def logged(client: TestClient, ago: int, code: str = "TDP-01", **fields: Any) -> Json:
    return product(client, placement("zalo", day(-ago), reach(code)), directives=["VB-01"], **fields)


@pytest.mark.parametrize(("ago", "is_late"), [(30, False), (31, True), (41, True)])
def test_a_placement_logged_more_than_thirty_days_after_says_so_everywhere(
    pages: SimpleNamespace, officer: TestClient, period: str, ago: int, is_late: bool
) -> None:
    made = logged(officer, ago)
    said = f"ghi sau {ago} ngày"
    for path in (
        f"/products/{made['id']}",
        "/products?period=all",
        "/groups/TDP-01",
        "/directives/VB-01",
        "/indicators/placements_made/entries?period=2026",
        "/indicators/products_published/entries?period=2026",
        "/indicators/directive_dissemination/entries?period=2026&part=numerator",
        "/indicators/gross_contacts/entries?period=2026",
    ):
        address = path + ("" if "?" in path else f"?period={2026 if 'coverage' in path else period}")
        answer = pages.leader.get(address)
        assert answer.status_code == 200, path
        assert (said in words(answer)) == is_late, path


def test_the_matrix_and_the_reports_say_how_many_cells_rest_on_late_entries(
    pages: SimpleNamespace, officer: TestClient, other_officer: TestClient, coordinator: TestClient, period: str
) -> None:
    logged(officer, 41)
    logged(other_officer, 3, "TDP-02", unit="MTTQ")
    assert "1 ô dựa vào lượt ghi sau hơn 30 ngày" in words(pages.leader.get(f"/directives?period={period}"))
    assert "1 tổ tính là đã nghe nhờ lượt phát ghi vào sổ sau hơn 30 ngày" in words(
        pages.leader.get("/directives/VB-01")
    )
    for client, unit, told in ((officer, "UBND", (1, 1)), (other_officer, "MTTQ", (1, 0))):
        report = makers.report(client, unit, period)
        cells = report["live"]["3"]["cells"]
        assert (cells["told"], cells["logged_late"]) == told
        text = words(pages.coordinator.get(f"/reports/{report['id']}"))
        assert ("1 ô dựa vào lượt phát ghi vào sổ sau hơn 30 ngày" in text) == bool(told[1])
    ward = makers.post(coordinator, "/reports", {"type": "consolidated", "period": period})
    assert ward["live"]["3"]["cells"] == {"told": 2, "logged_late": 1}


def test_a_cell_that_was_told_in_time_before_rests_on_no_late_entry(
    pages: SimpleNamespace, officer: TestClient, period: str
) -> None:
    logged(officer, 20)
    logged(officer, 10)
    assert "dựa vào lượt ghi" not in words(pages.leader.get(f"/directives?period={period}"))


@pytest.mark.parametrize("is_lower", [True, False], ids=["the late one is older", "the late one is newer"])
@pytest.mark.parametrize("codes", [("TDP-01", "TDP-01"), ("TDP-01", "TDP-02")], ids=["one group", "two that merged"])
def test_a_cell_that_was_told_twice_on_its_first_day_rests_on_what_was_logged_in_time(
    monkeypatch: pytest.MonkeyPatch,
    pages: SimpleNamespace,
    officer: TestClient,
    coordinator: TestClient,
    period: str,
    codes: tuple[str, str],
    is_lower: bool,
) -> None:
    in_time, late = codes
    if in_time != late:
        for code in codes:
            makers.patch(coordinator, f"/groups/{code}", retired_on=day(-10))
        group(coordinator, "TDP-03", name="Tổ 3", active_from=day(-9), succeeds=list(codes))
    waiting = makers.planned(officer, directives=["VB-01"]) if is_lower else None
    told = logged(officer, 20, in_time)
    waiting = waiting or makers.planned(officer, directives=["VB-01"])
    clock = callers.now
    monkeypatch.setattr(callers, "now", lambda: clock() + timedelta(days=12))
    placed = [placement("zalo", day(-20), reach(late))]
    makers.patch(officer, f"/products/{waiting['id']}", status="published", placements=placed)
    [cell] = [one for one in get(officer, "/coverage/matrix", period=period)["items"] if one["reached_on"]]
    assert (cell["reached_on"], cell["product"], cell["logged_after"]) == (day(-20), told["id"], None)
    page = words(pages.leader.get(f"/directives?period={period}"))
    assert "09-CT/TU" in page
    assert "dựa vào lượt ghi" not in page
    ward = makers.post(coordinator, "/reports", {"type": "consolidated", "period": period})
    assert ward["live"]["3"]["cells"] == {"told": 1, "logged_late": 0}


def test_a_planned_placement_confirmed_long_after_is_late(pages: SimpleNamespace, officer: TestClient) -> None:
    planned = [{"channel": "zalo", "planned_on": day(-35)}]
    made = makers.post(officer, "/products", makers.planned_json(planned_on=day(-35), planned_placements=planned))
    keys = [one["id"] for one in get(officer, f"/products/{made['id']}")["planned_placements"]]
    makers.post(officer, f"/products/{made['id']}/confirmations", {"planned_placements": keys})
    assert "ghi sau 35 ngày" in words(pages.leader.get(f"/products/{made['id']}"))


def test_an_edit_makes_no_entry_late(officer: TestClient, pages: SimpleNamespace) -> None:
    made = product(officer, placement("zalo", day(-3)))
    makers.patch(officer, f"/products/{made['id']}", placements=[placement("zalo", day(-3), runs=2)])
    assert "ghi sau" not in words(pages.leader.get(f"/products/{made['id']}"))
