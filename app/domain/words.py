"""Text in one form, and folded: how search and comparison see Vietnamese, without marks, case and đ as d.

Composing is quadratic in a run of marks on one letter: none is composed that was not looked at before.
"""

import unicodedata

# No writing system puts more marks on one letter (Unicode Standard Annex 15, section 13, Stream-Safe Text Format).
MOST_MARKS = 30


def composed(text: str) -> str:
    """The text in NFC, as phones and computers then agree on it; raises ValueError for a heap of marks on a letter."""
    if text.isascii():
        return text
    run = 0
    for letter in text:
        run = run + 1 if letter > "\u02ff" and unicodedata.combining(letter) else 0
        if run > MOST_MARKS:
            raise ValueError("too many marks on one letter")
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """ "Đống Đa" and "dong da" fold to the same; safe for text in NFC and NFD, and for any heap of marks."""
    if text.isascii():
        return text.casefold()
    # Marks that stand alone go first, so that only those inside of letters are left to be taken apart.
    bare = unicodedata.normalize("NFD", _without_marks(text.replace("Đ", "D").replace("đ", "d")))
    return unicodedata.normalize("NFC", _without_marks(bare)).casefold()


def _without_marks(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))


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
