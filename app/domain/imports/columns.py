"""Columns of a list: heads known in Vietnamese, with or without marks, and as JSON names; cells as fields take them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from app.domain.errors import Fault, Refused, Say, refuse
from app.domain.imports.sheets import Sheet
from app.domain.imports.vietnamese import LOST_IN_NAME
from app.domain.imports.workbooks import UNCALCULATED
from app.domain.words import fold

LONGEST_HEAD = 60
EXAMPLE = "VI-DU"
# That a name may have, where a cell names several.
MOST_COMMAS = 6
# Between the codes of a cell that has several: no code has a blank.
BETWEEN = " "
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


@dataclass(frozen=True)
class Column:
    """One field of a list. words: what its cells may say, folded → the code, said in `choices`; many: several of them
    in a cell; offered: what a template offers to choose from; advice: what a template says of it besides."""

    name: str
    head: str
    also: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    choices: str = ""
    is_number: bool = False
    many: bool = False
    offered: tuple[str, ...] = ()
    advice: str = ""

    @property
    def is_day(self) -> bool:
        return is_day(self.name)

    def said(self, value: Any) -> Any:
        """A value in the words that a template offers; each of several."""
        if isinstance(value, list):
            return [self.said(one) for one in value]
        if isinstance(value, bool):
            return "có" if value else "không"
        offered = {self.words[fold(words)]: words for words in self.offered if fold(words) in self.words}
        return offered.get(value, value) if isinstance(value, str) else value


def is_day(name: str) -> bool:
    return name.endswith("_on") or name == "active_from"


@dataclass(frozen=True)
class Record:
    """A row: its number in the spreadsheet and the text of each field that the file has a column for.

    is_hidden: nobody who looks at the spreadsheet sees it; joined: fields whose cell is one with other rows' cells.
    """

    row: int
    texts: dict[str, str]
    is_hidden: bool = False
    joined: frozenset[str] = frozenset()

    @property
    def filled(self) -> dict[str, str]:
        """The texts of the cells that are not empty."""
        return {name: text for name, text in self.texts.items() if text}


@dataclass
class Table:
    """What a sheet says: its records, where each field's column stands, and faulty cells. strange: heads nobody knows;
    unseen: heads of columns that were read and nobody sees."""

    sheet: Sheet
    head_row: int
    records: list[Record] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    examples: int = 0
    faults: list[Fault] = field(default_factory=list)


class Heads:
    """The heads that columns are known by; a unit in brackets behind one says nothing new: «Số nhân khẩu (người)»."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.known = {_bare(words): column for column in columns for words in (column.name, column.head, *column.also)}
        self.told: dict[str, Column | None] = {}

    def column(self, head: str) -> Column | None:
        if head not in self.told:
            named = self.known.get(_bare(head)) if len(head) <= LONGEST_HEAD else None
            self.told[head] = named or self.known.get(_bare(re.sub(r"[(\[].*?[)\]]", " ", head[:LONGEST_HEAD])))
        return self.told[head]

    def count(self, row: list[str]) -> int:
        """How many fields a row names."""
        return len({column.name for head in row if head and (column := self.column(head)) is not None})

    def row_in(self, sheet: Sheet, key: str) -> int | None:
        """The place of the first row that names most of the fields, the key and another one at least; or None."""
        counts = [
            (self.count(row), -place)
            for place, row in enumerate(sheet.rows)
            if any(head and (column := self.column(head)) and column.name == key for head in row)
        ]
        most, place = max(counts, default=(0, 0))
        return -place if most > 1 else None


