"""The main figures of a report as a sheet of the workbook: what its text tells in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.documents.content import Cell, Column, Figure, Form, Table
from app.documents.reports.told import Told
from app.domain import lateness
from app.domain.coverage.arithmetic import lacking
from app.web.formats import resting

COVERAGE, PEOPLE = ("2", "residential", "coverage"), ("net_reach_low", "net_reach")
# What the text tells in sentences: its words, where it stands, and how it reads.
SENTENCES: tuple[tuple[str, tuple[str, ...], Form], ...] = (
    ("Sản phẩm", ("1", "products"), "count"),
    ("Lượt phát", ("1", "placements"), "count"),
    ("Lần phát", ("1", "runs"), "count"),
    ("Tổ có tin", ("3", "reached"), "count"),
    ("Tổ dân phố", ("3", "of"), "count"),
    ("Người đã nghe, ít nhất", ("2", "residential", "net_reach_low"), "count"),
    ("Người đã nghe, ước chừng", ("2", "residential", "net_reach"), "count"),
    ("Độ phủ tổ dân phố", COVERAGE, "share"),
    ("Khảo sát: số lần", ("3", "survey", "surveys"), "count"),
    ("Khảo sát: người được hỏi", ("3", "survey", "asked"), "count"),
    ("Khảo sát: người biết tin", ("3", "survey", "aware"), "count"),
    ("Khảo sát: ước người biết tin", ("3", "survey", "value"), "share"),
    ("Khảo sát: ước, mức thấp", ("3", "survey", "low"), "share"),
    ("Khảo sát: ước, mức cao", ("3", "survey", "high"), "share"),
    ("Ô chủ trương đã tới", ("3", "cells", "told"), "count"),
    (f"Ô chủ trương dựa vào lượt ghi sau hơn {lateness.ALLOWED} ngày", ("3", "cells", "logged_late"), "count"),
    ("Vấn đề tiếp nhận", ("4", "received"), "count"),
    ("Vấn đề đến hạn", ("5", "due"), "count"),
)


def said_in_sentences(told: Told) -> Table:
    """The same as numbers, beside those of the period before, for who has the workbook alone."""
    every = {"Kỳ này": told.figures} | ({told.period_before: told.previous} if told.previous else {})
    rows: list[list[Cell]] = [
        [words, *(Figure(_at(figures, path), form) for figures in every.values()), _note(every, path)]
        for words, path, form in SENTENCES
    ]
    columns = [Column("Số liệu", width=4), *(Column(head, "count", 2) for head in every), Column("Ghi chú", width=3)]
    return told.table("Số chính", columns, rows, stands_in="workbook")


def _note(every: Mapping[str, Any], path: Sequence[str]) -> str:
    """Of a coverage, in which period it is mostly estimated, or 0 because nobody counted."""
    if path != COVERAGE:
        return ""
    rests = {head: _rests(_at(one, COVERAGE[:2])) for head, one in every.items()}
    return "; ".join(f"{head}: {words}" for head, words in rests.items() if words)


def _rests(total: Mapping[str, Any]) -> str:
    words = {"population": "thiếu số dân", "count": "chưa đếm người nào", None: resting(total["evidence_share"])}
    return words[lacking(total)]


def _at(figures: Any, path: Sequence[str]) -> Any:
    """What stands there; None where an older program told nothing of it, and of people where no group has a population:
    0 would say that nobody heard."""
    if path[-1] in PEOPLE and _at(figures, COVERAGE) is None:
        return None
    for name in path:
        figures = (figures or {}).get(name)
    return figures
