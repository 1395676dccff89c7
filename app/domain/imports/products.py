"""Products from a spreadsheet: a row for each placement and group, or «cả phường»; rows of one product together.

New products only: one that is in the register already is left as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlmodel import Session, col, select

from app.domain import ids, inputs, lives
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, No, Refused, Say
from app.domain.imports import Answers, Change, Draft, Kind, Line, past
from app.domain.imports.columns import BETWEEN, Column, Record
from app.domain.imports.named import Named, Words
from app.domain.imports.spans import last_day
from app.domain.products import batches
from app.domain.products.inputs import EVENT_PURPOSES, ProductIn
from app.domain.products.judging import SLICE, Judge, Judged
from app.domain.products.known import KnownGroup
from app.domain.words import fold
from app.models import Product

MOST = 10_000
# What ties rows together: the list's own number, or the register's.
SERIES, NUMBER = "series", "id"
OWN = (
    "title", "unit", "campaign", "kind", "content_group", "topic", "axis", "material", "purpose", "partners",
    "directives",
)  # fmt: skip
# Of these a cell holds several.
LISTS = ("partners", "directives")
COST = {"cost_amount": "amount", "cost_funding": "funding"}
DETAILS = (
    "link", "place", "attendance", "speakers", "seconds", "locations", "count", "number", "alt_text", "views",
    "comments", "shares",
)  # fmt: skip
SAME = (*OWN, *COST, *DETAILS)
DAYS = ("published_on", "planned_on")
# What a row says in the place of a group, and the kind that it means all groups of.
WHOLE = {
    "Cả phường": "residential", "Toàn phường": "residential", "Tất cả tổ dân phố": "residential",
    "Tất cả các tổ": "residential", "Tất cả chi bộ": "party_cell", "Tất cả các chi bộ": "party_cell",
}  # fmt: skip
_ALL = "*"


@dataclass
class Entry:
    """One product of a list as it is to be sent, and the cell that each part of it came from."""

    rows: list[Record]
    sent: dict[str, Any] = field(default_factory=dict)
    cells: dict[tuple[str | int, ...], tuple[int, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def row(self) -> int:
        return self.rows[0].row

    def text(self, name: str) -> str:
        """What the first row that says something of it says."""
        return next((said for record in self.rows if (said := record.texts.get(name, ""))), "")

    def refused(self, no: No) -> Refused:
        """Why it can't be taken, each fault at its cell."""
        faults = no.faults if isinstance(no, Refused) else [Fault(_loc(no), no.message, no.code)]
        return Refused([Fault(self._at(fault.loc), fault.message, fault.code) for fault in faults])

    def _at(self, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
        for length in range(len(loc), 0, -1):
            if loc[:length] in self.cells:
                return self.cells[loc[:length]]
        return (self.row, loc[-1]) if loc and isinstance(loc[-1], str) else (self.row,)


def _loc(no: No) -> tuple[str | int, ...]:
    return no.loc if isinstance(no, Conflict) else ()


def kind(words: Words) -> Kind:
    """The list of products, with the words that its sheets have."""

    def columns(session: Session, me: Me) -> list[Column]:
        named = Named(session, me, words)
        whole = {said: f"{_ALL}{code}" for said, code in WHOLE.items()}
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


def gathered(records: list[Record]) -> list[Entry]:
    """Rows of one product: of one number, of one title, unit and day, or below one and without a title."""
    found: list[Entry] = []
    of: dict[tuple[str, ...], Entry] = {}
    for record in records:
        texts = record.texts
        texts |= {"planned_on": last_day(texts["planned_on"])} if texts.get("planned_on") else {}
        number, title = texts.get(SERIES) or texts.get(NUMBER) or "", fold(texts.get("title", ""))
        day = texts.get("published_on") or texts.get("planned_on") or ""
        keys: list[tuple[str, ...]] = [("number", number)] if number else []
        keys += [("title", title, texts.get("unit", ""), day)] if title else []
        entry = next((of[key] for key in keys if key in of), None)
        is_below = not keys or ("title" in record.joined and found and fold(found[-1].text("title")) == title)
        if entry is None and is_below and found:
            entry = found[-1]
        if entry is None:
            entry = Entry([])
            found.append(entry)
        entry.rows.append(record)
        of |= dict.fromkeys(keys, entry)
    return found


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
        sentence = Say("Số {number} trong sổ là «{title}». Sản phẩm mới thì để trống ô này.",
                       number=str(product.id), title=product.title)  # fmt: skip
        return Refused([Fault((entry.row, NUMBER), sentence, "taken")])
    _fill(entry, judge.known.groups)
    try:
        data = inputs.read(ProductIn, entry.sent | {"change_reason": reason}, form=True)
    except Refused as refused:
        entry.faults += entry.refused(refused).faults
    if entry.faults:
        return Refused(entry.faults)
    judged = judge.row(data, {}, {})
    return judged if isinstance(judged, Judged) else entry.refused(judged)


def _fill(entry: Entry, groups: dict[str, KnownGroup]) -> None:
    """What its rows say, as a form would send it."""
    texts = {name: said for name in SAME if (said := entry.text(name))}
    for record in entry.rows:
        for name, said in texts.items():
            if record.texts.get(name, said) not in ("", said):
                told = Say("Khác với dòng {row} của cùng sản phẩm.", row=str(entry.row))
                entry.faults.append(Fault((record.row, name), told, "differs"))
    sent: dict[str, Any] = {name: texts[name] for name in OWN if name in texts}
    sent |= {name: sent[name].split(BETWEEN) for name in LISTS if name in sent}
    if cost := {field: texts[name] for name, field in COST.items() if name in texts}:
        sent["cost"] = cost
        entry.cells |= {("cost", field): (entry.row, name) for name, field in COST.items()}
    # One column says what an event was for, and what any product is for: no two words of them are alike.
    of_event = {"purpose": sent.pop("purpose")} if sent.get("purpose") in EVENT_PURPOSES else {}
    if details := of_event | {name: texts[name] for name in DETAILS if name in texts}:
        sent["details"] = details
    entry.sent = sent
    _Places(entry, groups).fill()


@dataclass
class _Places:
    """The placements of a product, row by row: a row that leaves channel and day empty goes on with those above."""

    entry: Entry
    groups: dict[str, KnownGroup]
    places: dict[tuple[str, ...], tuple[str, int]] = field(default_factory=dict)

    def fill(self) -> None:
        sent = self.entry.sent
        last: tuple[str, ...] = ("", "", "", "")
        for record in self.entry.rows:
            texts = record.texts
            which = next((name for name in DAYS if texts.get(name)), last[0])
            day, channel = texts.get(which, "") or last[1], texts.get("channel") or last[2]
            is_same = (which, day, channel) == last[:3]
            last = (which, day, channel, texts.get("runs") or (last[3] if is_same else ""))
            if channel or which == "published_on" or texts.get("group"):
                self._place(record, last)
        is_planned = "placements" not in sent and any(record.texts.get("planned_on") for record in self.entry.rows)
        sent["status"] = "planned" if is_planned else "published"
        if is_planned:
            sent["planned_on"] = self.entry.text("planned_on")
        self.entry.cells[("placements",)] = (self.entry.row, "channel")

    def _place(self, record: Record, key: tuple[str, ...]) -> None:
        which, day, channel, runs = key
        listed, of_day = ("planned_placements", "planned_on") if which == "planned_on" else ("placements", DAYS[0])
        many = self.entry.sent.setdefault(listed, [])
        if key not in self.places:
            told = {"channel": channel, of_day: day, "runs": runs}
            many.append({name: said for name, said in told.items() if said})
            self.places[key] = (listed, len(many) - 1)
            here = self.places[key]
            self.entry.cells |= {(*here, name): (record.row, name) for name in ("channel", of_day, "runs")}
            self.entry.cells[here] = (record.row, "channel")
        self._reach(record, many[self.places[key][1]], self.places[key], day)

    def _reach(self, record: Record, place: dict[str, Any], here: tuple[str, int], day: str) -> None:
        """Whom a row reached: one group with its people, or several that nobody counted."""
        codes = [code for code in record.texts.get("group", "").split(BETWEEN) if code]
        said = {name: record.texts[name] for name in ("people", "basis") if record.texts.get(name)}
        if codes and codes[0].startswith(_ALL) and said:
            place["total_reach"] = {"kind": codes[0][1:]} | said
            self.entry.cells |= {(*here, "total_reach", name): (record.row, name) for name in ("people", "basis")}
            self.entry.cells[*here, "total_reach"] = (record.row, "group")
        elif said and len(codes) != 1:
            told = Say("Số người là của một nhóm. Ghi một nhóm, hoặc «Cả phường».")
            self.entry.faults.append(Fault((record.row, "group"), told, "one_group"))
        else:
            for code in codes:
                self._add(record, place, here, self._meant(code, day) if code.startswith(_ALL) else [code], said)

    def _add(
        self, record: Record, place: dict[str, Any], here: tuple[str, int], codes: list[str], said: dict[str, str]
    ) -> None:
        reach = place.setdefault("reach", [])
        for code in codes:
            loc = (*here, "reach", len(reach))
            reach.append({"group": code} | said)
            self.entry.cells |= {(*loc, name): (record.row, name) for name in ("group", "people", "basis")}

    def _meant(self, code: str, day: str) -> list[str]:
        """All groups of a kind that live on the day; of a day that can't be read, all that are."""
        try:
            on = inputs.read(_DayIn, {"day": day}, form=True).day
        except Refused:
            on = None
        of_kind = (group for group in self.groups.values() if group.kind == code[1:])
        return [group.code for group in of_kind if on is None or lives.lives_on(group, on)]


class _DayIn(inputs.Input):
    day: inputs.Day


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
