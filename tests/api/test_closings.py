"""Closing a period: its figures are stored with it, stand beside the live ones, and go when it is opened again."""

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.domain import checks, closings
from app.domain.groups import KINDS
from app.domain.indicators import CODES
from app.models import ClosedFigure
from tests import makers
from tests.conftest import Stage
from tests.documents import paper
from tests.makers import group, placement, product, reach

Q2 = "2026-Q2"


@pytest.fixture
def logged(coordinator: TestClient) -> makers.Json:
    """400 of 1,000 people reached in the second quarter, then the quarter closed."""
    group(coordinator)
    made = product(coordinator, placement("zalo", makers.DAY, reach(people=400)))
    makers.close(coordinator)
    return made


def stored(stage: Stage, period: str = Q2) -> dict[str, dict[str, Any]]:
    with stage.writing() as (session, _):
        return closings.closed(session, stage.person(session, "leader"), period)


def faults(stage: Stage) -> list[str]:
    with stage.writing() as (session, _):
        return checks.faults(session)


def correct(client: TestClient, logged: makers.Json, people: int) -> None:
    """Another number for the placement, with the reason that a closed period asks for."""
    body = [{"id": logged["placements"][0]["id"], **placement("zalo", makers.DAY, reach(people=people))}]
    makers.patch(client, f"/products/{logged['id']}", placements=body, change_reason="Đếm lại")


def test_closing_stores_every_indicator_and_the_coverage_of_each_kind(stage: Stage, logged: makers.Json) -> None:
    found = stored(stage)
    assert set(found) == {*CODES, *(f"coverage {kind}" for kind in KINDS)}
    assert found["coverage residential"]["coverage"] == 0.4
    assert found["residential_coverage"] == {
        "numerator": 400,
        "denominator": 1000,
        "value": 0.4,
        "target": 0.8,
        "status": "off_track",
        "pending": None,
    }
    assert stored(stage, "2026-Q3") == stored(stage, "2026") == {}


def test_what_an_older_program_stored_of_opinion_is_not_told(stage: Stage, logged: makers.Json) -> None:
    """Hidden counts were in it: less the pulses that are shown, it would give them away."""
    assert stored(stage)["opinion_balance"]["left_out"] == 0
    with stage.writing() as (session, ward):
        figure = session.get(ClosedFigure, (ward.id, Q2, "opinion_balance"))
        assert figure is not None
        figure.figures = {"numerator": 7, "denominator": 31, "value": 0.225806, "target": None, "status": "no_target"}
    assert "opinion_balance" not in stored(stage)


def test_a_later_change_parts_the_two_and_only_then_the_page_shows_both(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient, logged: makers.Json
) -> None:
    for client in (pages.leader, pages.coordinator):
        assert "Số khi đóng kỳ" not in client.get(f"/coverage?period={Q2}").text
    correct(coordinator, logged, 700)
    assert stored(stage)["residential_coverage"]["value"] == 0.4
    text = pages.leader.get(f"/coverage?period={Q2}").text
    assert "70%" in text
    assert "Số khi đóng kỳ: 40%" in text
    assert "Số khi đóng kỳ: 40%" in pages.city.get(f"/coverage?period={Q2}&ward=DONGDA").text
    for other in (f"period={Q2}&channel=zalo", f"period={Q2}&kind=audience", "period=2026", "period=2026-Q3"):
        assert "Số khi đóng kỳ" not in pages.leader.get(f"/coverage?{other}").text


@pytest.mark.on_one
def test_paper_shows_both_too(pages: SimpleNamespace, coordinator: TestClient, logged: makers.Json) -> None:
    def taken(**asked: str) -> bytes:
        return bytes(pages.leader.get("/coverage/export", params={"period": Q2} | asked).content)

    assert "Khi đóng kỳ" not in paper.sheets(taken(format="xlsx"))
    correct(coordinator, logged, 700)
    [row] = paper.sheets(taken(format="xlsx"))["Khi đóng kỳ"]
    assert row[:8] == ["Cả phường", "", 1000, 1, 1, 400, 400, 0.4]
    assert "Số khi đóng kỳ, số trong bảng trên đã sửa sau khi đóng" in paper.pdf_text(taken(format="pdf"))
    assert "Khi đóng kỳ" not in paper.sheets(taken(format="xlsx", channel="zalo"))


