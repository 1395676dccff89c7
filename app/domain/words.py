"""Folded text: how search and comparison see Vietnamese, without marks, case and the difference of đ and d."""

import unicodedata


def fold(text: str) -> str:
    """ "Đống Đa" and "dong da" fold to the same; safe for text in NFC and NFD."""
    bare = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept).casefold()


def holds(query: str) -> list[str]:
    """The LIKE patterns, one a word, that a folded text must all match; % and _ stand for themselves (escape \\)."""
    words = fold(query).split()
    return [f"%{_literal(word)}%" for word in words[:20]]


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
