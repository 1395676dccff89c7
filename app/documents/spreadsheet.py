"""A document's tables as a workbook: a sheet a table, figures as numbers that can be counted on with.

Nothing that people wrote becomes a formula or a link.
"""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.documents.content import Cell, Document, Figure, Form, Table
from app.documents.wording import SHADES, until
from app.web.workbooks import AS_IT_IS, LONG_AGO, head_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FORMATS: dict[str, str] = {
    "words": "@",
    "count": "#,##0",
    "decimal": "#,##0.0",
    "share": "0.0%",
    "estimate": '"≈"0.0%',
    "share_end": "0.0000%",
    "estimate_end": '"≈"0.0000%',
    "money": '#,##0 "₫"',
    "points": "+0.0%;-0.0%;0.0%",
    "day": "dd/mm/yyyy",
}
# With one decimal these would claim none, or all; a share has no more than these.
ENDS: dict[Form, str] = {"share": "share_end", "estimate": "estimate_end"}
LEAST, MOST = 0.0005, 0.9995
# The larger a share, the darker its cell.
SCALE = {
    "type": "2_color_scale",
    "min_type": "num",
    "min_value": 0,
    "min_color": "#FFFFFF",
    "max_type": "num",
    "max_value": 1,
    "max_color": SHADES[-1],
}
# Above the heads stand the table's name, and what it is of.
HEADS = 3
# By the format's own number; and how many columns stand on a page that is not turned.
A4, MOST_UPRIGHT = 9, 6
LONGEST_SHEET, LEAST_WIDTH, MOST_WIDTH = 31, 10, 60
# How high a line is, in points; a row is never higher than Excel has it.
LINE, MOST_HEIGHT = 15, 409


def draw(document: Document) -> bytes:
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, AS_IT_IS)
    book.set_properties({"title": f"{document.type} {document.about}", "created": LONG_AGO})
    looks = {
        form: book.add_format({"num_format": told, "text_wrap": form == "words", "valign": "top"})
        for form, told in FORMATS.items()
    }
    sums = {form: book.add_format({"num_format": told, "bold": True, "top": 1}) for form, told in FORMATS.items()}
    taken: set[str] = set()
    for table in document.sheets:
        sheet = book.add_worksheet(_name(table, taken))
        _fill(sheet, table, looks, sums)
        _say(book, sheet, document, table)
    book.close()
    return written.getvalue()


def _name(table: Table, taken: set[str]) -> str:
    """A sheet's name has no signs that a reference would read, 31 letters at most, and is there once."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", table.sheet).strip()[:LONGEST_SHEET] or "Bảng"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_SHEET - 4]} {number}"
    taken.add(name.casefold())
    return name


def _say(book: "Workbook", sheet: "Worksheet", document: Document, table: Table) -> None:
    """Above the table: what it is, of what document, up to which day; its heads stay in sight."""
    strong = book.add_format({"bold": True, "font_size": 13})
    head = head_of(book)
    sheet.write_string(0, 0, table.name, strong)
    draft = f"dự thảo lần {document.draft}" if document.draft else ""
    demo = "số liệu minh họa" if document.is_demo else ""
    said = [f"{document.type} {document.about}", until(table), draft, demo]
    sheet.write_string(1, 0, "; ".join(one for one in said if one))
    for at, column in enumerate(table.columns):
        sheet.write_string(HEADS - 1, at, column.head, head)
    sheet.freeze_panes(HEADS, 1)
    # Printed it is as wide as a page, and its heads stand on each.
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADS - 1)
    if len(table.columns) > MOST_UPRIGHT:
        sheet.set_landscape()
    if table.rows:
        sheet.autofilter(HEADS - 1, 0, HEADS - 1 + len(table.rows), len(table.columns) - 1)


def _fill(sheet: "Worksheet", table: Table, looks: dict[str, Any], sums: dict[str, Any]) -> None:
    widths = [min(MOST_WIDTH, max(LEAST_WIDTH, len(one.head), 12 * one.width)) for one in table.columns]
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, widths[at])
        if column.is_shaded and table.rows:
            sheet.conditional_format(HEADS, at, HEADS + len(table.rows) - 1, at, SCALE)
    for number, row in enumerate(table.rows, HEADS):
        sheet.set_row(number, _height(row, widths))
        for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write(sheet, (number, at), _figure(cell, column.form), looks)
    for at, (cell, column) in enumerate(zip(table.total or (), table.columns, strict=bool(table.total))):
        _write(sheet, (HEADS + len(table.rows), at), _figure(cell, column.form), sums)


def _height(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """Of a row in points, for all lines of its words: not every program that opens the file works it out."""
    wrapped = [
        sum(1 + len(line) // width for line in cell.splitlines() or [""])
        for cell, width in zip(row, widths, strict=True)
        if isinstance(cell, str)
    ]
    return min(MOST_HEIGHT, LINE * max(wrapped, default=1))


def _figure(cell: Cell, form: Form) -> Figure:
    return cell if isinstance(cell, Figure) else Figure(cell, form)


def _write(sheet: "Worksheet", where: tuple[int, int], figure: Figure, looks: dict[str, Any]) -> None:
    value, form = figure
    if value is None:
        sheet.write_blank(*where, None, looks[form])
    elif isinstance(value, str):
        sheet.write_string(*where, value, looks["words"])
    elif isinstance(value, int | float):
        is_end = 0 < value < LEAST or MOST <= value < 1
        sheet.write_number(*where, value, looks[ENDS.get(form, form) if is_end else form])
    else:
        sheet.write_datetime(*where, value, looks["day"])
