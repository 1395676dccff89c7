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
# How long the code points may be that one sign stands for, as Unicode lists them; a longer one stands for a phrase.
LONGEST_SIGN = 60
# Signs that Unicode does not call formatting and that nobody sees either (DerivedCoreProperties.txt,
# Default_Ignorable_Code_Point); fillers and the empty pattern of Braille are as wide as a blank.
_UNSEEN = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
# What a reader can't tell apart, though Unicode can: dashes, quotes, Icelandic and African letters in the place of Đ,
# and the Cyrillic and Greek ones that look like Latin in small or in capital letters.
_DASHES, _QUOTES, _DOUBLE = "\u02d7\u2043\u2212", "`´ʹʻʼʽˈ‘’‚‛′‵", "“”„‟″‶«»"
_LETTERS = ("đðɖıавекмнорстухіјѕαβεζηικμνορτυχ", "dddiabekmhopctyxijsabezhikmnoptyx")
_ALIKE = str.maketrans(
    _DASHES + _QUOTES + _DOUBLE + _LETTERS[0], "-" * 3 + "'" * len(_QUOTES) + '"' * len(_DOUBLE) + _LETTERS[1]
)
# «Kĩ» and «Kỹ», «quí» and «quý» are one word in two spellings; «tai» and «tay» are two.
_Y = re.compile(r"(?<=[bcdfghjklmnpqrstvxz])y|(?<=qu)y")


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


def seen(text: str) -> str:
    """The text without signs that nobody sees, each blank as a space: zero widths, soft hyphens, no-break spaces."""
    return text.translate(_SEEN)


def unmarked(text: str) -> str:
    """As seen, in small letters without marks; dashes, quotes and letters that look the same are the same.

    "Phường Ðống Ða" is "phuong dong da"; safe for text in NFC and NFD, and for any heap of marks.
    """
    # Marks that stand alone are gone then, so that composing what is left (Korean) takes no time.
    return unicodedata.normalize("NFC", text.translate(_BARE))


def fold(text: str) -> str:
    """What search, twins and imports compare: texts that a reader takes for the same fold to the same.

    Unmarked, in one line, blanks as one, and i for y after a consonant: "Kỹ  thuật" is "ki thuat".
    """
    return _Y.sub("i", " ".join(unmarked(text).split()))


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Zs" or _BLANK.match(sign):
        return " "
    if category in ("Zl", "Zp") or sign == "\x85":
        return "\n"
    is_unseen = category == "Cf" or (category == "Cc" and not sign.isspace()) or _UNSEEN.match(sign)
    return "" if is_unseen else sign


def _bare(sign: str) -> str:
    shown = _seen(sign)
    if not shown or shown.isspace() or len(unicodedata.decomposition(sign)) > LONGEST_SIGN:
        return shown
    if unicodedata.category(sign) == "Pd":
        return "-"
    if ord(sign) in _ALIKE:
        return sign.translate(_ALIKE)
    # A sign may hide others: fullwidth letters, ligatures, mathematical alphabets.
    apart = _without_marks(unicodedata.normalize("NFKD", sign)).casefold()
    return _without_marks(unicodedata.normalize("NFKD", apart)).translate(_ALIKE)


def _without_marks(text: str) -> str:
    return "".join(one for one in text if not unicodedata.combining(one) and unicodedata.category(one) != "Me")


_SEEN, _BARE = Reading(_seen), Reading(_bare)


def said(code: str) -> str:
    """A period's code as people say it: 2026-Q2 is quý II/2026, 2026 is năm 2026; another code is kỳ and the code."""
    year, _, part = code.partition("-Q")
    roman = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(part)
    if roman is None:
        return f"năm {code}" if code.isdecimal() else f"kỳ {code}"
    return f"quý {roman}/{year}"


def capital(words: str) -> str:
    """Words as they begin a line; str.capitalize would make all that follows small: «Quý ii»."""
    return words[:1].upper() + words[1:]


def holds(query: str) -> list[str]:
    """The LIKE patterns, one a word, that a folded text must all match; % and _ stand for themselves (escape \\)."""
    words = fold(query).split()
    return [f"%{_literal(word)}%" for word in words[:20]]


def has_words(query: str, *texts: str | None) -> bool:
    """Whether the texts together have every word of the query, folded; a blank query is in any."""
    told = fold(" ".join(text for text in texts if text))
    return all(word in told for word in fold(query).split())


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
