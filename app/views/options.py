"""What selects and boxes offer: what is in use, and whatever a row names already, marked where it was retired."""

from collections.abc import Callable, Collection
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
    return _of(call, units.CATALOGUE, kept, lambda row: row.name)


def of_materials(call: Call, *kept: str | None) -> Options:
    return _of(call, materials.CATALOGUE, kept, lambda row: f"{row.code} {row.title}")


def of_directives(call: Call, kept: Collection[str]) -> Options:
    """Those in force, the newest first, then the others."""
    catalogue, every = directives.CATALOGUE, directives.in_order(call.session, call.me)
    named = [(row, catalogue.use.is_active(call.me, row)) for row in every]
    return [
        (row.code, marked(f"{row.number}: {row.title}" if row.number else row.title, is_active))
        for row, is_active in named
        if is_active or row.code in kept
    ]


def of_content_groups(call: Call) -> Options:
    return [(row.code, f"{row.code} {row.short_name}") for row in subjects.content_groups(call.session, call.me)]


def of_groups(call: Call, *kept: str | None) -> Options:
    return [(row.code, name) for row, name, is_active in _groups(call) if is_active or row.code in kept]


def of_past_groups(call: Call, chosen: str, fits: Callable[[Any], bool] = lambda _: True) -> Options:
    """Groups that fit and the one that is chosen, those that ended too: an entry may be of when they lived."""
    return [(row.code, name) for row, name, _ in _groups(call) if fits(row) or row.code == chosen]


def of_periods(call: Call) -> Options:
    """The ward's periods, the latest first; a closed one says so."""
    every = periods.all_periods(call.session, call.me)
    return [(one.code, capital(said(one.code)) + (" (đã đóng)" if one.closed_at else "")) for one in reversed(every)]


def _groups(call: Call) -> list[tuple[Any, str, bool]]:
    catalogue, every = groups.CATALOGUE, groups.in_order(call.session, call.me)
    named = [(row, catalogue.use.is_active(call.me, row)) for row in every]
    return [(row, marked(row.name, is_active), is_active) for row, is_active in named]


def _of(call: Call, catalogue: Catalogue[Any], kept: Collection[str | None], name: Callable[[Any], str]) -> Options:
    rows = catalogue.page(call.session, call.me, Ask(MOST)).items
    named = [(row, catalogue.use.is_active(call.me, row)) for row in rows]
    return [(row.code, marked(name(row), is_active)) for row, is_active in named if is_active or row.code in kept]
