"""How values read in Vietnamese: 1.234,5 · 1.500.000 ₫ · 1,2 MB · 03/05/2026 · Thứ Sáu · 64%."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_day_names
from babel.numbers import format_decimal

from app.domain.coverage.arithmetic import is_mostly_estimated
from app.domain.pages import Count
from app.domain.reports.carried import main
from app.domain.reports.figures import follows, tells_days
from app.domain.words import said
from app.web.indicator_labels import INDICATOR_STATUSES
from app.web.labels import FORMS, PRODUCT_KINDS

LOCALE = Locale("vi")


def number(value: float | Decimal | Count | None, digits: int = 0) -> str:
    """1.234,5; nothing for None; hơn 1.000 where no more were counted. A half goes up, as a workbook shows it."""
    if isinstance(value, Count):
        return number(value.least) if value.is_all else f"hơn {number(value.least)}"
    # Nought by one name: what is kept under 0.0 would be found for -0.0 too.
    return "" if value is None else _written(value or 0, digits)


@lru_cache(maxsize=4096, typed=True)
def _written(value: float | Decimal, digits: int) -> str:
    """Kept, for a page says the same few hundred numbers again and again."""
    shown = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return format_decimal(shown or 0, f"#,##0.{'#' * digits}" if digits else "#,##0", locale=LOCALE)


def money(value: int | None) -> str:
    return "" if value is None else f"{number(value)} ₫"


def day(value: date | str | None) -> str:
    """03/05/2026, also of a day that a snapshot keeps as ISO text."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return "" if value is None else f"{value:%d/%m/%Y}"


def short_day(value: date | None) -> str:
    return "" if value is None else f"{value:%d/%m}"


def weekday(value: date) -> str:
    return str(get_day_names("wide", locale=LOCALE)[value.weekday()])


def day_in_words(value: date | str | None) -> str:
    """Thứ Sáu, 20/11/2026; nothing where a field holds no day, or what was typed is none."""
    try:
        read = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return ""
    return f"{weekday(read)}, {day(read)}" if read else ""


def heat_step(share: float | None) -> int:
    """A step of colour: 0 for none, then one for every fifth: under 20%, 20 to 39, 40 to 59, 60 to 79, from 80% on."""
    return min(5, int(share * 5) + 1) if share else 0


def moment(value: datetime, timezone: str) -> str:
    """A moment in the ward's time zone: 04/12/2026 09:42."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(local.date())} {local:%H:%M}"


def as_local(value: datetime | None, timezone: str) -> str:
    """A moment as a browser's field of date and time has it, in the ward's time zone: 2026-12-04T09:42."""
    return "" if value is None else f"{value.astimezone(ZoneInfo(timezone)):%Y-%m-%dT%H:%M}"


def per_hundred(share: float, digits: int = 0) -> str:
    """64; with one decimal where it would claim none or all: 99,6% is not 100%, nor is 99,99%; 0,2% is not 0%."""
    # By its digits: 28,5 per cent of a hundred are no 28,499….
    words = number(Decimal(str(share)) * 100, digits)
    if (words == "0" and share > 0) or (words == "100" and share < 1):
        return number(min(99.9, max(0.1, round(share * 100, 1))), 1)
    return words


def percent(share: float | None, digits: int = 0) -> str:
    """64%, or with so many decimals: the one way in which pages and documents say a share."""
    return "chưa có số" if share is None else f"{per_hundred(share, digits)}%"


def resting(evidence_share: float | None) -> str:
    """What stands beside a coverage: «chủ yếu ước tính» where less than half of it was counted; else nothing."""
    return "chủ yếu ước tính" if is_mostly_estimated(evidence_share) else ""


def held_to(target: float | None, status: str) -> str:
    """By which target an indicator was judged when its period was closed, where it is held to another one since."""
    if target is None:
        return "khi đóng kỳ không có mục tiêu"
    return f"mục tiêu khi đóng kỳ {percent(target, 1)}: {INDICATOR_STATUSES[status]}"


def standings(indicators: Mapping[str, Mapping[str, Any]]) -> str:
    """How many of a report's indicators stand how, for a report that says nothing of the whole; "" of none judged."""
    stand = [one.get("standing", one["status"]) for one in indicators.values()]
    named = ["on_track", "at_risk", "off_track", *(["pending"] if "pending" in stand else [])]
    counted = ", ".join(f"{number(stand.count(one))} {INDICATOR_STATUSES[one]}" for one in named)
    judged = sum(stand.count(one) for one in named)
    return f"Trong {number(judged)} chỉ tiêu có mục tiêu: {counted}." if judged else ""


