"""Lists taken in through the pages, as the tests of imports do it."""

import base64
import io
import zlib
from collections.abc import Callable
from typing import Any

import xlsxwriter
from fastapi.testclient import TestClient

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
