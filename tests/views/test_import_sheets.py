"""Spreadsheets as offices keep them: heads anywhere, hidden rows, formulas nobody worked out, broken Vietnamese."""

import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.makers import get, group
from tests.views.importing import codes, confirm, told, upload, workbook

HEADS = ["Mã", "Loại", "Tên", "Số dân"]


def rows_of(sheet: Any, *rows: list[Any], at: int = 0) -> None:
    for place, row in enumerate(rows):
        sheet.write_row(at + place, 0, row)


@pytest.mark.parametrize("at", [0, 9, 10, 40], ids=str)
def test_heads_are_found_in_any_row(pages: SimpleNamespace, coordinator: TestClient, at: int) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        if at:
            sheet.write(0, 1, "ỦY BAN NHÂN DÂN PHƯỜNG")
        rows_of(sheet, HEADS, ["TDP-01", "Tổ dân phố", "Tổ 1", 1200], at=at)

    preview = upload(pages.coordinator, workbook(fill))
    assert f"Đã đọc trang «Danh sách», tiêu đề ở dòng {at + 1}." in told(preview)
    confirm(pages.coordinator, preview)
    assert codes(coordinator) == ["TDP-01"]


def test_heads_are_looked_for_on_every_sheet_that_is_seen(pages: SimpleNamespace) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Hướng dẫn điền")
        hidden = book.add_worksheet("Cũ")
        rows_of(hidden, HEADS, ["CU-01", "Tổ dân phố", "Tổ cũ", 1])
        hidden.hide()
        rows_of(book.add_worksheet("Tổ 2026"), HEADS, ["TDP-01", "Tổ dân phố", "Tổ 1", 1200])
        book.add_worksheet("Ghi chép").write(0, 0, "x")

    text = told(upload(pages.coordinator, workbook(fill)))
    assert "Đã đọc trang «Tổ 2026», tiêu đề ở dòng 1." in text
    assert "Không đọc trang «Danh sách», «Ghi chép»." in text
    assert "CU-01" not in text


def test_a_workbook_without_heads_says_which_sheets_were_read(pages: SimpleNamespace) -> None:
    def fill(book: Any, sheet: Any) -> None:
        rows_of(sheet, ["Tổ", "Dân"])
        book.add_worksheet("Biểu 2").write(0, 0, "x")

    answer = upload(pages.coordinator, workbook(fill))
    assert answer.status_code == 422
    assert "Không thấy dòng tiêu đề ở trang «Danh sách», «Biểu 2»" in answer.text


@pytest.mark.parametrize(
    "head", ["Số nhân khẩu (người)", "SỐ NHÂN KHẨU [người]", "Số dân\n(người)", "so  dan", "Số\u00a0dân\u200b"]
)
def test_a_head_is_known_with_its_unit(pages: SimpleNamespace, coordinator: TestClient, head: str) -> None:
    group(coordinator, "TDP-01")

    def fill(_book: Any, sheet: Any) -> None:
        rows_of(sheet, ["Mã", head], ["TDP-01", 1200])

    assert "Số dân: 1.000 thành 1.200" in told(upload(pages.coordinator, workbook(fill)))


