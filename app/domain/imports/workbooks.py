"""Excel's .xlsx: the first sheet that is seen and has something in it, each cell as people would have typed it.

calamine lays a sheet out as a rectangle in memory, so a small file can ask for a huge one: every part is unpacked here
under a limit, the sheets are measured, and calamine gets only what passed.
"""

import io
import re
import zipfile
import zlib
from datetime import date, datetime
from typing import Any

from app.domain.errors import Refused, Say, refuse

MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_CELLS = 1_000_000
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?>")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ROW_PLACE = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_AS_XLSX = "Mở bằng Excel rồi lưu thành «Sổ làm việc Excel (.xlsx)»."


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of the first visible sheet with anything in it, as text; raises Refused for what is no sound .xlsx."""
    from python_calamine import CalamineError, CalamineWorkbook

    safe = _checked(content)
    try:
        with CalamineWorkbook.from_object(io.BytesIO(safe)) as book:
            return _first_filled(book)
    except (CalamineError, OSError, ValueError):
        raise _no(Say("Tệp Excel này hỏng, không đọc được. " + _AS_XLSX)) from None


def _first_filled(book: Any) -> list[list[str]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        if any(cell != "" for row in rows for cell in row):
            return [[as_typed(cell) for cell in row] for row in rows]
    return []


def as_typed(value: Any) -> str:
    """A cell's value as text: 1234.0 is «1234», 0.5 is «0,5», a day is «03/05/2026»."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == datetime.min.time() else f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _checked(content: bytes) -> bytes:
    """The same workbook with only parts that were unpacked and measured here; raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            _require_plain(names)
            parts = _unpacked(archive, names)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise _no(Say("Tệp Excel này hỏng hoặc có mật khẩu, không đọc được. " + _AS_XLSX)) from None
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as safe:
        for name, part in parts.items():
            safe.writestr(name, _measured(part) if name.lower().startswith("xl/worksheets/") else part)
    return written.getvalue()


def _require_plain(names: list[str]) -> None:
    kept = {name.lower() for name in names}
    if "xl/vbaproject.bin" in kept:
        raise _no(Say("Tệp có macro (.xlsm) không nhận. " + _AS_XLSX))
    if "xl/workbook.xml" not in kept:
        raise _no(Say("Chỉ nhận tệp .xlsx hoặc .csv. " + _AS_XLSX))
    if len(names) > MOST_PARTS or len(kept) != len(names):
        raise _no(Say("Tệp Excel này hỏng, không đọc được. " + _AS_XLSX))


def _unpacked(archive: zipfile.ZipFile, names: list[str]) -> dict[str, bytes]:
    parts, left = {}, MOST_UNPACKED
    for name in names:
        with archive.open(name) as part:
            parts[name] = part.read(left + 1)
        left -= len(parts[name])
        if left < 0:
            raise _no(Say("Tệp Excel này mở ra quá lớn. Chỉ giữ lại trang có danh sách rồi tải lại."))
    return parts


def _measured(sheet: bytes) -> bytes:
    """A sheet that spans no more cells than we hold; its formula errors become text, calamine would drop them."""
    if b"\0" in sheet:
        raise _no(Say("Tệp Excel này hỏng, không đọc được. " + _AS_XLSX))
    rows, columns = _size(sheet)
    if rows * columns > MOST_CELLS:
        raise _no(Say("Trang tính trải ra quá rộng. Xóa những ô ở xa danh sách rồi tải lại."))
    return _CELL.sub(lambda cell: _IS_ERROR.sub(b't="str"', cell[0]), sheet)


def _size(sheet: bytes) -> tuple[int, int]:
    """The last row and column with something in them; cells that don't say their place follow one another."""
    rows = columns = 0
    for cell in _CELL.finditer(sheet):
        if (cell[1] or b"").rstrip().endswith(b"/"):
            continue
        place = _PLACE.search(cell[1] or b"")
        if place is None:
            parts = _ROW.split(sheet)
            said = [int(number) for number in _ROW_PLACE.findall(sheet)]
            return max([len(parts), *said]), max(len(_CELL.findall(part)) for part in parts)
        rows, columns = max(rows, int(place[2])), max(columns, _number(place[1]))
    return rows, columns


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found


def _no(sentence: Say) -> Refused:
    return refuse(("file",), sentence, "workbook")
