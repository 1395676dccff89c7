"""Every number that a report froze, by its path, stands at its place on the page, in Word, PDF and workbook, as the API
has it; what only the API tells is named here."""

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.indicators import catalogue
from app.web.labels import GROUP_KINDS, HANDLED, MAIN_FIGURES, NATURES, ORIGINS, PRODUCT_KINDS
from tests import makers
from tests.conftest import Stage
from tests.documents import paper
from tests.documents.everywhere import Doors, in_table, leaves, on_page
from tests.documents.test_reports import FORMATS, ward
from tests.makers import Json, get, patch, placement, post, product, reach, report

__all__ = ["ward"]
Q, BEFORE = "2026-Q3", "Quý II/2026"
# What a program may ask for and no reader is told, for it follows from what they are told; numbers that name things.
API_ALONE = re.compile(
    r"(previous\.)?[23]\..*\.(products|frequency|evidence_share|net_reach_high)"
    r"|3\.(groups|clusters)\..*\.net_reach_low|3\.clusters\..*\.(placements|gross_reach)"
    r"|2\.party_cell\.net_reach_low|(previous\.)?2\.audience\..*|previous\.2\.party_cell\..*"
    r"|previous\.1\.\w+\..*\.(placements|runs)|previous\.3\.clusters\..*|previous\.4\.\w+\..*"
    r"|previous\.2\.residential\.(population|placements|gross_reach|coverage_low|coverage_high)"
    r"|carried\.(report|version|(changes|reference)\..*)|[45]\.concerns\..*|units\..*\.(status|figures_until)"
    r"|indicators\.opinion_balance\.left_out|4\.\w+\..*\.code"
)
COUNTS = {"products": "Sản phẩm", "placements": "Lượt phát", "runs": "Lần phát"}
BY = {"kinds": "Hình thức", "channels": "Kênh", "content_groups": "Nhóm nội dung"}
SORTS = {"natures": "Tính chất", "origins": "Nguồn", "content_groups": "Nhóm nội dung"}
# On paper, on the page, and how it reads.
REACHED = {
    "placements": ("Lượt phát", "Lượt phát", "count"),
    "population": ("Số dân", "Số dân", "count"),
    "gross_reach": ("Lượt người", "Lượt người", "count"),
    "net_reach": ("Người đã nghe", "Người đã nghe", "count"),
    "coverage_low": ("Độ phủ, thấp", "Thấp", "share"),
    "coverage": ("Độ phủ", "Độ phủ", "share"),
    "coverage_high": ("Độ phủ, cao", "Cao", "share"),
    "groups": ("Số tổ", "Số tổ", "count"),
}
PARTS = {"numerator": "Số đạt", "denominator": "Trong tất cả", "value": "Giá trị", "target": "Mục tiêu"}
UNITS = {"products": "Sản phẩm", "placements": "Lượt phát", "reached": "Tổ có tin", "gross": "Lượt người"}
DIRECTIVES = {"told": "Đã nghe", "of": "Phải nghe", "overdue": "Quá hạn"}
# What is told in sentences stands in the sheet «Số chính» under these words, and in these sentences: of a report with
# what stands behind {it}, the figures at a path of the report by its last names.
SUMS = {
    "1.products": ("Sản phẩm", "{it} sản phẩm"),
    "1.placements": ("Lượt phát", "{it} lượt phát"),
    "1.runs": ("Lần phát", ""),
    "3.of": ("Tổ dân phố", "trong {it} tổ"),
    "3.reached": ("Tổ có tin", "{it} trong"),
    "2.residential.net_reach": ("Người đã nghe, ước chừng", "ước chừng {it}"),
    "2.residential.net_reach_low": ("Người đã nghe, ít nhất", "Ít nhất {it} người"),
    "2.residential.coverage": ("Độ phủ tổ dân phố", "{it}"),
    "3.survey.surveys": ("Khảo sát: số lần", "Khảo sát {it} lần"),
    "3.survey.asked": ("Khảo sát: người được hỏi", "trong {it} người được hỏi"),
    "3.survey.aware": ("Khảo sát: người biết tin", "lần: {it} trong"),
    "3.survey.value": ("Khảo sát: ước người biết tin", "{it} (từ"),
    "3.survey.low": ("Khảo sát: ước, mức thấp", "(từ {it}"),
    "3.survey.high": ("Khảo sát: ước, mức cao", "đến {it})"),
    "3.cells.told": ("Ô chủ trương đã tới", "Trong {it} ô chủ trương đã tới"),
    "3.cells.logged_late": ("Ô chủ trương dựa vào lượt ghi sau hơn 30 ngày", "{it} ô dựa vào lượt phát"),
    "4.received": ("Vấn đề tiếp nhận", "{it} vấn đề"),
    "5.due": ("Vấn đề đến hạn", ""),
}
# Of the period before sentences tell these; the workbook has all of them.
SAID_BEFORE = ("1.products", "1.placements", "3.of", "3.reached", "2.residential.coverage", "4.received")
SHARES = ("value", "low", "high", "coverage", "coverage_low", "coverage_high")


