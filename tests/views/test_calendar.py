"""The calendar: what stands on a day, for whom, month by month, and what is moved to another."""

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import API, Json, day, delete, every, get, patch, post, problem
from tests.views.filled import filled, press

FAR = "2099-12-08"
MONTH = "/calendar?month=2099-12"


@pytest.fixture
def product(coordinator: TestClient) -> Json:
    """Planned for the 8th, its broadcasts for the 8th and the 9th."""
    due = [{"channel": "loudspeaker", "planned_on": on} for on in (FAR, "2099-12-09")]
    return makers.planned(coordinator, unit="UBND", title="Lịch thu gom rác", planned_on=FAR, planned_placements=due)


def key_date(client: TestClient, **fields: Any) -> Json:
    return post(client, "/key-dates", {"day": FAR, "name": "Ngày hội Đại đoàn kết"} | fields)


def test_a_month_has_its_key_dates_deadlines_holidays_and_plans(
    pages: SimpleNamespace, coordinator: TestClient, product: Json
) -> None:
    key_date(coordinator)
    makers.concern(coordinator, owner_unit="MTTQ", summary="Ngõ 4 thiếu đèn", due_on="2099-12-20")
    text = pages.leader.get(MONTH).text
    for words in ("Ngày hội Đại đoàn kết", "Ngõ 4 thiếu đèn", "Lịch thu gom rác", "Loa truyền thanh"):
        assert words in text
    # A broadcast is what stands on the product's own day: not both.
    assert text.count("Lịch thu gom rác") == 2
    assert "Hạn báo cáo quý IV/2026" in pages.leader.get("/calendar?month=2026-12").text
    april = pages.leader.get("/calendar?month=2026-04").text
    # The day itself, which is a key date too, and the Monday after it.
    assert april.count("Giỗ Tổ Hùng Vương") == 2
    assert april.count('class="on-free"') == 3


def test_a_day_off_that_is_worked_is_no_holiday(pages: SimpleNamespace, admin: TestClient) -> None:
    post(admin, "/days-off", {"day": "2026-09-02", "works": True, "name": "phục vụ Quốc khánh"})
    text = pages.leader.get("/calendar?month=2026-09").text
    assert "Làm bù: phục vụ Quốc khánh" in text
    assert 'class="on"' in text


def test_a_unit_sees_its_own_and_what_is_everyones(
    pages: SimpleNamespace, coordinator: TestClient, product: Json
) -> None:
    key_date(coordinator, name="Việc của cả phường")
    key_date(coordinator, name="Việc của Ủy ban", unit="UBND")
    text = pages.officer.get(f"{MONTH}&unit=MTTQ").text
    assert "Việc của cả phường" in text
    assert "Việc của Ủy ban" not in text
    assert "Lịch thu gom rác" not in text
    assert "Việc của Ủy ban" in pages.officer.get(f"{MONTH}&unit=UBND").text


@pytest.mark.parametrize("view", ["month=2099-11", "view=agenda&since=2099-11-03"])
def test_a_unit_is_taken_away_and_the_days_stay(pages: SimpleNamespace, view: str) -> None:
    asked = pages.coordinator.get(f"/calendar?unit=UBND&{view}").text
    assert f'<a href="/calendar?{view.replace("&", "&amp;")}">Bỏ lọc</a>' in asked
    assert "Bỏ lọc" not in pages.coordinator.get(f"/calendar?{view}").text


