"""Columns of a list: heads known in Vietnamese, with or without marks, and as JSON names; cells as fields take them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.errors import Fault, Say, refuse
from app.domain.words import fold

HEAD_WITHIN = 10
EXAMPLE = "VI-DU"
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


@dataclass(frozen=True)
class Column:
    """One field of a list. words: what its cells may say, folded → the code, said in `choices`."""

    name: str
    head: str
    also: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    choices: str = ""
    is_number: bool = False

    def is_called(self, head: str) -> bool:
        return _bare(head) in {_bare(one) for one in (self.name, self.head, *self.also)}


@dataclass(frozen=True)
class Record:
    """A row: its number in the spreadsheet and the text of each field that the file has a column for."""

    row: int
    texts: dict[str, str]


@dataclass
class Table:
    """What a file says: its records, where each field's column stands, the heads nobody knows, and faulty cells."""

    records: list[Record] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    examples: int = 0
    faults: list[Fault] = field(default_factory=list)


def read(rows: list[list[str]], columns: list[Column], key: str) -> Table:
    """The records under the first row that has the key's head; raises Refused on `file` where none has."""
    start = _head_row(rows, columns, key)
    table = Table()
    for place, head in enumerate(rows[start]):
        found = next((column for column in columns if column.is_called(head)), None)
        if found is not None and found.name not in table.places:
            table.places[found.name] = place
        elif head:
            table.strange.append(head)
    for number, cells in enumerate(rows[start + 1 :], start=start + 2):
        _take(table, columns, key, number, cells)
    return table


def _head_row(rows: list[list[str]], columns: list[Column], key: str) -> int:
    wanted = next(column for column in columns if column.name == key)
    for place, row in enumerate(rows[:HEAD_WITHIN]):
        known = sum(any(column.is_called(head) for column in columns) for head in row)
        if known > 1 and any(wanted.is_called(head) for head in row):
            return place
    heads = ", ".join(f"«{column.head}»" for column in columns)
    told = "Không thấy dòng tiêu đề. Dòng đầu phải có cột «{head}»; các cột: {heads}."
    sentence = Say(told, head=wanted.head, heads=heads)
    raise refuse(("file",), sentence, "heads")


def _take(table: Table, columns: list[Column], key: str, number: int, cells: list[str]) -> None:
    texts = {name: cells[place] if place < len(cells) else "" for name, place in table.places.items()}
    if not any(texts.values()):
        return
    if _bare(texts[key]).startswith(_bare(EXAMPLE)):
        table.examples += 1
        return
    for column in columns:
        if texts.get(column.name):
            texts[column.name] = _meant(table, column, number, texts[column.name])
    table.records.append(Record(number, texts))


def _meant(table: Table, column: Column, row: int, text: str) -> str:
    """The text that the field takes: a code for its words, a whole number without «,0»."""
    if text in ERRORS:
        table.faults.append(
            Fault((row, column.name), Say("Công thức trong ô này bị lỗi {error}.", error=text), "formula")
        )
        return ""
    if column.words:
        code = column.words.get(fold(text))
        if code is None:
            sentence = Say("Không có «{cell}». Ghi: {choices}.", cell=text[:60], choices=column.choices)
            table.faults.append(Fault((row, column.name), sentence, "choice"))
        return code or ""
    return re.sub(r",0{1,2}$", "", text) if column.is_number else text


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()
