"""Products from a spreadsheet: a row for each placement and group, or «cả phường»; rows of one product together.

New products only: of one that the log has already, the list may say nothing else than the log does.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlmodel import Session

from app.domain import inputs
from app.domain.access import Me
from app.domain.errors import Fault, Refused, Say, refuse
from app.domain.imports import Answers, Change, Draft, Kind, Line, past
from app.domain.imports.columns import Column, Record
from app.domain.imports.logged import Logged, titles_of
from app.domain.imports.named import Named, Words
from app.domain.imports.product_rows import (
    ADVICE,
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

# Rows, and products: while they are stored, everybody waits, for half a second at the most.
MOST, MOST_PRODUCTS = 10_000, 2_000


def kind(words: Words) -> Kind:
    """The list of products, with the words that its sheets have."""

    def columns(session: Session, me: Me) -> list[Column]:
        named = Named(session, me, words)
        whole = {said: f"{EACH_OF}{code}" for said, code in WHOLE.items()}
        own = [named.column(name, many=name in LISTS) for name in OWN]
        placed = [named.column(name) for name in (*DAYS, "channel", "runs")]
        reached = [named.column("group", many=True, more=whole), *(named.column(name) for name in ("people", "basis"))]
        others = [named.column(name) for name in (*COST, *DETAILS)]
        series, number = Column(SERIES, "STT", ("TT", "Số thứ tự")), named.column(NUMBER)
        found = [series, *own, *placed, *reached, *others, number]
        return [replace(column, advice=ADVICE.get(column.name, "")) for column in found]

    def judge(session: Session, me: Me, records: list[Record], answers: Answers) -> Iterator[Line | Refused]:
        return _judged(session, me, columns(session, me), records, answers)

    return Kind("products", "title", "products.write", columns, judge, _store, taken=_taken, is_met=_is_met, most=MOST)


def _judged(
    session: Session, me: Me, columns: list[Column], records: list[Record], answers: Answers
) -> Iterator[Line | Refused]:
    judge, entries = Judge(session, me, form=True), gathered(records)
    if len(entries) > MOST_PRODUCTS:
        told = Say("Tệp có hơn {most} sản phẩm. Chia thành nhiều tệp.", most=MOST_PRODUCTS)
        raise refuse(("file",), told, "too_long")
    logged, shown = Logged(session, me, entries, columns), _Shown(columns)
    # Judged as if a reason were given: where one is needed and missing, a warning says so and nothing is stored.
    reason = answers.reason or "?"
    to_come = iter(entries)
    while some := list(islice(to_come, SLICE)):
        given = {entry.row: _read(entry, judge, logged, reason) for entry in some}
        logged.look_up([one for one in given.values() if isinstance(one, ProductIn)])
        judged = {entry.row: _one(judge, entry, given[entry.row], logged) for entry in some}
        judge.compare([one for one in judged.values() if isinstance(one, Judged)])
        for entry in some:
            one = judged[entry.row]
            yield shown.line(entry, one) if isinstance(one, Judged | Product) else one


def _read(entry: Entry, judge: Judge, logged: Logged, reason: str) -> ProductIn | Refused:
    fill(entry, judge.known.groups)
    standing = logged.by_number.get(entry.text(NUMBER))
    # What a known product's rows leave out is as the log has it.
    known = {"kind": standing.product.kind, "unit": standing.product.unit} if standing else {}
    try:
        data = inputs.read(ProductIn, known | entry.sent | {"change_reason": reason}, form=True)
    except Refused as refused:
        entry.faults += entry.refused(refused).faults
    return Refused(entry.faults) if entry.faults else data


def _one(judge: Judge, entry: Entry, given: ProductIn | Refused, logged: Logged) -> Judged | Product | Refused:
    standing = logged.by_number.get(entry.text(NUMBER))
    if standing is not None and standing.product.title_fold != fold(entry.text("title")):
        sentence = Say(
            "Số {number} trong sổ là «{title}». Sản phẩm mới thì để trống ô này.",
            number=str(standing.product.id),
            title=standing.product.title,
        )
        return Refused([Fault((entry.row, NUMBER), sentence, "taken")])
    if isinstance(given, Refused):
        return given
    standing = standing or logged.same(given, judge.known.groups)
    if standing is not None:
        faults = [] if standing.product.status == "withdrawn" else logged.faults(entry, given, standing)
        return Refused(faults) if faults else standing.product
    judged = judge.row(given, {}, {})
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


def _is_met(session: Session, me: Me, draft: Draft, since: set[tuple[str, str]]) -> bool:
    """Whether a product of the same title was logged or changed since: it may be the same one."""
    numbers = {int(key) for entity, key in since if entity == "product"}
    return bool(titles_of(session, me, numbers) & {fold(line.name) for line in draft.lines})


def _store(session: Session, me: Me, lines: list[Line], _reason: str | None) -> None:
    batches.store(session, me, [line.data for line in lines])


def _taken(session: Session, me: Me, draft: Draft, reason: str | None) -> int | None:
    names = {line.data.number: line.name for line in draft.of("new")}
    return past.note(session, me, past.Brought("products", list(names), names=names), reason)
