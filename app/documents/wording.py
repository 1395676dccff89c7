"""A document in the words of its paper: figures as Vietnamese reads them, headings and tables numbered, blanks to fill.

What Word and PDF both need is worked out here once, as plain data of words; a spreadsheet takes the figures themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from app.documents import pictures
from app.documents.content import Annex, Bars, Cell, Column, Document, Figure, Form, Heading, Paragraph, Table
from app.web import formats

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
# Behind a share, by fifths; all are light enough for black letters.
SHADES = ("#f0f3f0", "#d9e7e6", "#b1d0d2", "#7fb3ba", "#5f9fa9")
# The body of what is read out, in points and millimetres.
LARGE = {"size": 21, "line": 32, "indent": 0, "space": 12}
# How wide a picture is, in millimetres, on whatever page.
PICTURE = 165
# Where something is written in by hand.
BLANK = "\N{NO-BREAK SPACE}" * 8
DOTS = "." * 24
# A table of so few rows, and cells of so few letters, is not parted by the end of a page: it fits on any.
FEW_ROWS, FEW_LETTERS = 8, 40
# A4's sides, the shorter one first, in millimetres.
SIDES = (210, 297)


def worded(document: Document) -> dict[str, Any]:
    """The document as words and measures; "main" comes before the signature, "annexes" after it."""
    profile, page = asdict(document.head.profile), document.head.profile.page
    profile["body"] |= LARGE if document.is_large else {}
    sides = SIDES[::-1] if document.is_wide else SIDES
    blocks = list(_blocks(document))
    cut = next((at for at, one in enumerate(blocks) if one["is"] == "annex"), len(blocks))
    return {
        "profile": profile,
        "type": document.type.upper(),
        "about": document.about,
        "title": f"{document.type} {document.about}",
        "head": _head(document),
        "foot": _foot(document),
        "is_plain": document.is_plain,
        "is_large": document.is_large,
        "is_wide": document.is_wide,
        "sides": sides,
        "room": sides[0] - page["left"] - page["right"],
        "table_size": profile["body"]["table_size"] - (3 if document.is_wide else 0),
        "signature": _signature(document),
        "main": blocks[:cut],
        "annexes": blocks[cut:],
    }


def _foot(document: Document) -> str:
    return " · ".join(one for one in ("Số liệu minh họa" if document.is_demo else "", document.foot) if one)


def until(table: Table | Bars) -> str:
    return f"số liệu tới ngày {formats.day(table.until)}" if table.until else ""


def cell(value: Cell, form: Form) -> str:
    """A value in words; nothing for None."""
    if isinstance(value, Figure):
        return cell(value.value, value.form)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return formats.day(value)
    return _number(value, form)


def _number(value: float, form: Form) -> str:
    if form == "share":
        return formats.percent(value, 1)
    if form == "estimate":
        return f"≈{formats.percent(value, 1)}"
    if form == "decimal":
        return formats.number(value, 1)
    if form == "points":
        return f"{'+' if value > 0 else ''}{formats.number(value * 100, 1)} điểm"
    return f"{formats.number(value)} ₫" if form == "money" else formats.number(value)


def _head(document: Document) -> dict[str, Any]:
    head, known = document.head, document.head.profile.head
    symbol = head.symbol or BLANK
    draft = "" if document.draft is None else f"Dự thảo lần {document.draft}" if document.draft else "Dự thảo"
    return {
        "superior": head.superior.upper(),
        "issuer": head.issuer.upper() or BLANK,
        "number": known["number"].format(number=BLANK, symbol=symbol),
        "draft": draft,
        "dated": f"{head.place or BLANK}, {_dated(document)}",
    }


def _dated(document: Document) -> str:
    """Days under 10 and the months 1 and 2 have a zero in front."""
    on = document.dated
    if on is None:
        return f"ngày{BLANK}tháng{BLANK}năm {document.year}"
    month = f"{on.month:02}" if on.month < 3 else f"{on.month}"
    return f"ngày {on.day:02} tháng {month} năm {on.year}"


def _signature(document: Document) -> dict[str, Any]:
    head = document.head
    return {
        "signed_for": head.signed_for.upper(),
        "post": head.post.upper(),
        "signer": head.signer,
        "recipients": list(_recipients(head.recipients)),
    }


def _recipients(known: Sequence[str]) -> Iterator[str]:
    """Who gets it, a line each, the file last: dots to write on where nobody has decided."""
    yield from (f"- {words.lstrip('- ')}" for words in known or [DOTS])
    if not known or not known[-1].lstrip("- ").casefold().startswith("lưu"):
        yield f"- Lưu {DOTS}"


def _blocks(document: Document) -> Iterator[dict[str, Any]]:
    """Each block in words; headings, tables and annexes are numbered through, each sort by itself."""
    headings = tables = drawn = annexes = 0
    for block in document.blocks:
        match block:
            case Heading():
                headings += 1
                yield _heading(document, block, headings)
            case Annex():
                annexes += 1
                yield {"is": "annex", "mark": f"Phụ lục {annexes}", "words": block.words}
            case Paragraph():
                sort = "aside" if block.is_aside else "paragraph"
                yield from ({"is": sort, "words": line} for line in block.words.splitlines() if line.strip())
            case Bars():
                drawn += 1
                yield _picture(block, drawn)
            case Table(stands_in="both" | "text"):
                tables += 1
                yield _table(block, tables)


def _heading(document: Document, block: Heading, number: int) -> dict[str, Any]:
    roman = ROMAN[(number - 1) % len(ROMAN)]
    return {
        "is": "heading",
        "words": document.head.profile.headings["pattern"].format(roman=roman, words=block.words.upper()),
    }


def _picture(bars: Bars, number: int) -> dict[str, Any]:
    return {
        "is": "picture",
        "caption": _caption(f"Hình {number}", bars),
        "picture": pictures.drawn(bars),
        "alt": pictures.told(bars),
        "width": PICTURE,
    }


def _caption(mark: str, one: Table | Bars) -> str:
    said = until(one)
    return f"{mark}. {one.name}" + (f" ({said})" if said else "")


def _table(table: Table, number: int) -> dict[str, Any]:
    rows = [_row(table.columns, row) for row in table.rows]
    return {
        "is": "table",
        "caption": _caption(f"Bảng {number}", table),
        "heads": [column.head for column in table.columns],
        "widths": [column.width for column in table.columns],
        "is_number": [column.form not in ("words", "day") for column in table.columns],
        "rows": rows,
        "shades": [_shades(table.columns, row) for row in table.rows],
        "total": _row(table.columns, table.total) if table.total else [],
        "is_short": len(rows) <= FEW_ROWS and all(len(words) <= FEW_LETTERS for row in rows for words in row),
    }


def _shades(columns: Sequence[Column], row: Sequence[Cell]) -> list[str]:
    """The colour behind each cell; "" for none."""
    return [_shade(cell) if column.is_shaded else "" for cell, column in zip(row, columns, strict=True)]


def _shade(cell: Cell) -> str:
    value = cell.value if isinstance(cell, Figure) else cell
    return SHADES[min(int(value * 5), 4)] if isinstance(value, float) and value else ""


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> list[str]:
    return [cell(value, column.form) for value, column in zip(row, columns, strict=True)]
