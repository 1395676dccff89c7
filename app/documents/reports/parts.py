"""The parts of a report in the plan's order, one function each: what its page says, as paragraphs and tables."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.documents.content import Block, Cell, Column, Heading, Paragraph, Table
from app.documents.reports.covered import COVERED, covered
from app.documents.reports.told import Tally, Told, day
from app.domain import lateness
from app.domain.coverage.arithmetic import lacking
from app.domain.reports.figures import follows
from app.domain.reports.sentences import days_meant
from app.domain.words import capital, said
from app.web.formats import log_moved, number, percent, resting, standings
from app.web.labels import FILE_KINDS, GROUP_KINDS, HANDLED, MAIN_FIGURES, NATURES, ORIGINS, PRODUCT_KINDS, REPORT_PARTS


def assessment(told: Told) -> Iterator[Block]:
    """What the ward says of the whole; where it says nothing, how many indicators stand how."""
    if "0" in told.comments:
        yield from written(told, "0")
        return
    if words := standings(told.figures["indicators"]):
        yield Paragraph(words)


def branches(told: Told) -> Block:
    """Whose figures a unit's report tells beside its own."""
    named = ", ".join(told.names.units.get(unit, unit) for unit in told.figures["branches"])
    return Paragraph(f"Số liệu gồm cả các đơn vị trực thuộc: {named}.")


def _opening(told: Told, part: str, words: str) -> Iterator[Block]:
    """The main figures in a sentence, where the report has no words of its own on the part."""
    if not told.comments.get(part):
        yield Paragraph(words)


def products(told: Told) -> Iterator[Block]:
    part, before = told.figures["1"], (told.previous or {}).get("1", {})
    if not part["placements"]:
        yield from _opening(told, "1", "Chưa có sản phẩm nào phát.")
        return
    then = f" {told.period_before}: {_products_words(before)}." if told.previous else ""
    yield from _opening(told, "1", f"Đã phát {_products_words(part)}.{then}")
    for tally in (
        Tally("Hình thức", part["kinds"], lambda code: PRODUCT_KINDS[code], before.get("kinds", ()), True),
        Tally("Kênh", part["channels"], lambda code: told.names.channels.get(code, code), before.get("channels", ())),
        Tally("Nhóm nội dung", part["content_groups"], told.content_group, before.get("content_groups", ()), True),
    ):
        yield _counted(told, tally)
    yield Paragraph(
        "Một sản phẩm phát trên hai kênh đứng ở cả hai dòng, nên số sản phẩm theo kênh không cộng lại được.",
        is_aside=True,
    )


COUNTED = (Column("Sản phẩm", "count", 2), Column("Lượt phát", "count", 2), Column("Lần phát", "count", 2))


def _products_words(part: dict[str, Any]) -> str:
    return f"{number(part['products'])} sản phẩm, {number(part['placements'])} lượt phát"


def _counted(told: Told, tally: Tally) -> Table:
    columns = [Column(tally.name, width=6), *COUNTED]
    before = {row["code"]: row["products"] for row in tally.before}
    rows: list[list[Cell]] = [
        [tally.called(row["code"]), row["products"], row["placements"], row["runs"]] for row in tally.rows
    ]
    if told.previous:
        columns.append(Column(f"Sản phẩm, {told.period_before}", "count", 3))
        rows = [[*cells, before.get(row["code"], 0)] for cells, row in zip(rows, tally.rows, strict=True)]
    name, total = f"Sản phẩm theo {tally.name.lower()}", _sum(told) if tally.adds_up else None
    return told.table(name, columns, rows, sheet=tally.name, total=total)


def _sum(told: Told) -> list[Cell]:
    part, before = told.figures["1"], [told.previous["1"]["products"]] if told.previous else []
    return ["Cộng", part["products"], part["placements"], part["runs"], *before]


def coverage(told: Told) -> Iterator[Block]:
    yield from _opening(told, "2", _reached_words(told))
    rows: list[list[Cell]] = [
        [GROUP_KINDS[kind], *covered(one)]
        for kind, one in told.figures["2"].items()
        if one["placements"] or kind == "residential"
    ]
    yield told.table(
        "Độ phủ theo loại nhóm đối tượng", [Column("Nhóm đối tượng", width=2), *COVERED], rows, sheet="Độ phủ"
    )


