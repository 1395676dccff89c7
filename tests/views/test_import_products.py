"""Products from a spreadsheet: a row a placement and group, rows of one product together, all or nothing, once."""

import io
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from app.domain.imports import products as lists
from tests.makers import directive_json, get, group, patch, post
from tests.reading import plain
from tests.views.filled import filled, press
from tests.views.importing import confirm, offers, take_in, told, upload, with_rows

PATH = "/products/import"
HEADS = "STT;Tên;Đơn vị;Loại;Nhóm nội dung;Ngày phát;Ngày dự kiến;Kênh;Nhóm;Số người;Cơ sở;Chi phí;Nguồn kinh phí\r\n"
QUARTER = HEADS + (
    "1;Phân loại rác;UBND;Bài phát thanh;1.3;03/05/2026;;loudspeaker;Cả phường;;;500.000;ngân sách Nhà nước\r\n"
    "1;;;;;04/05/2026;;Zalo;Tổ 1;420;đo được;;\r\n"
    ";;;;;;;;TDP-02;;;;\r\n"
    ";Họp tổ 2;UBND;Hội nghị, sinh hoạt;1.3;05/05/2026;;residential_meeting;TDP-02;35;có đếm;;\r\n"
    ";Họp tổ 2;UBND;;;05/05/2026;;;TDP-03;1.000;ước tính;;\r\n"
    ";Chào mừng 2/9;UBND;Bài viết;1.3;;01/09/2099;website;;;;;\r\n"
)
LOGGED = QUARTER.split(";Chào mừng", maxsplit=1)[0]


@pytest.fixture(autouse=True)
def _groups(coordinator: TestClient) -> None:
    for number in (1, 2, 3):
        group(coordinator, f"TDP-0{number}", name=f"Tổ {number}", population=1_000)


def products(client: TestClient) -> list[dict[str, object]]:
    return sorted(get(client, "/products", expand="reach")["items"], key=lambda one: str(one["title"]))


def test_a_quarter_of_a_unit_comes_in_from_one_file(pages: SimpleNamespace, officer: TestClient) -> None:
    preview = upload(pages.officer, QUARTER, PATH)
    assert "Mới 3 Thay đổi 0 Giữ nguyên 0 Cần sửa 0" in told(preview), told(preview)
    assert "Loại: Bài phát thanh; Ngày phát: 03/05/2026; Lượt phát: 2; Nhóm đối tượng: 3; Số người: 420" in told(
        preview
    )
    assert products(officer) == []
    assert "Dòng 7: Chào mừng 2/9. Ngày 01/09/2099 nằm ngoài chiến dịch" in told(preview)
    fields = filled(preview.text, all_sure="1")
    answer = press(pages.officer, f"{PATH}/confirm", fields, "")
    assert answer.headers["location"] == f"{PATH}?done=imported&new=3&changed=0&same=0&number=1"
    assert "Đã ghi 3 sản phẩm" in pages.officer.get(answer.headers["location"]).text
    planned, meeting, script = products(officer)
    assert (planned["status"], planned["planned_on"]) == ("planned", "2099-09-01")
    assert [one["channel"] for one in planned["planned_placements"]] == ["website"]
    everybody, zalo = script["placements"]
    assert [row["group"] for row in everybody["reach"]] == ["TDP-01", "TDP-02", "TDP-03"]
    assert {row["people"] for row in everybody["reach"]} == {None}
    assert [(row["group"], row["people"], row["basis"]) for row in zalo["reach"]] == [
        ("TDP-01", 420, "measured"),
        ("TDP-02", None, None),
    ]
    assert script["cost"] == {"amount": 500_000, "funding": "state_budget"}
    assert [row["people"] for row in meeting["placements"][0]["reach"]] == [35, 1_000]
    assert press(pages.officer, f"{PATH}/confirm", fields, "").headers["location"] == answer.headers["location"]
    assert len(products(officer)) == 3, "a double press stores once"
    again = upload(pages.officer, QUARTER, PATH)
    assert "Mới 0 Thay đổi 0 Giữ nguyên 3 Cần sửa 0" in told(again)
    assert "Mọi sản phẩm trong bảng tính đều đã ở trong sổ" in told(again)


def logged(pages: SimpleNamespace, officer: TestClient) -> list[dict[str, object]]:
    """A meeting and a script, brought in by the first rows of the quarter."""
    assert confirm(pages.officer, upload(pages.officer, LOGGED, PATH), PATH, all_sure="1").status_code == 303
    return products(officer)