def test_opening_again_removes_them_and_the_next_closing_stores_anew(
    stage: Stage, coordinator: TestClient, logged: makers.Json
) -> None:
    makers.patch(coordinator, f"/periods/{Q2}", closed=True)
    assert stored(stage), "closing what is closed changes nothing"
    makers.patch(coordinator, f"/periods/{Q2}", closed=False)
    assert stored(stage) == {}
    makers.patch(
        coordinator, f"/products/{logged['id']}", placements=[placement("zalo", makers.DAY, reach(people=500))]
    )
    makers.close(coordinator)
    assert stored(stage)["residential_coverage"]["value"] == 0.5


def test_a_period_posted_as_closed_has_its_figures_too(stage: Stage, coordinator: TestClient) -> None:
    span = {"starts_on": "2026-01-01", "ends_on": "2026-03-31", "due_on": "2026-03-10"}
    makers.post(coordinator, "/periods", {"code": "2026-Q1", "closed": True} | span)
    assert stored(stage, "2026-Q1")["products_published"]["value"] == 0


def test_a_refused_closing_stores_nothing(stage: Stage, coordinator: TestClient, leader: TestClient) -> None:
    makers.problem(makers.try_patch(leader, f"/periods/{Q2}", closed=True), 403)
    makers.problem(makers.try_patch(coordinator, f"/periods/{Q2}", closed=True, ends_on="2026-07-01"), 422)
    assert stored(stage) == {}


def test_check_compares_with_the_log_until_a_reason_parts_them(
    stage: Stage, coordinator: TestClient, logged: makers.Json
) -> None:
    product(coordinator, placement("zalo", "2026-07-03", reach(people=5)))
    assert faults(stage) == []
    with stage.writing() as (session, ward):
        row = session.get(ClosedFigure, (ward.id, Q2, "coverage residential"))
        assert row is not None
        row.figures = row.figures | {"net_reach": 999}
    altered, differing = faults(stage)
    assert "số khi đóng kỳ 2026-Q2, coverage residential (kỳ 2026-Q2): đã bị sửa ngoài chương trình" in altered
    assert differing == "DONGDA: kỳ 2026-Q2, coverage residential: số khi đóng kỳ khác sổ (net_reach)"
    other = product(coordinator, placement("zalo", "2026-07-04", reach(people=6)))
    makers.patch(coordinator, f"/products/{other['id']}", status="withdrawn", reason="Sai ngày")
    assert faults(stage) == [altered, differing], "a reason of another period"
    correct(coordinator, logged, 700)
    assert faults(stage) == [altered]


def test_a_placement_moved_into_a_closed_period_parts_the_two(stage: Stage, coordinator: TestClient) -> None:
    makers.group(coordinator, "TDP-09")
    made = product(coordinator, placement("zalo", "2026-07-03", reach("TDP-09", 5)))
    makers.close(coordinator)
    moved = [placement("zalo", makers.DAY, reach("TDP-09", 5))]
    makers.patch(coordinator, f"/products/{made['id']}", placements=moved, change_reason="Ghi nhầm ngày")
    back = [placement("zalo", "2026-07-03", reach("TDP-09", 9))]
    makers.patch(coordinator, f"/products/{made['id']}", placements=back, change_reason="Đúng là tháng bảy")
    assert faults(stage) == []


def test_check_finds_figures_of_an_open_period(stage: Stage, logged: makers.Json) -> None:
    with stage.writing() as (session, ward):
        kept = session.exec(select(ClosedFigure).where(ClosedFigure.code == "spending")).one()
        session.add(ClosedFigure(ward_id=ward.id, period="2026-Q3", code=kept.code, figures={}, at=kept.at))
    added, left = faults(stage)
    assert "số khi đóng kỳ 2026-Q3, spending (kỳ 2026-Q3): được thêm ngoài chương trình" in added
    assert left == "DONGDA: kỳ 2026-Q3 đang mở mà có số khi đóng kỳ (spending)"
