"""Undo: what was just done is taken back by the button of its message, as long as nothing rests on it."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web import callers
from tests import makers
from tests.conftest import Stage
from tests.makers import Json, day, every, get
from tests.views.filled import filled, press

NEW = "/products/new"


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    for number in (1, 2):
        makers.group(coordinator, f"TDP-0{number}", name=f"Tổ {number}", population=1000)
    makers.period_of_today(coordinator)
    return pages


def button(page: str) -> list[tuple[str, str]]:
    """What the button of the message sends; nothing where it offers none."""
    form = re.search(r'action="/undo">(.*?)</form>', page, re.DOTALL)
    return re.findall(r'name="(\w+)" value="([^"]*)"', form[1]) if form else []


def undone(client: TestClient, page: str) -> Any:
    return press(client, "/undo", button(page), "")


def logged(client: TestClient, title: str = "Thu phí rác") -> str:
    """The page that one sees after logging a product."""
    looked = press(
        client,
        NEW,
        filled(client.get(NEW).text, kind="video", title=title, content_group="1.8", channels=["zalo"]),
        "look",
    )
    saved = press(client, NEW, filled(looked.text))
    assert saved.status_code == 303
    return str(client.get(saved.headers["location"]).text)


def actions(coordinator: TestClient) -> list[str]:
    return [one["action"] for one in every(coordinator, "/changes") if one["entity"] in ("product", "concern")]


def test_a_product_that_was_just_logged_is_taken_out_again_once(ward: SimpleNamespace, coordinator: TestClient) -> None:
    page = logged(ward.officer)
    assert "Ghi sản phẩm khác" in page
    first, second = undone(ward.officer, page), undone(ward.officer, page)
    assert first.headers["location"] == second.headers["location"] == "/products?done=undone"
    assert every(coordinator, "/products") == []
    assert actions(coordinator) == ["logged", "deleted"]
    assert "không còn trong sổ" in ward.officer.get("/products?done=undone").text


def test_nobody_takes_back_what_another_did_or_what_went_on(ward: SimpleNamespace, coordinator: TestClient) -> None:
    page = logged(ward.officer)
    assert undone(ward.coordinator, page).status_code == 404
    (product,) = every(coordinator, "/products")
    assert button(ward.coordinator.get(f"/products/{product['id']}?done=logged").text) == []
    makers.patch(coordinator, f"/products/{product['id']}", title="Sửa tên")
    assert button(ward.officer.get(f"/products/{product['id']}?done=logged").text) == []
    late = undone(ward.officer, page)
    assert late.status_code == 409
    assert "không hoàn tác được nữa" in late.text
    assert len(every(coordinator, "/products")) == 1


def test_what_a_report_has_told_of_stays(ward: SimpleNamespace, coordinator: TestClient) -> None:
    page, period = logged(ward.officer), makers.period_of_today(coordinator)
    (product,) = every(coordinator, "/products")
    report = makers.report(coordinator, unit=product["unit"], period=period)
    assert button(ward.officer.get(f"/products/{product['id']}?done=logged").text)
    makers.post(coordinator, f"/reports/{report['id']}/submit", {})
    assert button(ward.officer.get(f"/products/{product['id']}?done=logged").text) == []
    assert undone(ward.officer, page).status_code == 409
    assert [one["id"] for one in every(coordinator, "/products")] == [product["id"]]


def test_what_has_stood_for_more_than_a_day_is_no_slip(
    ward: SimpleNamespace, coordinator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, clock = logged(ward.officer), callers.now
    (product,) = every(coordinator, "/products")
    monkeypatch.setattr(callers, "now", lambda: clock() + timedelta(days=1, minutes=1))
    assert button(ward.officer.get(f"/products/{product['id']}?done=logged").text) == []
    late = undone(ward.officer, page)
    assert late.status_code == 409
    assert "đã hơn một ngày" in late.text
    assert [one["id"] for one in every(coordinator, "/products")] == [product["id"]]


def test_a_product_that_another_takes_the_place_of_stays(ward: SimpleNamespace, coordinator: TestClient) -> None:
    page = logged(ward.officer)
    (product,) = every(coordinator, "/products")
    makers.product(coordinator, replaces=product["id"])
    assert undone(ward.officer, page).status_code == 409
    assert len(every(coordinator, "/products")) == 2


def planned(coordinator: TestClient, **fields: Any) -> Json:
    reach = [{"group": "TDP-01", "people": 250, "basis": "estimated"}, {"group": "TDP-02", "people": None}]
    plans = [{"channel": "loudspeaker", "planned_on": day(-offset), "runs": 2, "reach": reach} for offset in (1, 0)]
    body = makers.planned_json(kind="loudspeaker_script", planned_on=None, planned_placements=plans, **fields)
    return makers.post(coordinator, "/products", body)


def test_what_was_confirmed_from_today_waits_again_as_it_did(
    ward: SimpleNamespace, coordinator: TestClient, stage: Stage
) -> None:
    before = [planned(coordinator), planned(coordinator)]
    page = ward.officer.get("/").text
    keys = [("planned_placements", str(one["id"])) for product in before for one in product["planned_placements"]]
    saved = press(ward.officer, "/confirmations", [*keys, ("form_id", "")], "")
    assert saved.headers["location"] == "/?confirmed=4", page
    assert undone(ward.officer, ward.officer.get("/?confirmed=4").text).headers["location"] == "/?done=undone"
    for product in before:
        after = get(coordinator, f"/products/{product['id']}")
        assert after["planned_placements"] == product["planned_placements"]
        assert (after["status"], after["placements"]) == ("planned", [])
    assert actions(coordinator)[-4:] == ["confirmed", "confirmed", "undone", "undone"]
    assert "lại chờ xác nhận" in ward.officer.get("/?done=undone").text


def test_an_answer_is_taken_back(ward: SimpleNamespace, coordinator: TestClient) -> None:
    concern = makers.concern(coordinator)
    path = f"/concerns/{concern['id']}"
    typed = {"answer": "Đã lắp thêm đèn", "answered_on": day(), "change_reason": "Nhận được muộn"}
    answered = press(ward.coordinator, f"{path}/answer", filled(ward.coordinator.get(path).text, **typed))
    assert answered.headers["location"] == f"{path}?done=answered"
    assert get(coordinator, path)["status"] == "answered"
    back = undone(ward.coordinator, ward.coordinator.get(f"{path}?done=answered").text)
    assert back.headers["location"] == f"{path}?done=undone"
    after = get(coordinator, path)
    assert {name: after[name] for name in ("status", "answer", "answered_on")} == {
        "status": "received",
        "answer": None,
        "answered_on": None,
    }


def test_an_acceptance_is_taken_back(ward: SimpleNamespace, coordinator: TestClient) -> None:
    report = makers.report(coordinator)
    makers.post(coordinator, f"/reports/{report['id']}/submit", {})
    path = f"/reports/{report['id']}"
    press(ward.coordinator, f"{path}/accept", filled(ward.coordinator.get(f"{path}/accept").text))
    assert get(coordinator, path)["status"] == "accepted"
    undone(ward.coordinator, ward.coordinator.get(f"{path}?done=accepted").text)
    assert get(coordinator, path)["status"] == "submitted"