def test_a_quarter_that_grew_brings_in_what_is_new(pages: SimpleNamespace, officer: TestClient) -> None:
    """One of the same name on the same day, for another group, may be another one: that is asked."""
    before = logged(pages, officer)
    preview = upload(pages.officer, LOGGED + "9;Tờ tin;UBND;Bài viết;1.3;06/05/2026;;website;;;;;\r\n", PATH)
    assert "Mới 1 Thay đổi 0 Giữ nguyên 2 Cần sửa 0" in told(preview), told(preview)
    assert confirm(pages.officer, preview, PATH).status_code == 303
    assert [one for one in products(officer) if one["title"] != "Tờ tin"] == before
    meeting = "1;Họp tổ 2;UBND;Hội nghị, sinh hoạt;1.3;05/05/2026;;residential_meeting;TDP-01;12;có đếm;;\r\n"
    preview = upload(pages.officer, HEADS + meeting, PATH)
    assert "1 dòng cần xem lại" in told(preview)
    assert confirm(pages.officer, preview, PATH).status_code == 422
    assert confirm(pages.officer, preview, PATH, all_sure="1").status_code == 303
    assert len(products(officer)) == 4


def test_what_a_list_says_otherwise_than_the_register_is_told_cell_by_cell(
    pages: SimpleNamespace, officer: TestClient
) -> None:
    meeting, script = logged(pages, officer)
    other = (
        LOGGED.replace("TDP-02;35", "TDP-02;36")
        .replace("Tổ 1;420;đo được", "Tổ 1;420;ước tính")
        .replace("500.000", "600.000")
        .replace(";;;;;;;;TDP-02;;;;", ";;;;;;;;TDP-03;;;;")
        .replace("Bài phát thanh;1.3", "Bài phát thanh;1.4")
    )
    preview = upload(pages.officer, other + "1;;;;;06/05/2026;;website;;;;;\r\n", PATH)
    text = told(preview)
    for words in (
        f"Ô J5 Số người Sản phẩm này đã có trong sổ (số {meeting['id']}), ở đó là «35».",
        f"Ô K3 Cơ sở Sản phẩm này đã có trong sổ (số {script['id']}), ở đó là «Đo được».",
        f"Ô L2 Chi phí (đồng) Sản phẩm này đã có trong sổ (số {script['id']}), ở đó là «500.000».",
        f"Ô I4 Nhóm đối tượng Sản phẩm này đã có trong sổ (số {script['id']}), ở đó chưa có nhóm này.",
        f"Ô H7 Kênh Sản phẩm này đã có trong sổ (số {script['id']}), ở đó chưa có lượt phát này.",
    ):
        assert words in text, text
    assert "Ô E2 Nhóm nội dung" in text
    assert "(1.3)»" in text
    assert "6 chỗ cần sửa" in text
    assert products(officer) == [meeting, script]


def test_a_number_that_was_counted_later_is_no_other_one(pages: SimpleNamespace, officer: TestClient) -> None:
    """An empty cell says nothing against the register; so does a product whose end is final."""
    meeting, script = logged(pages, officer)
    placements = script["placements"]
    placements[1]["reach"][1] |= {"people": 77, "basis": "counted"}  # type: ignore[index]
    patch(officer, f"/products/{script['id']}", placements=placements)
    sheet = officer.get("/api/v1/products", params={"format": "csv", "excel": "1"}).content.decode("utf-8-sig")
    assert "Giữ nguyên 2 Cần sửa 0" in told(upload(pages.officer, LOGGED, PATH))
    assert "Giữ nguyên 2 Cần sửa 0" in told(upload(pages.officer, sheet, PATH))
    changed = upload(pages.officer, sheet.replace(";35;", ";36;"), PATH)
    assert f"(số {meeting['id']}), ở đó là «35»" in told(changed)
    patch(officer, f"/products/{meeting['id']}", status="withdrawn", reason="Nhầm")
    assert "Giữ nguyên 2 Cần sửa 0" in told(upload(pages.officer, sheet.replace(";35;", ";36;"), PATH))


