"""What reached a group, or several, as the cells of a table; and where there are words in place of a number.

A number that nobody knows is never told as 0.
"""

from collections.abc import Mapping
from typing import Any

from app.documents.content import Cell, Column, Figure
from app.domain.coverage.arithmetic import lacking
from app.web.formats import resting

COVERED = (
    Column("Lượt phát", "count"),
    Column("Số dân", "count"),
    Column("Lượt người", "count"),
    Column("Người đã nghe", "count"),
    Column("Độ phủ, thấp", "share"),
    Column("Độ phủ", "share", is_shaded=True),
    Column("Độ phủ, cao", "share"),
    Column("Ghi chú", width=2),
)

LACKS = Figure("thiếu số dân", "words")
UNCOUNTED = Figure("chưa đếm", "words")


def covered(figures: Mapping[str, Any]) -> list[Cell]:
    """The cells under COVERED: how many heard, and what share; words alone where it came to them and nobody counted, or
    where nobody knows of how many."""
    given = [figures[name] for name in ("placements", "population", "gross_reach")]
    lacks = lacking(figures)
    if lacks == "population":
        return [figures["placements"], *(number or None for number in given[1:]), LACKS, None, None, None, ""]
    if lacks == "count":
        return [*given, UNCOUNTED, None, None, None, ""]
    reached = [figures[name] for name in ("net_reach", "coverage_low", "coverage", "coverage_high")]
    return [*given, *reached, "" if figures["coverage"] is None else resting(figures["evidence_share"])]