def days_told(told: Mapping[str, Any], until: date) -> str:
    """Which days a supplement is of, and that none of a report's days has come by until; nothing of a whole period."""
    first, last = (date.fromisoformat(told["days"][end]) for end in ("first", "last"))
    if tells_days(told, until):
        said = f"Báo cáo bổ sung cho các ngày từ {day(first)} đến {day(min(last, until))}, sau báo cáo đã nộp."
        return said if follows(told) else ""
    if not follows(told):
        return f"Kỳ bắt đầu ngày {day(first)}: chưa có số liệu."
    if first > last:
        return "Báo cáo trước đã nêu tới hết kỳ: báo cáo này chỉ nêu điều chỉnh."
    return f"Báo cáo trước đã nêu tới hết ngày {day(first - timedelta(days=1))}: chưa có ngày nào sau đó để nêu."


def along(share: float, digits: int = 1) -> str:
    """Where a share lies on an axis from 0 to 100%, with so many decimals; what is beyond an end stands there."""
    return f"{100 * min(max(share, 0), 1):.{digits}f}%"


def log_moved(told: Mapping[str, Any]) -> str:
    """What became of a log since the report that these figures follow: figures also follow what the ward is made of,
    which no entry says, and in a supplement the days that came since, which are its own to tell."""
    one = told["carried"]
    entries, differs = len(one["changes"]), one["before"] != one["now"]
    listed = "danh mục của phường (nhóm, dân số, đơn vị, chủ trương)"
    if differs and follows(told) and any(main(told).values()):
        said = f"sổ đổi {number(entries)} mục" if entries else "sổ của những ngày ấy không đổi mục nào"
        of_ward = f"{listed} cũng đổi; " if one.get("reference") else ""
        return f"{said}; {of_ward}số nay gồm cả những ngày sau đó"
    if entries:
        return f"sổ đổi {number(entries)} mục"
    return f"sổ không đổi mục nào, số đổi theo {listed}" if differs else "sổ không đổi số nào"


def spoken(seconds: int) -> str:
    """How long it takes to read out: 1 phút 20 giây."""
    minutes, rest = divmod(seconds, 60)
    return " ".join([*([f"{minutes} phút"] if minutes else []), *([f"{rest} giây"] if rest or not minutes else [])])


def week(key: str) -> str:
    """«2026-W18» as its days: 27/04–03/05."""
    monday = date.fromisocalendar(int(key[:4]), int(key[6:]), 1)
    return f"{short_day(monday)}–{short_day(monday + timedelta(days=6))}"


def month(key: str) -> str:
    """«2026-05» as 05/2026."""
    return f"{key[5:]}/{key[:4]}"


def size(value: int) -> str:
    """How much a file weighs: 340 kB, 1,2 MB."""
    return f"{number(max(1, round(value / 1000)))} kB" if value < 1_000_000 else f"{number(value / 1_000_000, 1)} MB"


def stretch(key: str) -> str:
    """A month or a week in words: «tháng 05/2026», «tuần 27/04–03/05»."""
    return f"tuần {week(key)}" if "W" in key else f"tháng {month(key)}"


def value_name(name: str, key: str, by: str) -> str:
    """What a row of coverage is called: kinds, forms, months and weeks are in no register, their names are here."""
    if by in ("month", "week"):
        return stretch(key)
    return {"product_kind": PRODUCT_KINDS, "form": FORMS}.get(by, {}).get(key, name)


FILTERS: dict[str, Any] = {
    "so": number,
    "tien": money,
    "ngay": day,
    "ngay_ngan": short_day,
    "thu": weekday,
    "luc": moment,
    "ngay_thu": day_in_words,
    "bac": heat_step,
    "phan_tram": percent,
    "tren_tram": per_hundred,
    "quy": said,
    "tuan": week,
    "doc": spoken,
    "thang": month,
    "khoang": stretch,
    "ten_hang": value_name,
    "co": size,
}
