"""Rhythm: which unit does what on which day. Days that matter are fixed, the rest follows each unit's usual week."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from app.domain.demo.cast import dice, plan

FIRST, LAST = date(2026, 4, 1), date(2026, 12, 31)

# How many products a unit makes on a Monday, a Tuesday … a Sunday, on average.
WEEKS: dict[str, tuple[float, ...]] = {
    "UBND": (0.46, 0.30, 0.46, 0.30, 0.44, 0.15, 0.04),
    "DTN": (0.08, 0.10, 0.08, 0.10, 0.17, 0.38, 0.17),
    "BXDD": (0.21, 0.17, 0.10, 0.21, 0.08, 0.00, 0.00),
    "MTTQ": (0.04, 0.08, 0.10, 0.13, 0.15, 0.25, 0.04),
    "HPN": (0.13, 0.17, 0.10, 0.17, 0.10, 0.13, 0.04),
    "CAP": (0.08, 0.17, 0.08, 0.15, 0.13, 0.04, 0.00),
    "TCD": (0.34, 0.34, 0.34, 0.34, 0.25, 0.00, 0.00),
    "TTHCC": (0.08, 0.05, 0.12, 0.05, 0.08, 0.00, 0.00),
    "CD": (0.03, 0.04, 0.04, 0.04, 0.05, 0.08, 0.00),
    "VPDU": (0.02, 0.02, 0.05, 0.02, 0.38, 0.00, 0.00),
    "CCB": (0.02, 0.04, 0.04, 0.04, 0.04, 0.07, 0.02),
    "HND": (0.03, 0.02, 0.04, 0.03, 0.04, 0.00, 0.00),
}
HOLIDAYS = {date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1), date(2026, 9, 1), date(2026, 9, 2)}
# Party cells meet in the first days of a month.
CELL_DAYS = range(2, 10)
REST = timedelta(days=28)

WEEKLY = re.compile("trong tuần|tuần này|hôm nay|thứ Sáu")
MONTHLY = re.compile("hằng tháng|trong tháng|[Bb]ản tin tháng|viên tháng")
NAMED_DAYS = {"thứ Sáu": (4,), "Thứ Bảy": (5,), "cuối tuần": (5, 6)}
PART = re.compile(r"(kỳ|bài) \d")


@dataclass(frozen=True)
class Fixed:
    """A day that the plan's own calendar or a directive's deadline settles."""

    day: date
    title: str
    directives: tuple[str, ...] = ()
    # Told to everyone and counted by nobody: a conference, a notice.
    told: bool = False


@dataclass(frozen=True)
class Slot:
    """One product to be: the pack's title, the day it starts, and how it is called this time."""

    number: int
    day: date
    title: dict[str, Any]
    name: str
    fixed: Fixed | None = None


def _on(month: int, day: int, title: str, *directives: str, told: bool = False) -> Fixed:
    return Fixed(date(2026, month, day), title, directives, told)


WEEK_NEWS = "Điểm tin chỉ đạo của Thành phố trong tuần"
FIXED = (
    _on(4, 2, "Hội nghị quán triệt Nghị quyết 02-NQ/TW", told=True),
    _on(4, 7, "Chỉ thị 09-CT/TU tới từng chi bộ"),
    _on(4, 10, WEEK_NEWS, "KH46-BTGDVTU"),
    _on(4, 14, "Chỉ thị 09-CT/TU: mười việc"),
    _on(4, 15, "Nghị quyết 02-NQ/TW: năm điều"),
    _on(4, 16, "Nghị quyết 02-NQ/TW qua ba phút"),
    _on(4, 21, "Kỷ cương hành chính", told=True),
    _on(4, 24, WEEK_NEWS, "KH46-BTGDVTU"),
    _on(4, 28, "Chào mừng ngày Giải phóng miền Nam"),
    _on(4, 29, "Chương trình công tác quý của Thành ủy", "KH46-BTGDVTU"),
    _on(5, 5, "Học tập Kế hoạch tuyên truyền"),
    _on(5, 6, "Chi bộ học Nghị quyết 02-NQ/TW"),
    _on(5, 14, "Kỷ niệm ngày sinh Chủ tịch"),
    _on(5, 16, "Khơi thông miệng cống"),
    _on(5, 20, "Thực thi công vụ theo Chỉ thị 09-CT/TU", told=True),
    _on(5, 22, WEEK_NEWS, "KH46-BTGDVTU"),
    _on(6, 4, "Hội nghị báo cáo viên tháng", "KH46-BTGDVTU", "CT09-TU"),
    _on(6, 19, "Tuyển sinh trực tuyến"),
    _on(7, 7, "Tăng trưởng của Thủ đô sáu tháng"),
    _on(7, 9, "Kết quả cải cách hành chính sáu tháng"),
    _on(7, 14, "Kết quả kỳ họp giữa năm"),
    _on(7, 24, "Thăm hỏi gia đình chính sách"),
    _on(8, 14, "Ngày hội Toàn dân bảo vệ an ninh"),
    _on(8, 26, "Treo cờ mừng Quốc khánh"),
    _on(8, 28, "Mừng Quốc khánh"),
    _on(10, 5, "Chính sách mới có hiệu lực"),
    _on(10, 6, "Chuyên đề biên giới, lãnh thổ"),
    _on(10, 8, "Tháng Mười nhớ"),
    _on(10, 10, "Ngày hội chuyển đổi số"),
    _on(11, 2, "Chính sách mới có hiệu lực"),
    _on(11, 3, "Khám sức khỏe nghĩa vụ quân sự"),
    _on(11, 14, "Ngày hội Đại đoàn kết"),
    _on(11, 17, "Lối thoát thứ hai"),
    _on(11, 20, "Ngày Văn hóa Việt Nam"),
)


