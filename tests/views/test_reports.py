"""Reports through their pages: the board, what is written and handed in, sent back, accepted; the ward's own."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import API, Json, every, get, patch, placement, product, reach, report
from tests.reading import plain
from tests.views.filled import Fields, filled, press

Q = "2026-Q2"
BOARD = f"/reports?period={Q}"


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, officer: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    makers.group(coordinator, "TDP-01", name="Tổ dân phố số 1", population=1000, cluster="Cụm 1")
    makers.group(coordinator, "TDP-02", name="Tổ dân phố số 2", population=500, cluster="Cụm 2")
    product(officer, placement("zalo", "2026-05-04", reach("TDP-01", 400)), kind="infographic", title="Lịch đổ rác")
    return pages


def begun(client: TestClient, kind: str = "periodic", unit: str = "", period: str = Q) -> str:
    """Presses the board's button; the address of the report."""
    sent = {"type": kind, "period": period, "unit": unit, "form_id": f"{kind}-{unit}-{period}-button"}
    answer = client.post("/reports/begin", data=sent)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def changed(pairs: list[tuple[str, str]], **values: str) -> list[tuple[str, str]]:
    return [(name, values.get(name, value)) for name, value in pairs]


def row(text: str, name: str) -> str:
    """The board's line of a unit, as text."""
    found = re.search(rf">{name}<.*?</tr>", text, re.DOTALL)
    assert found, name
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split())


def act(client: TestClient, address: str, **values: str) -> Any:
    """Opens the question before a step and answers it."""
    return press(client, address, filled(client.get(address).text, **values))


def test_a_report_goes_from_the_board_to_accepted(ward: SimpleNamespace, officer: TestClient) -> None:
    unit = "Ủy ban nhân dân phường"
    assert "chưa bắt đầu" in row(ward.officer.get(BOARD).text, unit)
    address = begun(ward.officer)
    assert begun(ward.officer) == address, "the same press opens the same report"
    text = ward.officer.get(address).text
    assert "Đồ họa thông tin" in text
    assert "ước chừng <b>400</b> (27%) trong 1.500 người" in " ".join(text.split())
    assert "1 tổ chưa có tin: Tổ 2" in " ".join(text.split())
    sent = filled(text, comments__1="Đủ hình thức", proposals="Thêm loa ở ngõ 7")
    answer = press(ward.officer, address, sent, "submit")
    assert answer.headers["location"] == f"{address}/submit"
    assert "còn trống" not in ward.officer.get(f"{address}/submit").text, "part 6 was written"
    assert act(ward.officer, f"{address}/submit").headers["location"] == f"{address}?done=submitted"
    assert "chờ duyệt" in row(ward.coordinator.get(BOARD).text, unit)
    assert "Xem và duyệt" in ward.coordinator.get(BOARD).text
    refused = act(ward.coordinator, f"{address}/return", reason="")
    assert refused.status_code == 422
    assert "Ghi điều đơn vị cần sửa" in refused.text
    act(ward.coordinator, f"{address}/return", reason="Thiếu phần 5")
    assert "Trả lại: Thiếu phần 5" in row(ward.officer.get(BOARD).text, unit)
    assert "Thiếu phần 5" in ward.officer.get(address).text
    act(ward.officer, f"{address}/submit")
    act(ward.coordinator, f"{address}/accept")
    assert "đã duyệt" in row(ward.leader.get(BOARD).text, unit)
    told = get(officer, f"/reports/{address.rpartition('/')[2]}")
    assert (told["status"], told["version"], told["comments"]["1"]) == ("accepted", 2, "Đủ hình thức")
    assert told["comments"]["4"] == "Trong kỳ không tiếp nhận vấn đề nào.", "the proposed sentence was kept"
    assert act(ward.coordinator, f"{address}/reopen", reason="").status_code == 422
    act(ward.coordinator, f"{address}/reopen", reason="Sổ đã sửa nhiều mục")
    assert "Trả lại: Sổ đã sửa nhiều mục" in row(ward.officer.get(BOARD).text, unit)
    assert "Mở lại" in ward.officer.get(address).text, "its history tells"


