"""What reached a group, or several, as the cells of a table; and where there are words in place of a number.

A number that nobody knows is never told as 0.
"""

from collections.abc import Mapping
from typing import Any

from app.documents.content import Cell, Column, Figure
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


def covered(figures: Mapping[str, Any]) -> list[Cell]:
    """The cells under COVERED: how many heard, and what share; words alone where it came to them and nobody counted, or
    where nobody knows of how many."""
    given = [figures[name] for name in ("placements", "population", "gross_reach")]
    if lacks_population(figures):
        return [figures["placements"], *(number or None for number in given[1:]), LACKS, None, None, None, ""]
    if is_uncounted(figures):
        return [*given, Figure("chưa đếm", "words"), None, None, None, ""]
    reached = [figures[name] for name in ("net_reach", "coverage_low", "coverage", "coverage_high")]
    return [*given, *reached, "" if figures["coverage"] is None else resting(figures["evidence_share"])]


def lacks_population(figures: Mapping[str, Any]) -> bool:
    """Whether people were counted, or may have been, of whom nobody knows among how many: a total over groups without a
    population has a population of 0, and counts nobody."""
    counts = figures["gross_reach"] or figures["population"] is not None
    return bool(figures["placements"] and figures["coverage"] is None and counts)


def is_uncounted(figures: Mapping[str, Any]) -> bool:
    """Whether it came to them and nobody counted: how many heard is unknown, and not 0."""
    return bool(figures["placements"] and not figures["gross_reach"] and not lacks_population(figures))
