"""Lists taken in through the pages: told in full before anything is stored, then all or nothing, once."""

import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter
from fastapi.testclient import TestClient
from sqlmodel import select

from app.domain.imports.sheets import Sheet
from app.models import Person
from app.views.imports.packed import pack
from tests import makers
from tests.conftest import Stage
from tests.makers import Json, get, group
from tests.reading import plain
from tests.views.filled import filled, press
from tests.views.importing import GOOD, PATH, codes, confirm, packed, take_in, told, upload, with_rows


def at(answer: Any) -> str:
    return str(answer.headers["location"])


def test_the_preview_tells_everything_and_stores_nothing_then_all_of_it_is_stored(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    preview = upload(pages.coordinator, GOOD)
    assert preview.status_code == 200
    assert "Mới 3 Thay đổi 0 Giữ nguyên 0 Cần sửa 0" in told(preview)
    assert "Loại: Tổ dân phố; Cụm: Cụm 1; Số dân: 1.234; Số hộ: 400; Từ ngày: 01/07/2026" in told(preview)
    assert codes(coordinator) == []
    answer = confirm(pages.coordinator, preview)
    assert answer.headers["location"] == "/groups?done=imported&new=3&changed=0&same=0&number=1"
    assert "3 nhóm mới" in pages.coordinator.get(answer.headers["location"]).text
    assert codes(coordinator) == ["TDP-01", "TDP-02", "CB-01"], "in the order of the file"
    first, second = get(coordinator, "/groups/TDP-01"), get(coordinator, "/groups/TDP-02")
    assert (first["name"], first["kind"], first["cluster"]) == ("Tổ dân phố số 1", "residential", "Cụm 1")
    assert (first["population"], first["households"], first["active_from"]) == (1234, 400, "2026-07-01")
    assert (second["population"], second["households"], second["active_from"]) == (500, None, None)
    assert get(coordinator, "/groups/CB-01")["kind"] == "party_cell"


def test_a_workbook_says_the_same(pages: SimpleNamespace, coordinator: TestClient) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 1, "DANH SÁCH TỔ DÂN PHỐ")
        sheet.write_row(2, 0, ["STT", "Mã tổ", "loai", "Tên tổ", "Nhân khẩu"])
        sheet.write_row(3, 0, [1, "TDP-01", "Tổ dân phố", "Tổ 1", 1234])
        sheet.write_row(4, 0, [2, 17, "Chi bộ", "Chi bộ 17", "38"])
    preview = upload(pages.coordinator, file.getvalue())
    assert "Không nhập những cột này: STT." in told(preview)
    assert confirm(pages.coordinator, preview).status_code == 303
    assert get(coordinator, "/groups/TDP-01")["population"] == 1234
    assert get(coordinator, "/groups/17")["population"] == 38


