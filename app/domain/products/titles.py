"""What a title says by itself: the campaigns it may belong to, and the groups that it names. It only proposes."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.domain.words import fold

MOST_CAMPAIGNS = 3
# A title is read before its length is judged: composing millions of marks would take hours.
LONGEST = 300
# From so much on a title speaks of a campaign: two syllables in a row, or two that only this one has.
CLEAR = 2
# Syllables that say nothing of what a campaign is about, without marks.
_EMPTY_WORDS = """
va cua cac cho theo tai trong voi ve o tren den tu la co khong nam thang ngay quy ki so to dan pho phuong dot chien dich
tuien truien cong tac thuc hien hoi nghi hop sinh hoat nguoi nhan thong tin bao bai moi phat dau cuoi tung nha vung
nhung lich viec lam ra vao de chung ta
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
# «tổ 12», «tổ dân phố số 12», and all of «tổ 12, 13 và 14».
_NUMBERED = re.compile(r"\b(?:to(?: dan pho)?|tdp)(?: so)? ?(\d+(?:(?:\s*,\s*|\s+va\s+)\d+)*)\b")


def likely_campaigns(title: str, titles: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    """Those whose title shares telling words with this one, each with how much of them; the likeliest first.

    titles: code and title of each. A syllable tells something where one campaign alone has it; two in a row always do.
    """
    mine = _syllables(title[:LONGEST])
    found: list[tuple[int, str]] = []
    others = {code: _syllables(words) for code, words in titles}
    known = Counter(word for words in others.values() for word in set(words))
    for code, words in others.items():
        telling = sum(known[word] == 1 and fold(word) not in _EMPTY for word in set(words) & set(mine))
        score = telling + 2 * len(_pairs(words) & _pairs(mine))
        if score:
            found.append((-score, code))
    return [(code, -score) for score, code in sorted(found, key=lambda one: one[0])][:MOST_CAMPAIGNS]


def _syllables(text: str) -> list[str]:
    """With their marks: «rác» is not «rạc»."""
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).casefold())


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    """Two syllables in a row, as most words have, unless both say nothing."""
    return {pair for pair in pairwise(words) if not {fold(one) for one in pair} <= _EMPTY}


def named_groups(title: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """The codes of the groups that the title names, in its order; names: code and name of each.

    «tổ 12, 13» names two; of names that lie within each other («Chi bộ tổ 1 đến 3», «Tổ 1») the longer counts.
    """
    words = _words(title[:LONGEST])
    spans: list[tuple[int, int, str]] = []
    for code, name in names:
        wanted = _words(name)
        starts = (place for place in range(len(words) - len(wanted) + 1) if words[place] == wanted[0])
        spans += [
            (place, place + len(wanted), code) for place in starts if words[place : place + len(wanted)] == wanted
        ]
    outer = [one for one in spans if not any(_lies_within(one, other) for other in spans)]
    return list(dict.fromkeys(code for *_, code in sorted(outer)))


def _lies_within(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]


def _words(text: str) -> list[str]:
    """Folded, each «tổ» before its number as it is called in short."""
    folded = _NUMBERED.sub(lambda found: " ".join(f"to {int(one)}" for one in re.findall(r"\d+", found[1])), fold(text))
    return re.findall(r"\w+", folded)