@dataclass(frozen=True)
class Place:
    """Where a number stands: a cell of the workbook, by sheet, row and head; the same on paper and on the page, or in a
    sentence that both have."""

    sheet: str
    row: tuple[str, ...]
    head: str
    form: str = "count"
    is_printed: bool = True
    # The page's table, and its head.
    shown: tuple[str, str] | None = None
    # A sentence with {it}, of paper and page; and one that the page alone has, where paper has the table.
    said: str = ""
    page_said: str = ""
    # Whether the page has a share with its decimal.
    is_exact: bool = False


@pytest.fixture
def filed(
    ward: Stage, coordinator: TestClient, officer: TestClient, pages: SimpleNamespace, kind: str
) -> SimpleNamespace:
    """Two quarters with something of everything, and what moved in the first after it was told."""
    client, of = (officer, {}) if kind == "periodic" else (coordinator, {"type": "consolidated", "unit": None})
    makers.directive(coordinator, "VB-01", issued_on="2026-04-02", within_days=10, number="15-NQ/ĐU", title="Về rác")
    first = report(client, period="2026-Q2", **of)
    post(client, f"/reports/{first['id']}/submit", {})
    product(officer, placement("zalo", "2026-05-05", reach("TDP-02", 99)), title="Ghi muộn")
    placed = [placement("zalo", "2026-08-05", reach("TDP-02", 97), reach("CB-01", 13), runs=3)]
    product(officer, *placed, directives=["VB-01"])
    product(
        officer,
        placement("loudspeaker", "2026-08-06", reach("TDP-01", 500, "estimated"), runs=8),
        kind="loudspeaker_script",
        content_group="1.8",
    )
    makers.survey(officer, period=Q, conducted_on="2026-08-09")
    for number, nature in enumerate(("petition", "question", None)):
        made = makers.concern(officer, received_on=f"2026-07-1{number}", due_on="2026-07-20", nature=nature)
    answer = {"answered_on": "2026-07-19", "answer": "Đã làm", "change_reason": "Ghi muộn"}
    patch(coordinator, f"/concerns/{made['id']}", status="answered", **answer)
    made = report(client, period=Q, **of)
    post(client, f"/reports/{made['id']}/submit", {})
    files = {one: paper.export(client, made["id"], one) for one in FORMATS}
    page = getattr(pages, "officer" if kind == "periodic" else "coordinator").get(f"/reports/{made['id']}").text
    taken = get(client, f"/reports/{made['id']}")["snapshot"]
    return SimpleNamespace(doors=Doors.of(page, files), figures=taken["figures"], names=taken["names"])


@pytest.mark.parametrize("kind", ["periodic", "consolidated"])
def test_every_figure_that_was_frozen_stands_in_page_word_pdf_and_workbook(filed: SimpleNamespace) -> None:
    every = [(path, value) for path, value in leaves(filed.figures) if _is_told(path, filed.figures)]
    assert len(every) > 120
    for path, value in every:
        require_there(filed.doors, (path, value), place_of(path, filed))


def _is_told(path: tuple[str, ...], figures: Json) -> bool:
    """What moved is told, what did not is not; a row of the period before stands beside one of this."""
    if API_ALONE.fullmatch(".".join(path)):
        return False
    if path[0] == "carried":
        moved = figures["carried"]
        return bool(moved["before"][path[2]] != moved["now"][path[2]])
    return path[:2] != ("previous", "1") or len(path) < 5 or path[3] in {row["code"] for row in figures["1"][path[2]]}


def require_there(doors: Doors, figure: tuple[tuple[str, ...], Any], place: Place) -> None:
    path, value = figure
    assert doors.cell(place.sheet, place.row, place.head) == (None if value is None else pytest.approx(value)), path
    if place.is_printed:
        assert doors.printed(place.sheet, place.row, place.head).removesuffix(" ₫") == in_table(value, place.form), path
    worded = in_table(value, place.form) if place.is_exact else on_page(value, place.form)
    if place.shown is not None and value is not None:
        assert worded in doors.shown(place.shown[0], place.row, place.shown[1]), path
    sentence = place.said.format(it=worded) if value is not None else ""
    for text in (doors.word_text, doors.pdf_text, doors.page_text):
        assert sentence in text, path
    assert place.page_said.format(it=worded) in doors.page_text, path


