"""The annexes of a report's document: of the ward behind the signature, of a unit in the spreadsheet alone."""

from collections.abc import Callable, Iterator, Sequence

from app.documents.content import Annex, Block, Cell, Column, Figure, Paragraph
from app.documents.indicators import FORMS, bars, judged
from app.documents.reports.covered import COVERED, covered
from app.documents.reports.told import Told, day
from app.domain.indicators import catalogue, evidence_beside
from app.web.formats import held_to
from app.web.labels import REPORT_STATUSES


def units(told: Told) -> Iterator[Block]:
    """Each unit's day, and why the ward's figures are not the sum of theirs."""
    if "units" not in told.figures:
        return
    yield Annex("Số liệu của các đơn vị tới ngày nào")
    yield Paragraph(
        "Báo cáo này tính từ toàn bộ sổ. Cộng báo cáo của các đơn vị không ra số này: mỗi đơn vị chốt một ngày, một "
        "người có thể nghe tin của nhiều đơn vị, và mục ghi sau ngày chốt chỉ có ở đây."
    )
    rows: list[list[Cell]] = [
        [one["name"], REPORT_STATUSES.get(one["status"], "chưa nộp"), one["version"], day(one["figures_until"])]
        for one in told.figures["units"]
    ]
    columns = [
        Column("Đơn vị", width=4),
        Column("Trạng thái", width=2),
        Column("Bản", "count"),
        Column("Số liệu tới", "day", 2),
    ]
    yield told.table("Ngày chốt số liệu của từng đơn vị", columns, rows, sheet="Đơn vị")


def indicators(told: Told) -> Iterator[Block]:
    known = told.figures["indicators"]
    if not known:
        return
    rows, then = list[list[Cell]](), told.figures.get("held_to", {})
    for kind in (kind for kind in catalogue.KINDS if kind.code in known):
        one, form = known[kind.code], FORMS[kind.form]
        closed_with = [held_to(**then[kind.code])] if kind.code in then else []
        rows.append(
            [
                kind.name,
                one["numerator"],
                one["denominator"],
                Figure(one["value"], form),
                Figure(one["target"], "share"),
                judged(
                    one.get("standing", one["status"]),
                    one.get("left_out"),
                    evidence_beside(kind.code, known),
                    *closed_with,
                ),
            ]
        )
    columns = [
        Column("Chỉ tiêu", width=4),
        Column("Số đạt", "count", 2),
        Column("Trong tất cả", "count", 2),
        Column("Giá trị", "share", 3),
        Column("Mục tiêu", "share", 2),
        Column("Đánh giá", width=2),
    ]
    shares = [
        (kind.name, known[kind.code]["value"], known[kind.code]["target"])
        for kind in catalogue.KINDS
        if kind.code in known and kind.form == "share"
    ]
    yield from _annexed(told, "Các chỉ tiêu", columns, rows, bars(shares, told.until))


def groups(told: Told) -> Iterator[Block]:
    rows: list[list[Cell]] = [[row["name"], *covered(row)] for row in told.figures["3"]["groups"]]
    if rows:
        yield from _annexed(told, "Độ phủ từng tổ dân phố", [Column("Tổ dân phố", width=3), *COVERED], rows)


def results(told: Told) -> Iterator[Block]:
    """Of the ward's report: what each unit did, as its own indicators say."""
    rows: list[list[Cell]] = [
        [
            told.names.units.get(one["unit"], one["unit"]),
            one["products"],
            one["placements"],
            one["reached"],
            one["gross"],
        ]
        for one in told.figures.get("by_unit", ())
    ]
    if rows:
        columns = [
            Column("Đơn vị", width=4),
            Column("Sản phẩm", "count"),
            Column("Lượt phát", "count"),
            Column("Tổ có tin", "count"),
            Column("Lượt người", "count"),
        ]
        yield from _annexed(told, "Kết quả của từng đơn vị", columns, rows)


def directives(told: Told) -> Iterator[Block]:
    """Of the ward's report: how far each directive was told."""
    rows: list[list[Cell]] = [
        [one["number"] or one["code"], one["title"], day(one["issued_on"]), one["told"], one["of"], one["overdue"]]
        for one in told.figures.get("directives", ())
    ]
    if rows:
        columns = [
            Column("Số văn bản", width=4),
            Column("Chủ trương", width=6),
            Column("Ban hành", "day", 2),
            Column("Đã nghe", "count"),
            Column("Phải nghe", "count"),
            Column("Quá hạn", "count"),
        ]
        yield from _annexed(told, "Chủ trương tới tổ, chi bộ", columns, rows)


def _annexed(
    told: Told, name: str, columns: Sequence[Column], rows: list[list[Cell]], above: Sequence[Block] = ()
) -> Iterator[Block]:
    """An annex of the ward's report, with what stands above its table; a sheet of any."""
    is_of_ward = told.report.type == "consolidated"
    if is_of_ward:
        yield from (Annex(name), *above)
    yield told.table(name, columns, rows, stands_in="both" if is_of_ward else "workbook")


EACH: tuple[Callable[[Told], Iterator[Block]], ...] = (units, results, indicators, groups, directives)
