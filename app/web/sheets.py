"""A list as a person's spreadsheet: heads in words, names for codes, 03/11/2026, 0,5; no cell holds another table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fastapi import Response

from app.domain.access import Me
from app.domain.ward_settings import settings_of
from app.web import columns, formats, names, tables, workbooks
from app.web.labels import GROUP_KINDS
from app.web.workbooks import Typed

if TYPE_CHECKING:
    from app.web.deps import Call


@dataclass(frozen=True)
class Sheet:
    """Rows of one noun as whoever asks reads them, in the time zone of the ward that they look at."""

    call: "Call"
    me: Me
    noun: str

    def respond(self, name: str, fields: Sequence[str], rows: Iterable[dict[str, Any]]) -> Response:
        """A CSV file of this name."""
        shown, heads, flat = self._laid_out(fields, rows)
        return tables.excel_file(name, [heads, *([self._shown(field, row[field]) for field in shown] for row in flat)])

    def table(self, form: tables.Form, name: str, fields: Sequence[str], rows: Iterable[dict[str, Any]]) -> Response:
        """The same for a person's spreadsheet, else for a program."""
        return self.respond(name, fields, rows) if form.excel else tables.respond(name, fields, rows)

    def workbook(self, name: str, fields: Sequence[str], rows: Iterable[dict[str, Any]]) -> Response:
        """An .xlsx of this name, with numbers and days as such; rows are written as they come."""
        shown, heads, flat = self._laid_out(fields, rows)
        looks = [workbooks.SHARE if field in columns.SHARES else "" for field in shown]
        cells = ([self._typed(field, row[field]) for field in shown] for row in flat)
        return workbooks.listing(name, list(zip(heads, looks, strict=True)), cells)

    def _laid_out(
        self, fields: Sequence[str], rows: Iterable[dict[str, Any]]
    ) -> tuple[list[str], list[str], Iterable[dict[str, Any]]]:
        shown = columns.of(self.noun, fields, settings_of(self.me.ward).purposes)
        heads = [columns.head(self.noun, field) for field in shown]
        return shown, heads, _placed(rows) if self.noun == "products" else rows

    def cell(self, field: str, value: Any) -> str:
        """A value of this field in words; nothing for None."""
        shown = self._shown(field, value)
        return shown if isinstance(shown, str) else tables.cell(shown, excel=True)

    def _shown(self, field: str, value: Any) -> tables.Shown:
        """The same with numbers as such: what a spreadsheet could run is text alone."""
        typed = self._typed(field, value)
        if isinstance(typed, datetime):
            return f"{formats.day(typed.date())} {typed:%H:%M}"
        return formats.day(typed) if isinstance(typed, date) else typed

    def _typed(self, field: str, value: Any) -> Typed:
        """The same as a spreadsheet's own kinds; a moment in the ward's time zone, without one."""
        if isinstance(value, list | tuple):
            return ", ".join(self.cell(field, one) for one in value)
        if isinstance(value, dict):
            return " ".join(self.cell(name, one) for name, one in value.items())
        if isinstance(value, datetime):
            return value.astimezone(ZoneInfo(self.me.ward.timezone)).replace(tzinfo=None)
        if isinstance(value, bool):
            return tables.cell(value, excel=True)
        return self._words(field, value) if isinstance(value, str) else value

    def _words(self, field: str, value: str) -> Typed:
        if words := columns.codes(self.noun, field).get(value):
            return words
        if field in columns.NAMES:
            return self._name(columns.NAMES[field], value)
        if value and field.endswith(("_at", "_on")):
            # A product's list has these as the database wrote them.
            return self._typed(field, datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
        return value

    def _name(self, of: str, code: str) -> str:
        known: dict[str, str] = getattr(self._names, of)
        return known.get(code) or (GROUP_KINDS.get(code, code) if of == "groups" else code)

    @cached_property
    def _names(self) -> names.Names:
        return names.of(self.call, self.me)


def _placed(products: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row a placement and group; cost and interactions stand in a product's first row alone: their sums are right."""
    nobody = dict.fromkeys(columns.COUNTED)
    for product in products:
        cost = product["cost"] or {}
        own = {name: product.get(name) for name in columns.PRODUCT_ROW}
        once = {"cost_amount": cost.get("amount"), "cost_funding": cost.get("funding")}
        once |= {name: product["details"].get(name) for name in columns.INTERACTIONS}
        for placement in product["placements"] or [dict.fromkeys(columns.PLACED) | {"reach": []}]:
            for reach in placement["reach"] or [nobody]:
                placed = {name: placement[name] for name in columns.PLACED}
                yield own | placed | {name: reach[name] for name in columns.COUNTED} | once
                once = dict.fromkeys(once)
