"""The admin's other pages: tokens, settings, days off, the trail, the first steps."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.domain import working_days
from app.models import Person
from tests import makers
from tests.conftest import Stage
from tests.makers import API, Json, every, get, group, post, product
from tests.reading import plain
from tests.views.filled import filled, press


def send(client: TestClient, path: str, to: str = "", **values: Any) -> Any:
    """The form of this page with these values, pressed."""
    return press(client, to or path, filled(client.get(path).text, **values), "")


# Tokens.


def words_in(text: str) -> str:
    found = re.search(r">(lt\.\d+\.[\w-]+)</textarea>", text)
    assert found is not None, text
    return found[1]


def test_a_token_is_made_shown_once_turned_and_revoked(stage: Stage, pages: SimpleNamespace) -> None:
    assert "chưa dùng lần nào" in pages.admin.get("/tokens").text
    send(pages.admin, "/tokens/new", name="Bảng điện tử", role="leader", unit="", scope="read", expires_on="")
    [made] = (one for one in every(pages.admin, "/tokens") if one["name"] == "Bảng điện tử")
    assert (made["scope"], made["expires_on"]) == ("read", None)
    assert "Lãnh đạo · chỉ đọc ·" in " ".join(pages.admin.get("/tokens").text.split())
    answer = send(pages.admin, "/tokens/new", name="Trang tin", unit="UBND", source="cms")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    first = words_in(answer.text)
    assert stage.bearing(first).get(f"{API}/units").status_code == 200
    key = next(one["id"] for one in every(pages.admin, "/tokens") if one["name"] == "Trang tin")
    shown = pages.admin.get(f"/tokens/{key}").text
    assert all(words in shown for words in ("đọc và ghi", f"{makers.today() + timedelta(days=365):%d/%m/%Y}"))
    assert first not in shown
    assert f"dùng lần cuối ngày {makers.today():%d/%m/%Y}" in pages.admin.get("/tokens").text
    second = words_in(send(pages.admin, f"/tokens/{key}", f"/tokens/{key}/rotation", expires_on=makers.day(9)).text)
    assert stage.bearing(first).get(f"{API}/units").status_code == 401
    assert stage.bearing(second).get(f"{API}/units").status_code == 200
    assert "còn 9 ngày" in pages.admin.get("/tokens").text
    third = words_in(send(pages.admin, f"/tokens/{key}", f"/tokens/{key}/rotation", overlap_days="2").text)
    assert [stage.bearing(one).get(f"{API}/units").status_code for one in (second, third)] == [200, 200]
    assert f"Mã cũ còn dùng được đến</dt><dd>{makers.today() + timedelta(days=2):%d/%m/%Y}" in (
        pages.admin.get(f"/tokens/{key}").text
    )
    assert send(pages.admin, f"/tokens/{key}/revoke").headers["location"] == "/tokens?done=revoked"
    assert stage.bearing(second).get(f"{API}/units").status_code == 401
    text = pages.admin.get(f"/tokens/{key}").text
    assert "đã thu hồi" in text
    assert "Đổi mã</button>" not in text


@pytest.mark.parametrize(
    ("values", "field"), [({"name": ""}, "name"), ({"unit": ""}, "unit"), ({"expires_on": "2026-01-01"}, "expires_on")]
)
def test_a_token_s_faults_stand_beside_their_fields(pages: SimpleNamespace, values: Json, field: str) -> None:
    before = len(every(pages.admin, "/tokens"))
    good = {"name": "Trang tin", "unit": "UBND", "source": "cms"}
    answer = send(pages.admin, "/tokens/new", **(good | values))
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert set((good | values).items()) <= set(filled(answer.text))
    assert len(every(pages.admin, "/tokens")) == before


# Settings.


def test_settings_are_typed_in_per_cent_and_only_what_differs_is_changed(pages: SimpleNamespace) -> None:
    before = get(pages.admin, "/settings")
    answer = send(
        pages.admin, "/settings", residential_coverage="62,5", evidence_share="", normal_days="6", approval="1"
    )
    assert answer.headers["location"] == "/settings?done=changed"
    sent = {"residential_coverage": 0.625, "evidence_share": None, "normal_days": 6, "approval": True}
    assert get(pages.admin, "/settings") == before | sent
    assert set(get(pages.admin, "/audit")["items"][0]["facts"]["fields"]) == set(sent)
    text = pages.admin.get("/settings?done=changed").text
    assert "Đã lưu cài đặt" in text
    assert 'value="62,5"' in text
    unticked = [pair for pair in filled(text) if pair[0] != "approval"]
    assert press(pages.admin, "/settings", unticked, "").status_code == 303
    assert get(pages.admin, "/settings")["approval"] is False


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"residential_coverage": "120"}, "residential_coverage", "từ 0 đến 100"),
        ({"urgent_days": "9"}, "urgent_days", "ngắn hơn"),
        ({"complex_days": "nhiều"}, "complex_days", "số nguyên"),
        ({"normal_days": ""}, "normal_days", "Không được để trống"),
        ({"message": ""}, "message", "Không được để trống"),
        ({"standing_campaign": "KHONG"}, "standing_campaign", "KHONG"),
    ],
    ids=str,
)
def test_a_setting_s_fault_stands_beside_its_field(
    pages: SimpleNamespace, values: Json, field: str, words: str
) -> None:
    before = get(pages.admin, "/settings")
    answer = send(pages.admin, "/settings", **({"channels_used": "55"} | values))
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert words in answer.text
    assert ("channels_used", "55") in filled(answer.text)
    assert get(pages.admin, "/settings") == before


def test_settings_that_someone_else_changed_are_not_overwritten(pages: SimpleNamespace, admin: TestClient) -> None:
    pairs = filled(pages.admin.get("/settings").text, normal_days="6")
    makers.patch(admin, "/settings", approval=True)
    assert "Có người đã sửa cài đặt" in press(pages.admin, "/settings", pairs, "").text
    assert get(admin, "/settings")["normal_days"] == 5


# Days off.


def test_a_day_off_is_left_out_of_schedules_and_taken_out(pages: SimpleNamespace, coordinator: TestClient) -> None:
    """Each working day of two weeks to today and two weeks on, the next one declared a day off."""
    group(coordinator)
    today, last = makers.today(), makers.today() + timedelta(days=13)
    off, *others = working_days.between(today + timedelta(days=1), last)
    answer = send(pages.admin, "/days-off", day=off.isoformat(), name="Nghỉ hoán đổi")
    assert answer.headers["location"] == "/days-off?done=added"
    text = pages.admin.get("/days-off").text
    assert f"{off:%d/%m/%Y}" in text
    assert "Nghỉ hoán đổi" in text
    wanted = {
        "kind": "social_post",
        "title": "Bài trong tuần",
        "content_group": "1.8",
        "channels": "zalo",
        "span": "until",
        "day": (today - timedelta(days=13)).isoformat(),
        "until": last.isoformat(),
        "every": "working_day",
    }
    pairs = filled(pages.officer.get("/products/new").text, **wanted)
    pairs = filled(press(pages.officer, "/products/new", pairs, "look").text)
    assert press(pages.officer, "/products/new", pairs).status_code == 303
    made = get(coordinator, "/products", q="Bài trong tuần")["items"][0]
    assert [row["planned_on"] for row in made["planned_placements"]] == [day.isoformat() for day in others]
    assert pages.admin.post(f"/days-off/{off.isoformat()}/remove").headers["location"] == "/days-off?done=removed"
    assert every(pages.admin, "/days-off") == []


def test_a_day_that_is_off_already_is_refused_beside_its_field(pages: SimpleNamespace) -> None:
    answer = send(pages.admin, "/days-off", day="2026-09-02", name="Quốc khánh")
    assert answer.status_code == 422
    assert 'id="day-fault"' in answer.text
    assert ("name", "Quốc khánh") in filled(answer.text)
    assert every(pages.admin, "/days-off") == []


# The trail.


def test_the_trail_says_in_words_who_did_what(pages: SimpleNamespace, coordinator: TestClient) -> None:
    made = product(coordinator, title="Đồ họa về rác")
    send(pages.admin, "/settings", normal_days="6")
    makers.patch(coordinator, f"/products/{made['id']}", status="withdrawn", reason="Sai số liệu")
    text = re.sub(r"\s+", " ", pages.admin.get("/audit").text)
    assert f'href="/products/{made["id"]}"' in text
    assert "Sản phẩm: Đồ họa về rác" in text
    assert "Mã kết nối «coordinator»" in text
    assert "Lý do: Sai số liệu" in text
    assert "hạn việc thường: 5 → 6" in text
    raised = makers.concern(coordinator)
    assert f'href="/concerns/{raised["id"]}"' in pages.admin.get("/audit?entity=concern").text
    only = pages.admin.get("/audit?entity=settings").text
    assert "Đồ họa về rác" not in only
    assert "hạn việc thường" in only
    assert "Không có việc nào" in pages.admin.get(f"/audit?from={makers.day(1)}").text
    assert pages.admin.get("/audit?from=hôm+qua").status_code == 404


def test_the_trail_calls_what_has_a_code_by_its_name(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.group(coordinator, "TDP-01", name="Tổ dân phố 1")
    makers.patch(coordinator, "/groups/TDP-01", population=900)
    makers.patch(coordinator, "/channels/loudspeaker", default_share=0.3)
    makers.patch(coordinator, "/directives/NQ02-TW", within_days=30)
    makers.patch(coordinator, "/periods/2026-Q2", due_on="2026-06-12")
    text = plain(pages.admin.get("/audit").text)
    assert "Nhóm đối tượng: Tổ dân phố 1" in text
    assert "Kênh: Loa truyền thanh" in text
    assert "Chủ trương: 02-NQ/TW" in text
    assert "Kỳ: quý II/2026" in text
    assert not re.search(r"loudspeaker|TDP-01|NQ02-TW|2026-Q2", text)


def test_a_long_trail_goes_on_to_its_end(pages: SimpleNamespace, coordinator: TestClient) -> None:
    for index in range(55):
        makers.post(coordinator, "/channels", {"code": f"k{index}", "name": f"Kênh {index}"})
    text = pages.admin.get("/audit?entity=channel").text
    assert "Kênh 54" in text
    assert ": Kênh 4<" not in text
    found = re.search(r'href="(/audit\?[^"]*cursor=[^"]+)"', text)
    assert found is not None
    assert ": Kênh 4<" in pages.admin.get(found[1].replace("&amp;", "&")).text


# The room and the first steps.


def test_the_trail_says_whose_plan_report_and_survey_it_was(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.group(coordinator, "TDP-01", name="Tổ dân phố 1")
    makers.plan(coordinator)
    makers.report(coordinator, "UBND", "2026-Q2")
    makers.survey(coordinator, group="TDP-01", period="2026-Q2")
    post(coordinator, "/reports/reminders", {"period": "2026-Q2", "units": ["UBND"]})
    text = plain(pages.admin.get("/audit").text)
    unit = "Ủy ban nhân dân phường"
    assert f"Kế hoạch đơn vị: {unit}, năm 2026" in text
    assert f"Báo cáo: {unit}, quý II/2026" in text
    assert f"Lời nhắc nộp báo cáo: {unit}, quý II/2026" in text
    assert "Khảo sát: Tổ dân phố 1, quý II/2026" in text


def test_the_room_is_in_the_admin_s_way_and_in_nobody_else_s(pages: SimpleNamespace) -> None:
    for place in ("/", "/more"):
        assert 'href="/admin"' in pages.admin.get(place).text
        assert 'href="/admin"' not in pages.coordinator.get(place).text
    text = pages.admin.get("/admin").text
    for place in ("users", "tokens", "settings", "days-off", "audit", "units", "groups", "channels", "periods"):
        assert f'href="/{place}"' in text
    assert pages.leader.get("/admin").status_code == 404


def test_the_first_steps_follow_the_ward_until_all_are_done(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient
) -> None:
    text = pages.admin.get("/").text
    assert "Bắt đầu: còn" in text
    assert "Chưa có tổ dân phố nào" in text
    assert "Làm tiếp: Tổ dân phố và số dân" in text
    assert "Bắt đầu" not in pages.coordinator.get("/").text
    makers.period_of_today(coordinator)
    group(coordinator, "TDP-01")
    group(coordinator, "TDP-02", population=None)
    assert "1 trong 2 tổ có số dân" in pages.admin.get("/").text
    makers.patch(coordinator, "/groups/TDP-02", population=900)
    product(coordinator)
    for code in ("CTXH", "TCD"):
        post(pages.admin, "/users", {"name": code.lower(), "role": "unit", "unit": code})
    text = pages.admin.get("/").text
    assert "5 trong 5 nơi có người: " in text
    assert "3 trong 5 nơi có người đã đặt mật khẩu" in text
    assert "Bắt đầu: còn 1 trong 6 việc" in text
    with stage.writing() as (session, _):
        for person in session.exec(select(Person).where(Person.password_hash == "")):
            person.password_hash = "a hash"
    assert "Bắt đầu" not in pages.admin.get("/").text


def test_the_first_steps_may_be_hidden_and_shown_again(pages: SimpleNamespace) -> None:
    assert pages.admin.post("/admin/first-steps/hide").status_code == 303
    assert "Bắt đầu" not in pages.admin.get("/").text
    assert send(pages.admin, "/settings", first_steps="1").status_code == 303
    assert "Bắt đầu" in pages.admin.get("/").text