def test_a_list_with_columns_left_out_is_never_told_to_be_the_same(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-01", name="Tổ 1")
    preview = upload(pages.coordinator, "Mã;Tên;Điện tích\r\nTDP-01;Tổ 1;5\r\n")
    assert "giống hệt" not in preview.text
    assert "không khác gì sổ" in preview.text
    assert "Không nhập những cột này: Điện tích." in told(preview)
    assert "giống hệt" in upload(pages.coordinator, "Mã;Tên\r\nTDP-01;Tổ 1\r\n").text


def test_heads_that_every_printed_page_repeats_are_no_rows(pages: SimpleNamespace) -> None:
    row = "Mã;Loại;Tên\r\n"
    preview = upload(pages.coordinator, f"{row}TDP-01;tdp;Tổ 1\r\n{row}TDP-02;tdp;Tổ 2\r\n")
    assert "Mới 2" in told(preview)


def test_rows_that_are_hidden_or_filtered_are_told(pages: SimpleNamespace) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        rows_of(sheet, HEADS, *([f"TDP-0{n}", "Tổ dân phố", f"Tổ {n}", 1000 + n] for n in range(1, 5)))
        sheet.autofilter(0, 0, 4, 3)
        sheet.filter_column(0, "x != TDP-01")
        sheet.set_row(1, options={"hidden": True})
        sheet.set_row(3, height=0)

    text = told(upload(pages.coordinator, workbook(fill)))
    assert "2 dòng đang ẩn trong bảng tính cũng được đọc: dòng 2, 4." in text
    one = workbook(
        lambda _, sheet: (rows_of(sheet, HEADS, ["A", "tdp", "Tổ 1"]), sheet.set_row(1, None, None, {"hidden": 1}))
    )
    again = upload(pages.coordinator, one)
    assert "1 dòng đang ẩn trong bảng tính" in told(again)
    assert "1 dòng đang ẩn" in told(confirm(pages.coordinator, again, seen="x")), "the preview still says so"


def test_columns_that_are_hidden_are_told(pages: SimpleNamespace, coordinator: TestClient) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        rows_of(sheet, [*HEADS, "Ghi chú"], ["TDP-01", "Tổ dân phố", "Tổ 1", 1000, "x"])
        sheet.set_column(2, 2, None, None, {"hidden": True})
        sheet.set_column(3, 3, 0)
        sheet.set_column(4, 4, None, None, {"hidden": True})

    preview = upload(pages.coordinator, workbook(fill))
    assert f"2 cột đang ẩn trong bảng tính cũng được đọc: «{HEADS[2]}», «{HEADS[3]}»." in told(preview)
    again = confirm(pages.coordinator, preview, seen="x")
    assert "2 cột đang ẩn" in told(again), "the preview still says so"
    plain = workbook(lambda _, sheet: rows_of(sheet, HEADS, ["TDP-01", "Tổ dân phố", "Tổ 1", 1000]))
    assert "cột đang ẩn" not in told(upload(pages.coordinator, plain))


def test_a_formula_that_nobody_worked_out_is_told_and_is_not_empty(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-01", population=1000)

    def fill(_book: Any, sheet: Any) -> None:
        rows_of(sheet, ["Mã", "Số dân"], ["TDP-01"])
        sheet.write_formula(1, 1, "=C2*2", None, "")

    answer = upload(pages.coordinator, workbook(fill))
    assert answer.status_code == 422
    assert re.search(r"Ô B2 Số dân Công thức trong ô này chưa được tính", told(answer))


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        ("<c r='B2'><f>C2</f></c>", True),
        ('<c r="B2" t="n"><f aca="false">C2</f><v></v></c>', True),
        ('<c r="B2" s="3"><f t="shared" si="0"/><v/></c>', True),
        ('<c r="B2"><f>SUM(C2)</f><v>7</v></c>', False),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', False),
        ('<c r="B2" t="str"><f>"8"</f><v>8</v></c>', False),
    ],
)
def test_every_way_of_writing_a_formula_without_its_value_is_seen(
    pages: SimpleNamespace, coordinator: TestClient, cell: str, is_told: bool
) -> None:
    group(coordinator, "TDP-01", population=10)
    before = workbook(lambda _, sheet: rows_of(sheet, ["Mã", "Số dân"], ["TDP-01", 5]))
    content = altered(before, lambda part: re.sub(rb'<c r="B2".*?</c>', cell.encode(), part))
    answer = upload(pages.coordinator, content)
    assert ("chưa được tính" in answer.text) is is_told
    assert answer.status_code == (422 if is_told else 200)


def test_a_workbook_that_was_written_by_a_program_has_worked_nothing_out(pages: SimpleNamespace) -> None:
    """It has 0 in the place of each value, and asks Excel to work all out when it opens it."""

    def fill(_book: Any, sheet: Any) -> None:
        rows_of(sheet, ["Mã", "Loại", "Tên"], ["TDP-01", "tdp"])
        sheet.write_formula(1, 2, '="Tổ "&1')

    assert "chưa được tính" in upload(pages.coordinator, workbook(fill)).text


def altered(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its first sheet changed, and as if Excel had worked it out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name.endswith("sheet1.xml") else part.replace(b"fullCalcOnLoad", b"x"))
    return written.getvalue()


@pytest.mark.parametrize(
    "unseen", ["\t", "\u00a0", "\u200b", "\ufeff", "\u00ad", "\u2060", "\u202f", " \u200e"], ids=ascii
)
def test_what_is_not_seen_is_dropped_before_codes_are_compared(
    pages: SimpleNamespace, coordinator: TestClient, unseen: str
) -> None:
    group(coordinator, "TDP-30", name="Tổ 30", population=1000)

    def fill(_book: Any, sheet: Any) -> None:
        rows_of(sheet, HEADS, [f"TDP-30{unseen}", "Tổ dân phố", f"Tổ{unseen} 30", 1100])

    for content in (workbook(fill), f"Mã;Loại;Tên;Số dân\r\n{unseen}TDP-30{unseen};tdp;Tổ 30;1100\r\n"):
        text = told(upload(pages.coordinator, content))
        assert "Mới 0 Thay đổi 1 Giữ nguyên 0 Cần sửa 0" in text
        assert "Số dân: 1.000 thành 1.100" in text


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00ad"], ids=ascii)
def test_what_is_not_seen_inside_of_a_code_is_dropped(
    pages: SimpleNamespace, coordinator: TestClient, unseen: str
) -> None:
    group(coordinator, "TDP-30")
    assert "Giữ nguyên 1" in told(upload(pages.coordinator, f"Mã;Số dân\r\nTDP-{unseen}30;1000\r\n"))


