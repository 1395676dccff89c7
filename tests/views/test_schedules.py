"""Schedules through the pages: an entry of many days, what waits on Today, and the product's own page."""

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import Json, day, every
from tests.views.filled import filled, press

NEW = "/products/new"


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    for number in (1, 2, 3):
        makers.group(coordinator, f"TDP-0{number}", name=f"Tổ {number}", population=1000)
    makers.period_of_today(coordinator)
    return pages


def looked(client: TestClient, **values: Any) -> list[tuple[str, str]]:
    """The form after the person chose and looked at what it would do."""
    wanted = {"kind": "loudspeaker_script", "title": "Lịch thu gom rác", "content_group": "1.8"}
    first = press(client, NEW, filled(client.get(NEW).text, **(wanted | values), channels=["loudspeaker"]), "look")
    assert first.status_code == 200
    return filled(first.text)


def with_people(pairs: list[tuple[str, str]], people: str) -> list[tuple[str, str]]:
    return [(name, people if name.endswith(".people") and ".reach." in name else value) for name, value in pairs]


def only(coordinator: TestClient) -> Json:
    (product,) = every(coordinator, "/products")
    return product


def test_a_week_from_today_is_one_broadcast_and_six_to_come(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = looked(ward.officer, span="week", details__broadcast_times="06:30, 17:00")
    answer = press(ward.officer, NEW, with_people(pairs, "250"))
    assert answer.status_code == 303
    product = only(coordinator)
    assert product["status"] == "published"
    assert [(one["published_on"], one["runs"]) for one in product["placements"]] == [(day(), 2)]
    assert [one["planned_on"] for one in product["planned_placements"]] == [day(offset) for offset in range(1, 7)]
    assert {one["runs"] for one in product["planned_placements"]} == {2}
    rows = product["planned_placements"][0]["reach"]
    assert [row["group"] for row in rows] == ["TDP-01", "TDP-02", "TDP-03"]
    assert {(row["people"], row["basis"]) for row in rows} == {(250, "estimated")}


def test_the_effect_says_how_many_wait(ward: SimpleNamespace) -> None:
    pairs = looked(ward.officer, span="week")
    text = press(ward.officer, NEW, pairs, "look").text
    assert "6 lượt dự kiến" in text
    assert "chờ xác nhận" in text


def test_a_span_of_past_days_is_all_broadcast(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = looked(ward.officer, span="until", day=day(-3), until=day(-1))
    assert press(ward.officer, NEW, pairs).status_code == 303
    product = only(coordinator)
    assert [one["published_on"] for one in product["placements"]] == [day(-3), day(-2), day(-1)]
    assert product["planned_placements"] == []


@pytest.mark.parametrize(
    ("every", "days"),
    [
        ("week", ["2026-01-31", "2026-02-07", "2026-02-14", "2026-02-21", "2026-02-28", "2026-03-07"]),
        ("month", ["2026-01-31", "2026-02-28"]),
    ],
)
def test_what_is_held_each_week_or_month_is_planned_until_a_day(
    ward: SimpleNamespace, coordinator: TestClient, every: str, days: list[str]
) -> None:
    page = ward.officer.get(f"{NEW}?kind=meeting&groups=TDP-01").text
    wanted = {"title": "Họp tổ", "content_group": "1.8", "span": "until", "until": "2026-03-08", "every": every}
    pairs = filled(press(ward.officer, NEW, filled(page, **wanted, day="2026-01-31"), "look").text)
    saved = press(ward.officer, NEW, pairs)
    if saved.status_code == 422:
        saved = press(ward.officer, NEW, filled(saved.text))
    assert saved.status_code == 303
    placed = only(coordinator)["placements"]
    assert [one["published_on"] for one in placed] == days
    assert {one["channel"] for one in placed} == {"residential_meeting"}


def test_working_days_leave_out_weekends_and_the_days_of_tet(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = looked(ward.officer, span="until", day="2026-02-12", until="2026-02-24", every="working_day")
    assert press(ward.officer, NEW, pairs).status_code in (303, 422)
    confirmed = (
        press(ward.officer, NEW, filled(press(ward.officer, NEW, pairs).text))
        if not every(coordinator, "/products")
        else None
    )
    assert confirmed is None or confirmed.status_code == 303
    days = [one["published_on"] for one in only(coordinator)["placements"]]
    # 14, 15, 21 and 22 February 2026 are weekends; Tết is from the 16th to the 20th.
    assert days == ["2026-02-12", "2026-02-13", "2026-02-23", "2026-02-24"]


def test_a_plan_of_one_day_keeps_its_channels_and_people(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = looked(ward.officer, status="planned", planned_on=day(2))
    assert press(ward.officer, NEW, with_people(pairs, "40")).status_code == 303
    product = only(coordinator)
    assert (product["status"], product["planned_on"], product["placements"]) == ("planned", day(2), [])
    (plan,) = product["planned_placements"]
    assert (plan["channel"], plan["planned_on"]) == ("loudspeaker", day(2))
    assert {row["people"] for row in plan["reach"]} == {40}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"span": "until", "until": ""}, "until", "Nhập ngày cuối"),
        ({"span": "until", "until": "2020-01-01"}, "until", "từ ngày đầu trở đi"),
        ({"span": "until", "until": "hôm nào"}, "until", "Đang ghi «hôm nào»."),
        ({"span": "week", "day": "không rõ"}, "day", "Nhập ngày theo mẫu"),
        (
            {"span": "until", "day": "2026-02-16", "until": "2026-02-20", "every": "working_day"},
            "until",
            "ngày làm việc",
        ),
    ],
)
def test_days_that_are_not_right_are_told_beside_their_field_with_all_else_that_is_wrong(
    ward: SimpleNamespace, coordinator: TestClient, typed: Json, field: str, words: str
) -> None:
    pairs = looked(ward.officer, **typed)
    pairs = [(name, "" if name == "title" else "5000" if name.endswith("0.people") else value) for name, value in pairs]
    answer = press(ward.officer, NEW, pairs)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert words in answer.text
    assert 'id="title-fault"' in answer.text
    assert 'id="placements.0.reach.0.people-fault"' in answer.text
    kept = dict(filled(answer.text))
    assert all(kept[name] == value for name, value in typed.items())
    assert every(coordinator, "/products") == []


