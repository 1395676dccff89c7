"""A file's bytes as sheets of text: which kind of file it is, how much of it is taken, and clean cells."""

from dataclasses import replace

from app.domain.errors import Refused, Say, refuse
from app.domain.imports import csv_files, vietnamese, workbooks
from app.domain.imports.sheets import Sheet
from app.domain.words import composed, seen

MOST_BYTES = 4 * 1024 * 1024
# What spreadsheets would run as a formula; our own files put an apostrophe in front of it.
GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheets_of(content: bytes) -> list[Sheet]:
    """The sheets that are seen and have something in them, in the file's order; a CSV file is one.

    Cells are without anything that nobody sees; empty rows at the end and empty cells at the end of a row are gone.
    Raises Refused on `file`, also where all is empty.
    """
    if len(content) > MOST_BYTES:
        raise _no(Say("Tệp lớn quá {most} MB. Chia thành nhiều tệp.", most=MOST_BYTES // 1024 // 1024))
    if content.startswith(_OLD):
        raise _no(Say("Không nhận tệp .xls cũ hoặc có mật khẩu. Mở bằng Excel rồi lưu thành .xlsx, không mật khẩu."))
    if not content.strip():
        raise _no(Say("Tệp này trống."))
    read = workbooks.sheets_of if content.startswith(b"PK") else csv_files.sheets_of
    found = [sheet for sheet in map(_cleaned, read(content)) if sheet.rows]
    if not found:
        raise _no(Say("Tệp này trống."))
    return found


def _cleaned(sheet: Sheet) -> Sheet:
    """Whether its Vietnamese is broken is seen before anything is taken out of it; of a sheet that is too long, nobody
    asks."""
    broken = None if sheet.is_long else vietnamese.fault_of(sheet.rows)
    rows = [_trimmed([_clean(cell) for cell in row]) for row in sheet.rows]
    while rows and not rows[-1]:
        rows.pop()
    return replace(sheet, rows=rows, broken=str(broken or ""))


def _clean(cell: str) -> str:
    if cell.isascii() and cell.isalnum():
        return cell
    try:
        text = composed(cell)
    except ValueError:
        raise _no(Say("Có ô chứa quá nhiều dấu chồng lên một chữ: có lẽ không phải danh sách này.")) from None
    guarded = text.strip(" \n")
    text = guarded[1:] if guarded.startswith(GUARDED) else guarded
    return seen(text.replace("\r\n", "\n")).replace("\t", " ").strip()


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _no(sentence: Say) -> Refused:
    return refuse(("file",), sentence, "file")
