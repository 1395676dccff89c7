"""Coverage as a document: each group with its bounds, and in the workbook the map of groups and content groups."""

from collections.abc import Iterator
from datetime import date

from app.documents import letterheads
from app.documents.content import Block, Cell, Column, Document, Figure, Table
from app.domain import closings, coverage, groups
from app.domain.access import Me
from app.domain.coverage import CoverageQuery, Figures, Map
from app.domain.words import said
from app.web.deps import Call
from app.web.formats import resting
from app.web.labels import GROUP_KINDS

COLUMNS = (
    Column("Nhóm đối tượng", width=3),
    Column("Cụm", width=2),
    Column("Số dân", "count", 2),
    Column("Sản phẩm", "count", 2),
    Column("Lượt phát", "count", 2),
    Column("Lượt người", "count", 2),
    Column("Người đã nghe", "count", 2),
    Column("Độ phủ, thấp", "share", 2),
    Column("Độ phủ", "share", 2),
    Column("Độ phủ, cao", "share", 2),
    Column("Số lần nghe", "decimal", 2),
    Column("Có đếm, đo được", "share", 2),
    Column("Ghi chú", width=4),
)


def of(call: Call, me: Me, query: CoverageQuery) -> Document:
    """As the page shows it without its order; raises Refused as the page's question does."""
    drawn = coverage.map_of(call.session, me, query, "content_group")
    found, kind = drawn.coverage, GROUP_KINDS[query.kind].lower()
    until = min(me.today, found.span.last)
    clusters = {group.code: group.cluster or "" for group in groups.in_order(call.session, me, query.kind)}
    rows = [[row.name, clusters.get(row.key, ""), *_cells(row.figures)] for row in found.rows]
    blocks: list[Block] = [
        Table(f"Độ phủ {kind}", "Độ phủ", COLUMNS, rows, until, total=["Cả phường", "", *_cells(found.total.figures)]),
        *_at_closing(call, me, query, found.total.figures),
        _map(drawn, until),
    ]
    chosen = ", có lọc" if query.filters else ""
    return Document(
        "Độ phủ",
        f"{kind} {said(query.period)}, {me.ward.name}{chosen}",
        letterheads.of_ward(me.ward),
        blocks,
        f"do-phu-{query.period}-{query.kind}",
        until.year,
        foot=letterheads.as_of(call, me),
        is_plain=True,
        is_wide=True,
        is_demo=me.ward.demo_at is not None,
    )


def _at_closing(call: Call, me: Me, query: CoverageQuery, total: Figures) -> Iterator[Block]:
    """The ward's total as it was when the period was closed, where it is another now; nothing of a part of the log."""
    then = None if query.filters else closings.coverage_then(call.session, me, query.period, query.kind)
    if then is not None and then != total:
        words = "Số khi đóng kỳ, số trong bảng trên đã sửa sau khi đóng"
        yield Table(words, "Khi đóng kỳ", COLUMNS, [["Cả phường", "", *_cells(then)]], None)


def _cells(one: Figures) -> list[Cell]:
    return [
        one.population,
        one.products,
        one.placements,
        one.gross_reach,
        one.net_reach,
        one.coverage_low,
        one.coverage,
        one.coverage_high,
        one.frequency,
        one.evidence_share,
        resting(one.evidence_share),
    ]


def _map(drawn: Map, until: date) -> Table:
    """The heat map; where nothing was told the cell is empty, where nobody counted it says so, and ≈ stands before what
    is mostly estimated."""
    columns = [Column("Nhóm đối tượng", width=2)]
    columns += [Column(f"{one.key} {one.name}", "share", is_shaded=True) for one in drawn.columns]
    rows: list[list[Cell]] = [
        [row.name, *(_covered(drawn.cells.get((row.key, one.key))) for one in drawn.columns)]
        for row in drawn.coverage.rows
    ]
    name = "Độ phủ theo nhóm nội dung, ô càng đậm càng nhiều người nghe, ≈ là chủ yếu ước tính"
    return Table(name, "Nhóm nội dung", columns, rows, until)


def _covered(one: Figures | None) -> Cell:
    if one is None or one.coverage is None:
        return None if one is None else "thiếu số dân"
    if one.is_addressed:
        return "có tin"
    return Figure(one.coverage, "estimate" if one.mostly_estimated else "share")
