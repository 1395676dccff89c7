"""Folded text: how search and comparison see Vietnamese, without marks, case and the difference of đ and d."""

import unicodedata


def fold(text: str) -> str:
    """ "Đống Đa" and "dong da" fold to the same; safe for text in NFC and NFD."""
    bare = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept).casefold()


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