def test_a_supplement_is_offered_after_the_report_and_gone_on_with_until_it_is_handed_in(
    ward: SimpleNamespace, officer: TestClient
) -> None:
    assert "Viết báo cáo bổ sung" not in ward.officer.get(BOARD).text
    handed_in = begun(ward.officer)
    assert "Viết báo cáo bổ sung" not in ward.officer.get(BOARD).text
    assert act(ward.officer, f"{handed_in}/submit").status_code == 303
    assert "Viết báo cáo bổ sung" in ward.officer.get(BOARD).text
    pressed = {"type": "supplement", "period": Q}
    first, again = (ward.officer.post("/reports/begin", data=pressed | {"form_id": one}) for one in ("a", "b"))
    assert first.headers["location"] == again.headers["location"] != handed_in
    assert [one["type"] for one in every(officer, "/reports")].count("supplement") == 1
    assert act(ward.officer, f"{first.headers['location']}/submit").status_code == 303
    third = ward.officer.post("/reports/begin", data=pressed | {"form_id": "c"})
    assert third.headers["location"] != first.headers["location"]


def test_remarks_on_parts_stand_beside_them(ward: SimpleNamespace, officer: TestClient) -> None:
    address = begun(ward.officer)
    act(ward.officer, f"{address}/submit")
    asked = act(ward.coordinator, f"{address}/return", reason="Sửa phần 2", parts__2="Gọi 0912345678")
    assert asked.status_code == 422
    assert 'id="parts.2-fault"' in asked.text
    act(ward.coordinator, f"{address}/return", reason="Sửa phần 2", parts__2="Nêu rõ số tổ", parts__3=" ")
    for client in (ward.officer, ward.coordinator):
        text = client.get(address).text
        assert text.count("Ban Xây dựng Đảng góp ý:") == 1
        part = re.search(r"id=\"part-2\".*?</section>", text, re.DOTALL)
        assert part is not None
        assert "Nêu rõ số tổ" in part[0]
        assert "góp ý phần 2: để trống → «Nêu rõ số tổ»" in text, "the history tells"
    press(ward.officer, address, filled(ward.officer.get(address).text, proposals="Thêm loa"))
    assert "Ban Xây dựng Đảng góp ý:" in ward.officer.get(address).text
    act(ward.officer, f"{address}/submit")
    assert "Ban Xây dựng Đảng góp ý:" not in ward.officer.get(address).text


def test_what_was_handed_in_stands_beside_what_is_so_now(ward: SimpleNamespace, officer: TestClient) -> None:
    address = begun(ward.officer)
    act(ward.officer, f"{address}/submit")
    assert 'id="since"' not in ward.leader.get(address).text
    product(officer, placement("zalo", "2026-05-09", reach("TDP-02", 200)), title="Bổ sung")
    text = " ".join(re.sub(r"<[^>]*>", "", ward.leader.get(address).text).split())
    assert "Từ khi nộp, sổ đã đổi: sản phẩm 1 → 2; lượt phát 1 → 2; tổ có tin 1 → 2; người đã nghe 400 → 600" in text
    assert "ước chừng 400 (27%) trong 1.500 người" in text


def test_the_next_quarter_stands_beside_this_one_and_says_what_moved_in_it(
    ward: SimpleNamespace, officer: TestClient
) -> None:
    act(ward.officer, f"{begun(ward.officer)}/submit")
    product(officer, placement("zalo", "2026-06-09", reach("TDP-02", 200)), title="Ghi muộn")
    product(officer, placement("fanpage", "2026-08-09", reach("TDP-02", 100)), title="Của quý này", kind="video")
    text = ward.coordinator.get(begun(ward.officer, period="2026-Q3")).text
    said = " ".join(re.sub(r"<[^>]*>", "", text).split())
    assert "1 sản phẩm, 1 lượt phát, 1 lần phát; quý II/2026: 2 sản phẩm, 2 lượt phát" in said
    assert "Quý II/2026: 2 trong 2 tổ, độ phủ 40%" in said
    assert "Từ báo cáo quý II/2026 (số liệu tới 30/06/2026, bản 1) đến nay, sổ đổi 1 mục: sản phẩm 1 → 2" in said
    assert "Ghi muộn" in said
    assert "/products?status=published&amp;period=2026-Q3&amp;unit=UBND&amp;channel=fanpage" in text