def _reached_words(told: Told) -> str:
    total, access = told.figures["2"]["residential"], told.figures["3"]
    if not access["of"]:
        return "Sổ chưa có tổ dân phố nào."
    words = f"Đã thông tin tới {number(access['reached'])} trong {number(access['of'])} tổ dân phố."
    if total["coverage"] is None:
        return f"{words} Chưa có số dân để tính độ phủ."
    if lacking(total) == "count":
        return f"{words} Đã chuyển tới, chưa đếm người nào.{_reached_before(told)}"
    floor = f"Ít nhất {number(total['net_reach_low'])} người ({percent(total['coverage_low'])})"
    people = f"ước chừng {number(total['net_reach'])} ({percent(total['coverage'])})"
    whole = f"trong {number(total['population'])} người"
    return f"{words} {floor}, {people} {whole}{_rests(total)}.{_reached_before(told)}"


def _reached_before(told: Told) -> str:
    if told.previous is None or not told.previous["3"]["of"]:
        return ""
    was, then = told.previous["2"]["residential"], told.previous["3"]
    words = f" {told.period_before}: {number(then['reached'])} trong {number(then['of'])} tổ"
    covered = f", độ phủ {percent(was['coverage'])}{_rests(was)}" if was["coverage"] is not None else ""
    return f"{words}{', chưa đếm người nào' if lacking(was) == 'count' else covered}."


def _rests(total: Mapping[str, Any]) -> str:
    words = resting(total["evidence_share"])
    return f", {words}" if words else ""


def access(told: Told) -> Iterator[Block]:
    part = told.figures["3"]
    rows: list[list[Cell]] = [
        [row["name"] or "Không theo cụm", row["groups"], cells[1], *cells[3:]]
        for row, cells in ((row, covered(row)) for row in part["clusters"])
    ]
    if rows:
        columns = [Column("Cụm", width=2), Column("Số tổ", "count"), COVERED[1], *COVERED[3:]]
        yield told.table("Mức tiếp cận theo cụm", columns, rows, sheet="Cụm")
    yield Paragraph(" ".join(_access_words(told, part)))


def _access_words(told: Told, part: dict[str, Any]) -> Iterator[str]:
    if part["unreached"]:
        missed = ", ".join(told.names.groups.get(code, code) for code in part["unreached"])
        count = number(len(part["unreached"]))
        are = f"Những ngày này {count} tổ không có tin" if follows(told.figures) else f"{count} tổ chưa có tin"
        yield f"{are}: {missed}."
    else:
        yield "Không tổ nào bị sót." if part["of"] else "Sổ chưa có tổ dân phố nào."
    survey, cells = part["survey"], part.get("cells", {})
    if survey["surveys"]:
        counted = f"{number(survey['aware'])} trong {number(survey['asked'])}"
        yield f"Khảo sát {number(survey['surveys'])} lần: {counted} người được hỏi biết tin."
    if "value" in survey:
        bounds = f"từ {percent(survey['low'])} đến {percent(survey['high'])}"
        yield f"Ước cho các tổ được hỏi: {percent(survey['value'])} ({bounds})."
    if cells.get("logged_late"):
        yield (
            f"Trong {number(cells['told'])} ô chủ trương đã tới, {number(cells['logged_late'])} ô dựa vào lượt phát "
            f"ghi vào sổ sau hơn {lateness.ALLOWED} ngày."
        )


def concerns(told: Told) -> Iterator[Block]:
    part = told.figures["4"]
    then = f" {told.period_before}: {number(told.previous['4']['received'])} vấn đề." if told.previous else ""
    yield from _opening(told, "4", f"Tiếp nhận {number(part['received'])} vấn đề.{then}")
    natures = [(NATURES.get(row["code"], "Chưa rõ"), row["concerns"]) for row in part["natures"]]
    origins = [(ORIGINS.get(row["code"], "Chưa rõ"), row["concerns"]) for row in part["origins"]]
    subjects = [(told.content_group(row["code"]) or "Chưa rõ", row["concerns"]) for row in part["content_groups"]]
    if part["received"]:
        kinds = [Column("Loại", width=2), Column("Giá trị", width=3), Column("Vấn đề", "count")]
        rows = [("Tính chất", *row) for row in natures] + [("Nguồn", *row) for row in origins]
        rows += [("Nhóm nội dung", *row) for row in subjects]
        yield told.table("Vấn đề theo tính chất, nguồn và nhóm nội dung", kinds, rows, sheet="Vấn đề")
    listed: list[list[Cell]] = [
        [one["summary"], told.content_group(one["content_group"]), day(one["received_on"])] for one in part["concerns"]
    ]
    if listed:
        columns = [Column("Vấn đề", width=4), Column("Nhóm nội dung", width=2), Column("Tiếp nhận", "day", 2)]
        yield told.table(f"Vấn đề tiếp nhận {days_meant(told.figures)}", columns, listed, sheet="Vấn đề tiếp nhận")
    yield from _untold(part["received"] - len(listed))


