"""Products from a spreadsheet: a row for each placement and group, or «cả phường»; rows of one product together.

New products only: one that is in the register already is left as it is.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlmodel import Session, col, select

from app.domain import ids, inputs
from app.domain.access import Me
from app.domain.errors import Fault, Refused, Say
from app.domain.imports import Answers, Change, Draft, Kind, Line, past
from app.domain.imports.columns import Column, Record
from app.domain.imports.named import Named, Words
from app.domain.imports.product_rows import (
    COST,
    DAYS,
    DETAILS,
    EACH_OF,
    LISTS,
    NUMBER,
    OWN,
    SERIES,
    WHOLE,
    Entry,
    fill,
    gathered,
)
from app.domain.products import batches
from app.domain.products.inputs import ProductIn
from app.domain.products.judging import SLICE, Judge, Judged
from app.domain.words import fold
from app.models import Product

MOST = 10_000


def kind(words: Words) -> Kind:
    """The list of products, with the words that its sheets have."""

    def columns(session: Session, me: Me) -> list[Column]:
        named = Named(session, me, words)
        whole = {said: f"{EACH_OF}{code}" for said, code in WHOLE.items()}
        own = [named.column(name, many=name in LISTS) for name in OWN]
        placed = [named.column(name) for name in (*DAYS, "channel", "runs")]
        reached = [named.column("group", many=True, more=whole), *(named.column(name) for name in ("people", "basis"))]
        others = [named.column(name) for name in (*COST, *DETAILS)]
        return [Column(SERIES, "STT", ("TT", "Số thứ tự")), *own, *placed, *reached, *others, named.column(NUMBER)]

    def judge(session: Session, me: Me, records: list[Record], answers: Answers) -> Iterator[Line | Refused]:
        return _judged(session, me, columns(session, me), records, answers)

    return Kind("products", "title", "products.write", columns, judge, _store, taken=_taken, most=MOST)


def _judged(
    session: Session, me: Me, columns: list[Column], records: list[Record], answers: Answers
) -> Iterator[Line | Refused]:
    judge, entries = Judge(session, me, form=True), gathered(records)
    known, shown = _known(session, me, entries), _Shown(columns)
    # Judged as if a reason were given: where one is needed and missing, a warning says so and nothing is stored.
    reason = answers.reason or "?"
    to_come = iter(entries)
    while some := list(islice(to_come, SLICE)):
        judged = {entry.row: _one(judge, entry, known, reason) for entry in some}
        judge.compare([one for one in judged.values() if isinstance(one, Judged)])
        for entry in some:
            one = judged[entry.row]
            yield shown.line(entry, one) if isinstance(one, Judged | Product) else one


def _known(session: Session, me: Me, entries: list[Entry]) -> dict[str, Product]:
    """The products of the register that rows name by number."""
    numbers = {int(said) for entry in entries if (said := entry.text(NUMBER)).isdecimal() and len(said) < 19}
    numbers = {number for number in numbers if ids.is_possible(number)}
    if not numbers:
        return {}
    here = (Product.ward_id == me.ward_id, col(Product.id).in_(numbers))
    return {str(product.id): product for product in session.exec(select(Product).where(*here))}


def _one(judge: Judge, entry: Entry, known: dict[str, Product], reason: str) -> Judged | Product | Refused:
    product = known.get(entry.text(NUMBER))
    if product is not None and product.title_fold == fold(entry.text("title")):
        return product
    if product is not None:
        sentence = Say(
            "Số {number} trong sổ là «{title}». Sản phẩm mới thì để trống ô này.",
            number=str(product.id),
            title=product.title,
        )
        return Refused([Fault((entry.row, NUMBER), sentence, "taken")])
    fill(entry, judge.known.groups)
    try:
        data = inputs.read(ProductIn, entry.sent | {"change_reason": reason}, form=True)
    except Refused as refused:
        entry.faults += entry.refused(refused).faults
    if entry.faults:
        return Refused(entry.faults)
    judged = judge.row(data, {}, {})
    return judged if isinstance(judged, Judged) else entry.refused(judged)


class _Shown:
    """Lines as the preview shows them: in the words of the sheet."""

    def __init__(self, columns: list[Column]) -> None:
        offered = {one.name: {one.words[fold(said)]: said for said in one.offered} for one in columns}
        self.words = {name: offered[name] for name in ("unit", "kind")}

    def line(self, entry: Entry, found: Judged | Product) -> Line:
        if isinstance(found, Product):
            return Line(entry.row, str(entry.row), found.title, found, "same")
        draft = found.draft
        told: dict[str, Any] = {name: said.get(draft.columns[name]) for name, said in self.words.items()}
        told |= {"published_on": min(draft.days, default=None), "planned_on": draft.columns["planned_on"]}
        reach = [row for one in draft.placed or [] for row in one.reach]
        told |= {"placements": len(draft.placed or []), "group": len({group for group, *_ in reach})}
        told["people"] = sum(people or 0 for _, people, *_ in reach)
        changes = [Change(name, None, value) for name, value in told.items() if value]
        return Line(entry.row, str(entry.row), draft.columns["title"], found, "new", changes, list(found.warnings))


def _store(session: Session, me: Me, lines: list[Line], _reason: str | None) -> None:
    batches.store(session, me, [line.data for line in lines])


def _taken(session: Session, me: Me, draft: Draft, reason: str | None) -> int | None:
    names = {line.data.number: line.name for line in draft.of("new")}
    return past.note(session, me, past.Brought("products", list(names), names=names), reason)
