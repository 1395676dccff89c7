"""What is written in a report: proposed sentences that never grow old, saved as one writes, units' words gathered."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import API, concern, every, get, placement, product, reach, report
from tests.views.filled import Fields, filled, press

Q = "2026-Q2"


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, officer: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    makers.group(coordinator, "TDP-01", name="Tổ dân phố số 1", population=1000)
    makers.group(coordinator, "TDP-02", name="Tổ dân phố số 2", population=500)
    product(officer, placement("zalo", "2026-05-04", reach("TDP-01", 400)), title="Lịch đổ rác")
    return pages


def address_of(client: TestClient, **fields: Any) -> str:
    return f"/reports/{report(client, period=Q, **fields)['id']}"


def written(client: TestClient, address: str) -> dict[str, str]:
    """The fields of the report's form as they stand."""
    return dict(Fields(client.get(address).text).pairs)


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


FIRST = "Đã phát 1 sản phẩm, 1 lượt, nhiều nhất trên Zalo tổ dân phố (1 lượt)."


def test_a_report_begins_with_a_sentence_a_part(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer)
    fields = written(ward.officer, address)
    assert fields["comments.1"] == FIRST
    assert fields["comments.2"] == (
        "Đã thông tin tới 1 trong 2 tổ dân phố; ít nhất 400 trong 1.500 người đã nghe, ước chừng 400 người."
    )
    assert fields["comments.3"] == "Còn 1 tổ chưa có tin: Tổ dân phố số 2; cần ưu tiên trong kỳ sau."
    assert fields["proposals"] == ""
    assert get(officer, address)["comments"] == {}, "nothing is stored that nobody saved"
    assert "xong 0 trong 6 phần" in plain(ward.officer.get(address).text)


