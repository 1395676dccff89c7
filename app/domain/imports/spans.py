"""Days as a plan by time has them: «tháng 5/2026» or «quý II/2026» is to be done by the last day of it."""

import re
from datetime import date

from app.domain.words import fold

_MONTH = re.compile(r"(?:thang|t)?\s*(\d{1,2})\s*[/.-]\s*(20\d\d)")
_QUARTER = re.compile(r"qui\s*(iv|i{1,3}|[1-4])\s*[/.-]?\s*(?:nam\s*)?(20\d\d)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def last_day(text: str) -> str:
    """The last day of a month or quarter as 31/05/2026; any other text as it is."""
    words = fold(text).strip()
    if found := _MONTH.fullmatch(words):
        month = int(found[1])
    elif found := _QUARTER.fullmatch(words):
        month = 3 * (_ROMAN.get(found[1]) or int(found[1]))
    if found is None or not 1 <= month <= 12:
        return text
    year = int(found[2])
    return f"{date(year + month // 12, month % 12 + 1, 1) - date.resolution:%d/%m/%Y}"
