"""Excel's .xlsx: the sheets that are seen and have something in them, each cell as people would have typed it.

calamine lays a sheet out as a rectangle in memory, so a small file can ask for a huge one: every part is unpacked here
under a limit, the sheets are measured, and calamine gets only what passed. Which rows and columns are hidden, and
which formulas nobody worked out, it doesn't tell: that is read from the parts themselves.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.domain.errors import Refused, Say, refuse
from app.domain.imports.sheets import MOST_COLUMNS, Sheet
from app.zips import DAMAGE

MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_CELLS = 1_000_000
# No pattern looks beyond the next tag, nor comes back to what it took: a part may be one heap of beginnings or blanks.
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*+)?>")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ROW_PLACE = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\br\s*+=\s*+["'](\d{1,7})["']""")
_PLACE = re.compile(rb"""\br\s*+=\s*+["']([A-Z]{1,3})(\d{1,7})["']""")
_IS_ERROR = re.compile(rb"""\bt\s*+=\s*+["']e["']""")
_TYPE = re.compile(rb"""\st\s*+=\s*+["'](\w*)["']""")
_FORMULA = re.compile(
    rb"<(?P<prefix>\w+:)?c(?P<attributes>\s[^<>]*+)?>\s*+<(?:\w+:)?f\b[^<>]*+(?:(?<=/)>|>[^<]*+</(?:\w+:)?f>)\s*+"
    rb"(?:<(?:\w+:)?v\s*+/>\s*+|<(?:\w+:)?v(?:\s[^<>]*+)?>(?P<value>[^<]*+)</(?:\w+:)?v>\s*+)?</(?:\w+:)?c>"
)
_ROW_HEAD = re.compile(rb"<(?:\w+:)?row(\s[^<>]*+|)>")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\s([^<>]*+)>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*+)>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*+)>")
_ATTRIBUTE = re.compile(r"""(?<![\w:])([\w:]++)\s*+=\s*+("[^"]*+"|'[^']*+')""")
_IS_RAW = re.compile(rb"""<(?:\w+:)?calcPr\s[^<>]*\bfullCalcOnLoad\s*+=\s*+["'](?:1|true)["']""")
# What stands in the place of a formula's value that the file doesn't have.
UNCALCULATED = "#CHƯA-TÍNH"
_AS_XLSX = "Mở bằng Excel rồi lưu thành «Sổ làm việc Excel (.xlsx)»."


def sheets_of(content: bytes) -> list[Sheet]:
    """The visible sheets with anything in them, as text; raises Refused for what is no sound .xlsx."""
    from python_calamine import CalamineError, CalamineWorkbook

    parts = _checked(content)
    try:
        with CalamineWorkbook.from_object(io.BytesIO(_zipped(parts))) as book:
            return list(_filled(book, parts))
    except (CalamineError, OSError, ValueError):
        raise _no(Say("Tệp Excel này hỏng, không đọc được. " + _AS_XLSX)) from None


