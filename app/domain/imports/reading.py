"""A file's bytes as rows of text: which kind of file it is, how much of it is taken, and clean cells."""

from app.domain.errors import Refused, Say, refuse
from app.domain.imports import csv_files, workbooks
from app.domain.words import composed

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2_000, 60, 2_000
# What spreadsheets would run as a formula; our own files put an apostrophe in front of it.
GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def rows_of(content: bytes) -> list[list[str]]:
    """The rows from the first on, so that their places are a spreadsheet's row numbers; empty ones at the end and empty
    cells at the end of a row are gone. Raises Refused on `file`."""
    if len(content) > MOST_BYTES:
        raise _no(Say("Tệp lớn quá {most} MB. Chia thành nhiều tệp.", most=MOST_BYTES // 1024 // 1024))
    if content.startswith(_OLD):
        raise _no(Say("Không nhận tệp .xls cũ hoặc có mật khẩu. Mở bằng Excel rồi lưu thành .xlsx, không mật khẩu."))
    if not content.strip():
        raise _no(Say("Tệp này trống."))
    read = workbooks.rows_of if content.startswith(b"PK") else csv_files.rows_of
    rows = [_trimmed([_clean(cell) for cell in row]) for row in read(content)]
    while rows and not rows[-1]:
        rows.pop()
    require_size(rows)
    return rows


def _clean(cell: str) -> str:
    try:
        text = composed(cell)
    except ValueError:
        raise _no(Say("Có ô chứa quá nhiều dấu chồng lên một chữ: có lẽ không phải danh sách này.")) from None
    text = text.replace("\r\n", "\n").replace("\u00a0", " ").strip(" \n")
    return text[1:] if text.startswith(GUARDED) else text


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def require_size(rows: list[list[str]]) -> None:
    """Raises Refused for no rows, and for more rows, columns or letters in a cell than a list of a ward has."""
    if not rows:
        raise _no(Say("Tệp này trống."))
    if sum(1 for row in rows if row) > MOST_ROWS + 1:
        raise _no(Say("Tệp có hơn {most} dòng. Chia thành nhiều tệp.", most=MOST_ROWS))
    if any(len(row) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in row) for row in rows):
        raise _no(Say("Tệp có hơn {most} cột, hoặc một ô quá dài: có lẽ không phải danh sách này.", most=MOST_COLUMNS))


def _no(sentence: Say) -> Refused:
    return refuse(("file",), sentence, "file")