@cache
def slots() -> tuple[Slot, ...]:
    """The whole year's products in the order of their days; the same on every call."""
    diary = _Diary()
    for offset in range((LAST - FIRST).days + 1):
        diary.live(FIRST + timedelta(days=offset))
    return tuple(diary.found)


def title_starting(start: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [row for row in plan()["titles"] if row["title"].startswith(start)]
    assert len(found) == 1, start
    return found[0]


class _Diary:
    """What was done so far: a title rests before it comes back, and comes back under another name."""

    def __init__(self) -> None:
        self.found: list[Slot] = []
        self._days: dict[str, list[date]] = {}
        self._campaigns = {row["code"]: row for row in plan()["campaigns"]}
        titles = {title_starting(fixed.title)["title"] for fixed in FIXED}
        self._fixed = {title for title in titles if not _is_series(title)}

    def live(self, day: date) -> None:
        for fixed in FIXED:
            if fixed.day == day:
                self._write(day, title_starting(fixed.title), fixed)
        rest = 0.15 if day in HOLIDAYS else 1.0
        for unit, week in WEEKS.items():
            # One chance for each day and unit: a change of one unit's week leaves the others' as they are.
            chance = dice("rhythm", day, unit)
            if chance.random() < week[day.weekday()] * rest:
                self._choose(day, unit, chance)

    def _choose(self, day: date, unit: str, chance: Random) -> None:
        titles = [row for row in plan()["titles"] if row["unit"] == unit]
        weights = [self._weight(row, day) for row in titles]
        if any(weights):
            self._write(day, chance.choices(titles, weights)[0], None)

    def _write(self, day: date, title: dict[str, Any], fixed: Fixed | None) -> None:
        days = self._days.setdefault(title["title"], [])
        days.append(day)
        self.found.append(Slot(len(self.found), day, title, _name(title, day, len(days)), fixed))

    def _weight(self, title: dict[str, Any], day: date) -> float:
        if title["title"] in self._fixed or not self._fits(title, day):
            return 0.0
        days = self._days.get(title["title"], [])
        is_series = _is_series(title["title"])
        if days and not is_series and (PART.search(title["title"]) or day - days[-1] < REST):
            return 0.0
        fresh = 4.0 if is_series else 1 / (1 + 3 * len(days))
        return fresh * _of_kind(title, day) * (4.0 if title["campaign"] in self._campaigns else 1.0)

    def _fits(self, title: dict[str, Any], day: date) -> bool:
        """Whether the title makes sense on this day: its quarters, its campaign, the cells' days, its own series."""
        campaign = self._campaigns.get(title["campaign"])
        if campaign and not campaign["starts_on"] <= day <= campaign["ends_on"]:
            return False
        if f"2026-Q{(day.month + 2) // 3}" not in title.get("periods", ["2026-Q2", "2026-Q3", "2026-Q4"]):
            return False
        if title["channels"] == ["cell_meeting"] and day.day not in CELL_DAYS:
            return False
        if title["content_group"] == "1.9" and day.month >= 10:
            return False
        return self._is_due(title["title"], day)

    def _is_due(self, title: str, day: date) -> bool:
        if any(words in title and day.weekday() not in days for words, days in NAMED_DAYS.items()):
            return False
        last = self._days.get(title, [FIRST - REST])[-1]
        if MONTHLY.search(title):
            return (last.year, last.month) != (day.year, day.month)
        return not WEEKLY.search(title) or (day - last).days >= 7


def _is_series(title: str) -> bool:
    return bool(WEEKLY.search(title) or MONTHLY.search(title))


def _of_kind(title: dict[str, Any], day: date) -> float:
    """People come to events when they are free; offices post on working days. News is said more often than stories."""
    is_weekend = day.weekday() >= 5
    if title["kind"] == "event":
        return 3.0 if is_weekend else 0.35
    return 0.4 if is_weekend else (0.35 if title["content_group"] == "1.9" else 1.0)


def _name(title: dict[str, Any], day: date, times: int) -> str:
    name: str = title["title"]
    if WEEKLY.search(name):
        return f"{name} ({day.day}/{day.month})"
    if MONTHLY.search(name):
        return f"{name} (tháng {day.month})"
    part = "đợt" if title["kind"] in ("event", "meeting", "talk", "poster") else "kỳ"
    return name if times == 1 else f"{name} ({part} {times})"