def test_a_figure_that_is_not_known_any_more_is_said_to_be_so(ward: SimpleNamespace, coordinator: TestClient) -> None:
    address = begun(ward.officer)
    act(ward.officer, f"{address}/submit")
    for code in ("TDP-01", "TDP-02"):
        patch(coordinator, f"/groups/{code}", population=None)
    text = " ".join(re.sub(r"<[^>]*>", "", ward.leader.get(address).text).split())
    assert "Từ khi nộp, số đã đổi: người đã nghe 400 → chưa có số. Báo cáo này giữ số lúc nộp." in text


def test_a_report_keeps_the_names_of_the_day_that_it_was_handed_in(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient, admin: TestClient
) -> None:
    made = report(officer, period=Q)
    path = f"/reports/{made['id']}"
    patch(coordinator, "/channels/zalo", name="Zalo ngày ấy")
    officer.post(f"{API}{path}/submit")
    coordinator.post(f"{API}{path}/accept")
    taken, shown = get(officer, path)["snapshot"], ward.officer.get(path).text
    assert ">Zalo ngày ấy</a>" in shown
    patch(coordinator, "/channels/zalo", name="Zalo bây giờ")
    patch(admin, "/units/UBND", name="Đơn vị mang tên mới")
    for client in (ward.officer, ward.coordinator, ward.leader):
        text = client.get(path).text
        assert ">Zalo ngày ấy</a>" in text
        assert "Zalo bây giờ" not in text
        assert "Đơn vị mang tên mới" not in text
        assert "<p>Ủy ban nhân dân phường" in text
    told = get(officer, path)
    assert told["snapshot"] == taken
    assert set(taken["figures"]) == set(told["live"]), "names stand beside the figures"


def test_a_refused_text_keeps_everything_typed(ward: SimpleNamespace, officer: TestClient) -> None:
    address = begun(ward.officer)
    sent = filled(ward.officer.get(address).text, comments__2="Tốt", comments__4="Gọi ông Nam 0912345678")
    answer = press(ward.officer, address, sent)
    assert answer.status_code == 422
    kept = dict(Fields(answer.text).pairs)
    assert (kept["comments.2"], kept["comments.4"]) == ("Tốt", "Gọi ông Nam 0912345678")
    assert 'id="comments.4-fault"' in answer.text
    assert get(officer, f"/reports/{address.rpartition('/')[2]}")["comments"] == {}


def test_a_comment_is_taken_back(ward: SimpleNamespace, officer: TestClient) -> None:
    address = begun(ward.officer)
    press(ward.officer, address, filled(ward.officer.get(address).text, comments__1="Tốt", proposals="Thêm loa"))
    assert (
        press(ward.officer, address, filled(ward.officer.get(address).text, comments__1="", proposals="")).status_code
        == 303
    )
    told = get(officer, address)
    assert (told["comments"], told["proposals"]) == ({}, None)


def test_two_who_write_at_once_do_not_overwrite_one_another(ward: SimpleNamespace, officer: TestClient) -> None:
    address = begun(ward.officer)
    sent = filled(ward.officer.get(address).text, proposals="Của tôi")
    patch(officer, address, proposals="Của người khác")
    answer = press(ward.officer, address, sent)
    assert answer.status_code == 422
    assert "Có người đã sửa báo cáo này" in answer.text
    assert "Của tôi</textarea>" in answer.text


def test_another_unit_s_draft_is_not_on_the_board(ward: SimpleNamespace) -> None:
    address = begun(ward.officer)
    unit = "Ủy ban nhân dân phường"
    assert "đang viết" in row(ward.coordinator.get(BOARD).text, unit)
    text = ward.other_officer.get(BOARD).text
    assert "chưa nộp" in row(text, unit), "nobody but its own knows that it is being written"
    assert address not in text
    assert ward.other_officer.get(address).status_code == 404
    assert ward.other_officer.get(f"{address}/submit").status_code == 404


def test_the_coordinator_begins_one_for_a_unit(ward: SimpleNamespace, coordinator: TestClient) -> None:
    address = begun(ward.coordinator, unit="MTTQ")
    assert get(coordinator, address)["unit"] == "MTTQ"
    assert (
        ward.officer.post("/reports/begin", data={"type": "periodic", "period": Q, "unit": "MTTQ"}).status_code == 403
    )


