"""The rows of a list that are of one product, gathered into what is sent of it."""

from dataclasses import dataclass, field
from typing import Any

from app.domain import inputs, lives
from app.domain.errors import Fault, No, Refused, Say, faults_of
from app.domain.imports.columns import BETWEEN, Record
from app.domain.imports.spans import last_day
from app.domain.products.inputs import EVENT_PURPOSES
from app.domain.products.known import KnownGroup
from app.domain.words import fold

# What ties rows together: the list's own number, or the register's.
SERIES = "series"
NUMBER = "id"
OWN = (
    "title",
    "unit",
    "campaign",
    "kind",
    "content_group",
    "topic",
    "axis",
    "material",
    "purpose",
    "partners",
    "directives",
)
# Of these a cell holds several.
LISTS = ("partners", "directives")
COST = {"cost_amount": "amount", "cost_funding": "funding"}
DETAILS = (
    "link",
    "place",
    "attendance",
    "speakers",
    "seconds",
    "locations",
    "count",
    "number",
    "alt_text",
    "views",
    "comments",
    "shares",
)
SAME = (*OWN, *COST, *DETAILS)
DAYS = ("published_on", "planned_on")
# What a row says in the place of a group, and the kind that it means all groups of.
WHOLE = {
    "Cả phường": "residential",
    "Toàn phường": "residential",
    "Tất cả tổ dân phố": "residential",
    "Tất cả các tổ": "residential",
    "Tất cả chi bộ": "party_cell",
    "Tất cả các chi bộ": "party_cell",
}
EACH_OF = "*"
# What a template says of its columns.
ADVICE = {
    SERIES: "Số thứ tự của sản phẩm: các dòng cùng số là một sản phẩm. Để trống cũng được.",
    "title": "Cần có, ở dòng đầu của mỗi sản phẩm.",
    "unit": "Để trống là đơn vị của người nhập.",
    "campaign": "Để trống là tuyên truyền thường xuyên.",
    "kind": "Cần có.",
    "content_group": "Cần có, trừ khi chiến dịch chỉ có một.",
    "published_on": "Cần có khi đã phát.",
    "planned_on": "Chưa phát thì ghi ngày này, để trống Ngày phát.",
    "channel": "Cần có khi đã phát.",
    "group": "Mỗi dòng một nhóm, hoặc «Cả phường».",
    "people": "Để trống là đã chuyển tới, chưa đếm.",
    "basis": "Cần có khi ghi Số người.",
    NUMBER: "Số của sản phẩm trong sổ. Sản phẩm mới thì để trống.",
}


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
        return Refused([Fault(self.at(fault.loc), fault.message, fault.code) for fault in faults_of(no)])

    def at(self, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """The cell of a field that is sent."""
        for length in range(len(loc), 0, -1):
            if loc[:length] in self.cells:
                return self.cells[loc[:length]]
        return (self.row, loc[-1]) if loc and isinstance(loc[-1], str) else (self.row,)


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


def fill(entry: Entry, groups: dict[str, KnownGroup]) -> None:
    """What its rows say, as a form would send it."""
    texts = {name: said for name in SAME if (said := entry.text(name))}
    for record in entry.rows:
        for name, said in texts.items():
            if record.texts.get(name, said) not in ("", said):
                told = Say("Khác với dòng {row} của cùng sản phẩm.", row=str(entry.row))
                entry.faults.append(Fault((record.row, name), told, "differs"))
    sent: dict[str, Any] = {name: texts[name] for name in OWN if name in texts}
    # A word that nobody knows is told of already, and leaves a gap.
    sent |= {name: [code for code in sent[name].split(BETWEEN) if code] for name in LISTS if name in sent}
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
        if codes and codes[0].startswith(EACH_OF) and said:
            place["total_reach"] = {"kind": codes[0][1:]} | said
            self.entry.cells |= {(*here, "total_reach", name): (record.row, name) for name in ("people", "basis")}
            self.entry.cells[*here, "total_reach"] = (record.row, "group")
        elif said and len(codes) != 1:
            told = Say("Số người là của một nhóm. Ghi một nhóm, hoặc «Cả phường».")
            self.entry.faults.append(Fault((record.row, "group"), told, "one_group"))
        else:
            for code in codes:
                self._add(record, place, here, self._meant(code, day) if code.startswith(EACH_OF) else [code], said)

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
