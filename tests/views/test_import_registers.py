"""Directives, units, concerns and surveys from a spreadsheet: judged as the API judges each, all or nothing."""

from types import SimpleNamespace

from fastapi.testclient import TestClient

from tests.conftest import Stage
from tests.makers import get, group, patch
from tests.reading import plain
from tests.views.importing import confirm, take_in, told, upload, workbook

DIRECTIVES = (
    "Số, ký hiệu;Trích yếu;Nơi ban hành;Ngày ban hành;Nhóm phải tới;Số ngày cho phép;Đơn vị chủ trì\r\n"
    "99-NQ/TW;Nghị quyết thử;Bộ Chính trị;17/03/2026;Tổ dân phố, Chi bộ;30;{unit}\r\n"
    "12-KH/TU;Kế hoạch thử;;;Tổ dân phố;;\r\n"
)


def test_directives_come_in_by_their_number_and_later_only_what_differs(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    path, unit = "/directives/import", get(coordinator, "/units/UBND")["name"]
    assert take_in(pages.coordinator, DIRECTIVES.format(unit=unit), path).status_code == 303
    found = get(coordinator, "/directives/99-NQ-TW")
    assert (found["number"], found["issued_on"], found["within_days"]) == ("99-NQ/TW", "2026-03-17", 30)
    assert (found["must_reach"], found["lead_unit"]) == (["residential", "party_cell"], "UBND")
    assert "giống hệt sổ" in upload(pages.coordinator, DIRECTIVES.format(unit="UBND"), path).text
    again = upload(pages.coordinator, DIRECTIVES.format(unit="MTTQ").replace(";30;", ";;"), path)
    assert "Mới 0 Thay đổi 1 Giữ nguyên 1" in told(again)
    assert "Đơn vị chủ trì: " in told(again)
    fewer = DIRECTIVES.format(unit="").replace("Tổ dân phố, Chi bộ", "Chi bộ")
    assert "Nhóm phải tới: Tổ dân phố, Chi bộ thành Chi bộ" in told(upload(pages.coordinator, fewer, path))
    assert get(coordinator, "/directives/99-NQ-TW")["lead_unit"] == "UBND", "a preview stores nothing"
    assert confirm(pages.coordinator, again, path).status_code == 303
    assert get(coordinator, "/directives/99-NQ-TW")["lead_unit"] == "MTTQ"
    assert get(coordinator, "/directives/99-NQ-TW")["within_days"] == 30, "an empty cell erases nothing"
    patch(coordinator, "/periods/2026-Q2", closed=True)
    late = upload(pages.coordinator, DIRECTIVES.format(unit="UBND").replace("99-NQ", "98-NQ"), path)
    assert "Kỳ quý II/2026 (2026-Q2) đã đóng. Ghi lý do sửa" in told(late)
    assert confirm(pages.coordinator, late, path).status_code == 422
    assert coordinator.get("/api/v1/directives/98-NQ-TW").status_code == 404
    assert confirm(pages.coordinator, late, path, change_reason="Sót").status_code == 303
    assert get(coordinator, "/directives/98-NQ-TW")["within_days"] == 30


def test_a_file_is_read_and_judged_before_the_wards_turn_is_taken(pages: SimpleNamespace, stage: Stage) -> None:
    with stage.writing():
        # Under the turn either would wait until it was told that the server is busy.
        assert upload(pages.coordinator, b"PK\x03\x04 no workbook", "/concerns/import").status_code == 422
        preview = upload(pages.coordinator, DIRECTIVES.format(unit="UBND"), "/directives/import")
        assert "Mới 2 Thay đổi 0" in told(preview)
    assert confirm(pages.coordinator, preview, "/directives/import").status_code == 303


def test_units_of_one_file_stand_under_one_another(pages: SimpleNamespace, admin: TestClient) -> None:
    sheet = "Mã;Tên;Loại;Phải báo cáo;Thuộc đơn vị\r\nTH-A;Trường A;Chính quyền;không;UBND\r\nTH-B;B;Đoàn thể;có;\r\n"
    assert take_in(pages.admin, sheet, "/units/import").status_code == 303
    found = get(admin, "/units/TH-A")
    assert (found["kind"], found["reports"], found["parent"]) == ("government", False, "UBND")
    faulty = told(upload(pages.admin, sheet + "TH-C;C;Làng;;\r\n", "/units/import"))
    assert "Ô C4 Loại Không có «Làng»" in faulty
    assert pages.coordinator.get("/units/import").status_code == 403


def test_concerns_and_surveys_come_in_and_what_names_a_person_does_not(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-01", name="Tổ 1")
    heads = "Nội dung phản ánh;Ngày nhận;Nguồn;Nhóm nội dung;Nhóm;Trạng thái;Ngày trả lời;Trả lời\r\n"
    good = heads + (
        "Rác để lâu ngày;02/05/2026;Đơn, thư kiến nghị;1.8;Tổ 1;đã trả lời;05/05/2026;Đã thu gom\r\n"
        "Đèn đường hỏng;03/05/2026;press;1.8;;;;\r\n"
    )
    wrong = told(upload(pages.officer, good.replace("Đèn đường", "Gọi 0912 345 678, đèn đường"), "/concerns/import"))
    assert "Ô A3" in wrong
    assert get(officer, "/concerns")["items"] == []
    assert "Nhờ Ban Xây dựng Đảng" in told(upload(pages.officer, good, "/concerns/import")), "its due date has passed"
    preview = upload(pages.coordinator, good, "/concerns/import")
    assert get(officer, "/concerns")["items"] == []
    assert confirm(pages.coordinator, preview, "/concerns/import").status_code == 303
    newest, answered = get(officer, "/concerns")["items"]
    assert (newest["owner_unit"], newest["status"], answered["answered_on"]) == ("BXDD", "received", "2026-05-05")
    twice = told(upload(pages.coordinator, good, "/concerns/import"))
    assert "Sổ đã có vấn đề như vậy" in twice
    rows = "Kỳ;Nhóm;Ngày khảo sát;Số người được hỏi;Số người biết\r\nquý II/2026;Tổ 1;02/06/2026;40;31\r\n"
    assert "Ô E3 Số người biết Số người biết không quá" in told(
        upload(pages.officer, rows + "2026-Q2;TDP-01;02/06/2026;40;41\r\n", "/surveys/import")
    )
    assert take_in(pages.officer, rows, "/surveys/import").status_code == 303
    [survey] = get(officer, "/surveys")["items"]
    assert (survey["unit"], survey["asked"], survey["aware"], survey["period"]) == ("UBND", 40, 31, "2026-Q2")
    assert "1 mới" in plain(pages.officer.get("/surveys/import?done=imported&new=1&changed=0&same=0").text)


def test_a_long_list_is_to_be_split_and_a_hostile_one_is_refused_in_words(pages: SimpleNamespace) -> None:
    answer = upload(pages.admin, "Mã;Tên\r\n" + "x;y\r\n" * 501, "/units/import")
    assert "hơn 500 dòng" in plain(answer.text)
    assert "hơn 10.000 dòng" in plain(
        upload(pages.officer, "Tên;Kênh\r\n" + "x;y\r\n" * 10_001, "/products/import").text
    )
    far = workbook(lambda _, sheet: (sheet.write_row(0, 0, ["Tên", "Kênh"]), sheet.write(1_000_000, 5, "x")))
    assert "trải ra quá rộng" in plain(upload(pages.officer, far, "/products/import").text)
    formula = workbook(
        lambda _, sheet: (sheet.write_row(0, 0, ["Tên", "Kênh"]), sheet.write_formula("B2", "=1/0", None, ""))
    )
    assert "Công thức" in told(upload(pages.officer, formula, "/products/import"))
