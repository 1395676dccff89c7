"""Files as offices save them: what Excel does to a list, read back as the same rows; what can't be read, in words."""

import datetime as dt
import io
import unicodedata
import zipfile
from typing import Any

import pytest
import xlsxwriter

from app.domain.errors import Refused
from app.domain.imports import reading

LIST = "Mã;Tên;Số dân\r\nTDP-01;Tổ dân phố số 1;1.234\r\n"
ROWS = [["Mã", "Tên", "Số dân"], ["TDP-01", "Tổ dân phố số 1", "1.234"]]


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of the first sheet, as far as a list may be so."""
    sheet = reading.sheets_of(content)[0]
    sheet.require_sound()
    return sheet.rows


def why(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        rows_of(content)
    fault = refused.value.faults[0]
    assert fault.loc == ("file",)
    return str(fault.message)


def workbook(fill: Any, **options: Any) -> bytes:
    """An Excel file whose first sheet fill writes on."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        fill(book, book.add_worksheet("Danh sách"))
    return file.getvalue()


def altered(content: bytes, **parts: bytes | None) -> bytes:
    """The workbook with other parts (a name's / is written __, its . is the last _)."""
    named = {name.replace("__", "/")[::-1].replace("_", ".", 1)[::-1]: part for name, part in parts.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *named]):
            part = named.get(name, old.read(name) if name in old.namelist() else None)
            if part is not None:
                new.writestr(name, part)
    return written.getvalue()