def test_a_fault_of_one_of_many_days_stands_once_at_its_channel(ward: SimpleNamespace) -> None:
    pairs = looked(ward.officer, span="week")
    answer = press(ward.officer, NEW, with_people(pairs, "1001"))
    assert answer.status_code == 422
    assert answer.text.count("có 1.000 người. Nhập số từ 1 đến 1.000.") == 6, "three boxes, in the summary and beside"


def test_the_hours_of_the_last_script_are_remembered_until_someone_clears_them(ward: SimpleNamespace) -> None:
    press(ward.officer, NEW, looked(ward.officer, details__broadcast_times="05:30 18:00"))
    again = looked(ward.officer, title="Bài sau")
    assert dict(again)["details.broadcast_times"] == "05:30, 18:00"
    cleared = [(name, "" if name == "details.broadcast_times" else value) for name, value in again]
    assert dict(filled(press(ward.officer, NEW, cleared, "look").text))["details.broadcast_times"] == ""


def scheduled(coordinator: TestClient, *offsets: int, **fields: Any) -> Json:
    plans = [{"channel": "loudspeaker", "planned_on": day(offset)} for offset in offsets]
    body = makers.planned_json(kind="loudspeaker_script", title="Tiêm chủng", planned_placements=plans)
    return makers.post(coordinator, "/products", body | fields)


def confirm_all(client: TestClient) -> Any:
    """Presses the first button of Today's list."""
    text = client.get("/").text
    block = text[text.index('id="unconfirmed"') :]
    pairs = [pair for pair in filled(f"<main>{block}") if pair[0] in ("form_id", "planned_placements")][:2]
    return press(client, "/confirmations", pairs, "")


