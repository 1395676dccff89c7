"""Privacy: what must not stand in a text, because it leads to a person: their number, papers, e-mail or profile.

It is looked for, named by its kind and never repeated. Ordinary figures (dates, money, numbers of documents) stay.
"""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

from app.domain.errors import Fault, Loc, Say
from app.domain.words import LONGEST_SIGN, Reading, unmarked

CODE = "personal_data"
PROFILE = "đường dẫn tới trang cá nhân"
REFUSED = "Đoạn này có {kinds}. Sổ chỉ ghi việc, không ghi người: bỏ phần đó rồi lưu lại."
PUBLIC = Say("Đoạn này có số điện thoại, giấy tờ, thư điện tử hoặc trang cá nhân. Chỉ để lại nếu là của cơ quan.")
HOUSE = Say("Có vẻ có số nhà. Nếu không cần để giải quyết thì chỉ ghi tên tổ, ngõ, phố.")

# Between the digits of one number, people write blanks (many are read as one), dots, dashes, brackets and quotes.
_GAP = r"[ .\-_()\[\]·•*'\"]{0,4}"
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
# Two numbers or more that run into each other: a telephone's has 10 digits, or 11 with 84; a card's has 12.
_LONG = re.compile(rf"{_START}\d(?:{_GAP}\d){{19,35}}{_END}")
_RUN, _CARDS = re.compile(r"(?:0[35789]\d{8}|84[35789]\d{8}|0\d{11}){2,3}"), re.compile(r"(?:0\d{11}){2,3}")
# Pairs of digits are a telephone number, or a list: tổ 05 06 07 08 09.
_PAIRS = re.compile(r"(?<!\d)(?<!\d[ .\-])\d\d(?:[ .\-]\d\d){4,}(?![ .\-]?\d)")
_PAIRS_BELOW = re.compile(r"(?<!\d)(?<!\d[ .\-\n])\d\d(?:[ .\-\n]\d\d){4,}(?![ .\-\n]?\d)")
_LISTED = re.compile(
    r"\b(?:to|tdp|chi bo|cum|lop|khu|doi|nhom|ngay|thang|mau|muc|bang|bieu|diem|cau|phong)\s*(?:so\s*)?$"
)
# Papers have 12 digits, from 0 on, in groups of three and more, in pairs, or each digit apart; 9 the older ones.
# Twelve digits are at most four groups. A run of more is looked at no further: from each of its groups it would be
# looked at to its end.
_PAPERS = re.compile(
    rf"{_START}0(?:\d\d(?:[,/]\d{{3}}){{3}}|(?:[ .\-]\d){{11}}|\d(?:[ .\-]\d\d){{5}}"
    rf"|\d{{2,}}(?:{_GAP}\d{{3,}}){{0,3}}(?!{_GAP}\d{{3}})){_END}"
)
# In a card's number the fourth digit tells the century, the next two the year of birth.
_BORN = re.compile(r"0\d\d(?:[01]\d\d|[23][0-3]\d)\d{6}")
_CARD = r"\b(?:cmnd|cmtnd|cmt|cccd|chung minh(?: nhan dan| thu)?|can cuoc|giay to tuy than)(?![a-z])"
_UNIT = r" ?(?:dong\b(?! chi)|d\b|₫|vnd|nguoi|luot|ho\b|ty\b|trieu|nghin|usd)"
_NINE = rf"{_START}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_END}(?!{_UNIT})"
_OLD_PAPERS = re.compile(
    rf"{_CARD}\D{{0,60}}{_NINE}|{_NINE}\D{{0,25}}{_CARD}|\b(?:ho chieu|passport)\b\D{{0,40}}\b[a-z]\d{{7}}\b"
)
_AT, _POINT = r"(?:@|[(\[{]\s?at\s?[)\]}])", r"(?:\.|[(\[{]\s?dot\s?[)\]}])"
_SIGN = re.compile(_AT)
_EMAIL = re.compile(rf"[\w.+-]\s{{0,2}}{_AT}\s{{0,2}}\w[\w-]{{0,62}}(?:\s?{_POINT}\s?[a-z][\w-]{{0,62}}){{1,5}}")
# A page's or a group's address, a post and a video lead to no person's profile; an account's name does.
_DOT = r"\s?\.\s?"
_PROFILE = re.compile(
    rf"\b(?:facebook{_DOT}com|fb{_DOT}(?:com|me))\s?/\s?(?:share/(?![pvrg]/)\w|profile\.php"
    r"|(?:permalink|story)\.php\?\S{0,300}\bid="
    r"|groups/[\w.-]{1,100}/user/"
    r"|(?!(?:groups|pages|pg|events|watch|share|reel|photo|photos|video|videos|hashtag|help|login|plugins|sharer"
    r"|permalink\.php|story\.php|photo\.php|media)\b)[\w.-]{2,})"
    r"|\bfb://profile|\bmessenger\.com/t/\w"
    rf"|\bzalo{_DOT}me\s?/\s?(?:\+?\d[\d .-]{{7,12}}{_END}|(?!(?:g|s|pc)\b)[a-z][\w.-]{{2,}})"
    rf"|\bzaloapp{_DOT}com\s?/\s?qr\s?/\s?p\s?/|\bm{_DOT}me\s?/\s?\w"
    rf"|\bv[tm]{_DOT}tiktok{_DOT}com\s?/\s?\w|\byoutube{_DOT}com\s?/\s?(?:user|c|channel)/"
    r"|\b(?:tik ?tok|facebook|fb|zalo|instagram|threads|telegram|youtube)\b[ :(,/\-]{0,3}@[\w.-]{2,}"
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
_ALONE = r"(?<!\d[ )\n-])(?<!\d\) )(?<!\d-\n)(?<!\d [-.] )"
_THOUSANDS = (
    r"(?<![\d.+])(?:(?!84[. ])[1-9]\d{0,2}(?:\.\d{3}){1,5}(?=UNIT)|ALONE(?!84[. ])[1-9]\d{0,2}(?:\.\d{3}){1,5}"
    r"|(?<!\d )[1-9]\d{0,2}(?:[. ]\d{3}){1,5}(?=UNIT))(?!\.?\d)"
).replace("ALONE", _ALONE)
_DOCUMENT = (
    r"(?<!\d)\d{1,12}(?:/(?:19|20)\d\d)?/(?:qd|nq|ct|kh|cv|tb|bc|ttr|hd|gm|bb|nd|tt|gp|hs|ubnd|hdnd|mttq|du)(?:-|\b)"
)
_ISBN = r"\bisbn\b[^\d\n]{0,12}\d(?:[ -]?[\dx]){9,12}(?![ -]?\d)"
_DATES = re.compile(_DATE)
_ORDINARY = re.compile("|".join([_DOCUMENT, _ISBN, _DATE, _ISO, _DAY, _THOUSANDS.replace("UNIT", _UNIT)]))
# What a number counts that stands at the beginning of a line.
_COUNTED = re.compile(
    rf"{_UNIT}| ?%| (?:to|chi bo|cum|nhom|tin|bai|buoi|san pham|don vi|hoi vien|dang vien|can bo|phieu|km|m2?)\b"
)
# A number in the address of an article is its own.
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
# Blanks as one; a break of a line with the blanks around it as one sign too.
_BLANKS, _BREAKS = re.compile(r"[^\S\n]+"), re.compile(r" ?\n ?")
# Letters that are typed for digits: O912…, 09l2….
_NOUGHT, _ONE = re.compile(r"(?<![a-z])o(?=\d)|(?<=\d)o(?=[\do]|\b)"), re.compile(r"(?<=\d)[li](?=\d)")

_WORDS = {
    "khong": "0",
    "mot": "1",
    "hai": "2",
    "ba": "3",
    "bon": "4",
    "tu": "4",
    "nam": "5",
    "lam": "5",
    "sau": "6",
    "bay": "7",
    "tam": "8",
    "chin": "9",
    "muoi": "",
    "tram": "",
    "linh": "0",
    "le": "0",
}
_DIGIT = re.compile(r"\d")
# No number of someone's has fewer digits, but for a passport's.
FEWEST_DIGITS = 9
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
    seen = _SPELLED.sub(_as_digits, unmarked(_plain(text).replace("mười", "một")))
    seen = _BREAKS.sub("\n", _BLANKS.sub(" ", seen))
    found: dict[str, Callable[[], object]] = {}
    figures = _figures(seen)
    if figures:
        numbers = _PAIRS_BELOW.sub(_unless_listed, _PAIRS.sub(_unless_listed, _ORDINARY.sub("#", figures)))
        found["số điện thoại"] = lambda: _has(_PHONE, numbers) or _has_run(_RUN, numbers)
        found["số giấy tờ tùy thân"] = lambda: _has_papers(numbers, figures)
    if _SIGN.search(seen):
        found["địa chỉ thư điện tử"] = lambda: _EMAIL.search(seen)
    if "/" in seen or "@" in seen:
        found[PROFILE] = lambda: _PROFILE.search(seen)
    return [kind for kind, is_there in found.items() if is_there()]


def _figures(seen: str) -> str:
    """The text with letters as the digits that they stand for; empty where it is too short of digits for a number."""
    if not _DIGIT.search(seen):
        return ""
    figures = _ONE.sub("1", _NOUGHT.sub("0", seen))
    is_enough = len(_DIGIT.findall(figures)) >= FEWEST_DIGITS or "passport" in figures or "ho chieu" in figures
    return figures if is_enough else ""


def questions(loc: Loc, text: str | None) -> list[Fault]:
    """What is asked about and not refused: a house number."""
    return [Fault(loc, HOUSE, "house_number")] if text and _HOUSE.search(_DATES.sub("#", _plain(text))) else []


def warnings(loc: Loc, text: str | None, but: str = "") -> list[Fault]:
    """Of what goes out to the public (a script, a poster, a title), or comes from another system: told, never refused.
    but: a kind that may stand there."""
    return [Fault(loc, PUBLIC, CODE)] if text and [kind for kind in kinds(text) if kind != but] else []


def _has_papers(numbers: str, figures: str) -> bool:
    if any(_OLD_PAPERS.search(text) for text in (numbers, figures)):
        return True
    return _has(_PAPERS, _ADDRESS.sub("#", numbers), _is_card) or _has_run(_CARDS, numbers)


def _is_card(found: str) -> bool:
    """Twelve digits; in pairs they could be anything, unless they say when someone was born."""
    digits = re.sub(r"\D", "", found)
    return len(digits) == 12 and (not re.fullmatch(r"\d\d(?:\D\d\d){5}", found) or bool(_BORN.fullmatch(digits)))


def _has(number: re.Pattern[str], text: str, is_one: Callable[[str], bool] = lambda _: True) -> bool:
    """Whether such a number stands there, in one line or in two."""
    flat, first = text.replace("\n", " "), 0
    while (found := number.search(flat, first)) is not None:
        if is_one(found[0]) and _is_whole(text, *found.span()):
            return True
        first = found.start() + 1
    return False


def _is_whole(text: str, first: int, last: int) -> bool:
    """A number in one line; or broken once between groups of its digits, where the second line counts nothing."""
    above, *below = text[first:last].split("\n")
    if not below:
        return True
    sizes = [sum(letter.isdigit() for letter in part) for part in (above, below[0])]
    return len(below) == 1 and sizes[0] > 1 and sizes[1] > 2 and not _COUNTED.match(text, last)


def _has_run(numbers_in_it: re.Pattern[str], numbers: str) -> bool:
    """Whether telephone numbers, or those of cards, run into each other so that none stands alone."""
    runs = [*re.findall(r"(?<!\d)\d{20,36}(?!\d)", numbers)]
    runs += [re.sub(r"\D", "", found[0]) for found in _LONG.finditer(numbers) if re.search(r"\d{5}", found[0])]
    return any(numbers_in_it.fullmatch(run) for run in runs)


def _unless_listed(found: re.Match[str]) -> str:
    """Pairs that only rise are a list where they are not five, rise evenly, or stand behind what is numbered."""
    pairs = [int(pair) for pair in re.findall(r"\d\d", found[0])]
    steps = [later - pair for pair, later in pairwise(pairs)]
    is_named = _LISTED.search(found.string, max(0, found.start() - 20), found.start())
    is_list = min(steps) > 0 and (len(pairs) != 5 or len(set(steps)) == 1 or is_named)
    return "#" if is_list else found[0]


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
