"""What selects and boxes offer: what is in use, and whatever a row names already, marked where it was retired."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from app.domain import directives, groups, materials, periods, subjects, units
from app.domain.pages import Ask
from app.domain.reference_data import Catalogue
from app.domain.words import capital, said
from app.web.deps import Call

Options = list[tuple[str, str]]
MOST = 5000
ENDED = " (ngừng dùng)"


def marked(name: str, is_active: bool) -> str:
    return name if is_active else name + ENDED


def of_units(call: Call, *kept: str | None) -> Options:
    return [(row.code, marked(row.name, here)) for row, here in _offered(call, units.CATALOGUE, kept)]


def of_materials(call: Call, *kept: str | None) -> Options:
    rows = _offered(call, materials.CATALOGUE, kept)
    return [(row.code, marked(f"{row.code} {row.title}", here)) for row, here in rows]


def of_directives(call: Call, kept: Collection[str]) -> Options:
    """Those in force, the newest first, then the others."""
    rows = _offered(call, directives.CATALOGUE, kept, directives.in_order(call.session, call.me))
    return [(row.code, marked(f"{row.number}: {row.title}" if row.number else row.title, here)) for row, here in rows]


def of_content_groups(call: Call) -> Options:
    return [(row.code, f"{row.code} {row.short_name}") for row in subjects.content_groups(call.session, call.me)]


def of_groups(call: Call, *kept: str | None) -> Options:
    rows = _offered(call, groups.CATALOGUE, kept, groups.in_order(call.session, call.me))
    return [(row.code, marked(row.name, here)) for row, here in rows]


def of_past_groups(call: Call, chosen: str, fits: Callable[[Any], bool] = lambda _: True) -> Options:
    """Groups that fit and the one that is chosen, those that ended too: an entry may be of when they lived."""
    every = [row for row in groups.in_order(call.session, call.me) if fits(row) or row.code == chosen]
    return [(row.code, marked(row.name, groups.CATALOGUE.use.is_active(call.me, row))) for row in every]


def of_periods(call: Call) -> Options:
    """The ward's periods, the latest first; a closed one says so."""
    every = periods.all_periods(call.session, call.me)
    return [(one.code, capital(said(one.code)) + (" (đã đóng)" if one.closed_at else "")) for one in reversed(every)]


def _offered(
    call: Call, catalogue: Catalogue[Any], kept: Collection[str | None], every: Sequence[Any] | None = None
) -> list[tuple[Any, bool]]:
    """The rows to choose from, each with whether it is in use; every: in another order than the ward's."""
    rows = catalogue.page(call.session, call.me, Ask(MOST)).items if every is None else every
    known = ((row, catalogue.use.is_active(call.me, row)) for row in rows)
    return [(row, is_active) for row, is_active in known if is_active or row.code in kept]
