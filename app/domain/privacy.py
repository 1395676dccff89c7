"""Privacy: what must not stand in a text, because it leads to a person: their number, papers, e-mail or profile.

It is looked for, named by its kind and never repeated. Ordinary figures (dates, money, numbers of documents) stay.
"""

import re
import unicodedata
from collections.abc import Callable

from app.domain.errors import Fault, Faults, Loc, Say
from app.domain.words import LONGEST_SIGN, Reading, unmarked

CODE = "personal_data"
REFUSED = "Đoạn này có {kinds}. Sổ chỉ ghi việc, không ghi người: bỏ phần đó rồi lưu lại."
PUBLIC = Say("Đoạn này có số điện thoại, giấy tờ, thư điện tử hoặc trang cá nhân. Chỉ để lại nếu là của cơ quan.")
HOUSE = Say("Có vẻ có số nhà. Nếu không cần để giải quyết thì chỉ ghi tên tổ, ngõ, phố.")

# Between the digits of one number, people write spaces, dots and dashes of many kinds, but no line break.
_GAP = r"[ \t.\-\u2010-\u2015\u2212_()·•*']{0,3}"
# A decimal's digits are no number of their own: 21.0285, 0,0912….
_START, _END = r"(?<!\d)(?<!\d[.,])", r"(?!\d)"
_MOBILE, _LANDLINE = rf"[35789](?:{_GAP}\d){{8}}", rf"2(?:{_GAP}\d){{9}}"
_ABROAD = rf"(?:\+|0{_GAP}0)?{_GAP}8{_GAP}4{_GAP}(?:0{_GAP})?"
# Commas and the like only between three groups as a phone has them: «03, 05, 07, 09, 11» are five numbers.
_MARK = r"\s{0,2}[,;:/|~]\s{0,2}"
_GROUPS = "|".join(
    rf"\d{{{one}}}{_MARK}\d{{{two}}}{_MARK}\d{{{three}}}" for one, two, three in ((2, 3, 3), (1, 3, 4), (1, 4, 3))
)
_PHONE = re.compile(
    rf"{_START}(?:(?:0{_GAP}|{_ABROAD})(?:{_MOBILE}|{_LANDLINE})|(?:0|\+84)(?:{_MARK})?[35789](?:{_GROUPS})){_END}"
)
# Papers have 12 digits, from 0 on, in groups of three and more, or each digit apart; 9 the older ones.
_PAPERS = re.compile(rf"{_START}0(?:\d{{2,}}(?:{_GAP}\d{{3,}})*|(?:[ .\-]\d){{11}}){_END}")
_CARD = r"\b(?:cmnd|cmtnd|cmt|cccd|chung minh (?:nhan dan|thu)|can cuoc)(?![a-z])"
_UNIT = r" ?(?:dong\b(?! chi)|d\b|₫|vnd|nguoi|luot|ho\b|ty\b|trieu|nghin|usd)"
_NINE = rf"{_START}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_END}(?!{_UNIT})"
_OLD_PAPERS = re.compile(rf"{_CARD}\D{{0,40}}{_NINE}|{_NINE}\D{{0,25}}{_CARD}")
_AT, _POINT = r"(?:@|[(\[{]\s?at\s?[)\]}])", r"(?:\.|[(\[{]\s?dot\s?[)\]}])"
_EMAIL = re.compile(rf"[\w.+-]\s{{0,2}}{_AT}\s{{0,2}}\w[\w-]{{0,62}}(?:\s?{_POINT}\s?[a-z][\w-]{{0,62}}){{1,5}}")
# A page's or a group's address, a post and a video lead to no person's profile; an account's name does.
_DOT = r"\s?\.\s?"
_PROFILE = re.compile(
    rf"\b(?:facebook{_DOT}com|fb{_DOT}(?:com|me))\s?/\s?(?:profile\.php|(?:permalink|story)\.php\?\S{{0,300}}\bid="
    r"|groups/[\w.-]{1,100}/user/"
    r"|(?!(?:groups|pages|pg|events|watch|share|reel|photo|photos|video|videos|hashtag|help|login|plugins|sharer"
    r"|permalink\.php|story\.php|photo\.php|media)\b)[\w.-]{2,})"
    rf"|\bzalo{_DOT}me\s?/\s?\+?\d[\d .-]{{7,12}}{_END}|\bzaloapp{_DOT}com\s?/\s?qr\s?/\s?p\s?/|\bm{_DOT}me\s?/\s?\w"
    rf"|\b(?:tiktok{_DOT}com|youtube{_DOT}com|threads{_DOT}(?:net|com))\s?/\s?@[\w.-]"
    rf"|\b(?:instagram|twitter|x){_DOT}com\s?/\s?(?!(?:p|reel|explore|hashtag|search)\b)[\w.-]{{2,}}"
    rf"|\b(?:t|telegram){_DOT}me\s?/\s?(?!(?:s|joinchat)\b)[a-z]\w{{3,}}|\blinkedin{_DOT}com\s?/\s?in\s?/"
)