def read(sheets: list[Sheet], columns: list[Column], key: str, has_examples: bool) -> Table:
    """The records under the heads of the first sheet that has some; raises Refused on `file` where none has, or where
    the one that has can't be taken. has_examples: rows whose key says that they are one are left out."""
    heads = Heads(columns)
    found = [(sheet, place) for sheet in sheets if (place := heads.row_in(sheet, key)) is not None]
    if not found:
        raise _no_heads(sheets, columns, key)
    # Heads with nothing under them are somebody's form.
    sheet, place = next((one for one in found if len(one[0].rows) > one[1] + 1), found[0])
    sheet.require_sound()
    others = tuple(other.name for other in sheets if other is not sheet) + sheet.others
    table = Table(replace(sheet, others=others), place + 1)
    for at, head in enumerate(sheet.rows[place]):
        column = heads.column(head)
        if column is not None and column.name not in table.places:
            table.places[column.name] = at
            if at in sheet.hidden_columns:
                table.unseen.append(head)
        elif head:
            table.strange.append(head)
    for number, cells in enumerate(sheet.rows[place + 1 :], start=place + 2):
        # Printed lists say their heads again on every page.
        if cells != sheet.rows[place]:
            _take(table, columns, key if has_examples else None, number, cells)
    return table


def _no_heads(sheets: list[Sheet], columns: list[Column], key: str) -> Refused:
    """Why no heads were found: those that are broken are not found either."""
    for sheet in sheets:
        sheet.require_sound()
    wanted = next(column for column in columns if column.name == key)
    names = ", ".join(f"«{sheet.name}»" for sheet in sheets if sheet.name)
    told = Say(
        "Không thấy dòng tiêu đề{where}. Phải có một dòng với cột «{head}»; các cột: {heads}.",
        where=f" ở trang {names}" if names else "",
        head=wanted.head,
        heads=", ".join(f"«{column.head}»" for column in columns),
    )
    return refuse(("file",), told, "heads")


def _take(table: Table, columns: list[Column], key: str | None, number: int, cells: list[str]) -> None:
    texts = {name: cells[place] if place < len(cells) else "" for name, place in table.places.items()}
    if not any(texts.values()):
        return
    if key is not None and _bare(texts[key]).startswith(_bare(EXAMPLE)):
        table.examples += 1
        return
    for column in columns:
        if texts.get(column.name):
            texts[column.name] = _meant(table, column, number, texts[column.name])
    joined = frozenset(name for name, place in table.places.items() if (number, place) in table.sheet.joined)
    table.records.append(Record(number, texts, number in table.sheet.hidden, joined))


def _meant(table: Table, column: Column, row: int, text: str) -> str:
    """The text that the field takes: a code for its words, a whole number without «,0»."""
    wrong = _wrong(column, text)
    if wrong is not None:
        table.faults.append(Fault((row, column.name), wrong, "cell"))
        return ""
    if column.words:
        return BETWEEN.join(_code(table, column, row, part) for part in _parts(column, text))
    return re.sub(r",0{1,2}$", "", text) if column.is_number else text


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    """A list says the same few words thousands of times."""
    return fold(text)


def _parts(column: Column, text: str) -> list[str]:
    """What a cell says one after the other; a name may have commas in it."""
    if not column.many or _folded(text) in column.words:
        return [text]
    pieces, found = re.split(r"([,;\n])", text), list[str]()
    while pieces:
        ends = range(min(len(pieces), 2 * MOST_COMMAS + 1), 0, -2)
        end = next((end for end in ends if _folded("".join(pieces[:end]).strip()) in column.words), 1)
        found.append("".join(pieces[:end]).strip())
        del pieces[: end + 1]
    return [part for part in found if part]


def _code(table: Table, column: Column, row: int, text: str) -> str:
    code = column.words.get(_folded(text))
    if code is None:
        sentence = Say("Không có «{cell}». Ghi: {choices}.", cell=text[:60], choices=column.choices)
        table.faults.append(Fault((row, column.name), sentence, "choice"))
    return code or ""


def _wrong(column: Column, text: str) -> Say | None:
    """Why nothing can be made of a cell, whatever its column wants."""
    if text == UNCALCULATED:
        return Say("Công thức trong ô này chưa được tính. Mở tệp bằng Excel, lưu lại rồi chọn lại tệp.")
    if text in ERRORS:
        return Say("Công thức trong ô này bị lỗi {error}.", error=text)
    if not column.words and not column.is_number and LOST_IN_NAME.search(text):
        return Say("«{cell}» có chữ đã mất, còn lại dấu hỏi. Lấy lại từ bản gốc.", cell=text[:60])
    return None


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()