def handled(told: Told) -> Iterator[Block]:
    part, before = told.figures["5"], (told.previous or {}).get("5", {})
    columns = [Column("Kết quả", width=4), Column("Vấn đề", "count", 2)]
    rows: list[list[Cell]] = [[capital(words), part[place]] for place, words in HANDLED.items()]
    total: list[Cell] = [f"Đến hạn {days_meant(told.figures)}", part["due"]]
    if told.previous:
        columns.append(Column(told.period_before, "count", 2))
        rows = [[*row, before[place]] for row, place in zip(rows, HANDLED, strict=True)]
        total.append(before["due"])
    yield told.table(f"Vấn đề đến hạn {days_meant(told.figures)}", columns, rows, total=total, sheet="Xử lý")
    listed: list[list[Cell]] = [[one["summary"], day(one["due_on"]), _outcome(one)] for one in part["concerns"]]
    if listed:
        columns = [Column("Vấn đề", width=5), Column("Hạn", "day", 2), Column("Kết quả", width=6)]
        yield told.table("Từng vấn đề đã được xử lý ra sao", columns, listed, sheet="Từng vấn đề")
    yield from _untold(part["due"] - len(listed))


def _outcome(one: dict[str, Any]) -> str:
    words = capital(HANDLED[one["place"]])
    if one["answered_on"] and one["place"] != "forwarded_on_time":
        return f"{words} {day(one['answered_on']):%d/%m/%Y}: {one['answer']}"
    return f"{words}: {one['forwarded_to']}, {day(one['forwarded_on']):%d/%m/%Y}" if one["forwarded_on"] else words


def _untold(count: int) -> Iterator[Block]:
    """Of those that are counted, these are not for everyone to read."""
    if count > 0:
        yield Paragraph(f"{number(count)} vấn đề chỉ đơn vị giải quyết và người duyệt được đọc.", is_aside=True)


def proposals(told: Told) -> Iterator[Block]:
    if not told.proposals:
        yield Paragraph("Không có đề xuất, kiến nghị.")


def written(told: Told, part: str) -> Iterator[Block]:
    """What the reporting unit wrote on a part."""
    words = told.proposals if part == "6" else told.comments.get(part)
    if words:
        yield Paragraph(words)


def carried(told: Told) -> Iterator[Block]:
    """What moved since the report that this one follows: main figures then and now."""
    one = told.figures.get("carried")
    if not one:
        return
    is_more = told.report.type == "supplement"
    yield Heading("Điều chỉnh so với báo cáo trước" if is_more else "Điều chỉnh so với kỳ trước")
    yield Paragraph(
        f"Từ báo cáo {said(one['period'])} (số liệu tới {day(one['figures_until']):%d/%m/%Y}, bản {one['version']}) "
        f"đến nay, {log_moved(told.figures)}."
    )
    rows: list[list[Cell]] = [
        [capital(words), one["before"][name], one["now"][name]]
        for name, words in MAIN_FIGURES.items()
        if one["before"][name] != one["now"][name]
    ]
    if rows:
        columns = [Column("Số liệu", width=3), Column("Khi báo cáo", "count"), Column("Nay", "count")]
        yield told.table("Số liệu đã điều chỉnh", columns, rows, sheet="Điều chỉnh")


def all_that_was_written(told: Told) -> Table:
    """The words of the report beside its figures, for who has the workbook alone."""
    given = {**told.comments} | ({"6": told.proposals} if told.proposals else {})
    names = {"0": "Đánh giá chung"} | {part: f"{part}. {words}" for part, words in REPORT_PARTS.items()}
    rows = [[names[part], given[part]] for part in sorted(given)]
    return told.table(
        "Nhận xét, đề xuất", [Column("Phần", width=2), Column("Nội dung", width=5)], rows, stands_in="workbook"
    )


def urgent(told: Told) -> Iterator[Block]:
    """What happened, in the words of whoever reports it."""
    row = told.report
    if told.happened:
        yield Paragraph(f"Xảy ra lúc {told.happened}.")
    yield Paragraph(row.text or "")
    rows: list[list[Cell]] = [["Việc", row.title], ["Xảy ra lúc", told.happened], ["Nội dung", row.text]]
    yield told.table("Báo cáo đột xuất", [Column("Mục"), Column("Nội dung", width=5)], rows, stands_in="workbook")
    if told.files:
        files: list[list[Cell]] = [[one.name, one.alt_text, FILE_KINDS[one.media_type]] for one in told.files]
        heads = [Column("Tên tệp", width=3), Column("Nội dung", width=4), Column("Loại", width=2)]
        yield told.table("Tệp kèm theo", heads, files)


EACH: dict[str, Callable[[Told], Iterator[Block]]] = {
    "1": products,
    "2": coverage,
    "3": access,
    "4": concerns,
    "5": handled,
    "6": proposals,
}