def test_a_sentence_names_what_has_as_many_and_nothing_where_all_have(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    address = address_of(officer)

    def begins() -> tuple[str, str]:
        told = get(officer, address)["sentences"]
        return told["1"], told["4"]

    product(officer, placement("loudspeaker", "2026-05-06", reach("TDP-02", 450)))
    for content_group in ("1.8", "1.3"):
        concern(officer, content_group=content_group)
    assert begins() == ("Đã phát 2 sản phẩm, 2 lượt.", "Tiếp nhận 2 vấn đề.")
    product(officer, placement("fanpage", "2026-05-06"), placement("zalo", "2026-05-06"))
    product(officer, placement("loudspeaker", "2026-05-07"))
    concern(officer, content_group="1.9")
    for content_group in ("1.8", "1.3"):
        concern(officer, content_group=content_group, summary="Ngõ ngập khi mưa")
    channels = "Loa truyền thanh và Zalo tổ dân phố (mỗi kênh 2 lượt)"
    subjects = "Chính sách lớn và Hạ tầng, dân sinh (mỗi nhóm 2 vấn đề)"
    assert begins() == (
        f"Đã phát 4 sản phẩm, 5 lượt, nhiều nhất trên {channels}.",
        f"Tiếp nhận 5 vấn đề, nhiều nhất về {subjects}.",
    )


def test_a_sentence_says_that_its_coverage_is_mostly_estimated(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer)
    product(officer, placement("loudspeaker", "2026-05-06", reach("TDP-02", 450, "estimated")), title="Bài phát thanh")
    assert written(ward.officer, address)["comments.2"].endswith("ước chừng 850 người, chủ yếu ước tính.")


def test_a_sentence_that_was_kept_tells_the_figures_of_the_day_that_it_is_handed_in(
    ward: SimpleNamespace, officer: TestClient
) -> None:
    address = address_of(officer)
    press(ward.officer, address, filled(ward.officer.get(address).text, comments__2="Tốt"), "save")
    assert get(officer, address)["proposed"] == ["1", "3", "4", "5"]
    assert "xong 5 trong 6 phần" in plain(ward.officer.get(address).text)
    product(officer, placement("zalo", "2026-05-09", reach("TDP-02", 200)), title="Bổ sung")
    now = "Đã phát 2 sản phẩm, 2 lượt, nhiều nhất trên Zalo tổ dân phố (2 lượt)."
    assert written(ward.officer, address)["comments.1"] == now
    officer.post(f"{API}{address}/submit")
    told = get(officer, address)
    assert (told["comments"]["1"], told["comments"]["2"]) == (now, "Tốt")
    product(officer, placement("zalo", "2026-05-10", reach("TDP-02", 20)), title="Sau khi nộp")
    assert now in plain(ward.coordinator.get(address).text), "what was handed in stays"


def test_a_sentence_is_worked_out_anew_after_the_report_came_back(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    address = address_of(officer)
    press(ward.officer, address, filled(ward.officer.get(address).text), "save")
    officer.post(f"{API}{address}/submit")
    coordinator.post(f"{API}{address}/return", json={"reason": "Thiếu bài"})
    product(officer, placement("zalo", "2026-05-09", reach("TDP-02", 200)), title="Bổ sung")
    assert "Đã phát 2 sản phẩm" in written(ward.officer, address)["comments.1"]
    officer.post(f"{API}{address}/submit")
    assert "Đã phát 2 sản phẩm" in get(officer, address)["comments"]["1"]


def test_what_was_changed_or_emptied_stays_so(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer)
    sent = filled(ward.officer.get(address).text, comments__1="", comments__3="Tổ 2 mất loa từ tháng 5")
    press(ward.officer, address, sent, "save")
    fields = written(ward.officer, address)
    assert (fields["comments.1"], fields["comments.3"]) == ("", "Tổ 2 mất loa từ tháng 5")
    assert f"Câu gợi ý: {FIRST}" in plain(ward.officer.get(address).text)
    officer.post(f"{API}{address}/submit")
    assert "1" not in get(officer, address)["comments"]


def test_what_another_system_hands_in_says_only_what_it_said(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer, comments={"1": "Đủ hình thức"})
    told = get(officer, address)
    assert (told["proposed"], told["sentences"]["1"]) == (None, FIRST)
    officer.post(f"{API}{address}/submit")
    assert get(officer, address)["comments"] == {"1": "Đủ hình thức"}


def test_another_system_keeps_a_sentence_by_naming_its_part(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer, proposed=["1", "5"])
    makers.patch(officer, address, comments={"5": "Đã trả lời hết"})
    assert get(officer, address)["proposed"] == ["1"]
    officer.post(f"{API}{address}/submit")
    assert get(officer, address)["comments"] == {"1": FIRST, "5": "Đã trả lời hết"}


def test_one_s_own_words_never_give_way_to_a_sentence(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    address = address_of(officer, proposed=["1", "2"], comments={"1": "Lời của đơn vị"})
    assert get(officer, address)["proposed"] == ["2"]
    officer.post(f"{API}{address}/submit")
    assert get(officer, address)["comments"]["1"] == "Lời của đơn vị"
    body = {"period": Q, "type": "consolidated"}
    path = f"/reports/{makers.post(coordinator, '/reports', body | {'proposed': ['1']})['id']}"
    coordinator.post(f"{API}{path}/submit")
    again = coordinator.post(f"{API}/reports", json=body | {"comments": {"1": "Lời của phường"}})
    assert (again.status_code, again.json()["proposed"]) == (200, [])
    coordinator.post(f"{API}{path}/submit")
    assert get(coordinator, path)["comments"] == {"1": "Lời của phường"}


def test_what_has_not_happened_yet_is_not_reported(officer: TestClient) -> None:
    body = {"type": "urgent", "title": "Mất nước", "text": "Hai ngõ.", "happened_at": "2099-01-01T00:00:00Z"}
    makers.problem(officer.post(f"{API}/reports", json=body), 422, (("happened_at",), "future"))


def saved_again(client: TestClient, address: str, fields: list[tuple[str, str]]) -> Any:
    """As the page saves while one writes: the block that htmx swaps comes back."""
    return client.post(address, data=dict(fields), headers={"HX-Request": "true", "HX-Target": "span#saved"})


def test_one_page_saves_again_and_again_and_another_is_asked(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer)
    mine, other = filled(ward.officer.get(address).text), filled(ward.officer.get(address).text)
    first = [(name, "Một" if name == "proposals" else value) for name, value in mine]
    assert saved_again(ward.officer, address, first).status_code == 303
    # The same page, whose own mark of what it opened is still that of before: the answer was on its way.
    second = [(name, f"{value}-2" if name == "form_id" else value) for name, value in first]
    second = [(name, "Một hai" if name == "proposals" else value) for name, value in second]
    assert saved_again(ward.officer, address, second).status_code == 303
    assert get(officer, address)["proposals"] == "Một hai"
    late = saved_again(ward.officer, address, [(n, "Của tôi" if n == "proposals" else v) for n, v in other])
    assert late.status_code == 422
    assert "Có người đã sửa báo cáo này" in late.text
    assert get(officer, address)["proposals"] == "Một hai"


def test_a_button_pressed_while_a_save_is_on_its_way_still_leads_on(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer)
    sent = filled(ward.officer.get(address).text, proposals="Thêm")
    saved_again(ward.officer, address, sent)
    more = [(name, "Thêm loa" if name == "proposals" else value) for name, value in sent]
    for _ in range(2):
        assert press(ward.officer, address, more, "submit").headers["location"] == f"{address}/submit"
    told = get(officer, address)
    assert (told["proposals"], told["status"]) == ("Thêm loa", "draft")
    kept = [one for one in every(officer, "/reports") if one["proposals"] == "Thêm loa"]
    assert len(kept) == 1


def test_what_is_odd_is_not_confirmed_by_writing_on(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer)
    sent = filled(ward.officer.get(address).text, proposals="Sửa loa ở số nhà 12 ngõ 7")
    for _ in range(2):
        answer = saved_again(ward.officer, address, sent)
        assert answer.status_code == 422
        assert "Chưa lưu:" in answer.text
        assert "confirmed" not in answer.text
        fresh = dict(Fields(answer.text).pairs)
        sent = [(name, fresh.get(name, value)) for name, value in sent]
    assert get(officer, address)["proposals"] is None


def test_what_another_system_wrote_meanwhile_is_not_written_over(ward: SimpleNamespace, officer: TestClient) -> None:
    address = address_of(officer)
    mine = filled(ward.officer.get(address).text, proposals="Một")
    saved_again(ward.officer, address, mine)
    makers.patch(officer, address, proposals="Của hệ thống")
    second = [(name, f"{value}-2" if name == "form_id" else value) for name, value in mine]
    assert saved_again(ward.officer, address, second).status_code == 422
    assert get(officer, address)["proposals"] == "Của hệ thống"


def test_the_ward_s_report_gathers_what_the_accepted_units_wrote(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient, other_officer: TestClient
) -> None:
    for client, unit, text in ((officer, "UBND", "Loa ngõ 7 hỏng."), (other_officer, "MTTQ", "Thiếu bảng tin.")):
        made = report(client, unit, period=Q, comments={"2": text}, proposals="Thêm loa")
        client.post(f"{API}/reports/{made['id']}/submit")
        if unit == "UBND":
            coordinator.post(f"{API}/reports/{made['id']}/accept")
    made = makers.post(coordinator, "/reports", {"period": Q, "type": "consolidated"})
    address = f"/reports/{made['id']}"
    text = ward.coordinator.get(address).text
    assert "Đánh giá chung" in text
    assert written(ward.coordinator, address)["comments.0"].startswith("Trong kỳ có ")
    answer = press(ward.coordinator, address, filled(text), "gather-2")
    assert answer.headers["location"] == f"{address}?done=gathered#part-2"
    line = "- Ủy ban nhân dân phường: Loa ngõ 7 hỏng."
    assert written(ward.coordinator, address)["comments.2"] == line, "MTTQ's was not accepted"
    press(ward.coordinator, address, filled(ward.coordinator.get(address).text, comments__2=f"Sửa. {line}"), "gather-2")
    assert written(ward.coordinator, address)["comments.2"] == f"Sửa. {line}", "no line comes twice"
    coordinator.post(f"{API}{address}/submit")
    told = get(coordinator, address)
    assert told["comments"]["0"].startswith("Trong kỳ có ")
    figures = told["snapshot"]["figures"]
    assert {one["unit"]: one["products"] for one in figures["by_unit"]}["UBND"] == 1
    assert {one["unit"]: one["status"] for one in figures["units"]}["MTTQ"] == "submitted"
    assert "Phụ lục: kết quả của từng đơn vị" in ward.leader.get(address).text


def test_a_unit_that_ended_stands_among_the_units_while_it_logs(
    ward: SimpleNamespace, coordinator: TestClient, admin: TestClient
) -> None:
    for code in ("GONE", "SILENT"):
        makers.post(admin, "/units", makers.unit_json(code, name=f"Đơn vị {code}", retired_on="2026-03-31"))
    product(coordinator, placement("zalo", "2026-05-04", reach()), unit="GONE")
    live = get(
        coordinator, f"/reports/{makers.post(coordinator, '/reports', {'period': Q, 'type': 'consolidated'})['id']}"
    )["live"]
    units = {one["unit"]: one for one in live["by_unit"]}
    assert {name: units["GONE"][name] for name in ("products", "placements", "gross")} == {
        "products": 1,
        "placements": 1,
        "gross": 420,
    }
    assert sum(one["gross"] for one in live["by_unit"]) == live["2"]["residential"]["gross_reach"]
    assert "SILENT" not in units
    assert "Đơn vị GONE" in ward.leader.get(f"/indicators/products_published?period={Q}").text


def test_only_the_ward_s_report_has_a_general_assessment(officer: TestClient) -> None:
    answer = officer.post(f"{API}/reports", json=makers.report_json(comments={"0": "Tốt"}))
    makers.problem(answer, 422, (("comments", "0"), "not_of_a_unit"))


@pytest.mark.parametrize("typed", ["sáng nay", "2026-02-30T09:30", "30/02/2026 09:30", "0026-05-03T09:30"])
def test_a_moment_that_is_none_is_named_as_people_write_it(ward: SimpleNamespace, typed: str) -> None:
    told = {"title": "Mất nước", "text": "Hai ngõ.", "happened_at": typed}
    pairs = [(name, told.get(name, value)) for name, value in filled(ward.officer.get("/reports/new").text)]
    answer = press(ward.officer, "/reports/new", pairs)
    assert answer.status_code == 422
    assert f"Nhập ngày và giờ, ví dụ 03/05/2026 09:30. Đang ghi «{typed}»." in answer.text


@pytest.mark.parametrize("typed", ["02/11/2026 05:30", "2.11.2026, 5h30", "2026-11-02T05:30"])
def test_a_moment_is_read_as_people_write_it(ward: SimpleNamespace, officer: TestClient, typed: str) -> None:
    told = {"title": "Mất nước", "text": "Hai ngõ.", "happened_at": typed}
    pairs = [(name, told.get(name, value)) for name, value in filled(ward.officer.get("/reports/new").text)]
    address = press(ward.officer, "/reports/new", pairs).headers["location"].partition("?")[0]
    assert get(officer, address)["happened_at"] == "2026-11-01T22:30:00.000000Z"


def test_an_urgent_report_says_when_it_happened_and_who_has_opened_it(
    ward: SimpleNamespace, officer: TestClient
) -> None:
    typed = {"title": "Mất nước", "text": "Hai ngõ mất nước.", "happened_at": "2026-11-02T05:30"}
    sent = [(name, typed.get(name, value)) for name, value in filled(ward.officer.get("/reports/new").text)]
    address = press(ward.officer, "/reports/new", sent).headers["location"].partition("?")[0]
    assert get(officer, address)["happened_at"] == "2026-11-01T22:30:00.000000Z"
    for reader in (ward.coordinator, ward.leader):
        today = reader.get("/").text
        assert "Xảy ra lúc 02/11/2026 05:30" in plain(reader.get(address).text)
        assert "Mất nước" in today
    assert "Chưa ai mở" in plain(ward.leader.get(address).text)
    opened = {"form_id": "open-1"}
    assert ward.leader.post(f"{address}/open", data=opened).headers["location"] == address
    assert "Mất nước" not in ward.leader.get("/").text
    assert "Mất nước" in ward.coordinator.get("/").text, "each has to open it"
    again = ward.leader.post(f"{address}/open", data={"form_id": "open-2"})
    assert again.status_code == 303
    told = plain(ward.officer.get(address).text)
    assert told.partition("Ai đã mở")[2].partition("Lịch sử")[0].count("Leader") == 1
    assert ward.officer.post(f"{address}/open", data={"form_id": "open-3"}).status_code == 403
    other = address_of(officer)
    refused = ward.leader.post(f"{other}/open", data={"form_id": "open-4"})
    assert refused.status_code == 422
    assert "Chỉ báo cáo đột xuất đã gửi mới ghi ai đã mở." in refused.text
