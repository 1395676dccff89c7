"""Documents read back: Word's paragraphs and tables, a PDF's text and typefaces, a workbook's sheets."""

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from docx import Document
from fastapi.testclient import TestClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.makers import API

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def export(client: TestClient, report: int, kind: str) -> bytes:
    answer = client.get(f"{API}/reports/{report}/export", params={"format": kind})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == TYPES[kind]
    return answer.content


def word(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def word_text(content: bytes) -> str:
    """Every paragraph in its order, those of tables too, a line each."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        tree = ElementTree.fromstring(packed.read("word/document.xml"))
    return "\n".join("".join(one.text or "" for one in line.iter(f"{W}t")) for line in tree.iter(f"{W}p"))


def word_rows(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in word(content).tables for row in table.rows]


def pdf(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


class Said(str):
    """A PDF's words. It places letters, and blanks are its reader's guess: what is looked for is found without them."""

    def __contains__(self, words: object) -> bool:
        return "".join(str(words).split()) in "".join(self.split())


def pdf_text(content: bytes) -> Said:
    """All pages' words, one blank between them."""
    return Said(re.sub(r"[\s\u200b]+", " ", " ".join(page.extract_text() for page in pdf(content).pages)))


def typefaces(content: bytes) -> set[str]:
    """The names of the typefaces that pages use, without the mark of a subset."""
    fonts = [page["/Resources"]["/Font"] for page in pdf(content).pages if "/Font" in page["/Resources"]]
    return {one.get_object()["/BaseFont"].rpartition("+")[2].lstrip("/") for found in fonts for one in found.values()}


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """By sheet its rows below the heads, the total too."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)[3:] for name in book.sheet_names}


def looks(content: bytes) -> set[str]:
    """The formats in which a workbook shows its numbers."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [ElementTree.fromstring(packed.read(one)) for one in packed.namelist() if "worksheets/sheet" in one]
        styles = ElementTree.fromstring(packed.read("xl/styles.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    known = {one.get("numFmtId"): str(one.get("formatCode")) for one in styles.iter(f"{space}numFmt")}
    [cells] = styles.iter(f"{space}cellXfs")
    used = {
        int(cell.get("s", 0))
        for sheet in sheets
        for cell in sheet.iter(f"{space}c")
        if cell.find(f"{space}v") is not None
    }
    return {known[id_] for number in used if (id_ := cells[number].get("numFmtId")) in known}


def heads(content: bytes) -> dict[str, list[Any]]:
    """By sheet the heads of its columns."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)[2] for name in book.sheet_names}


def above(content: bytes) -> dict[str, str]:
    """By sheet what stands under its name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)[1][0] for name in book.sheet_names}


def sizes(content: bytes) -> dict[str, float]:
    """By line of a PDF the size of its letters, in points."""
    found: dict[str, float] = {}

    def note(text: str, _: Any, at: list[float], __: Any, size: float) -> None:
        for line in text.splitlines():
            found[line.strip()] = round(size * abs(at[3]), 1)

    for page in pdf(content).pages:
        page.extract_text(visitor_text=note)
    return found


def pictures(content: bytes) -> list[str]:
    """What is read out instead of the pictures of a Word file or a PDF."""
    if content.startswith(b"%PDF"):
        read = pdf(content)
        every = [read.get_object(number) for number in range(1, int(read.trailer["/Size"]))]
        return [str(one["/Alt"]) for one in every if isinstance(one, dict) and "/Alt" in one]
    return [one._inline.docPr.get("descr") for one in word(content).inline_shapes]


def shades(content: bytes) -> dict[str, str]:
    """By the words of a coloured cell the colour behind them."""
    found = {}
    for table in word(content).tables:
        for cell in [cell for row in table.rows for cell in row.cells]:
            for shade in cell._tc.iter(f"{W}shd"):
                found[cell.text] = shade.get(f"{W}fill")
    return found