def test_an_empty_kind_is_told_in_the_words_of_the_page(pages: SimpleNamespace, coordinator: TestClient) -> None:
    answer = upload(pages.coordinator, "Mã;Loại;Tên\r\nTDP-01;;Tổ 1\r\n")
    assert "Ghi: Tổ dân phố, Chi bộ hoặc Đối tượng khác" in told(answer)
    assert "residential" not in answer.text
    answer = upload(pages.coordinator, "Mã;Tên\r\nTDP-01;Tổ 1\r\n")
    assert "Dòng 2 Loại Không được để trống. Ghi: Tổ dân phố" in told(answer)
    answer = upload(pages.admin, "Tên đăng nhập;Họ tên;Vai trò\r\nlan;Lan;\r\n", "/users/import")
    assert "Ghi: Đơn vị, Điều phối, Lãnh đạo, Quản trị" in told(answer)


def misread(text: str, table: str) -> str:
    """The text as someone sees it who reads its UTF-8 by another table and saves it again."""
    return "".join(_of(byte, table) for byte in text.encode())


def _of(byte: int, table: str) -> str:
    try:
        return bytes([byte]).decode(table)
    except UnicodeDecodeError:
        return chr(byte)


def in_1258(text: str) -> str:
    """The text in Windows-1258, whose tones follow their letters, read as Windows-1252."""
    found = ""
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in "\u0300\u0301\u0309\u0303\u0323")
        base = unicodedata.normalize("NFC", apart.translate({ord(mark): None for mark in tone}))
        found += (base + tone).encode("cp1258").decode("cp1252")
    return found


NAME = "Tổ dân phố số 1"
BROKEN = {
    "TCVN3": ("Tæ d©n phè sè 1", "phông cũ TCVN3 (ABC)"),
    "TCVN3 in capitals": ("TỔ D¢N PHè".replace("Ổ", "æ"), "phông cũ TCVN3 (ABC)"),
    "VNI": ("Toå daân phoá soá 1", "phông cũ VNI Windows"),
    "VNI in capitals": ("TOÅ DAÂN PHOÁ SOÁ 1", "phông cũ VNI Windows"),
    "read as Latin-1": (misread(NAME, "latin-1"), "mở sai bảng mã"),
    "read as Windows-1252": (misread(NAME, "cp1252"), "mở sai bảng mã"),
    "read as Windows-1258": (misread(NAME, "cp1258"), "mở sai bảng mã"),
    "read as Mac Roman": (misread(NAME, "mac_roman"), "mở sai bảng mã"),
    "read wrong twice": (misread(misread(NAME, "latin-1"), "latin-1"), "mở sai bảng mã"),
    "Windows-1258 as 1252": (in_1258(NAME), "mở sai bảng mã"),
    "marks apart, misread": (misread(unicodedata.normalize("NFD", NAME), "cp1252"), "mở sai bảng mã"),
    "question marks": ("T? dân ph? s? 1", "chữ đã mất"),
    "a question mark at the end": ("Khu ph?", "chữ đã mất"),
    "replacement letters": ("T\ufffd dân ph\ufffd", "chữ đã mất"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_vietnamese_is_refused_with_what_to_do_in_every_file_kind(
    pages: SimpleNamespace, coordinator: TestClient, kind: str
) -> None:
    name, words = BROKEN[kind]

    def fill(_book: Any, sheet: Any) -> None:
        rows_of(sheet, HEADS, ["TDP-01", "Tổ dân phố", name, 1000])

    csv = f"Mã;Loại;Tên;Số dân\r\nTDP-01;Tổ dân phố;{name};1000\r\n"
    for content in (workbook(fill), csv.encode(), csv.encode("utf-16")):
        answer = upload(pages.coordinator, content)
        assert answer.status_code == 422
        assert words in answer.text
        assert "C2" in answer.text, "it says where"
    assert codes(coordinator) == []


@pytest.mark.parametrize(
    "heads",
    ["M·;Lo¹i;Tªn;Sè d©n", "Maõ;Loaïi;Teân;Soá daân", misread("Mã;Loại;Tên;Số dân", "cp1252"), "M?;Lo?i;Tên;S? dân"],
    ids=["TCVN3", "VNI", "misread", "lost"],
)
def test_heads_that_are_broken_are_told_to_be_broken_not_missing(pages: SimpleNamespace, heads: str) -> None:
    answer = upload(pages.coordinator, f"{heads}\r\nTDP-01;x;Kim;1\r\n")
    assert answer.status_code == 422
    assert "Chữ Việt" in answer.text
    assert "Không thấy dòng tiêu đề" not in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "Phường Ðống Ða",
        "Khu «Vạn Phá»",
        "Công ty Müller & Söhne",
        "Café Noël",
        "Ê Đê, Krông Năng, H’Hen Niê",
        "Tổ 5 – m² ½ ©",
        "GÒ CÔNG, LÔ Ê, «PHÊ»",
        "Hỏi: vì sao? Vì thế.",
        "École française",
    ],
)
def test_right_vietnamese_and_foreign_names_are_taken(pages: SimpleNamespace, name: str) -> None:
    preview = upload(
        pages.coordinator,
        f"Mã;Loại;Tên;Ghi chú\r\nA-01;Chi bộ;Chi bộ {'1'};{name}\r\nA-02;tdp;{name.rstrip('.').replace('?', '')};\r\n",
    )
    assert preview.status_code == 200, told(preview)


