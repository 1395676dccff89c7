"""Text in one form, and folded: how search and comparison see Vietnamese, without marks, case and đ as d.

Composing is quadratic in a run of marks on one letter: none is composed that was not looked at before.
"""

import re
import unicodedata
from collections.abc import Callable

# No writing system puts more marks on one letter (Unicode Standard Annex 15, section 13, Stream-Safe Text Format).
MOST_MARKS = 30
# No mark lies in the blocks that Vietnamese is written in: what has no such run of other signs has no heap of marks.
_MAY_BE_HEAP = re.compile(rf"[^\x00-\u02ff\u1e00-\u1eff]{{{MOST_MARKS + 1}}}")
# Signs above this are read anew each time: few texts have any, and a table of them all would take megabytes.
MOST_KNOWN = 0x3000


class Reading(dict[int, str]):
    """A table for str.translate that learns how each sign reads as it meets it."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self.read = read

    def __missing__(self, point: int) -> str:
        found = self.read(chr(point))
        if point < MOST_KNOWN:
            self[point] = found
        return found


def composed(text: str) -> str:
    """The text in NFC, as phones and computers then agree on it; raises ValueError for a heap of marks on a letter."""
    if text.isascii():
        return text
    if _MAY_BE_HEAP.search(text):
        _require_no_heap(text)
    return unicodedata.normalize("NFC", text)


def _require_no_heap(text: str) -> None:
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run > MOST_MARKS:
            raise ValueError("too many marks on one letter")


def fold(text: str) -> str:
    """ "Đống Đa" and "dong da" fold to the same; safe for text in NFC and NFD, and for any heap of marks."""
    if text.isascii():
        return text.casefold()
    # Marks that stand alone go first, so that only those inside of letters are left to be taken apart.
    bare = unicodedata.normalize("NFD", _without_marks(text.replace("Đ", "D").replace("đ", "d")))
    return unicodedata.normalize("NFC", _without_marks(bare)).casefold()


_BARE = Reading(lambda letter: "" if unicodedata.combining(letter) else letter)


def _without_marks(text: str) -> str:
    return text.translate(_BARE)


def said(code: str) -> str:
    """A period's code as people say it: 2026-Q2 is quý II/2026, 2026 is năm 2026; another code is kỳ and the code."""
    year, _, part = code.partition("-Q")
    roman = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(part)
    if roman is None:
        return f"năm {code}" if code.isdecimal() else f"kỳ {code}"
    return f"quý {roman}/{year}"


def holds(query: str) -> list[str]:
    """The LIKE patterns, one a word, that a folded text must all match; % and _ stand for themselves (escape \\)."""
    words = fold(query).split()
    return [f"%{_literal(word)}%" for word in words[:20]]


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
