"""One figure read back from every door: the page's tables, a Word file's, a PDF's words and a workbook's cells."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from app.web.formats import number, percent
from tests.documents import paper
from tests.reading import plain

Grid = list[list[str]]


class _Tables(HTMLParser):
    """The tables of a page by their captions, a row a list of its cells' words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Grid] = {}
        self._rows: Grid = []
        self._words: list[str] | None = None
        self._caption = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th", "caption"):
            self._words = []

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "caption"):
            words, self._words = " ".join("".join(self._words or []).split()), None
            if tag == "caption":
                self._caption = words
            else:
                self._rows[-1].append(words)
        elif tag == "table":
            self.found[self._caption] = self._rows


def tables_of(page: str) -> dict[str, Grid]:
    parser = _Tables()
    parser.feed(page)
    return parser.found


@dataclass(frozen=True)
class Doors:
    """A document and its page, read once."""

    page: dict[str, Grid]
    page_text: str
    word: list[Grid]
    word_text: str
    pdf_text: paper.Said
    sheets: dict[str, list[list[Any]]]
    heads: dict[str, list[Any]]

    @classmethod
    def of(cls, page: str, files: dict[str, bytes]) -> "Doors":
        word = [[[cell.text for cell in row.cells] for row in one.rows] for one in paper.word(files["docx"]).tables]
        return cls(
            tables_of(page),
            plain(page),
            word,
            paper.word_text(files["docx"]),
            paper.pdf_text(files["pdf"]),
            paper.sheets(files["xlsx"]),
            paper.heads(files["xlsx"]),
        )

    def cell(self, sheet: str, row: tuple[str, ...], head: str) -> Any:
        """What a workbook has there, None where its cell is empty. row: how it begins."""
        [found] = [one for one in self.sheets[sheet] if tuple(one[: len(row)]) == row]
        value = found[self.heads[sheet].index(head)]
        return None if value == "" else value

    def printed(self, sheet: str, row: tuple[str, ...], head: str) -> str:
        """The same in the Word file's table of those heads, whose row stands in the PDF, too."""
        [table] = [one for one in self.word if one[0] == self.heads[sheet]]
        [found] = [one for one in table if tuple(one[: len(row)]) == row]
        assert " ".join(found) in self.pdf_text, found
        return found[table[0].index(head)]

    def shown(self, caption: str, row: tuple[str, ...], head: str) -> str:
        """The same in the page's table whose caption begins so."""
        [table] = [rows for name, rows in self.page.items() if name.startswith(caption)]
        [found] = [one for one in table if tuple(one[: len(row)]) == row]
        return found[table[0].index(head) if head != "-1" else -1]


def leaves(told: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Every number of an answer, and every figure that is none yet, by its path; rows by their code or name."""
    if isinstance(told, dict):
        return [leaf for name, one in told.items() for leaf in leaves(one, (*path, name))]
    if isinstance(told, list):
        return [leaf for one in told for leaf in leaves(one, (*path, _named(one)))]
    return [] if isinstance(told, str | bool) else [(path, told)]


def _named(row: Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    return next(str(row[name]) for name in ("code", "unit", "name", "seq", "id") if name in row)


def in_table(value: Any, form: str = "count") -> str:
    """A value as tables on paper have it."""
    if value is None:
        return ""
    return f"{number(value * 100, 1)}%" if form == "share" else number(value)


def on_page(value: Any, form: str = "count") -> str:
    return percent(value) if form == "share" else number(value)
