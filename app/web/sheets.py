"""A list as a person's spreadsheet: heads in words, names for codes, 03/11/2026, 0,5; no cell holds another table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fastapi import Response

from app.domain.access import Me
from app.domain.wards import settings_of
from app.web import columns, formats, names, tables
from app.web.labels import GROUP_KINDS

if TYPE_CHECKING:
    from app.web.deps import Call


@dataclass(frozen=True)
class Sheet:
    """Rows of one noun as whoever asks reads them, in the time zone of the ward that they look at."""

    call: "Call"
    me: Me
    noun: str

    def respond(self, name: str, fields: Sequence[str], rows: Iterable[dict[str, Any]]) -> Response:
        """A file of this name."""
        shown = columns.of(self.noun, fields, settings_of(self.me.ward).purposes)
        flat = _placed(rows) if self.noun == "products" else rows
        heads = [columns.head(self.noun, field) for field in shown]
        return tables.excel_file(name, [heads, *([self.cell(field, row[field]) for field in shown] for row in flat)])

    def cell(self, field: str, value: Any) -> str:
        """A value of this field in words; nothing for None."""
        if value is None:
            return ""
        if isinstance(value, list | tuple):
            return ", ".join(self.cell(field, one) for one in value)
        if isinstance(value, dict):
            return " ".join(self.cell(name, one) for name, one in value.items())
        if isinstance(value, date):
            return self._time(value)
        if isinstance(value, bool | int | float):
            return tables.cell(value, excel=True)
        return self._words(field, value)

    def _time(self, value: date) -> str:
        return formats.moment(value, self.me.ward.timezone) if isinstance(value, datetime) else formats.day(value)

    def _words(self, field: str, value: str) -> str:
        if words := columns.codes(self.noun, field).get(value):
            return words
        if field in columns.NAMES:
            return self._name(columns.NAMES[field], value)
        if value and field.endswith(("_at", "_on")):
            # A product's list has these as the database wrote them.
            return self._time(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
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
