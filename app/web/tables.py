"""Lists and figures as CSV (RFC 4180): the same rows and filters as the JSON, one line each, as many cells in each.

A list of codes is one cell with spaces between; anything nested deeper is one cell of JSON. What a person opens by a
double click (web/sheets) has a byte order mark and semicolons.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote

from fastapi import Request, Response

from app import compact
from app.domain.inputs import Input
from app.web import preferences

GUARDED = ("=", "+", "-", "@", "\t", "\r")
# What a cell of a person's file is made of.
Shown = str | float | None


class Form(Input):
    """How an answer is written: `format` wins over the Accept header; `excel` is for a person's spreadsheet."""

    format: Literal["json", "csv"] | None = None
    excel: bool = False

    @property
    def is_persons(self) -> bool:
        """Whether a person reads it, in words and whole: a person follows no Link header."""
        return self.excel or self.format == "xlsx"  # type: ignore[comparison-overlap]


def wants_table(request: Request, form: Form) -> bool:
    if form.format is not None:
        return form.format != "json"
    wanted = request.headers.get("accept", "")
    return preferences.of_media(wanted, "text/csv") > preferences.of_media(wanted, "application/json")


def respond(
    name: str, fields: Sequence[str], rows: Iterable[dict[str, Any]], next_address: str | None = None
) -> Response:
    """The rows under these fields as a file of this name; where the list goes on is told by a Link header."""
    response = _file(name, [fields, *([cell(row[field]) for field in fields] for row in rows)], excel=False)
    if next_address is not None:
        response.headers["Link"] = f'<{next_address}>; rel="next"'
    return response


def excel_file(name: str, rows: Iterable[Sequence[Shown]]) -> Response:
    """Rows of words and numbers, heads included, as a file that Vietnamese Excel opens by a double click."""
    return _file(name, ([cell(shown, excel=True) for shown in row] for row in rows), excel=True)


def _file(name: str, rows: Iterable[Sequence[str]], excel: bool) -> Response:
    written = io.StringIO(newline="")
    if excel:
        written.write("\ufeff")
    csv.writer(written, delimiter=";" if excel else ",", lineterminator="\r\n").writerows(rows)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.csv"}
    headers["Vary"] = "Accept"
    return Response(written.getvalue().encode(), 200, headers, "text/csv; charset=utf-8; header=present")


def cell(value: Any, excel: bool = False) -> str:
    """One cell; text that a spreadsheet would run as a formula gets an apostrophe in front, numbers never."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return {True: "có", False: "không"}[value] if excel else str(value).lower()
    if isinstance(value, int | float):
        return _number(value).replace(".", ",") if excel else _number(value)
    if isinstance(value, date):
        return iso(value)
    text = value if isinstance(value, str) else _flat(value)
    return f"'{text}" if text.startswith(GUARDED) else text


def iso(value: date | datetime) -> str:
    """A day as 2026-05-03, a moment as 2026-05-03T02:15:00.000000Z."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).isoformat(timespec='microseconds')[:26]}Z"
    return value.isoformat()


def _number(value: float) -> str:
    """As JSON has it, but never with an exponent."""
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")


def _flat(value: Any) -> str:
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return compact.to_bytes(value, cell).decode()