def test_today_offers_what_has_come_and_one_press_confirms_it(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    product = scheduled(officer, -1, 0, 3)
    text = ward.officer.get("/").text
    assert "Xác nhận 2 lượt" in text
    answer = confirm_all(ward.officer)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?confirmed=2"
    assert "Đã xác nhận 2 lượt phát" in ward.officer.get("/?confirmed=2").text
    found = makers.get(coordinator, f"/products/{product['id']}")
    assert found["status"] == "published"
    assert len(found["placements"]) == 2
    assert "chờ xác nhận</h2>" not in ward.officer.get("/").text


def test_today_asks_only_who_may_confirm(ward: SimpleNamespace, officer: TestClient) -> None:
    scheduled(officer, 0)
    assert "Xác nhận 1 lượt" not in ward.other_officer.get("/").text
    assert "Xác nhận 1 lượt" in ward.coordinator.get("/").text
    assert "chờ xác nhận" not in ward.leader.get("/").text


def test_another_units_numbers_confirm_nothing(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    product = scheduled(officer, 0)
    key = str(product["planned_placements"][0]["id"])
    assert press(ward.other_officer, "/confirmations", [("planned_placements", key)]).headers["location"] == (
        "/?confirmed=0"
    )
    assert only(coordinator)["placements"] == []


def test_on_its_page_one_is_confirmed_and_another_called_off(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    product = scheduled(officer, -2, -1, 4)
    path = f"/products/{product['id']}"
    first, second, later = (str(one["id"]) for one in product["planned_placements"])
    text = ward.officer.get(path).text
    assert "2 lượt đã tới ngày" in text
    assert "1 lượt sắp tới" in text
    done = press(ward.officer, f"{path}/confirmations", [("planned_placements", first)], "confirm")
    assert done.headers["location"] == f"{path}?done=confirmed"
    gone = press(ward.officer, f"{path}/confirmations", [("planned_placements", second)], "cancel")
    assert gone.headers["location"] == f"{path}?done=cancelled"
    found = only(coordinator)
    assert [one["published_on"] for one in found["placements"]] == [day(-2)]
    assert [str(one["id"]) for one in found["planned_placements"]] == [later]
    history = ward.officer.get(path).text
    assert "Xác nhận đã phát, 1 lượt phát" in history
    assert "Bỏ khỏi lịch" in history


def test_a_refused_confirmation_says_why_on_the_page(ward: SimpleNamespace, officer: TestClient) -> None:
    product = scheduled(officer, 0, 4)
    path, later = f"/products/{product['id']}", str(product["planned_placements"][1]["id"])
    answer = press(ward.officer, f"{path}/confirmations", [("planned_placements", later)], "confirm")
    assert answer.status_code == 422
    assert "chưa tới" in answer.text
    nothing = press(ward.officer, f"{path}/confirmations", [], "confirm")
    assert nothing.status_code == 422


def test_a_closed_period_asks_the_coordinator_for_a_reason(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    plan = [{"channel": "loudspeaker", "planned_on": makers.DAY}]
    product = scheduled(officer, planned_placements=plan, planned_on=makers.DAY)
    makers.close(coordinator)
    assert "đã đóng" in confirm_all(ward.officer).text
    path = f"/products/{product['id']}"
    pairs = [pair for pair in filled(ward.coordinator.get(path).text) if pair[0] != "change_reason"]
    assert press(ward.coordinator, f"{path}/confirmations", pairs, "confirm").status_code == 422
    done = press(ward.coordinator, f"{path}/confirmations", [*pairs, ("change_reason", "Xác nhận muộn")], "confirm")
    assert done.status_code == 303


def test_editing_a_plan_leaves_its_schedule_alone(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    product = scheduled(officer, 1, 2)
    path = f"/products/{product['id']}/edit"
    page = ward.officer.get(path).text
    assert 'id="status-published"' not in page, "publishing by hand would count its days twice"
    assert press(ward.officer, path, filled(page, title="Tiêm chủng mở rộng")).status_code == 303
    found = only(coordinator)
    assert found["title"] == "Tiêm chủng mở rộng"
    assert found["planned_placements"] == product["planned_placements"]


def test_the_announcer_gets_large_type_the_time_it_takes_and_the_hours(
    ward: SimpleNamespace, officer: TestClient, stage: Stage
) -> None:
    details = {"script": "Kính thưa bà con. " * 30 + "\n\nXin cảm ơn.", "broadcast_times": ["06:30", "17:00"]}
    product = scheduled(officer, 1, details=details)
    path = f"/products/{product['id']}"
    assert f'href="{path}/script"' in ward.officer.get(path).text
    text = ward.officer.get(f"{path}/script").text
    # 30 × 4 + 3 syllables at 150 a minute are 49.2 seconds.
    assert "49 giây" in text
    assert "06:30, 17:00" in text
    assert "<p>Xin cảm ơn.</p>" in text
    assert ward.stranger.get(f"{path}/script").status_code == 404
    silent = scheduled(officer, 1, title="Chưa có lời")
    assert ward.officer.get(f"/products/{silent['id']}/script").status_code == 404
