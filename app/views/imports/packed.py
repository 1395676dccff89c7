"""Rows on their way through a preview: in the page itself, packed."""

import base64
import binascii
import zlib

from app.domain.errors import Say, refuse
from app.domain.imports import sheets
from app.domain.imports.sheets import Sheet

MOST_UNPACKED = 32 * 1024 * 1024


def pack(sheet: Sheet) -> str:
    return base64.b64encode(zlib.compress(sheets.dumped(sheet))).decode()


def unpack(packed: str) -> Sheet:
    """The sheet of a preview; raises Refused where something else came back."""
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(packed, validate=True), MOST_UNPACKED)
        if not opened.unconsumed_tail:
            return sheets.loaded(content)
    except (ValueError, binascii.Error, zlib.error):
        pass
    raise refuse(("file",), Say("Bản xem trước không còn nguyên. Chọn lại tệp."), "rows")
