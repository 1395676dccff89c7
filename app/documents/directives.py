"""The matrix of directives and groups as a document: how far each directive is, and the day each group was told."""

from datetime import date
from math import ceil

from app.documents import letterheads
from app.documents.content import Block, Cell, Column, Document, Table
from app.domain import matrices
from app.domain.cells import Cell as Told
from app.domain.lives import Span
from app.domain.matrices import Matrix, MatrixQuery
from app.domain.words import said
from app.web.deps import Call
from app.web.formats import day as worded_day
from app.web.labels import GROUP_COUNTS
from app.web.names import of_units

# So many dates stand side by side on an A4 that lies on its side.
WIDEST = 10
STATES = {
    "told": "đã tới",
    "late": "tới muộn",
    "running": "còn trong hạn",
    "overdue": "quá hạn, chưa tới",
    "waiting": "chưa tới, không đặt hạn",
}


def of(call: Call, period: str, span: Span, query: MatrixQuery) -> Document:
    me = call.me
    matrix = matrices.of(call.session, me, span, query)
    kind = GROUP_COUNTS[query.kind]
    blocks: list[Block] = [_summary(call, matrix), *_bands(matrix, kind), _whole(matrix, kind), _each(matrix, kind)]
    return Document(
        "Chủ trương",
        f"tới từng {kind}, {said(period)}, {me.ward.name}",
        letterheads.of_ward(me.ward),
        blocks,
        f"chu-truong-{period}-{query.kind}",
        matrix.day.year,
        foot=letterheads.as_of(call, me),
        is_plain=True,
        is_wide=True,
        is_demo=me.ward.demo_at is not None,
    )


def _summary(call: Call, matrix: Matrix) -> Table:
    """How far each is; one without a day of issue has no cells yet, and says so by empty ones."""
    called = of_units(call, call.me)
    columns = [
        Column("Số văn bản", width=2),
        Column("Tên", width=5),
        Column("Chủ trì", width=3),
        Column("Ngày ban hành", "day", 2),
        Column("Phải tới", "count"),
        Column("Đã tới", "count"),
        Column("Tới muộn", "count"),
        Column("Còn trong hạn", "count"),
        Column("Quá hạn", "count"),
        Column("Tỷ lệ", "share"),
    ]
    rows = [_of_directive(column, called) for column in matrix.columns]
    rows += [[one.number, one.title, called.get(one.lead_unit or "", ""), *[None] * 7] for one in matrix.undated]
    return Table("Từng chủ trương đã tới đâu", "Chủ trương", columns, rows, matrix.day)


def _of_directive(column: matrices.Column, called: dict[str, str]) -> list[Cell]:
    one, of, counts = column.directive, len(column.cells), column.counts
    return [
        one.number,
        one.title,
        called.get(one.lead_unit or "", ""),
        one.issued_on,
        of,
        column.reached,
        counts["late"],
        counts["running"],
        counts["overdue"],
        column.reached / of if of else None,
    ]


def _bands(matrix: Matrix, kind: str) -> list[Table]:
    """The matrix cut to the width of a page."""
    every = matrix.columns
    size = ceil(len(every) / ceil(len(every) / WIDEST)) if every else 1
    found = []
    for start in range(0, len(every), size):
        band = every[start : start + size]
        columns = [Column(kind.capitalize(), width=2), *(Column(_name(column)) for column in band)]
        rows: list[list[Cell]] = [
            [group.name, *(_words(column.cells[group.code], matrix.day) for column in band)] for group in matrix.groups
        ]
        found.append(Table(f"Ngày từng {kind} được thông tin", "", columns, rows, matrix.day, stands_in="text"))
    return found


def _name(column: matrices.Column) -> str:
    return column.directive.number or column.directive.title


def _words(cell: Told, day: date) -> str:
    """The day it was reached; where it was late or not at all, that in words."""
    left = (cell.deadline - day).days if cell.deadline else 0
    return {
        "told": worded_day(cell.reached_on),
        "late": f"{worded_day(cell.reached_on)} muộn",
        "running": f"còn {left} ngày",
        "overdue": f"quá {-left} ngày",
        "waiting": "chưa",
    }[cell.state_on(day)]


def _whole(matrix: Matrix, kind: str) -> Table:
    """The matrix in one piece: the day of each cell as a day, an empty one was not told."""
    columns = [
        Column(kind.capitalize(), width=2),
        Column("Cụm"),
        *(Column(_name(one), "day") for one in matrix.columns),
    ]
    rows: list[list[Cell]] = [
        [group.name, group.cluster or "", *(column.cells[group.code].reached_on for column in matrix.columns)]
        for group in matrix.groups
    ]
    return Table(f"Ngày từng {kind} được thông tin", "Ma trận", columns, rows, matrix.day, stands_in="workbook")


def _each(matrix: Matrix, kind: str) -> Table:
    """A row for each cell, to be filtered and counted by its state."""
    columns = [
        Column("Chủ trương", width=3),
        Column(kind.capitalize(), width=2),
        Column("Hạn", "day", 2),
        Column("Ngày tới", "day", 2),
        Column("Trạng thái", width=2),
        Column("Ghi muộn, ngày", "count", 2),
    ]
    rows: list[list[Cell]] = [
        [
            _name(column),
            group.name,
            cell.deadline,
            cell.reached_on,
            STATES[cell.state_on(matrix.day)],
            cell.logged_after,
        ]
        for column in matrix.columns
        for group in matrix.groups
        for cell in [column.cells[group.code]]
    ]
    return Table("Từng ô của ma trận", "Từng ô", columns, rows, matrix.day, stands_in="workbook")