def test_so_many_products_in_one_file_are_too_many(
    pages: SimpleNamespace, officer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_PRODUCTS", 2)
    answer = upload(pages.officer, QUARTER, PATH)
    assert answer.status_code == 422
    assert "Tệp có hơn 2 sản phẩm. Chia thành nhiều tệp." in plain(answer.text)
    monkeypatch.undo()
    assert f"{lists.MOST_PRODUCTS:,}".replace(",", ".") in plain(pages.officer.get(PATH).text)


def test_several_names_with_commas_stand_in_one_cell(
    pages: SimpleNamespace, coordinator: TestClient, officer: TestClient
) -> None:
    for code, title in (("A-1", "Thông tin, tuyên truyền, cổ động"), ("A-2", "An toàn"), ("A-3", "Rác, nước thải")):
        post(coordinator, "/directives", directive_json(code=code, number=code, title=title))
    heads = "Tên;Đơn vị;Loại;Nhóm nội dung;Ngày phát;Kênh;Chủ trương\r\n"
    row = "Bài;UBND;Bài viết;1.3;03/05/2026;website;{}\r\n"
    several = row.format("An toàn, Thông tin, tuyên truyền, cổ động (A-1), rác, nước thải")
    assert take_in(pages.officer, heads + several, PATH).status_code == 303
    [one] = products(officer)
    assert sorted(one["directives"]) == ["A-1", "A-2", "A-3"]  # type: ignore[call-overload]
    wrong = told(upload(pages.officer, heads + row.format("An toàn, Rác, Khác hẳn"), PATH))
    assert "2 chỗ cần sửa" in wrong, wrong


def test_a_plan_by_time_comes_in_as_planned_products(pages: SimpleNamespace, officer: TestClient) -> None:
    """The heads and days that an annex of a plan has: months and quarters mean their last day."""
    plan = (
        "TT;Thời gian;Nội dung tuyên truyền;Hình thức;Đơn vị thực hiện;Nhóm nội dung;Mục đích\r\n"
        "1;Tháng 2/2096;An toàn dịp Tết;Bài viết;UBND;1.3;Kết quả nổi bật\r\n"
        "2;Quý III năm 2096;Hội thi của tổ;Sự kiện;UBND;1.3;Hội thi\r\n"
        "3;15/12/2096;Tổng kết;Bài viết;UBND;1.3;\r\n"
    )
    preview = upload(pages.officer, plan, PATH)
    assert "Ngày dự kiến: 29/02/2096" in told(preview)
    assert confirm(pages.officer, preview, PATH, all_sure="1").status_code == 303
    found = {one["title"]: one for one in products(officer)}
    assert {title: one["planned_on"] for title, one in found.items()} == {
        "An toàn dịp Tết": "2096-02-29",
        "Hội thi của tổ": "2096-09-30",
        "Tổng kết": "2096-12-15",
    }
    assert {one["status"] for one in found.values()} == {"planned"}
    assert found["An toàn dịp Tết"]["purpose"] == "result"
    assert found["Hội thi của tổ"]["details"] == {"purpose": "contest"}
    assert "Nhập ngày theo mẫu" in told(upload(pages.officer, plan.replace("Tháng 2", "Tháng 13"), PATH))


def test_a_figure_of_the_whole_ward_is_split_and_what_is_in_the_register_stays(
    pages: SimpleNamespace, officer: TestClient
) -> None:
    row = "1;Fanpage tháng 5;UBND;social_post;1.3;03/05/2026;;fanpage;Cả phường;1.500;đo được;;\r\n"
    assert take_in(pages.officer, HEADS + row, PATH).status_code == 303
    [one] = products(officer)
    assert {(row["people"], row["allocated"]) for row in one["placements"][0]["reach"]} == {(500, True)}
    sheet = officer.get("/api/v1/products", params={"format": "csv", "excel": "1"}).content
    preview = upload(pages.officer, sheet, PATH)
    assert "Mới 0 Thay đổi 0 Giữ nguyên 1 Cần sửa 0" in told(preview)
    assert "Không nhập những cột này: Trạng thái, Phân theo dân số" in told(preview)
    other = HEADS.replace("STT", "Số") + row.replace("1;Fanpage tháng 5", f"{one['id']};Khác hẳn", 1)
    assert f"Số {one['id']} trong sổ là «Fanpage tháng 5»" in plain(upload(pages.officer, other, PATH).text)


def test_every_fault_says_its_cell_and_nothing_is_stored(pages: SimpleNamespace, officer: TestClient) -> None:
    wrong = HEADS + (
        "1;Một;UBND;Bài viết;1.3;03/05/2026;;Zalo;TDP-01;1.001;đo được;;\r\n"
        "1;Hai;;;;;;;TDP-01;5;;;\r\n"
        "2;Ba;UBND;Làng;9.9;31/02/2026;;Kênh lạ;Tổ 9;x;;;\r\n"
        "3;Bốn;MTTQ;Bài viết;1.3;03/05/2026;;Zalo;TDP-01, TDP-02;7;có đếm;;\r\n"
        "4;Năm;MTTQ;Bài viết;1.3;03/05/2026;;Zalo;TDP-01;7;có đếm;;\r\n"
        "5;Sáu;UBND;Bài viết;1.3;03/05/2099;;Zalo;;;;12,5;\r\n"
    )
    text = told(upload(pages.officer, wrong, PATH))
    for words in (
        "Ô B3 Tên Khác với dòng 2",
        "Ô D4 Loại Không có «Làng»",
        "Ô E4 Nhóm nội dung Không có «9.9»",
        "Ô H4 Kênh Không có «Kênh lạ»",
        "Ô I4 Nhóm đối tượng Không có «Tổ 9»",
        "Ô F4 Ngày phát Nhập ngày theo mẫu",
        "Ô I5 Nhóm đối tượng Số người là của một nhóm",
        "Dòng 6 Sản phẩm này thuộc đơn vị khác",
        "Ô L7 Chi phí (đồng) Nhập một số",
    ):
        assert words in text
    assert "10 chỗ cần sửa trong tệp" in text
    assert products(officer) == []
    last = HEADS + "1;Một;UBND;Bài viết;1.3;03/05/2026;;Zalo;TDP-01;1.001;đo được;;\r\n"
    assert "Ô J2 Số người Tổ 1 có 1.000 người" in told(upload(pages.officer, last, PATH))


def test_a_closed_period_wants_the_coordinator_and_a_reason(
    pages: SimpleNamespace, coordinator: TestClient, officer: TestClient
) -> None:
    patch(coordinator, "/periods/2026-Q2", closed=True)
    row = HEADS + "1;Một;UBND;Bài viết;1.3;03/05/2026;;Zalo;TDP-01;5;đo được;;\r\n"
    assert "Nhờ Ban Xây dựng Đảng" in told(upload(pages.officer, row, PATH))
    preview = upload(pages.coordinator, row, PATH)
    assert "Thay đổi số liệu của kỳ đã đóng quý II/2026" in told(preview)
    assert confirm(pages.coordinator, preview, PATH).status_code == 422
    assert products(coordinator) == []
    assert confirm(pages.coordinator, preview, PATH, change_reason="Bổ sung sổ giấy").status_code == 303
    assert len(products(coordinator)) == 1


def test_a_template_filled_in_offline_comes_in_without_a_change(pages: SimpleNamespace, officer: TestClient) -> None:
    template = pages.officer.get(f"{PATH}/template").content
    offered = offers(template)
    assert offered["Nhóm đối tượng"][:3] == ["Cả phường", "Tất cả chi bộ", "Tổ 1 (TDP-01)"]
    chosen: dict[str, str | float] = {
        "STT": 1,
        "Tên": "Chọn từ danh mục",
        "Loại": "Bài mạng xã hội",
        "Nhóm nội dung": offered["Nhóm nội dung"][9],
        "Kênh": "Zalo tổ dân phố (zalo)",
        "Ngày phát": 46145,
        "Nhóm đối tượng": "Tổ 1 (TDP-01)",
        "Số người": 200,
        "Cơ sở": offered["Cơ sở"][1],
        "Chi phí (đồng)": 1_500_000,
        "Nguồn kinh phí": offered["Nguồn kinh phí"][0],
        "Mục đích": "Mô hình, điển hình tiên tiến",
    }
    chosen["Đơn vị"] = next(said for said in offered["Đơn vị"] if said.endswith("(UBND)"))
    book = CalamineWorkbook.from_object(io.BytesIO(template))
    advice = {str(head): str(said) for head, said in book.get_sheet_by_name("Cách ghi").to_python()}
    assert set(advice) >= set(chosen)
    assert advice["Số người"] == "Số nguyên, ví dụ 1.450. Để trống là đã chuyển tới, chưa đếm."
    sheet = with_rows(template, [chosen])
    assert "Không đọc trang" not in told(upload(pages.officer, sheet, PATH))
    assert take_in(pages.officer, sheet, PATH).status_code == 303
    assert "Mọi sản phẩm trong bảng tính đều đã ở trong sổ" in told(upload(pages.officer, sheet, PATH))
    [one] = products(officer)
    assert (one["unit"], one["content_group"], one["cost"]["amount"]) == ("UBND", "1.10", 1_500_000)
    assert one["purpose"] == "model"
    [placed] = one["placements"]
    assert (placed["channel"], placed["published_on"], placed["reach"][0]["people"]) == ("zalo", "2026-05-03", 200)