def test_every_fault_is_told_by_row_and_cell_and_nothing_is_stored(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-09")
    preview = upload(
        pages.coordinator,
        "Ghi chú;Mã;Loại;Tên;Số dân;Từ ngày;Đến ngày\r\n"
        "x;TDP-01;Tổ dân phố;Tổ 1;1.234;;\r\n"
        "x;TDP 02;Làng;;12,5;hôm qua;\r\n"
        "\r\n"
        "x;tdp-09;Tổ dân phố;Tổ 9;#N/A;;\r\n"
        "x;TDP-01;Tổ dân phố;Tổ 1;1,000;;\r\n"
        "x;;Tổ dân phố;Tổng cộng;5.000;;\r\n"
        "x;TDP-05;Tổ dân phố;Tổ 5;5;01/07/2026;01/06/2026\r\n",
    )
    assert preview.status_code == 422
    text = told(preview)
    for place, words in {
        "Ô B3": "Chỉ dùng chữ không dấu",
        "Ô C3": "Không có «Làng»",
        "Ô D3": "Không được để trống",
        "Ô E3": "Nhập một số nguyên",
        "Ô F3": "Nhập ngày theo mẫu",
        "Ô B5": "Trong sổ đã có mã «TDP-09»",
        "Ô E5": "bị lỗi #N/A",
        "Ô B6": "Đã có ở dòng 2",
        "Ô B7": "Không được để trống",
        "Ô G8": "Ngày ngừng phải từ ngày bắt đầu",
    }.items():
        assert re.search(rf"{place} [^Ô]*{words}", text), f"{place} {words}: {text}"
    assert 'name="rows"' not in preview.text, "what is wrong can't be confirmed"
    forged = [
        ("rows", pack(Sheet([["Mã", "Loại", "Tên"], ["TDP-01", "residential", "Tổ 1"], ["TDP-02", "làng", "Tổ 2"]])))
    ]
    answer = press(pages.coordinator, f"{PATH}/confirm", forged, "")
    assert answer.status_code == 422
    assert "Ô B3" in plain(answer.text)
    assert codes(coordinator) == ["TDP-09"]


@pytest.mark.parametrize("number", ["1,000", "1.5", "-3", "0", "1e3", "một nghìn", "12.34.567"])
def test_a_number_that_is_none_here_is_not_guessed_at(pages: SimpleNamespace, number: str) -> None:
    preview = upload(pages.coordinator, f"Mã;Loại;Tên;Số dân\r\nTDP-01;Tổ dân phố;Tổ 1;{number}\r\n")
    assert "Ô D2" in told(preview)


def test_the_groups_there_are_go_out_are_edited_and_come_in_again(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    take_in(pages.coordinator, GOOD)
    makers.patch(coordinator, "/groups/CB-01", name="=Chi bộ 1; một")
    sheet = pages.leader.get("/groups/export")
    assert "attachment" in sheet.headers["content-disposition"]
    before = {code: get(coordinator, f"/groups/{code}") for code in codes(coordinator)}
    same = upload(pages.coordinator, sheet.content)
    assert "Mới 0 Thay đổi 0 Giữ nguyên 3" in told(same)
    assert "không có gì để nhập" in told(same)
    edited = (
        sheet.content.decode("utf-8-sig").replace("1234", "1.300").replace("Cụm 1", "Cụm 2", 1) + "TDP-03;tdp;Tổ 3\r\n"
    )
    preview = upload(pages.coordinator, edited)
    assert "Mới 1 Thay đổi 1 Giữ nguyên 2" in told(preview)
    assert "Cụm: Cụm 1 thành Cụm 2 ; Số dân: 1.234 thành 1.300" in told(preview)
    assert (
        confirm(pages.coordinator, preview).headers["location"]
        == "/groups?done=imported&new=1&changed=1&same=2&number=2"
    )
    after = get(coordinator, "/groups/TDP-01")
    assert (after["population"], after["cluster"]) == (1300, "Cụm 2")
    assert get(coordinator, "/groups/CB-01") == before["CB-01"], "what is the same is not touched"
    assert "1.234 thành 1.300 người" in plain(pages.leader.get("/groups/TDP-01").text)


def test_a_column_that_the_file_lacks_and_an_empty_cell_are_left_alone(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    take_in(pages.coordinator, GOOD)
    take_in(pages.coordinator, "code,households\nTDP-01,\nTDP-02,210\n")
    first, second = get(coordinator, "/groups/TDP-01"), get(coordinator, "/groups/TDP-02")
    assert (first["households"], first["population"], first["name"]) == (400, 1234, "Tổ dân phố số 1")
    assert second["households"] == 210


def test_the_template_says_how_and_its_examples_are_left_out(pages: SimpleNamespace, coordinator: TestClient) -> None:
    template = pages.coordinator.get(f"{PATH}/template").content
    preview = upload(pages.coordinator, with_rows(template, [{"Mã": "TDP-01", "Loại": "Tổ dân phố", "Tên": "Tổ 1"}]))
    assert "Bỏ qua 2 dòng ví dụ." in told(preview)
    confirm(pages.coordinator, preview)
    assert codes(coordinator) == ["TDP-01"]


def test_a_double_press_takes_it_in_once(pages: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = filled(upload(pages.coordinator, GOOD).text)
    first, second = (press(pages.coordinator, f"{PATH}/confirm", pairs, "") for _ in range(2))
    assert (
        first.headers["location"]
        == second.headers["location"]
        == "/groups?done=imported&new=3&changed=0&same=0&number=1"
    )


def test_a_preview_that_someone_s_change_overtook_is_shown_anew(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-01", population=1000)
    preview = upload(pages.coordinator, "Mã;Số dân\r\nTDP-01;1.100\r\n")
    assert "1.000 thành 1.100" in told(preview)
    makers.patch(coordinator, "/groups/TDP-01", population=1050)
    answer = confirm(pages.coordinator, preview)
    assert answer.status_code == 422
    assert "Có người đã sửa danh sách" in answer.text
    assert "1.050 thành 1.100" in told(answer)
    assert get(coordinator, "/groups/TDP-01")["population"] == 1050
    assert confirm(pages.coordinator, answer).status_code == 303
    assert get(coordinator, "/groups/TDP-01")["population"] == 1100


def test_a_closed_period_asks_for_the_reason_before_anything_is_taken_in(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    makers.patch(coordinator, "/periods/2026-Q2", closed=True)
    preview = upload(pages.coordinator, "Mã;Loại;Tên\r\nTDP-01;Tổ dân phố;Tổ 1\r\n")
    assert preview.status_code == 200
    assert "đã đóng" in told(preview)
    refused = confirm(pages.coordinator, preview)
    assert refused.status_code == 422
    assert 'id="change_reason-fault"' in refused.text
    assert codes(coordinator) == []
    assert confirm(pages.coordinator, refused, change_reason="Bổ sung danh sách").status_code == 303
    assert "Bổ sung danh sách" in pages.leader.get("/groups/TDP-01").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Chọn một tệp"),
        ("Tổ;Dân\r\n1;2\r\n", "Không thấy dòng tiêu đề"),
        ("Mã\r\nTDP-01\r\n", "Không thấy dòng tiêu đề"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls cũ"),
    ],
    ids=str,
)
def test_a_file_that_is_no_list_is_refused_beside_its_field(
    pages: SimpleNamespace, content: str | bytes, words: str
) -> None:
    answer = upload(pages.coordinator, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'id="file-fault"' in answer.text


@pytest.mark.parametrize("rows", ["", "xyz", "eJw=", packed('{"rows":[["Mã"],[1]]}'), packed('{"a":1}')])
def test_rows_that_come_back_as_something_else_are_refused(pages: SimpleNamespace, rows: str) -> None:
    answer = press(pages.coordinator, f"{PATH}/confirm", [("rows", rows), ("seen", "x")], "")
    assert answer.status_code == 422
    assert "Chọn lại tệp" in answer.text


def test_a_broken_upload_is_no_file(pages: SimpleNamespace) -> None:
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded"):
        answer = pages.coordinator.post(PATH, content=b"--x\r\nContent-Disp", headers={"Content-Type": kind})
        assert answer.status_code == 422, kind


def test_who_may_not_is_told_so_before_the_file_is_read(pages: SimpleNamespace) -> None:
    for name in ("officer", "leader"):
        assert upload(getattr(pages, name), b"\xff\xff").status_code == 403
    assert upload(pages.city, GOOD).status_code == 404
    assert upload(pages.coordinator, b"\xff\xff", "/users/import").status_code == 403


def test_another_ward_s_groups_are_neither_seen_nor_touched(
    pages: SimpleNamespace, coordinator: TestClient, stranger: TestClient
) -> None:
    group(coordinator, "TDP-01", population=1000)
    preview = upload(pages.stranger, "Mã;Loại;Tên;Số dân\r\nTDP-01;Tổ dân phố;Tổ của tôi;5\r\n")
    assert "Mới 1" in told(preview)
    confirm(pages.stranger, preview)
    assert get(coordinator, "/groups/TDP-01")["population"] == 1000
    assert get(stranger, "/groups/TDP-01")["population"] == 5


ACCOUNTS = "/users/import"
PEOPLE = (
    "Tên đăng nhập;Họ và tên;Vai trò;Đơn vị;Thư điện tử\r\n"
    "lan;Nguyễn Thị Lan;Đơn vị;UBND;lan@dongda.hanoi.gov.vn\r\n"
    "THUONGTRUC;Thường trực Đảng ủy;lanh dao;;\r\n"
)


def people(stage: Stage) -> dict[str, Json]:
    with stage.writing() as (session, ward):
        rows = session.exec(select(Person).where(Person.ward_id == ward.id)).all()
        return {row.name: row.model_dump() for row in rows}


def test_an_address_of_a_spreadsheet_is_judged_as_the_form_judges_it(pages: SimpleNamespace) -> None:
    preview = upload(pages.admin, PEOPLE.replace("lan@dongda.hanoi.gov.vn", "lan@dongda..vn"), ACCOUNTS)
    assert "Nhập một địa chỉ thư, ví dụ lan@dongda.gov.vn." in told(preview)


def test_accounts_are_opened_and_whom_the_ward_has_is_left_alone(stage: Stage, pages: SimpleNamespace) -> None:
    before = people(stage)
    preview = upload(pages.admin, PEOPLE + "leader;Leader;Lãnh đạo;;\r\n", ACCOUNTS)
    assert "Mới 2 Thay đổi 0 Giữ nguyên 1" in told(preview)
    assert people(stage) == before
    answer = confirm(pages.admin, preview, ACCOUNTS)
    assert answer.status_code == 303
    assert "Đã lập 2 tài khoản" in pages.admin.get(answer.headers["location"]).text
    after = people(stage)
    assert {name: row for name, row in after.items() if name in before} == before
    lan = after["lan"]
    assert (lan["full_name"], lan["role"], lan["unit"]) == ("Nguyễn Thị Lan", "unit", "UBND")
    assert lan["email"] == "lan@dongda.hanoi.gov.vn"
    assert after["thuongtruc"]["role"] == "leader"
    feed = get(stage.bearing(stage.tokens["admin"]), "/changes")["items"]
    assert [one["action"] for one in feed if one["entity"] == "person"] == ["created", "created"]


def test_faults_of_accounts_are_told_by_cell(stage: Stage, pages: SimpleNamespace) -> None:
    before = people(stage)
    preview = upload(
        pages.admin,
        "Tên đăng nhập;Họ tên;Vai trò;Đơn vị;Thư điện tử\r\n"
        "lan lan;Lan;Đơn vị;KHONG;lan\r\n"
        "hoa;;city;;\r\n"
        "mai;Mai;Đơn vị;;\r\n"
        "leader;Người khác;Lãnh đạo;;\r\n"
        "cuc;Cúc;Đơn vị;Ủy ban nhân dân phường;cuc@x.vn\r\n",
        ACCOUNTS,
    )
    assert preview.status_code == 422
    for place, words in {
        "Ô A2": "Chỉ dùng chữ không dấu",
        "Ô D2": "Không có «KHONG»",
        "Ô E2": "địa chỉ thư",
        "Ô B3": "Không được để trống",
        "Ô C3": "Không có «city»",
        "Ô D4": "cần một đơn vị",
        "Ô B5": "đã có, với nội dung khác",
    }.items():
        assert re.search(rf"{place} [^Ô]*{words}", told(preview)), f"{place} {words}"
    assert "Cúc" in told(preview), "a unit may be named"
    assert people(stage) == before


def test_a_hundred_accounts_at_once_are_enough(pages: SimpleNamespace) -> None:
    rows = "".join(f"n{number};N;Lãnh đạo\r\n" for number in range(101))
    answer = upload(pages.admin, "Tên đăng nhập;Họ tên;Vai trò\r\n" + rows, ACCOUNTS)
    assert answer.status_code == 422
    assert "hơn 100 dòng" in answer.text


def test_the_template_of_accounts_opens_none(pages: SimpleNamespace) -> None:
    template = pages.admin.get(f"{ACCOUNTS}/template").content
    assert "Bỏ qua 2 dòng ví dụ." in told(upload(pages.admin, template, ACCOUNTS))


SPLIT = (
    "Mã;Loại;Tên;Số dân;Từ ngày;Đến ngày;Kế tiếp;Phụ trách\r\n"
    "TDP-41A;Tổ dân phố;Tổ dân phố số 41A;700;01/10/2026;;TDP-41;UBND\r\n"
    "TDP-41;Tổ dân phố;Tổ dân phố số 41;1171;;30/09/2026;;\r\n"
    "TDP-78;Tổ dân phố;Tổ dân phố số 78;950;01/10/2026;;TDP-07, TDP-08;\r\n"
    "TDP-07;Tổ dân phố;Tổ dân phố số 7;400;;30/09/2026;;\r\n"
    "TDP-08;Tổ dân phố;Tổ dân phố số 8;600;;30/09/2026;;\r\n"
)


def test_a_split_and_a_merge_come_in_one_list_whatever_row_is_first(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-41", name="Tổ dân phố số 41", population=1171)
    assert "Không có mã «KHONG»" in told(upload(pages.coordinator, SPLIT.replace("UBND", "KHONG")))
    preview = upload(pages.coordinator, SPLIT)
    assert "Mới 4 Thay đổi 1 Giữ nguyên 0 Cần sửa 0" in told(preview)
    assert "Kế tiếp: TDP-07, TDP-08" in told(preview)
    assert confirm(pages.coordinator, preview).status_code == 303
    old = {row["code"]: row["succeeds"] for row in get(coordinator, "/groups")["items"]}
    assert (old["TDP-41A"], old["TDP-78"], old["TDP-41"]) == (["TDP-41"], ["TDP-07", "TDP-08"], [])
    assert get(coordinator, "/groups/TDP-41A")["looked_after_by"] == "UBND"
    again = upload(pages.coordinator, pages.coordinator.get("/groups/export").content)
    assert "Mới 0 Thay đổi 0 Giữ nguyên 5 Cần sửa 0" in told(again)


@pytest.mark.parametrize(
    ("succeeds", "began", "words"),
    [
        ("TDP-99", "01/10/2026", "Không có mã «TDP-99»"),
        ("TDP-41", "30/09/2026", "ghi cho nhóm này một ngày bắt đầu sau ngày đó"),
        ("Tổ 41", "01/10/2026", "Ghi mã nhóm"),
    ],
)
def test_a_link_that_does_not_fit_is_told_in_its_cell(
    pages: SimpleNamespace, coordinator: TestClient, succeeds: str, began: str, words: str
) -> None:
    group(coordinator, "TDP-41", name="Tổ dân phố số 41", retired_on="2026-09-30")
    rows = f"Mã;Loại;Tên;Từ ngày;Kế tiếp\r\nTDP-41A;Tổ dân phố;Tổ dân phố số 41A;{began};{succeeds}\r\n"
    preview = told(upload(pages.coordinator, rows))
    assert "1 chỗ cần sửa trong tệp" in preview
    assert "E2" in preview
    assert words in preview