def test_an_urgent_report_is_sent_at_once(ward: SimpleNamespace, officer: TestClient) -> None:
    sent = filled(ward.officer.get("/reports/new").text, title="Mất nước")
    answer = press(ward.officer, "/reports/new", sent)
    assert answer.status_code == 422
    assert "Nhập nội dung cần báo" in answer.text
    assert "Mất nước</textarea>" in answer.text
    answer = press(ward.officer, "/reports/new", changed(filled(answer.text), text="Hai ngõ mất nước từ 5 giờ."))
    assert answer.status_code == 303
    [one] = every(officer, "/reports", type="urgent")
    assert one["status"] == "submitted"
    for client in (ward.coordinator, ward.leader):
        assert "Mất nước" in client.get("/reports").text
    assert "Mất nước" not in ward.other_officer.get("/reports").text
    assert "Hai ngõ mất nước" in ward.leader.get(f"/reports/{one['id']}").text


def test_the_ward_s_report_names_each_unit_s_day(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    made = report(officer, period=Q)
    officer.post(f"{API}/reports/{made['id']}/submit")
    assert "Lập báo cáo tổng hợp" not in ward.officer.get(BOARD).text
    assert "Lập báo cáo tổng hợp" in ward.coordinator.get(BOARD).text
    address = begun(ward.coordinator, "consolidated")
    text = " ".join(re.sub(r"<[^>]*>", " ", ward.coordinator.get(address).text).split())
    assert "Ủy ban nhân dân phường chờ duyệt 30/06/2026, bản 1" in text
    assert "Ủy ban MTTQ Việt Nam phường chưa bắt đầu chưa nộp" in text
    act(ward.coordinator, f"{address}/submit")
    filed = plain(ward.coordinator.get(address).text)
    assert "trạng thái: đang viết → đã nộp" in filed
    assert "chờ duyệt" not in filed.split("Lịch sử")[1], "nobody judges the ward's own"
    assert "Xem báo cáo" in ward.officer.get(BOARD).text
    again = filled(ward.coordinator.get(address).text)
    assert ward.coordinator.post("/reports/begin", data=dict(again)).headers["location"] == address
    assert get(coordinator, address)["status"] == "draft", "begun anew, it is written again"


def test_a_report_that_is_late_says_so(ward: SimpleNamespace) -> None:
    assert "quá hạn" in row(ward.leader.get(BOARD).text, "Ủy ban nhân dân phường")
    address = begun(ward.officer)
    act(ward.officer, f"{address}/submit")
    assert re.search(r"muộn \d+ ngày", row(ward.leader.get(BOARD).text, "Ủy ban nhân dân phường"))


def test_a_draft_is_removed_and_a_handed_in_one_is_not(ward: SimpleNamespace, officer: TestClient) -> None:
    address = begun(ward.officer)
    assert f"{address}/remove" in ward.officer.get(address).text
    assert act(ward.officer, f"{address}/remove").headers["location"] == "/reports?done=deleted"
    assert every(officer, "/reports") == []


def test_today_leads_to_the_report(ward: SimpleNamespace, coordinator: TestClient) -> None:
    period: Json = makers.get(coordinator, f"/periods/{makers.period_of_today(coordinator)}")
    assert f'href="/reports?period={period["code"]}"' in ward.leader.get("/").text
    # Those of quarters that are over and still open stand above it.
    form = f'value="{period["code"]}"><button class="btn">Viết báo cáo'
    before, _, _ = ward.officer.get("/").text.partition(form)
    pairs = filled("<main>" + before.rpartition("<form")[2] + form)
    address = ward.officer.post("/reports/begin", data=dict(pairs)).headers["location"]
    assert "Nhận xét" in ward.officer.get(address).text, "straight at what is written"
    assert f'href="{address}">Viết tiếp báo cáo' in ward.officer.get("/").text
    assert period["code"] == get(coordinator, address)["period"]


def test_a_closed_period_asks_the_coordinator_for_a_reason(ward: SimpleNamespace, coordinator: TestClient) -> None:
    address = begun(ward.coordinator, unit="UBND")
    makers.close(coordinator)
    assert act(ward.coordinator, f"{address}/submit", change_reason="").status_code == 422
    answer = act(ward.coordinator, f"{address}/submit", change_reason="Nộp muộn")
    assert answer.headers["location"] == f"{address}?done=submitted"


def test_a_house_number_is_asked_about_before_it_is_stored(ward: SimpleNamespace, officer: TestClient) -> None:
    address = begun(ward.officer)
    odd = press(ward.officer, address, filled(ward.officer.get(address).text, proposals="Sửa loa ở số nhà 12 ngõ 7"))
    assert odd.status_code == 422
    assert get(officer, address)["proposals"] is None
    assert press(ward.officer, address, filled(odd.text)).status_code == 303
    assert get(officer, address)["proposals"] == "Sửa loa ở số nhà 12 ngõ 7"
    sent = filled(ward.officer.get("/reports/new").text, title="Cháy nhỏ")
    odd = press(ward.officer, "/reports/new", changed(sent, text="Cháy ở số nhà 5 ngõ 9, đã dập."))
    assert odd.status_code == 422
    assert every(officer, "/reports", type="urgent") == []
    assert press(ward.officer, "/reports/new", filled(odd.text)).status_code == 303


def test_a_report_that_came_back_is_handed_in_for_others(ward: SimpleNamespace) -> None:
    address = begun(ward.officer)
    act(ward.officer, f"{address}/submit")
    act(ward.coordinator, f"{address}/return", reason="Thiếu phần 5")
    told = row(ward.other_officer.get(BOARD).text, "Ủy ban nhân dân phường")
    assert "đã nộp" in told
    assert "trả lại" not in told.lower()
    assert "Thiếu phần 5" not in told


def test_in_a_closed_period_a_report_is_begun_with_a_reason_or_not_at_all(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    makers.close(coordinator)
    assert "Viết báo cáo" not in ward.officer.get(BOARD).text
    sent = {"type": "periodic", "period": Q, "unit": "UBND", "form_id": "closed"}
    refused = ward.officer.post("/reports/begin", data=sent)
    assert refused.status_code == 422
    assert "đã đóng" in refused.text
    assert "change_reason" not in refused.text, "a reason of a unit's would not do"
    asked = ward.coordinator.post("/reports/begin", data=sent | {"form_id": "again"})
    assert asked.status_code == 422
    answer = ward.coordinator.post("/reports/begin", data=dict(filled(asked.text, change_reason="Nộp muộn")))
    assert answer.status_code == 303
    assert get(coordinator, answer.headers["location"])["unit"] == "UBND"


def test_a_year_has_no_board(ward: SimpleNamespace) -> None:
    assert ward.leader.get("/reports?period=2026").status_code == 404


def test_of_what_nobody_counted_no_page_says_that_nobody_heard(
    pages: SimpleNamespace, coordinator: TestClient, officer: TestClient
) -> None:
    makers.group(coordinator, "TDP-31", name="Tổ dân phố số 31", population=800, cluster="Cụm 9")
    makers.campaign(coordinator, "NQ31", starts_on="2026-05-01")
    product(officer, placement("zalo", "2026-05-03", makers.reach("TDP-31", None)), campaign="NQ31")
    address = f"/reports/{report(officer, period='2026-Q2')['id']}"
    row = r"<li><a class=\"t\"(?:(?!<li>).)*?Tổ 31.*?</li>"
    for path, place in (
        (address, r"<tr[^>]*><th[^>]*>Cụm 9.*?</tr>"),
        ("/groups/TDP-31?period=2026-Q2", r"<dl class=\"figs figs-line\">.*?</dl>"),
        ("/campaigns/NQ31", row),
        ("/coverage?period=2026-Q2", row),
    ):
        [told, *_] = re.findall(place, pages.coordinator.get(path).text, re.DOTALL)
        assert "chưa đếm" in told, path
        assert not re.search(r"\b0%|ít nhất 0|\b0 *<small>trong", told), path


@pytest.mark.parametrize("kind", ["periodic", "consolidated"])
def test_a_report_s_concerns_open_on_those_that_it_counts(
    ward: SimpleNamespace, coordinator: TestClient, kind: str
) -> None:
    """Not on what came earlier and is due in its quarter."""
    makers.concern(coordinator, owner_unit="UBND", summary="Đèn ngõ hỏng", received_on="2026-05-04")
    early = {"received_on": "2026-03-30", "due_on": "2026-04-03"}
    makers.concern(coordinator, owner_unit="UBND", summary="Miệng cống đầy rác", **early)
    who = ward.officer if kind == "periodic" else ward.coordinator
    text = who.get(begun(who, kind)).text
    assert re.search(r'<a href="#received"><b>1</b> vấn đề', text)
    opened = re.findall(r'<table[^>]* id="received">.*?</table>', text, re.DOTALL)
    assert ["Đèn ngõ hỏng" in table and "Miệng cống" not in table for table in opened] == [True]
