"""Lists taken in through the pages, as the tests of imports do it."""

import base64
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import xlsxwriter
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from tests.makers import get
from tests.reading import plain
from tests.views.filled import filled, press

PATH = "/groups/import"
GOOD = (
    "Mã;Loại;Tên;Cụm;Số dân;Số hộ;Từ ngày\r\n"
    "TDP-01;Tổ dân phố;Tổ dân phố số 1;Cụm 1;1.234;400;01/07/2026\r\n"
    "TDP-02;to dan pho;Tổ dân phố số 2;Cụm 1;500,0;;\r\n"
    "CB-01;party_cell;Chi bộ 1;;38;;\r\n"
)


def upload(client: TestClient, content: str | bytes, path: str = PATH) -> Any:
    data = content.encode("utf-8-sig") if isinstance(content, str) else content
    return client.post(path, files={"file": ("danh-sach.csv", data, "text/csv")})


def confirm(client: TestClient, preview: Any, path: str = PATH, **values: str) -> Any:
    return press(client, f"{path}/confirm", filled(preview.text, **values), "")


def take_in(client: TestClient, content: str | bytes, path: str = PATH) -> Any:
    preview = upload(client, content, path)
    assert preview.status_code == 200, plain(preview.text)
    return confirm(client, preview, path)


def packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode())).decode()


def told(answer: Any) -> str:
    """What the preview says, from its heading on."""
    text = plain(answer.text)
    return text[text.index("Xem trước khi nhập") :]


def codes(client: TestClient) -> list[str]:
    return [row["code"] for row in get(client, "/groups")["items"]]


def workbook(fill: Callable[[Any, Any], object]) -> bytes:
    """An Excel file; fill is handed the book and its first sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        fill(book, book.add_worksheet("Danh sách"))
    return file.getvalue()


def with_rows(template: bytes, rows: list[dict[str, str | float]]) -> bytes:
    """A template filled in by hand: below its own rows, each value under its head, in the look of its column."""
    book = CalamineWorkbook.from_object(io.BytesIO(template))
    heads, *others = [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                looks = dict(re.findall(r'<col min="(\d+)" max="\d+" width="[^"]*" style="(\d+)"', part))
                filled = "".join(_row(at, row, heads, looks) for at, row in enumerate(rows, len(others) + 2))
                part = part.replace("</sheetData>", f"{filled}</sheetData>")
            new.writestr(name, part)
    return written.getvalue()


def _row(number: int, row: dict[str, str | float], heads: list[str], looks: dict[str, str]) -> str:
    cells = sorted((heads.index(head), value) for head, value in row.items())
    told = "".join(_cell(f"{_letters(at)}{number}", looks.get(str(at + 1), "0"), value) for at, value in cells)
    return f'<row r="{number}">{told}</row>'


def _letters(at: int) -> str:
    return chr(65 + at) if at < 26 else f"A{chr(39 + at)}"


def _cell(place: str, look: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" s="{look}" t="inlineStr"><is><t>{html.escape(value)}</t></is></c>'
    return f'<c r="{place}" s="{look}"><v>{value}</v></c>'


def offers(template: bytes) -> dict[str, list[str]]:
    """What a template offers to choose from, by head."""
    rows = CalamineWorkbook.from_object(io.BytesIO(template)).get_sheet_by_name("Danh mục").to_python()
    return {str(head): [str(one) for one in said if one] for head, *said in zip(*rows, strict=True) if head}