@pytest.mark.parametrize("ranges", [["A1:XFD1048576"], ["F2:XFD1048576"] * 1000, ["A1:D2"] * 130_000], ids=len)
def test_merged_cells_can_not_ask_for_a_huge_sheet(pages: SimpleNamespace, ranges: list[str]) -> None:
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    merged = f"</sheetData><mergeCells>{cells}</mergeCells>".encode()
    small = workbook(lambda _, sheet: rows_of(sheet, HEADS, ["TDP-01", "Tổ dân phố", "Tổ 1", 1000]))
    answer = upload(pages.coordinator, altered(small, lambda part: part.replace(b"</sheetData>", merged)))
    assert answer.status_code == (422 if len(ranges) > 1000 or "A1:XFD1048576" in ranges else 200)


# Each so long that looking back and forth in it would take a minute and more.
HEAPS = {
    "cells begun": b"<c " * 70_000,
    "cells begun in a place": b'<c r="A1' * 30_000,
    "rows begun": b"<c></c>" + b"<row " * 70_000,
    "blanks behind a formula": b"<c><f></f>" + b" " * 200_000,
    "blanks behind a value": b"<c><f/><v>" + b" " * 200_000,
    "formulas begun": b"<c><f " * 50_000,
}
STILL = {
    "no break": "a" * 150_000 + " é",
    "marks read by another table": "a" + "Ìò" * 100_000,
    "marks of bytes": "a" + ("\u0301\u0323" * 50_000).encode().decode("latin-1"),
    "different words": " ".join(f"é{number}" for number in range(300_000)),
}


@pytest.mark.parametrize("heap", HEAPS)
def test_a_workbook_is_looked_through_once_however_it_is_heaped(pages: SimpleNamespace, heap: str) -> None:
    small = workbook(lambda _, sheet: rows_of(sheet, HEADS, ["TDP-01", "Tổ dân phố", "Tổ 1", 1000]))
    content = altered(small, lambda part: part.replace(b"<sheetData>", b"<sheetData>" + HEAPS[heap]))
    began = time.process_time()
    assert upload(pages.coordinator, content).status_code in (200, 422)
    assert time.process_time() - began < 8


@pytest.mark.parametrize("heap", STILL)
def test_a_cell_is_looked_through_once_however_long_its_words_are(pages: SimpleNamespace, heap: str) -> None:
    began = time.process_time()
    answer = upload(pages.coordinator, f"Mã;Loại;Tên\r\nA-01;Chi bộ;{STILL[heap]}\r\n")
    assert time.process_time() - began < 8
    assert answer.status_code == 422


def test_what_was_read_is_what_is_stored(pages: SimpleNamespace, coordinator: TestClient) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        rows_of(sheet, ["Mã", "Loại", "Tên", "Cụm"], ["A", "tdp", "Kim", "Cụm 1"], ["B", "tdp", "Liên"])
        sheet.merge_range(1, 3, 2, 3, "Cụm\u00a01 ")

    confirm(pages.coordinator, upload(pages.coordinator, workbook(fill)))
    assert {get(coordinator, f"/groups/{code}")["cluster"] for code in "AB"} == {"Cụm 1"}
