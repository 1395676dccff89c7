"""A document as PDF: tagged (PDF/UA-1), in the one typeface that is shipped, the same bytes for the same document."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from app.documents.content import Document
from app.documents.wording import worded

MEDIA_TYPE = "application/pdf"
HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
# Stands for signs that the typeface does not have.
MISSING = "\N{WHITE SQUARE}"
# A longer word may be broken anywhere: no column is as wide.
_LONG_WORD, WORD_BREAK = re.compile(r"\S{24}(?=\S)"), "\N{ZERO WIDTH SPACE}"


def draw(document: Document) -> bytes:
    given = json.dumps(_lettered(worded(document)), ensure_ascii=False)
    made = _compiler("layout.typ", document=given).compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(made, bytes)
    return made


def draw_picture(picture: str, width: int) -> bytes:
    """An SVG as PNG, so wide in millimetres at 200 dots an inch."""
    made = _compiler("picture.typ", picture=picture, width=str(width)).compile(format="png", ppi=200)
    assert isinstance(made, bytes)
    return made


def _compiler(layout: str, **given: str) -> Any:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(HERE / layout, root=HERE, font_paths=fonts, sys_inputs=given)


def _lettered(value: Any) -> Any:
    """The same with every text in letters that the typeface has."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return [_lettered(one) for one in value]
    if isinstance(value, dict):
        return {name: one if name == "picture" else _lettered(one) for name, one in value.items()}
    return value


def _text(text: str) -> str:
    known = _letters()
    shown = [sign if ord(sign) in known or sign == "\n" else MISSING for sign in unicodedata.normalize("NFC", text)]
    # What was one sign for the eye, an emoji with its modifiers, is one square.
    once = [sign for at, sign in enumerate(shown) if sign != MISSING or at == 0 or shown[at - 1] != MISSING]
    return _LONG_WORD.sub(rf"\g<0>{WORD_BREAK}", "".join(once))


@cache
def _letters() -> frozenset[int]:
    """The letters that every cut of the typeface has."""
    found = [frozenset(_letters_of(path.read_bytes())) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*found)


def _letters_of(font: bytes) -> set[int]:
    """Of a font file the code points of its table «cmap», in the form 4 that all of ours have (ISO/IEC 14496-22)."""

    def number(at: int, size: int = 2) -> int:
        return int.from_bytes(font[at : at + size], "big")

    tables = {font[at : at + 4]: number(at + 8, 4) for at in range(12, 12 + 16 * number(4), 16)}
    cmap = tables[b"cmap"]
    maps = [cmap + number(cmap + 8 + 8 * one, 4) for one in range(number(cmap + 2))]
    start = next(at for at in maps if number(at) == 4)
    twice = number(start + 6)
    ends, begins = start + 14, start + 16 + twice
    return {
        letter
        for at in range(0, twice, 2)
        for letter in range(number(begins + at), number(ends + at) + 1)
        if letter != 0xFFFF
    }
