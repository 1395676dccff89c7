"""A sheet as it was read: its rows, and what of it the person who looks at the spreadsheet does not see."""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from app.domain.errors import Refused, Say, refuse

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 10_000, 60, 2_000


@dataclass(frozen=True)
class Sheet:
    """Rows from the first on, so that their places are a spreadsheet's: row 1 is rows[0], column A is 0.

    hidden, hidden_columns: numbers of rows and places of columns nobody sees; joined: cells (row, column) that have
    the value of a merged one; broken: why its Vietnamese can't be taken, or ""; others: the visible sheets of the same
    file that are not read.
    """

    rows: list[list[str]]
    name: str = ""
    hidden: frozenset[int] = frozenset()
    joined: frozenset[tuple[int, int]] = frozenset()
    broken: str = ""
    others: tuple[str, ...] = ()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def is_long(self) -> bool:
        """Whether it has more rows with something in them than a list may have, the heads aside."""
        return sum(1 for row in self.rows if any(row)) > MOST_ROWS + 1

    def require_sound(self) -> None:
        """Raises Refused for broken Vietnamese, and for more rows, columns or letters in a cell than a ward has."""
        if self.broken:
            raise refuse(("file",), Say("{told}", told=self.broken), "broken")
        if self.is_long:
            raise _no(Say("Tệp có hơn {most} dòng. Chia thành nhiều tệp.", most=MOST_ROWS))
        if any(len(row) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in row) for row in self.rows):
            told = Say("Tệp có hơn {most} cột, hoặc một ô quá dài: có lẽ không phải danh sách này.", most=MOST_COLUMNS)
            raise _no(told)


_SHEET: TypeAdapter[Sheet] = TypeAdapter(Sheet)


def dumped(sheet: Sheet) -> bytes:
    return _SHEET.dump_json(sheet)


def loaded(content: bytes) -> Sheet:
    """The sheet that `dumped` gave; raises ValueError for anything else, Refused for one that is too large."""
    try:
        sheet = _SHEET.validate_json(content, strict=False)
    except ValidationError:
        raise ValueError("no sheet") from None
    sheet.require_sound()
    return sheet


def place_of(row: int, column: int | None) -> str:
    """«ô D12» as a spreadsheet names it, or «dòng 12»."""
    return f"dòng {row}" if column is None else f"ô {_letters(column)}{row}"


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _no(sentence: Say) -> Refused:
    return refuse(("file",), sentence, "file")
