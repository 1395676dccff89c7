"""Vietnamese as files break it: fonts from before Unicode, bytes read by another table, letters that are gone.

A word is broken where it is no Vietnamese syllable as it stands and becomes one when the damage is undone. The fonts'
tables are those of TCVN 5712:1993 (TCVN3, «ABC») and of VNI-Windows, as their bytes look in Windows-1252.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from app.domain.errors import Say
from app.domain.imports.sheets import place_of

_UTF8_READ_AS = ("cp1252", "latin-1", "cp1258", "mac_roman", "cp437", "cp850", "cp1250", "cp1251")
_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_VNI_ALONE = dict(zip("ñÑôÔöÖíÍìÌæÆóÓòÒîÎ", "đĐơƠưƯíÍìÌỉỈĩĨịỊỵỴ", strict=True))
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT, _ROOF, _BREVE = "\u0300\u0301\u0309\u0303\u0323\u0302\u0306"
_VNI_MARKS = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _ROOF,
    "à": _ROOF + _GRAVE,
    "á": _ROOF + _ACUTE,
    "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE,
    "ä": _ROOF + _DOT,
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_TONES = dict.fromkeys(map(ord, _GRAVE + _ACUTE + _HOOK + _TILDE + _DOT))
# How a syllable begins and what may follow (without its tone), as the spelling of Vietnamese has it.
_SYLLABLE = re.compile(
    "(?:ngh?|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?(?:"
    "a(?:ch?|i|m|nh?|ng|o|p|t|u|y)?|ă(?:c|m|ng?|p|t)|â(?:c|m|ng?|p|t|u|y)|e(?:c|m|ng?|o|p|t)?|ê(?:ch?|m|nh?|ng|p|t|u)?"
    "|i(?:a|ch?|m|nh?|p|t|u)?|i?ê(?:c|m|ng?|p|t|u)|yê(?:m|ng?|t|u)|oa(?:ch?|i|m|nh?|ng|o|p|t|y)?|oă(?:c|m|ng?|t)"
    "|oe(?:n|o|t)?|o(?:c|i|m|ng?|p|t|oc|ong)?|ô(?:c|i|m|ng?|p|t)?|ơ(?:c|i|m|n|p|t)?|u(?:a|c|i|m|ng?|p|t)?|uơ"
    "|uâ(?:n|ng|t|y)|uê(?:ch|nh|u)?|uô(?:c|i|m|ng?|t)|uy(?:a|ch|n|nh|p|t|u)?|uyê(?:n|t)|ư(?:a|c|i|m|ng?|t|u)?"
    "|ươ(?:c|i|m|ng?|p|t|u)|y"
    ")"
)
# No syllable is longer, by whatever table it was read, and no list has more different ones: what is looked through
# here may be anything.
LONGEST_WORD, MOST_WORDS = 100, 10_000
_LATIN = re.compile(r"[A-Za-z]")
_EDGES = " .,;:!?()[]{}'\"/\\-+*_0123456789“”‘’«"
_LOST = re.compile(r"[^\W\d_]\?+[^\W\d_]|(?<!\S)\?+[^\W\d_]|[^\W\d_]\?+\s+(?P<next>\w)")
# A letter that a question mark took the place of, in a name.
LOST_IN_NAME = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")

_OLD_FONT = (
    "Chữ Việt ở {place} viết bằng phông cũ {font}: «{word}» là «{meant}». Chuyển cả tệp sang Unicode (UniKey: bấm "
    "Ctrl+Shift+F6, nguồn {font}, đích Unicode) rồi chọn lại tệp."
)
_MISREAD = (
    "Chữ Việt ở {place} đã hỏng vì mở sai bảng mã: «{word}» là «{meant}». Mở lại bản gốc, trong Excel chọn «Lưu thành» "
    "rồi «CSV UTF-8» hoặc «Sổ làm việc Excel (.xlsx)»."
)
_GONE = (
    "Chữ Việt ở {place} đã hỏng, có chữ đã mất: «{word}». Từ tệp này không lấy lại được: mở bản gốc, trong Excel chọn "
    "«Lưu thành» rồi «CSV UTF-8» hoặc «Sổ làm việc Excel (.xlsx)»."
)


def fault_of(rows: Iterable[Iterable[str]]) -> Say | None:
    """Why the Vietnamese of these cells, as the file has them, can't be taken, with the first cell and word; or None.

    Right Vietnamese, foreign names in it and text without any are None. Letters that are gone, or that were read by
    another table, are told at once; of several ways of reading words anew, the one that mends most of them.
    """
    mended: dict[str, list[Say]] = {font: [] for font in _READINGS}
    looked_at = set[str]()
    for place, cell in _strange(rows):
        gone = _LOST.search(cell)
        if "\ufffd" in cell or (gone and _is_name(cell, gone)):
            return Say(_GONE, place=place, word=cell[:40])
        for word in _words(cell):
            if word not in looked_at and len(looked_at) < MOST_WORDS:
                looked_at.add(word)
                meant = _unread(word)
                if meant is not None:
                    return Say(_MISREAD, place=place, word=word[:40], meant=meant[:40])
                _mend(mended, place, word)
    most = max(mended.values(), key=len)
    return most[0] if most else None


def _strange(rows: Iterable[Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Cells that may be broken, and where they are."""
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if not cell.isascii() or "?" in cell:
                yield place_of(number, place), cell


