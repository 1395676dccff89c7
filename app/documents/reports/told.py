"""What the parts of a report's document are made from, and the tables that several of them have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.documents.content import Cell, Column, Table
from app.domain.reports.figures import tells_days
from app.domain.words import capital, said
from app.models import Attachment, Report
from app.web.formats import days_told
from app.web.names import Names


@dataclass(frozen=True)
class Told:
    """A report, its figures as its page shows them, what codes are called in it, and the day the figures stop at."""

    report: Report
    figures: dict[str, Any]
    names: Names
    # What the unit, or the ward, wrote on each part.
    comments: Mapping[str, str]
    proposals: str | None
    until: date | None
    # Of an urgent report: when it happened, in the ward's time zone; "" where nobody said.
    happened: str = ""
    # Of an urgent report: the files that go with it.
    files: Sequence[Attachment] = ()

    @property
    def previous(self) -> dict[str, Any] | None:
        """The same parts of the period before; None where there was none."""
        found: dict[str, Any] | None = self.figures.get("previous")
        return found

    @property
    def period_before(self) -> str:
        """«Quý II/2026»; "" where there was none."""
        return capital(said(self.previous["period"])) if self.previous else ""

    @property
    def has_days(self) -> bool:
        """Whether its figures tell of any day."""
        return self.until is not None and tells_days(self.figures, self.until)

    @property
    def its_days(self) -> str:
        return days_told(self.figures, self.until) if self.until is not None else ""

    def content_group(self, code: str) -> str:
        name = self.names.content_groups.get(code, "")
        return f"{code} {name}".strip()

    def table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], **more: Any) -> Table:
        """A table of this report; its sheet is called by its name where nothing else is said."""
        sheet = more.pop("sheet", name)[:31]
        return Table(name, sheet, columns, rows, self.until, **more)


@dataclass(frozen=True)
class Tally:
    """Rows of counts by code, and what they had in the period before by the same count."""

    name: str
    rows: Sequence[Mapping[str, Any]]
    called: Callable[[str], str]
    before: Sequence[Mapping[str, Any]]
    # Whether a product stands in one row alone, so that rows may be added up.
    adds_up: bool = False


def day(text: str | None) -> date | None:
    """A snapshot has days as ISO text."""
    return date.fromisoformat(text) if text else None
