"""The indicators of a period as a document: each with its parts, target and change, and unit by unit."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from app.documents import letterheads
from app.documents.content import Bar, Bars, Block, Cell, Column, Document, Figure, Form, Table
from app.documents.wording import cell
from app.domain import access, closings, indicators, periods
from app.domain.access import Me
from app.domain.closings import Then
from app.domain.indicators import Indicator, catalogue
from app.domain.units import tree
from app.domain.words import said
from app.web import names
from app.web.deps import Call
from app.web.formats import held_to, number, resting
from app.web.indicator_labels import INDICATOR_STATUSES

FORMS: dict[catalogue.Form, Form] = {
    "share": "share",
    "count": "count",
    "money": "money",
    "unit_cost": "money",
    "balance": "points",
}
COLUMNS = (
    Column("Chỉ tiêu", width=4),
    Column("Hiện nay", "share", 2),
    Column("Mục tiêu", "share", 2),
    Column("Đánh giá", width=3),
    Column("Số đạt", "count", 2),
    Column("Trong tất cả", "count", 2),
    Column("Còn trong hạn", "count", 2),
    Column("Mức thấp", "share", 2),
    Column("Mức cao", "share", 2),
    Column("Kỳ trước", "share", 2),
    Column("Thay đổi", "share", 2),
)

BRANCHES = " và các đơn vị trực thuộc"


class Asked(NamedTuple):
    """Of which period, and of which unit; None: of the ward."""

    period: str
    unit: str | None
    with_children: bool = False


def of(call: Call, me: Me, asked: Asked) -> Document:
    """As the page shows them; raises Refused for an unknown period or unit."""
    period, unit, with_children = asked
    units = tree.meant(call.session, me, unit, with_children)
    found = indicators.figures(call.session, me, period, units)
    until = min(me.today, periods.span(call.session, me, period).last)
    # What a unit is not asked for is nothing of its; a ward is asked for all, wherever its log lies.
    found = [one for one in found if units is None or one.opens_numerator]
    shares = [(one.name, one.value, one.target) for one in found if one.form == "share"]
    then = closings.parted(call.session, me, period, found) if units is None else {}
    rows = [_row(one, then.get(one.code)) for one in found]
    blocks: list[Block] = [
        *bars(shares, until),
        Table("Các chỉ tiêu, so với mục tiêu và kỳ trước", "Chỉ tiêu", COLUMNS, rows, until),
    ]
    if unit is None and access.may(me, "entries.read"):
        blocks.append(_by_unit(call, me, period, until))
    whose = names.of_units(call, me).get(unit, unit) if unit else me.ward.name
    whose += BRANCHES if with_children else ""
    return Document(
        "Chỉ tiêu",
        f"{said(period)}, {whose}",
        letterheads.of_ward(me.ward),
        blocks,
        "-".join(["chi-tieu", period, *([unit] if unit else [])]),
        until.year,
        foot=letterheads.as_of(call, me, period),
        is_plain=True,
        is_wide=True,
        is_demo=me.ward.demo_at is not None,
    )


def bars(shares: Iterable[tuple[str, float | None, float | None]], until: date | None) -> list[Block]:
    """A picture of those that have a value, given by name, value and target; none of nothing."""
    rows = [Bar(name, value, target) for name, value, target in shares if value is not None]
    return [Bars("Các chỉ tiêu là tỷ lệ, vạch đứng là mục tiêu", rows, until)] if rows else []


def _row(one: Indicator, then: Then | None) -> list[Cell]:
    form = FORMS[one.form]
    between = one.interval or one.bounds
    return [
        one.name,
        Figure(one.value, form),
        one.target,
        # What can still be met shows no red on paper either.
        judged(one.standing, one.left_out, one.evidence_share, *_closed(one, then)),
        one.numerator,
        one.denominator,
        one.pending,
        between.low if between else None,
        between.high if between else None,
        Figure(one.previous, form),
        Figure(one.change, "points" if form == "share" else form),
    ]


def _closed(one: Indicator, then: Then | None) -> Iterator[str]:
    """What it came to and was held to when the period was closed, where that is another now."""
    if then is not None and then.is_other_value:
        yield f"đóng kỳ {cell(then.value, FORMS[one.form])}"
    if then is not None and then.is_other_target:
        yield held_to(then.target, then.status)


def judged(status: str, left_out: int | None, evidence_share: float | None, *closed_with: str) -> str:
    """How it stands, and what an estimate rests on; or that a figure of opinion leaves small counts out. Without a
    target nothing is judged. Behind it how the period was closed, where that is said."""
    stands = "" if status == "no_target" else INDICATOR_STATUSES[status]
    stands = f"{number(left_out)} phiếu nhóm nhỏ không tính" if left_out else stands
    said = (stands, resting(evidence_share), *closed_with)
    return ", ".join(words for words in said if words)


def _resting(every: Iterable[Indicator]) -> str:
    """Of a unit's coverage, in a note: its own cell is a number."""
    return "".join(f"độ phủ {words}" for one in every if (words := resting(one.evidence_share)))


def _by_unit(call: Call, me: Me, period: str, until: date) -> Table:
    """What each unit did and owes, in the ward's order of units; nobody is ranked."""
    called, found = names.of_units(call, me), indicators.by_unit(call.session, me, period)
    kinds = [kind for kind in catalogue.KINDS if kind.by_unit]
    codes = {kind.code for kind in kinds}
    rows: list[list[Cell]] = [
        [called.get(unit, unit), *(one.value for one in every if one.code in codes), _resting(every)]
        for unit, every in found.items()
    ]
    columns = [Column("Đơn vị", width=3)]
    columns += [Column(kind.name, FORMS[kind.form], 3 if kind.form == "money" else 2) for kind in kinds]
    columns.append(Column("Ghi chú", width=3))
    return Table("Từng đơn vị", "Đơn vị", columns, rows, until)