def _words(cell: str) -> Iterator[str]:
    """Those that may be broken."""
    return (word for word in cell.split() if len(word) <= LONGEST_WORD and not word.isascii())


def _mend(mended: dict[str, list[Say]], place: str, word: str) -> None:
    for font, read in _READINGS.items():
        meant = _repaired(word, read)
        if meant is not None:
            told = _MISREAD if read is _from_cp1258 else _OLD_FONT
            mended[font].append(Say(told, place=place, word=word[:40], meant=meant[:40], font=font))


def _is_name(cell: str, gone: re.Match[str]) -> bool:
    """Whether a question mark stands in the place of a letter: not in an address, nor where a question ends."""
    if "/" in cell or "=" in cell or "@" in cell:
        return False
    return gone["next"] is None or gone["next"].islower() or gone["next"].isdigit()


def _repaired(word: str, read: Callable[[str], str | None]) -> str | None:
    """What the word is when read so, where that makes a syllable of what was none."""
    bare = word.strip(_EDGES).rstrip("»")
    if not _LATIN.search(bare):
        return None
    meant = read(bare)
    is_mended = meant is not None and meant != bare and _is_syllable(meant) and not _is_syllable(bare)
    return meant if is_mended else None


def _is_syllable(word: str) -> bool:
    """Whether a word, or each part of one with hyphens, is spelt as Vietnamese; Ð and ð read as Đ and đ."""
    return all(map(_is_spelt, unicodedata.normalize("NFD", word.casefold().replace("ð", "đ")).split("-")))


def _is_spelt(apart: str) -> bool:
    """Whether a syllable, its marks apart, is one: one tone at most, a sharp or low one before c, ch, p, t."""
    bare = unicodedata.normalize("NFC", apart.translate(_TONES))
    tones = [mark for mark in apart if ord(mark) in _TONES]
    is_short = bare.endswith(("c", "ch", "p", "t"))
    is_toned = tones in ([_ACUTE], [_DOT]) if is_short else len(tones) <= 1
    return is_toned and _SYLLABLE.fullmatch(bare) is not None


def _from_tcvn3(word: str) -> str | None:
    """A soft hyphen is ư there, but alone it is most often what it is."""
    if max(word) > "\xff" or not any(letter in _TCVN3 for letter in word if letter != "\u00ad"):
        return None
    return "".join(_TCVN3.get(letter, letter) for letter in word)


def _from_vni(word: str) -> str | None:
    if max(word) > "\xff":
        return None
    meant = ""
    for letter in word:
        mark = _VNI_MARKS.get(letter.lower())
        if mark is not None and meant[-1:].lower() in tuple("aeiouyơư"):
            meant += mark
        else:
            meant += _VNI_ALONE.get(letter, letter)
    return unicodedata.normalize("NFC", meant)


def _from_cp1258(word: str) -> str | None:
    """Windows-1258 that was read as Windows-1252: «TôÒ» is «Tổ»."""
    try:
        return unicodedata.normalize("NFC", word.encode("cp1252").decode("cp1258"))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _unread(word: str) -> str | None:
    """What a word was before its bytes were read by another table than they were written by, or None."""
    for table in _UTF8_READ_AS:
        try:
            meant = b"".join(_bytes(letter, table) for letter in word).decode()
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if meant != word and _is_prose(meant):
            return unicodedata.normalize("NFC", meant)
    return None


def _bytes(letter: str, table: str) -> bytes:
    """The letter's bytes in a table: its empty places stand for themselves, and marks may have joined their letters."""
    try:
        return letter.encode(table)
    except UnicodeEncodeError:
        if 0x80 <= ord(letter) <= 0x9F:
            return bytes([ord(letter)])
        return unicodedata.normalize("NFD", letter).encode(table)


def _is_prose(text: str) -> bool:
    """Whether a text has Vietnamese letters or marks of print, and nothing that a Vietnamese text would not have."""
    signs = [letter for letter in text if letter > "\x7f"]
    known = [letter for letter in signs if _is_ours(letter)]
    return bool(known) and all(_is_ours(letter) or "\xa0" <= letter <= "\xff" for letter in signs)


def _is_ours(letter: str) -> bool:
    apart = unicodedata.normalize("NFD", letter)
    is_letter = apart[0].lower() in "aeiouyđ" and set(apart[1:]) <= set(_MARKS) and (len(apart) > 1 or letter in "đĐ")
    return is_letter or letter in _MARKS or "\u2010" <= letter <= "\u2026"


_MARKS = _GRAVE + _ACUTE + _HOOK + _TILDE + _DOT + _ROOF + _BREVE + "\u031b"
_READINGS = {"Windows-1258": _from_cp1258, "TCVN3 (ABC)": _from_tcvn3, "VNI Windows": _from_vni}