def _filled(book: Any, parts: dict[str, bytes]) -> Iterator[Sheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    files = _files(parts)
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(about.name)
        rows = [[as_typed(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        if any(cell for row in rows for cell in row):
            joined = _spread(rows, sheet.merged_cell_ranges or [])
            part = parts.get(files[place], b"") if place < len(files) else b""
            rows_unseen, columns_unseen = frozenset(_hidden(part)), frozenset(_hidden_columns(part))
            yield Sheet(rows, about.name, rows_unseen, frozenset(joined), hidden_columns=columns_unseen)


def _spread(rows: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """Gives every cell of a merged one its value, and tells which: (row number, column)."""
    left = MOST_CELLS
    for (top, first), (bottom, last) in ranges:
        if top >= len(rows) or first >= len(rows[top]) or not rows[top][first]:
            continue
        cells = [
            (row, column)
            for row in range(top, min(bottom, len(rows) - 1) + 1)
            for column in range(first, min(last, len(rows[row]) - 1) + 1)
        ]
        left -= len(cells)
        if left < 0:
            raise _no(Say("Trang tính có quá nhiều ô gộp. Bỏ gộp ô rồi tải lại."))
        for row, column in cells:
            rows[row][column] = rows[top][first]
            yield row + 1, column


def _files(parts: dict[str, bytes]) -> list[str]:
    """The part of each sheet, in the order of the workbook."""
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in _attributes(_LINK, parts.get("xl/_rels/workbook.xml.rels", b""))
    }
    found = []
    for attributes in _attributes(_SHEET, parts.get("xl/workbook.xml", b"")):
        link = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        target = targets.get(link, "")
        found.append(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
    return found


def _hidden(sheet: bytes) -> Iterator[int]:
    """The numbers of the rows that nobody sees: hidden by hand, by a filter, or without height."""
    number = 0
    for attributes in _attributes(_ROW_HEAD, sheet):
        said = attributes.get("r", "")
        number = int(said) if said.isdecimal() and len(said) < 8 else number + 1
        if attributes.get("hidden") in ("1", "true") or re.fullmatch(r"0+(\.0*)?", attributes.get("ht", "")):
            yield number


def _place(said: str) -> int:
    return int(said) if re.fullmatch(r"[1-9][0-9]{0,6}", said) else MOST_COLUMNS + 1


def _hidden_columns(sheet: bytes) -> Iterator[int]:
    """The places of the columns that nobody sees: hidden, or without width."""
    for attributes in _attributes(_COLUMNS, sheet):
        first, last = (_place(attributes.get(name, "")) for name in ("min", "max"))
        if attributes.get("hidden") in ("1", "true") or re.fullmatch(r"0+(\.0*)?", attributes.get("width", "")):
            yield from range(first - 1, min(last, MOST_COLUMNS))


def _attributes(tag: re.Pattern[bytes], part: bytes) -> Iterator[dict[str, str]]:
    for found in tag.finditer(part):
        pairs = _ATTRIBUTE.findall(found[1].decode("utf-8", "replace"))
        yield {name: html.unescape(value[1:-1]) for name, value in pairs}


def as_typed(value: Any) -> str:
    """A cell's value as text: 1234.0 is «1234», 0.5 is «0,5», a day is «03/05/2026»."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == datetime.min.time() else f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _checked(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook, unpacked and measured; raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            _require_plain(names)
            parts = _unpacked(archive, names)
    except DAMAGE:
        raise _no(Say("Tệp Excel này hỏng hoặc có mật khẩu, không đọc được. " + _AS_XLSX)) from None
    sheets = [name for name in parts if name.lower().startswith("xl/worksheets/")]
    if sum(_span(parts[name]) for name in sheets) > MOST_CELLS:
        raise _no(Say("Trang tính trải ra quá rộng. Xóa những ô ở xa danh sách, chỉ giữ trang có nó, rồi tải lại."))
    # Who wrote such a workbook worked nothing out: Excel is to do that when it opens it.
    is_raw = any(_IS_RAW.search(part) for name, part in parts.items() if name.lower() == "xl/workbook.xml")
    return parts | {name: _told(parts[name], is_raw) for name in sheets}


def _zipped(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as safe:
        for name, part in parts.items():
            safe.writestr(name, part)
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


def _span(sheet: bytes) -> int:
    """How many cells a sheet takes up when it is laid out."""
    if b"\0" in sheet:
        raise _no(Say("Tệp Excel này hỏng, không đọc được. " + _AS_XLSX))
    rows, columns = _size(sheet)
    return rows * columns


def _told(sheet: bytes, is_raw: bool) -> bytes:
    """The sheet with what calamine would drop as text: formula errors, and formulas that nobody worked out."""
    sheet = _CELL.sub(lambda cell: _IS_ERROR.sub(b't="str"', cell[0]), sheet)
    return _FORMULA.sub(lambda cell: _worked_out(cell, is_raw), sheet)


def _worked_out(cell: re.Match[bytes], is_raw: bool) -> bytes:
    """The cell of a formula, or one that says that it has no value yet; a text that came out empty is a value."""
    kind = _TYPE.search(cell["attributes"] or b"")
    value = (cell["value"] or b"").strip()
    has_value = cell["value"] is not None and bool(value or (kind and kind[1] == b"str"))
    if has_value and not (is_raw and value == b"0"):
        return cell[0]
    prefix, attributes = cell["prefix"] or b"", _TYPE.sub(b"", cell["attributes"] or b"")
    value = UNCALCULATED.encode()
    return b'<%bc%b t="str"><%bv>%b</%bv></%bc>' % (prefix, attributes, prefix, value, prefix, prefix)


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
