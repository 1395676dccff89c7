"""One proposed sentence for each part of a report, worked out from its figures, to keep or to change.

A sentence that was kept is worked out anew whenever it is shown, and last when the report is handed in: what nobody
wrote never tells an old number.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.coverage.arithmetic import is_mostly_estimated
from app.domain.errors import Say
from app.domain.indicators.catalogue import kind_of
from app.domain.reports.figures import follows
from app.domain.words import capital, said

# As many as a sentence can name.
MOST_NAMED = 5
_JUDGED = {"on_track": "đạt", "at_risk": "gần đạt", "off_track": "chưa đạt", "pending": "đang trong hạn"}


def days_meant(figures: Mapping[str, Any]) -> str:
    """Of which days a report's figures are, as its sentences and the names of its tables say it."""
    return "những ngày này" if follows(figures) else "trong kỳ"


def proposed(figures: dict[str, Any], names: dict[str, dict[str, str]], is_of_ward: bool) -> dict[str, str]:
    """By part, "1" to "5", and of the ward's report "0", its general assessment; names: of codes, by register."""
    when = capital(days_meant(figures))
    told = {
        "1": _products(figures, names, when),
        "2": _coverage(figures),
        "3": _access(figures, names),
        "4": _received(figures["4"], names, when),
        "5": _handled(figures["5"], when),
    }
    return ({"0": _assessment(figures["indicators"])} if is_of_ward else {}) | told


def _assessment(indicators: dict[str, dict[str, Any]]) -> str:
    stand = {code: one.get("standing", one["status"]) for code, one in indicators.items()}
    by = {standing: [code for code in stand if stand[code] == standing] for standing in _JUDGED}
    counts = ", ".join(f"{len(codes)} chỉ tiêu {_JUDGED[status]}" for status, codes in by.items() if codes)
    if not counts:
        return "Chưa chỉ tiêu nào có số liệu."
    failed = ", ".join(kind_of(code).name for code in by["off_track"])
    return f"Trong kỳ có {counts}." + (f" Chưa đạt: {failed}." if failed else "")


def _products(figures: dict[str, Any], names: dict[str, dict[str, str]], when: str) -> str:
    part, previous = figures["1"], figures["previous"]
    if not part["products"]:
        return f"{when} chưa phát sản phẩm nào."
    told = Say("Đã phát {products} sản phẩm, {n} lượt", products=part["products"], n=part["placements"])
    channels = _most(part["channels"], "placements", names["channels"])
    times = max(row["placements"] for row in part["channels"])
    each = "mỗi kênh " if len(channels) > 1 else ""
    where = Say(", nhiều nhất trên {named} ({each}{times} lượt)", named=_listed(channels), each=each, times=times)
    return f"{told}{where if channels else ''}{_compared(part['products'], previous)}."


def _most(rows: list[dict[str, Any]], count: str, names: dict[str, str]) -> list[str]:
    """What has the most of all, by name, and whatever has as many; none where that is all of several, or too many."""
    most = max(row[count] for row in rows)
    found = [names.get(row["code"], row["code"]) for row in rows if row[count] == most]
    return found if len(rows) == 1 or len(found) < min(len(rows), MOST_NAMED + 1) else []


def _listed(names: list[str]) -> str:
    return " và ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _compared(products: int, previous: dict[str, Any] | None) -> str:
    if previous is None:
        return ""
    more = products - previous["1"]["products"]
    if not more:
        return f"; bằng số sản phẩm {said(previous['period'])}"
    words = "nhiều hơn" if more > 0 else "ít hơn"
    return str(Say("; {words} {period} {n} sản phẩm", words=words, period=said(previous["period"]), n=abs(more)))


def _coverage(figures: dict[str, Any]) -> str:
    """The floor first, the estimate behind it."""
    access, total = figures["3"], figures["2"]["residential"]
    if not access["of"]:
        return "Sổ chưa có tổ dân phố nào."
    begins = "Những ngày này đã" if follows(figures) else "Đã"
    words = "{begins} thông tin tới {reached} trong {of} tổ dân phố"
    told = Say(words, begins=begins, reached=access["reached"], of=access["of"])
    if total["coverage"] is None:
        return f"{told}; chưa có số dân để tính độ phủ."
    if not access["reached"]:
        return f"{told}."
    if not total["gross_reach"]:
        return f"{told}; chưa đếm được người nghe."
    people = Say(
        "; ít nhất {low} trong {population} người đã nghe, ước chừng {people} người{rests}",
        low=total["net_reach_low"],
        population=total["population"],
        people=total["net_reach"],
        rests=", chủ yếu ước tính" if is_mostly_estimated(total["evidence_share"]) else "",
    )
    return f"{told}{people}."


def _access(figures: dict[str, Any], names: dict[str, dict[str, str]]) -> str:
    missed = figures["3"]["unreached"]
    if not figures["3"]["of"]:
        return "Sổ chưa có tổ dân phố nào."
    is_some_days = follows(figures)
    if not missed:
        return "Những ngày này tổ dân phố nào cũng có tin." if is_some_days else "Tổ dân phố nào cũng đã có tin."
    named = ", ".join(names["groups"].get(code, code) for code in missed[:MOST_NAMED])
    others = Say(" và {n} tổ khác", n=len(missed) - MOST_NAMED) if len(missed) > MOST_NAMED else ""
    if is_some_days:
        return f"{Say('Những ngày này {n} tổ không có tin', n=len(missed))}: {named}{others}."
    return f"{Say('Còn {n} tổ chưa có tin', n=len(missed))}: {named}{others}; cần ưu tiên trong kỳ sau."


def _received(part: dict[str, Any], names: dict[str, dict[str, str]], when: str) -> str:
    if not part["received"]:
        return f"{when} không tiếp nhận vấn đề nào."
    told = Say("Tiếp nhận {n} vấn đề", n=part["received"])
    subjects = _most(part["content_groups"], "concerns", names["content_groups"])
    most = max(row["concerns"] for row in part["content_groups"])
    each = "mỗi nhóm " if len(subjects) > 1 else ""
    about = Say(", nhiều nhất về {named} ({each}{most} vấn đề)", named=_listed(subjects), each=each, most=most)
    return f"{told}{about if subjects else ''}."


def _handled(part: dict[str, Any], when: str) -> str:
    if not part["due"]:
        return f"{when} không có vấn đề nào đến hạn."
    words = {
        "answered_on_time": "{n} trả lời đúng hạn",
        "forwarded_on_time": "{n} chuyển đúng hạn",
        "answered_late": "{n} trả lời muộn",
        "pending": "{n} còn trong hạn",
        "overdue": "{n} quá hạn chưa trả lời",
        "otherwise": "{n} kết thúc không trả lời",
    }
    told = ", ".join(str(Say(text, n=part[place])) for place, text in words.items() if part[place])
    return f"{Say('Trong {n} vấn đề đến hạn', n=part['due'])}: {told}."