# What reads like a number of someone's and is none.
_DATE = (
    r"(?<!\d[./-])(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?)?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:19|20)\d\d(?![.-]?\d)"
)
_ISO = r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)"
_DAY = r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
# Right after another number they may go on with it (+84 912.345.678), unless a unit says what they count.
_ALONE = r"(?<!\d[ )-])(?<!\d\) )"
_THOUSANDS = (
    r"(?<![\d.+])(?:(?!84[. ])[1-9]\d{0,2}(?:\.\d{3}){1,5}(?=UNIT)|ALONE(?!84[. ])[1-9]\d{0,2}(?:\.\d{3}){1,5}"
    r"|(?<!\d )[1-9]\d{0,2}(?:[. ]\d{3}){1,5}(?=UNIT))(?!\.?\d)"
).replace("ALONE", _ALONE)
_DATES = re.compile(_DATE)
_ORDINARY = re.compile("|".join([_DATE, _ISO, _DAY, _THOUSANDS.replace("UNIT", _UNIT)]))

_WORDS = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9",
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_SPELLED = re.compile(rf"\b(?:(?:{'|'.join(_WORDS)})\b[ ,.\-]{{0,3}}){{9,}}")
_LANES = "ngõ|ngách|hẻm|ngo|ngach|hem"
_NUMBER = r"\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?)"
_HOUSE = re.compile(
    r"\b(?:số nhà|so nha|nhà số|nha so|sn)\b[\s:.]{0,3}(?:số|so)?\s{0,2}\d"
    rf"|\b(?:số|so)\s{{0,2}}{_NUMBER}{{0,4}}\s?,?\s?(?:{_LANES}|phố|đường(?!\s?lối)|pho|duong(?!\s?loi))\b"
    rf"|\b{_NUMBER}{{1,4}}\s?,?\s?(?:{_LANES})\b"
)


def kinds(text: str) -> list[str]:
    """The kinds of personal data in a text, in words, each once; empty where there is none."""
    seen = _SPELLED.sub(_as_digits, unmarked(_plain(text)))
    # Numbers are looked for where there is a digit: most texts have none.
    figures = seen if _DIGIT.search(seen) else ""
    numbers = _ORDINARY.sub("#", figures)
    found: dict[str, Callable[[], object]] = {
        "số điện thoại": lambda: _PHONE.search(numbers),
        "số giấy tờ tùy thân": lambda: _has_old_papers(numbers, figures) or _has_papers(numbers),
        "địa chỉ thư điện tử": lambda: _EMAIL.search(seen),
        "đường dẫn tới trang cá nhân": lambda: _PROFILE.search(seen),
    }
    return [kind for kind, is_there in found.items() if is_there()]


def require_clean(faults: Faults, loc: Loc, text: str | None) -> None:
    """A fault where the text holds personal data; for texts whose type does not refuse it already."""
    named = kinds(text) if text else []
    if named:
        faults.add(loc, Say(REFUSED, kinds=", ".join(named)), CODE)


def questions(loc: Loc, text: str | None) -> list[Fault]:
    """What is asked about and not refused: a house number."""
    return [Fault(loc, HOUSE, "house_number")] if text and _HOUSE.search(_DATES.sub("#", _plain(text))) else []


def warnings(loc: Loc, text: str | None) -> list[Fault]:
    """Of a text that goes out to the public (a script, a poster, a title): told, never refused."""
    return [Fault(loc, PUBLIC, CODE)] if text and kinds(text) else []


def _has_old_papers(*texts: str) -> bool:
    return any(_OLD_PAPERS.search(text) for text in texts)


def _has_papers(numbers: str) -> bool:
    return any(sum(letter.isdigit() for letter in found[0]) == 12 for found in _PAPERS.finditer(numbers))


def _plain(text: str) -> str:
    """In small letters, digits of every script and shape as 0 to 9, without what is not seen."""
    return unicodedata.normalize("NFKC", text.translate(_SHOWN)).casefold()


def _shown(letter: str) -> str:
    category, digit = unicodedata.category(letter), unicodedata.digit(letter, None)
    if category in ("Cf", "Me") or "\ufe00" <= letter <= "\ufe0f" or _is_phrase(letter):
        return ""
    # A raised or circled digit stands apart from the figures beside it.
    return letter if digit is None else str(digit) if category == "Nd" else f" {digit} "


_SHOWN = Reading(_shown)


def _is_phrase(letter: str) -> bool:
    """A sign that stands for a whole phrase holds no number, and would be eighteen letters to look through."""
    return len(unicodedata.decomposition(letter)) > LONGEST_SIGN


def _as_digits(found: re.Match[str]) -> str:
    return " " + "".join(_WORDS[word] for word in re.findall("[a-z]+", found[0])) + " "