def test_the_agenda_goes_on_day_by_day(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.planned(coordinator, title="Gần", planned_on=day(2))
    makers.planned(coordinator, title="Xa", planned_on=day(31))
    text = pages.coordinator.get("/calendar?view=agenda").text
    assert "Gần" in text
    assert "Xa" not in text
    assert f"since={day(30)}" in text
    assert "Xa" in pages.coordinator.get(f"/calendar?view=agenda&since={day(30)}").text
    assert "Không có gì" in pages.coordinator.get("/calendar?view=agenda&since=2098-06-01").text


@pytest.mark.parametrize("query", ["month=2099-13", "month=x", "view=agenda&since=x", "unit=%20%2F"])
def test_an_address_that_is_no_month_is_no_page(pages: SimpleNamespace, query: str) -> None:
    assert pages.leader.get(f"/calendar?{query}").status_code == 404


def test_what_is_many_in_a_day_is_counted(pages: SimpleNamespace, coordinator: TestClient) -> None:
    for number in range(8):
        key_date(coordinator, name=f"Việc {number}")
    text = pages.leader.get(MONTH).text
    assert "Việc 5" in text
    assert "Việc 6" not in text
    assert "2 việc nữa" in text
    assert "Việc 7" in pages.leader.get(f"/calendar?view=agenda&since={FAR}").text


def test_a_planned_product_is_moved(pages: SimpleNamespace, coordinator: TestClient) -> None:
    made = makers.planned(coordinator, unit="UBND", title="Tờ gấp", planned_on=FAR)
    path = f"/calendar/products/{made['id']}/move"
    assert path in pages.officer.get(MONTH).text
    assert path not in pages.other_officer.get(MONTH).text
    wrong = press(pages.officer, path, filled(pages.officer.get(path).text, planned_on="mai"))
    assert wrong.status_code == 422
    assert "mai" in wrong.text
    answer = press(pages.officer, path, filled(wrong.text, planned_on="2099-11-30"))
    assert answer.headers["location"] == "/calendar?month=2099-11&done=moved"
    assert get(coordinator, f"/products/{made['id']}")["planned_on"] == "2099-11-30"
    assert pages.other_officer.get(path).status_code == 403
    assert pages.stranger.get(path).status_code == 404


def test_what_was_moved_meanwhile_is_not_moved_again_unseen(pages: SimpleNamespace, coordinator: TestClient) -> None:
    made = makers.planned(coordinator, unit="UBND", planned_on=FAR)
    path = f"/calendar/products/{made['id']}/move"
    opened = filled(pages.officer.get(path).text, planned_on="2099-11-30")
    makers.patch(coordinator, f"/products/{made['id']}", planned_on="2099-12-24")
    refused = press(pages.officer, path, opened)
    assert refused.status_code == 422
    assert "Có người đã sửa mục này sau khi bạn mở" in refused.text
    assert get(coordinator, f"/products/{made['id']}")["planned_on"] == "2099-12-24"


def test_one_broadcast_is_moved_and_the_others_stay(
    pages: SimpleNamespace, coordinator: TestClient, product: Json
) -> None:
    first, second = product["planned_placements"]
    path = f"/calendar/placements/{second['id']}/move"
    answer = press(pages.officer, path, filled(pages.officer.get(path).text, planned_on="2099-12-31"))
    # The one question is about the new day: of what stood there before nothing is asked.
    assert answer.status_code == 422
    assert "Ngày 31/12/2099 nằm ngoài chiến dịch" in answer.text
    assert "08/12/2099 nằm ngoài" not in answer.text
    answer = press(pages.officer, path, filled(answer.text))
    assert answer.status_code == 303
    now = get(coordinator, f"/products/{product['id']}")["planned_placements"]
    assert now == [first, second | {"planned_on": "2099-12-31"}]
    assert pages.other_officer.get(path).status_code == 403
    assert pages.leader.get(path).status_code == 403
    assert pages.stranger.get(path).status_code == 404


def test_what_is_no_longer_planned_is_not_moved(pages: SimpleNamespace, coordinator: TestClient) -> None:
    made = makers.product(coordinator, makers.placement())
    assert pages.coordinator.get(f"/calendar/products/{made['id']}/move").status_code == 404
    assert pages.coordinator.get("/calendar/placements/999999/move").status_code == 404


def test_the_coordinator_keeps_key_dates_on_their_page(pages: SimpleNamespace, coordinator: TestClient) -> None:
    page = pages.coordinator
    answer = press(page, "/key-dates/new", filled(page.get("/key-dates/new").text, day=FAR, name="Hội làng", unit=""))
    assert answer.status_code == 303
    [made] = every(coordinator, "/key-dates", q="hoi lang")
    assert (made["day"], made["kind"], made["unit"]) == (FAR, "ward", None)
    assert "Hội làng" in pages.leader.get("/key-dates?period=all").text
    edit = f"/key-dates/{made['id']}/edit"
    assert press(page, edit, filled(page.get(edit).text, name="Hội làng Hào Nam")).status_code == 303
    assert get(coordinator, f"/key-dates/{made['id']}")["name"] == "Hội làng Hào Nam"
    gone = f"/key-dates/{made['id']}/remove"
    assert press(page, gone, filled(page.get(gone).text)).status_code == 303
    assert every(coordinator, "/key-dates", q="hoi lang") == []
    for other in (pages.officer, pages.leader, pages.admin):
        assert other.get("/key-dates/new").status_code == 403


def test_key_dates_through_the_api(coordinator: TestClient, officer: TestClient, stage: Stage) -> None:
    made = key_date(coordinator, unit="MTTQ")
    path = f"/key-dates/{made['id']}"
    assert patch(coordinator, path, day="2099-12-09", unit=None)["unit"] is None
    assert [one["id"] for one in every(officer, "/key-dates", q="dai doan ket")] == [made["id"]]
    twice = {"day": "2099-12-09", "name": made["name"]}
    problem(coordinator.post(f"{API}/key-dates", json=twice), 422, (("name",), "taken"))
    problem(
        coordinator.post(f"{API}/key-dates", json=twice | {"unit": "KHONG"}),
        422,
        (("unit",), "unknown"),
        (("name",), "taken"),
    )
    problem(
        coordinator.post(f"{API}/key-dates", json={"day": FAR, "name": "Gọi 0912345678"}),
        422,
        (("name",), "personal_data"),
    )
    problem(officer.post(f"{API}/key-dates", json=twice), 403)
    problem(officer.patch(API + path, json={}), 403)
    problem(stage.bearing(stage.tokens["stranger"]).get(API + path), 404)
    delete(coordinator, path)
    problem(officer.get(API + path), 404)


def test_today_leads_to_the_calendar(pages: SimpleNamespace, coordinator: TestClient) -> None:
    key_date(coordinator, day=day(3), name="Ngày gần")
    text = pages.officer.get("/").text
    assert "Ngày gần" in text
    assert 'href="/calendar"' in text
