"""CSV as Vietnamese spreadsheets write it: UTF-8 or UTF-16, split by semicolon, comma or tab, lines within quotes."""

import codecs
import csv
import io
import re

from app.domain.errors import Refused, Say, refuse
from app.domain.imports.sheets import Sheet

SEPARATORS = (";", ",", "\t")
_SAVE_AS = "Trong Excel chọn «Lưu thành» rồi «CSV UTF-8» hoặc «Sổ làm việc Excel (.xlsx)»."


def sheets_of(content: bytes) -> list[Sheet]:
    """The file as the one sheet that it is, in a spreadsheet's own places; raises Refused where it is no such file."""
    text = _decoded(content)
    separator, text = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [Sheet(list(reader))]
    except csv.Error:
        sentence = Say("Dòng {line} có dấu ngoặc kép không khép. Sửa dòng đó rồi tải lại.", line=reader.line_num)
        raise refuse(("file",), sentence, "csv") from None


def _decoded(content: bytes) -> str:
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError:
        raise _unreadable(Say("Bảng mã của tệp này không đọc được, chữ Việt sẽ sai. " + _SAVE_AS)) from None
    if "\0" in text:
        raise _unreadable(Say("Đây không phải tệp CSV. " + _SAVE_AS))
    return text


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: the letters of a head are mostly Latin, so one byte of each pair is empty.
    start = content[:200]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) // 4 else "utf-8-sig"


def _separator(text: str) -> tuple[str, str]:
    """What a first line «sep=;» says, else what splits the first lines into most cells; and the text without it."""
    said = re.match(r'"?sep=(.)"?(\r\n|\r|\n|$)', text, re.IGNORECASE)
    if said:
        return said[1], text[said.end() :]
    head = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:10]))
    return max(SEPARATORS, key=head.count), text


def _unreadable(sentence: Say) -> Refused:
    return refuse(("file",), sentence, "encoding")