def place_of(path: tuple[str, ...], filed: SimpleNamespace) -> Place:
    """Raises AssertionError for a number that is told nowhere, and that nobody said is not."""
    before = path[0] == "previous"
    rest = path[1:] if before else path
    if ".".join(rest) in SUMS:
        words, sentence = SUMS[".".join(rest)]
        form = "share" if rest[-1] in SHARES else "count"
        is_said = not before or ".".join(rest) in SAID_BEFORE
        head = BEFORE if before else "Kỳ này"
        return Place("Số chính", (words,), head, form, is_printed=False, said=sentence if is_said else "")
    found = _in_parts(rest, filed, before) or _behind(rest, filed)
    assert found is not None, f"told nowhere: {path}"
    return found


def _in_parts(path: tuple[str, ...], filed: SimpleNamespace, before: bool) -> Place | None:
    match path:
        case ("1", by, code, name):
            head = BEFORE if before else COUNTS[name]
            table = f"Sản phẩm theo {BY[by].lower()}"
            on_paper = f"Sản phẩm, {BEFORE}" if before else head
            return Place(BY[by], (_called(filed, by, code),), on_paper, shown=(table, head))
        case ("2", kind, name):
            head, shown, form = REACHED[name]
            return Place("Độ phủ", (GROUP_KINDS[kind],), head, form, shown=("Độ phủ theo loại nhóm", shown))
        case ("3", "clusters", name, field):
            head, shown, form = REACHED[field]
            # The page has the picture between, and all three shares in one cell.
            return Place("Cụm", (name,), head, form, shown=("Mức tiếp cận", shown if form == "count" else "-1"))
        case ("4", by, code, "concerns"):
            words = _called(filed, by, code) if code != "None" else "Chưa rõ"
            return Place("Vấn đề", (SORTS[by], words), "Vấn đề", page_said="{it}")
        case ("5", place):
            [words] = [words for name, words in HANDLED.items() if name == place]
            head = BEFORE if before else "Vấn đề"
            told = filed.figures["5"][place] or filed.figures["previous"]["5"][place]
            return Place("Xử lý", (_begun(words),), head, shown=("Vấn đề đến hạn", head) if told else None)
    return None


def _behind(path: tuple[str, ...], filed: SimpleNamespace) -> Place | None:
    """What moved; then what the ward's has on paper and on its page, and a unit's in the workbook alone."""
    is_of_ward = "units" in filed.figures
    match path:
        case ("carried", when, name):
            words, head = MAIN_FIGURES[name], "Khi báo cáo" if when == "before" else "Nay"
            said = f"{words} {{it}} →" if when == "before" else "→ {it}"
            return Place("Điều chỉnh", (_begun(words),), head, page_said=said)
        case ("3", "groups", code, field):
            head, shown, form = REACHED[field]
            sheet = "Độ phủ từng tổ dân phố"
            return Place(
                sheet, (filed.names["groups"][code],), head, form, is_of_ward, (sheet, shown) if is_of_ward else None
            )
        case ("indicators", code, part):
            [kind] = [one for one in catalogue.KINDS if one.code == code]
            form = "share" if part == "target" or (part == "value" and kind.form == "share") else "count"
            shown = ("Các chỉ tiêu", PARTS[part]) if is_of_ward else None
            return Place("Các chỉ tiêu", (kind.name,), PARTS[part], form, is_of_ward, shown, is_exact=True)
    return _of_ward_alone(path, filed)


def _of_ward_alone(path: tuple[str, ...], filed: SimpleNamespace) -> Place | None:
    match path:
        case ("by_unit", unit, name):
            sheet = "Kết quả của từng đơn vị"
            return Place(sheet, (filed.names["units"][unit],), UNITS[name], shown=(sheet, UNITS[name]))
        case ("units", unit, "version"):
            return Place("Đơn vị", (filed.names["units"][unit],), "Bản")
        case ("directives", code, name):
            [one] = [one for one in filed.figures["directives"] if one["code"] == code]
            said = f"{one['told']} trong {one['of']}"
            return Place("Chủ trương tới tổ, chi bộ", (one["number"] or code,), DIRECTIVES[name], page_said=said)
    return None


def _called(filed: SimpleNamespace, by: str, code: str) -> str:
    if by == "content_groups":
        return f"{code} {filed.names[by][code]}"
    known: dict[str, str] = {"kinds": PRODUCT_KINDS, "natures": NATURES, "origins": ORIGINS}.get(by, {})
    return known.get(code) or str(filed.names[by][code])


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
