"""Campaigns through the pages: made, refused, edited, closed; what each reached, missed and cost."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import Json, get, group, placement, product, reach
from tests.views.filled import filled, press

NEW = "/campaigns/new"
GOOD: dict[str, Any] = {
    "title": "Phân loại rác tại nguồn",
    "starts_on": "2026-05-01",
    "ends_on": "2026-06-15",
    "content_groups": ["1.8"],
    "lead_unit": "UBND",
    "axis": "2.3",
    "directives": ["NQ02-TW"],
    "target_coverage": "62,5",
    "budget__state_budget": "12.000.000",
    "budget__contributed": "",
}


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    group(coordinator, "TDP-01", name="Tổ dân phố số 1", population=1000)
    group(coordinator, "TDP-02", name="Tổ dân phố số 2", population=500)
    group(coordinator, "CB-01", kind="party_cell", name="Chi bộ 1", population=30)
    return pages


def create(ward: SimpleNamespace, **values: Any) -> Any:
    return press(ward.coordinator, NEW, filled(ward.coordinator.get(NEW).text, **(GOOD | values)), "")


def test_a_campaign_is_made_with_everything_that_was_typed(ward: SimpleNamespace, coordinator: TestClient) -> None:
    answer = create(ward)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/campaigns/PHAN-LOAI-RAC-TAI-NGUON?done=created"
    made = get(coordinator, "/campaigns/PHAN-LOAI-RAC-TAI-NGUON")
    assert made["title"] == "Phân loại rác tại nguồn"
    assert (made["starts_on"], made["ends_on"], made["target_coverage"]) == ("2026-05-01", "2026-06-15", 0.625)
    assert (made["lead_unit"], made["axis"], made["material"]) == ("UBND", "2.3", None)
    assert (made["content_groups"], made["directives"]) == (["1.8"], ["NQ02-TW"])
    assert made["target_groups"] == ["residential"]
    assert made["budget"] == [{"amount": 12_000_000, "funding": "state_budget"}]
    assert made["message"], "the ward's own"
    text = ward.leader.get("/campaigns/PHAN-LOAI-RAC-TAI-NGUON?done=created").text
    for words in ("Đã lập chiến dịch", "12.000.000", "62,5", "Ủy ban nhân dân", "2 tổ chưa có tin nào"):
        assert words in text, words


def test_codes_of_one_title_differ(ward: SimpleNamespace, coordinator: TestClient) -> None:
    create(ward)
    assert create(ward).headers["location"].startswith("/campaigns/PHAN-LOAI-RAC-TAI-NGUON-2?")
    assert create(ward, title="!!!").headers["location"].startswith("/campaigns/CHIEN-DICH?")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title": ""}, "title", "Không được để trống"),
        ({"code": "có dấu"}, "code", "Chỉ dùng chữ không dấu"),
        ({"code": "TX-2026"}, "code", "Mã này đã có"),
        ({"starts_on": ""}, "starts_on", "Không được để trống"),
        ({"starts_on": "sớm"}, "starts_on", "Nhập ngày theo mẫu"),
        ({"ends_on": "2026-04-01"}, "ends_on", "phải từ ngày bắt đầu"),
        ({"target_coverage": "nhiều"}, "target_coverage", "Nhập phần trăm từ 0 đến 100"),
        ({"target_coverage": "120"}, "target_coverage", "Nhập phần trăm từ 0 đến 100"),
        ({"budget__contributed": "một triệu"}, "budget.contributed", "Đang ghi «một triệu»."),
        ({"target_groups": ["TDP-99"]}, "target_groups", "TDP-99"),
        ({"directives": ["KHONG"]}, "directives", "KHONG"),
        ({"lead_unit": "KHONG"}, "lead_unit", "KHONG"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(
    ward: SimpleNamespace, coordinator: TestClient, typed: Json, field: str, words: str
) -> None:
    before = len(get(coordinator, "/campaigns")["items"])
    answer = create(ward, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    kept = filled(answer.text)
    for name, value in (GOOD | typed).items():
        for one in value if isinstance(value, list) else [value]:
            if one not in ("KHONG", "TDP-99"):
                assert (name.replace("__", "."), one) in kept
    assert len(get(coordinator, "/campaigns")["items"]) == before


def test_a_double_press_makes_one(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = filled(ward.coordinator.get(NEW).text, **GOOD)
    first, second = (press(ward.coordinator, NEW, pairs, "") for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert sum(one["title"] == GOOD["title"] for one in get(coordinator, "/campaigns")["items"]) == 1


def test_an_edit_changes_what_was_changed_and_says_so(ward: SimpleNamespace, coordinator: TestClient) -> None:
    create(ward)
    path = "/campaigns/PHAN-LOAI-RAC-TAI-NGUON"
    before = get(coordinator, path)
    pairs = filled(ward.coordinator.get(f"{path}/edit").text, ends_on="2026-06-30", budget__contributed="3.000.000")
    assert press(ward.coordinator, f"{path}/edit", pairs, "").status_code == 303
    after = get(coordinator, path)
    assert after["ends_on"] == "2026-06-30"
    assert after["budget"] == [*before["budget"], {"amount": 3_000_000, "funding": "contributed"}]
    same = set(before) - {"ends_on", "budget", "updated_at"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    shown = ward.leader.get(path).text
    assert "3.000.000 ₫ (nguồn huy động)" in shown
    assert " → 30/06/2026" in shown


def test_an_edit_of_what_someone_else_changed_is_refused(ward: SimpleNamespace, coordinator: TestClient) -> None:
    create(ward)
    path = "/campaigns/PHAN-LOAI-RAC-TAI-NGUON"
    pairs = filled(ward.coordinator.get(f"{path}/edit").text, title="Tên của tôi")
    makers.patch(coordinator, path, title="Tên của người khác")
    answer = press(ward.coordinator, f"{path}/edit", pairs, "")
    assert answer.status_code == 422
    assert "Có người đã sửa" in answer.text
    assert dict(filled(answer.text))["title"] == "Tên của tôi"
    assert get(coordinator, path)["title"] == "Tên của người khác"


@pytest.fixture
def rubbish(ward: SimpleNamespace, coordinator: TestClient) -> str:
    """A campaign with two products: 60% of Tổ 1 by loudspeaker in its days, 40% by Zalo before them."""
    makers.campaign(
        coordinator,
        "RAC",
        title="Phân loại rác",
        content_groups=["1.8"],
        starts_on="2026-05-01",
        ends_on="2026-06-15",
        target_groups=["residential", "CB-01"],
        target_coverage=0.8,
        budget=[{"amount": 1_000_000, "funding": "state_budget"}],
    )
    own: Json = {"campaign": "RAC", "content_group": "1.8"}
    heard = reach("TDP-01", 600, "estimated")
    product(
        coordinator,
        placement("loudspeaker", "2026-05-04", heard),
        **own,
        title="Loa rác",
        cost={"amount": 1_500_000, "funding": "state_budget"},
    )
    product(coordinator, placement("zalo", "2026-04-20", reach("TDP-01", 400, "measured")), **own, title="Zalo rác")
    gone = product(coordinator, placement("zalo", "2026-05-20", reach("TDP-02", 500, "measured")), **own)
    makers.patch(coordinator, f"/products/{gone['id']}", status="withdrawn", reason="Sai")
    product(coordinator, placement("zalo", "2026-05-20", reach("TDP-02", 500, "measured")), content_group="1.8")
    return "/campaigns/RAC"


def test_its_page_says_whom_it_reached_missed_and_what_it_cost(ward: SimpleNamespace, rubbish: str) -> None:
    text = re.sub(r"\s+", " ", ward.officer.get(rubbish).text)
    # 1 − 0.4 · 0.6 = 76% of 1,000 in 1,500 people: 51%; at least 600, at most 1,000 of them.
    assert "ít nhất 40%, ước chừng <b>51%</b> · chủ yếu ước tính, mục tiêu 80%" in text
    assert "Khoảng 760 người khác nhau trong 1.500 người, 1.000 lượt người" in text
    assert "1 tổ chưa có tin nào" in text
    assert "/products/new?campaign=RAC&amp;groups=TDP-02" in text
    assert "Độ phủ 1 chi bộ" in text
    assert "2 lượt phát, từ 20/04 đến 04/05/2026" in text
    assert "vượt 500.000" in text
    assert "1 trong 2 sản phẩm đã phát không ghi chi phí" in text
    listed = ward.leader.get("/campaigns").text
    assert "Phân loại rác" in listed
    assert "còn 1 tổ chưa có tin" in listed
    assert "/products/new?campaign" not in ward.leader.get(rubbish).text


def test_closed_it_is_offered_no_more_and_its_figures_stay(
    ward: SimpleNamespace, rubbish: str, coordinator: TestClient
) -> None:
    assert "Kết thúc chiến dịch này?" in ward.coordinator.get(f"{rubbish}/close").text
    assert 'value="RAC"' in ward.officer.get("/products/new").text
    pairs = filled(ward.coordinator.get(f"{rubbish}/close").text)
    assert press(ward.coordinator, f"{rubbish}/close", pairs, "").headers["location"] == f"{rubbish}?done=closed"
    text = ward.officer.get(rubbish).text
    assert "<b>51%</b>" in text
    assert "đã kết thúc" in text
    assert "Kết thúc</span>" in text
    assert 'value="RAC"' not in ward.officer.get("/products/new").text
    assert get(coordinator, rubbish)["active"] is False
    assert press(ward.coordinator, f"{rubbish}/reopen", [], "").status_code == 303
    assert 'value="RAC"' in ward.officer.get("/products/new").text


def test_only_what_nothing_uses_is_deleted(ward: SimpleNamespace, rubbish: str, coordinator: TestClient) -> None:
    assert "Xóa chiến dịch" not in ward.coordinator.get(f"{rubbish}/close").text
    assert press(ward.coordinator, f"{rubbish}/remove", [], "").headers["location"] == f"{rubbish}?done=closed"
    makers.campaign(coordinator, "TRONG")
    assert "Xóa chiến dịch" in ward.coordinator.get("/campaigns/TRONG/close").text
    assert press(ward.coordinator, "/campaigns/TRONG/remove", [], "").headers["location"] == "/campaigns?done=removed"
    assert ward.leader.get("/campaigns/TRONG").status_code == 404


def test_the_standing_campaign_can_not_be_ended(ward: SimpleNamespace) -> None:
    for step in ("close", "remove"):
        answer = press(ward.coordinator, f"/campaigns/TX-2026/{step}", [], "")
        assert answer.status_code == 422
        assert "chiến dịch thường xuyên" in answer.text
    assert "không kết thúc và không xóa được" in ward.coordinator.get("/campaigns/TX-2026").text


def test_campaigns_are_found_without_diacritics(ward: SimpleNamespace, rubbish: str) -> None:
    assert "Phân loại rác" in ward.leader.get("/campaigns?q=phan+loai").text
    assert "Không có chiến dịch nào như vậy" in ward.leader.get("/campaigns?q=phong+chay").text


def test_a_ward_without_groups_is_told_so(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.campaign(coordinator, "RAC")
    assert "chưa tính được độ phủ" in pages.leader.get("/campaigns/RAC").text
    assert "Chưa có sản phẩm nào" in pages.leader.get("/campaigns/RAC").text