SMALL = workbook(lambda _, sheet: sheet.write_row(0, 0, ["Mã", "Tên"]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_with_or_without_its_mark(encoding: str) -> None:
    assert rows_of(LIST.encode(encoding)) == ROWS


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"], ids=["little", "big"])
def test_utf_16_with_its_mark_in_either_order(mark: bytes) -> None:
    assert rows_of(mark + LIST.encode("utf-16-le" if mark == b"\xff\xfe" else "utf-16-be")) == ROWS


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_separator_and_line_end(separator: str) -> None:
    for end in ("\r\n", "\n", "\r"):
        assert rows_of(LIST.replace(";", separator).replace("\r\n", end).encode()) == ROWS


def test_the_separator_that_the_first_line_names_is_taken() -> None:
    assert rows_of(b"sep=,\r\na;b,c;d\r\n") == [["a;b", "c;d"]]
    assert rows_of(b"\xef\xbb\xbfsep=;\r\na,b;c,d,e\r\n") == [["a,b", "c,d,e"]]
    assert rows_of(b"sep=\t\na\tb;c\n") == [["a", "b;c"]]


def test_commas_within_quotes_split_nothing() -> None:
    assert rows_of('Mã;"Tên, cụm, tổ, phố"\r\n'.encode()) == [["Mã", "Tên, cụm, tổ, phố"]]


def test_letters_sent_apart_from_their_marks_come_together() -> None:
    assert rows_of(unicodedata.normalize("NFD", LIST).encode()) == ROWS


def test_lines_and_quotes_within_quotes_stay_in_their_cell() -> None:
    assert rows_of(b'a;"b\r\nc";"say ""d"""\r\ne;f\r\n') == [["a", "b\nc", 'say "d"'], ["e", "f"]]


def test_the_apostrophe_of_our_own_files_is_taken_off() -> None:
    assert rows_of(b"'=1+1;'+84;'@a;'-b;'c;'\r\n") == [["=1+1", "+84", "@a", "-b", "'c", "'"]]


def test_empty_rows_and_columns_at_the_end_are_gone_and_those_between_keep_their_place() -> None:
    assert rows_of("a;b;;;\r\n;;;\r\n\r\nc; \u00a0;\r\n;;;\r\n;;;\r\n".encode()) == [["a", "b"], [], [], ["c"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Mã;Tổ dân phố".encode("cp1258", "ignore"), "Bảng mã"),
        ("Mã;Tên\r\nA;Bảng điện tử đỏ".encode().decode("latin-1").encode("utf-8"), "đã hỏng"),
        ("Mã;Tên\r\nA;Tổ dân phố số 1".encode().decode("cp1252", "ignore").encode("utf-8"), "đã hỏng"),
        ("Mã;T\ufffd dân phố".encode(), "đã hỏng"),
        ("Mã;Tên".encode("utf-16") + b"x", "Bảng mã"),
        (b'a;"b\r\nc;d\r\n', "dấu ngoặc kép"),
        (b"a;b\x00c", "không phải tệp CSV"),
        (b"", "trống"),
        (b"\xef\xbb\xbf\r\n ; \r\n", "trống"),
        (b"a;b\n" * 10_002, "hơn 10.000 dòng"),
        (b"a;b" * 70, "cột"),
        (b"a;" + b"b" * 2_001, "ô quá dài"),
        (b"a" * (4 * 1024 * 1024 + 1), "quá 4 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, ".xls cũ"),
        (b"%PDF-1.7\n\xe2\xe3", "Bảng mã"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_can_not_be_read_is_told_in_words(content: bytes, words: str) -> None:
    assert words in why(content)


def test_two_thousand_rows_under_their_head_are_taken() -> None:
    assert len(rows_of(b"a;b\n" * 2_001)) == 2_001


def test_right_vietnamese_is_never_taken_for_garbled() -> None:
    text = "Phường Đống Đa, Tổ dân phố số 1 «Kim Liên» – ½ café Ã À Â ã"
    assert rows_of(text.encode())[0][0].startswith("Phường")


def test_cells_of_a_workbook_read_as_people_would_type_them() -> None:
    def fill(book: Any, sheet: Any) -> None:
        day, money = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "#,##0"})
        sheet.write_row(1, 0, ["TDP-01", unicodedata.normalize("NFD", "Tổ 1"), 12.5, True])
        sheet.write_number(1, 4, 1450, money)
        sheet.write_datetime(1, 5, dt.date(2026, 7, 1), day)
        sheet.write_formula(1, 6, "=1+1", None, 2)
        sheet.write_formula(1, 7, "=1/0", None, "#DIV/0!")
        sheet.write_string(1, 8, "=1+1")
        for row in range(2, 3000):
            sheet.write_blank(row, 8, None, money)

    cells = ["TDP-01", "Tổ 1", "12,5", "1", "1450", "01/07/2026", "2", "#DIV/0!", "=1+1"]
    assert rows_of(workbook(fill)) == [[], cells]


def test_the_first_sheet_that_is_seen_and_filled_is_read() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.hide()
        sheet.write(0, 0, "giấu")
        book.add_worksheet("Trống").activate()
        book.add_worksheet("Thật").write(0, 0, "Mã")

    assert rows_of(workbook(fill)) == [["Mã"]]


def test_a_workbook_that_counts_its_days_from_1904_has_the_same_days() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_datetime(0, 0, dt.date(2026, 7, 1), book.add_format({"num_format": "dd/mm/yyyy"}))

    assert rows_of(workbook(fill, date_1904=True)) == [["01/07/2026"]]


def sheet_of(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
    ],
    ids=["places", "single-quotes", "no-places"],
)
def test_a_small_file_can_not_ask_for_a_huge_sheet(cells: str) -> None:
    assert "quá rộng" in why(altered(SMALL, xl__worksheets__sheet1_xml=sheet_of(cells)))


def test_cells_that_do_not_say_their_place_follow_one_another() -> None:
    cells = '<row><c t="str"><v>Mã</v></c><c><v>7</v></c></row><row><c><v>8</v></c></row>'
    assert rows_of(altered(SMALL, xl__worksheets__sheet1_xml=sheet_of(cells))) == [["Mã", "7"], ["8"]]


def test_a_bomb_is_not_unpacked() -> None:
    bomb = altered(SMALL, xl__media__picture_png=b"\0" * (45 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert "quá lớn" in why(bomb)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (altered(SMALL, xl__vbaProject_bin=b"x"), "macro"),
        (altered(SMALL, xl__workbook_xml=None), "Chỉ nhận tệp .xlsx"),
        (altered(SMALL, xl__worksheets__sheet1_xml=None), "hỏng"),
        (altered(SMALL, xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row><c>"), "hỏng"),
        (altered(SMALL, xl__workbook_xml=b"\xff\xfe<\0"), "hỏng"),
        (SMALL[: len(SMALL) // 2], "hỏng"),
        (b"PK\x03\x04 not a zip at all", "hỏng"),
        (workbook(lambda _, sheet: None), "trống"),
    ],
    ids=["macros", "no workbook", "no sheet", "cut sheet", "odd workbook", "cut", "no zip", "empty"],
)
def test_a_workbook_that_is_none_is_told_in_words(content: bytes, words: str) -> None:
    assert words in why(content)
