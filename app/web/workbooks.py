"""Excel's .xlsx for people: lists, and empty ones to be filled in offline with the ward's own things to choose from.

Nothing that people wrote becomes a formula or a link.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import Response

from app.domain.imports.columns import Column
from app.web.routing import Drawn

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Text stays text, whatever it begins with.
AS_IT_IS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LIST, CHOICES, HOW = "Danh sách", "Danh mục", "Cách ghi"
# A workbook's moment has no zone; the same list is the same file.
LONG_AGO = datetime(2026, 1, 1)  # noqa: DTZ001
DAY, MOMENT, NUMBER, SHARE, TEXT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0", "0.0%", "@"
# How wide a column is at the most, in letters; these are so wide.
WIDE, SENTENCES = 40, ("title", "summary")
# As a cell has it.
Typed = str | float | date | None


def listing(name: str, heads: list[tuple[str, str]], rows: Iterable[Sequence[Typed]]) -> Response:
    """A list as a file of this name, row by row: however long it is, it takes no more memory. Each head with the look
    of its numbers, or none."""
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, AS_IT_IS | {"in_memory": False, "constant_memory": True})
    book.set_properties({"created": LONG_AGO})
    sheet, looks = book.add_worksheet(LIST), {one: book.add_format({"num_format": one}) for one in (DAY, MOMENT, SHARE)}
    strong = head_of(book)
    for at, (head, _) in enumerate(heads):
        sheet.set_column(at, at, min(WIDE, max(14, len(head) + 2)))
        sheet.write_string(0, at, head, strong)
    last = 0
    for last, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _write(sheet, (last, at), value, looks, heads[at][1])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(heads) - 1)
    book.close()
    return _file(name, written.getvalue())


def _write(sheet: "Worksheet", where: tuple[int, int], value: Typed, looks: dict[str, Any], look: str) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(*where, value, looks[MOMENT])
    elif isinstance(value, date):
        sheet.write_datetime(*where, value, looks[DAY])
    elif isinstance(value, str):
        sheet.write_string(*where, value)
    elif value is not None:
        sheet.write_number(*where, value, looks.get(look))


def head_of(book: "Workbook") -> Any:
    return book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#EEEEEE"})


def template(name: str, columns: list[Column], examples: list[list[str]], most: int) -> Any:
    """An empty list as a file of this name, drawn once the database is let go; most: rows that it is made for."""
    return Drawn(lambda: _file(name, _template(columns, examples, most)))


def _file(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    return Response(content, headers=headers, media_type=MEDIA_TYPE)


def _template(columns: list[Column], examples: list[list[str]], most: int) -> bytes:
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, AS_IT_IS)
    book.set_properties({"created": LONG_AGO})
    head = head_of(book)
    sheet, choices = book.add_worksheet(LIST), book.add_worksheet(CHOICES)
    for at, column in enumerate(columns):
        look = book.add_format({"num_format": DAY if column.is_day else NUMBER if column.is_number else TEXT})
        widest = max([len(column.head), *(len(said) for said in column.offered)])
        sheet.set_column(at, at, WIDE if column.name in SENTENCES else min(WIDE, max(12, widest + 2)), look)
        sheet.write_string(0, at, column.head, head)
        _offer(sheet, choices, at, column, most)
    for row, texts in enumerate(examples, 1):
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text)
    sheet.freeze_panes(1, 0)
    # Nobody types into it, and an import reads what is seen.
    choices.hide()
    _say_how(book, columns, head)
    book.close()
    return written.getvalue()


def _offer(sheet: "Worksheet", choices: "Worksheet", at: int, column: Column, most: int) -> None:
    """What a column may say, in a column of its own; where several may stand in a cell, others than these as well."""
    if not column.offered:
        return
    choices.write_string(0, at, column.head)
    for row, said in enumerate(column.offered, 1):
        choices.write_string(row, at, said)
    letters = _letters(at)
    wanted = {
        "validate": "list",
        "source": f"='{CHOICES}'!${letters}$2:${letters}${len(column.offered) + 1}",
        "error_title": "Không có trong danh mục",
        "error_message": "Chọn trong danh sách thả xuống.",
        "show_error": not column.many,
    }
    sheet.data_validation(1, at, most, at, wanted)


def _say_how(book: "Workbook", columns: list[Column], head: Any) -> None:
    sheet, wrapped = book.add_worksheet(HOW), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28, wrapped)
    sheet.set_column(1, 1, 80, wrapped)
    sheet.write_row(0, 0, ["Cột của mẫu", "Ghi gì"], head)
    for row, column in enumerate(columns, 1):
        sheet.write_string(row, 0, column.head)
        sheet.write_string(row, 1, _how(column))


def _how(column: Column) -> str:
    return f"{_kind_of(column)} {column.advice}".strip()


def _kind_of(column: Column) -> str:
    if column.offered:
        several = "; nhiều thì cách nhau bằng dấu phẩy" if column.many else ""
        return f"Chọn trong danh sách thả xuống, hoặc ghi mã hay tên{several}."
    if column.is_day:
        return "Ngày, ví dụ 03/05/2026."
    return "Số nguyên, ví dụ 1.450." if column.is_number else "Chữ."


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return re.sub("^@", "", chr(64 + first)) + chr(65 + last)
