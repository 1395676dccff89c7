"""Filters of lists and figures: taken from the address, offered as choices, kept in the links of a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.domain import access, campaigns, channels, directives, groups, materials, periods, subjects, units
from app.domain.access import Me
from app.domain.errors import NotFound, Refused
from app.domain.lives import Span
from app.domain.pages import Ask
from app.domain.ward_settings import settings_of
from app.domain.words import capital, said
from app.models import Period
from app.web.deps import Call, T
from app.web.labels import FORMS, NATURES, PRODUCT_KINDS, PRODUCT_PURPOSES, STATUSES, URGENCIES
from app.web.paging import Paging
from app.web.wards import looking_at

ALL = "all"
MOST = 500
BRANCHES = "with_children"
# Days beside a period, where a page leads to what lies between them.
DAYS = ("from", "to")
Option = tuple[str, str]


@dataclass(frozen=True)
class Here:
    """The address of a page with its filters; called, it answers the address with some of them changed."""

    path: str
    params: dict[str, str]

    def __call__(self, to: str = "", **changes: str | None) -> str:
        kept = _of_units({name: value for name, value in (self.params | changes).items() if value})
        return (to or self.path) + (f"?{urlencode(kept)}" if kept else "")

    def without(self, *names: str) -> "Here":
        """The same page, asked by all but these filters."""
        return Here(self.path, {name: value for name, value in self.params.items() if name not in names})

    def only(self, *names: str) -> str:
        """The address with these filters alone."""
        return Here(self.path, {name: value for name, value in self.params.items() if name in names})()


@dataclass(frozen=True)
class Filter:
    """One choice of a page: the name it has in the address, its options, and the one chosen ("" for none)."""

    name: str
    label: str
    options: list[Option]
    value: str

    @property
    def words(self) -> str:
        return next((words for code, words in self.options if code == self.value), "")


def here(call: Call, names: Iterable[str]) -> Here:
    """What the address says under these names; an empty field of a form says nothing."""
    given = call.request.query_params
    sent = {name: given[name].strip() for name in names if given.get(name, "").strip()}
    return Here(call.request.url.path, _of_units(sent))


def _of_units(params: dict[str, str]) -> dict[str, str]:
    """The filters without branches of no unit, which a form may leave behind."""
    names_one = bool({"unit", "owner_unit"} & params.keys())
    return {name: value for name, value in params.items() if names_one or name != BRANCHES}


def looking(call: Call, here: Here, at: Callable[[Call, str | None], Me] = looking_at) -> Me | None:
    """Who asks, before the ward whose figures they want; None for a city reader who has yet to choose one.

    Raises NotFound for a ward that is not there or not theirs to choose, or that tells less than is asked.
    """
    ward = here.params.get("ward")
    if ward is None and access.may(call.me, "wards.compare"):
        return None
    try:
        return at(call, ward)
    except Refused:
        raise NotFound() from None


def read(call: Call, kind: type[T], params: dict[str, str]) -> T:
    """The question that the address asks; one that nobody could answer is no page of ours: NotFound."""
    names = {field.alias or name for name, field in kind.model_fields.items()}
    asked = {name: value for name, value in params.items() if name in names and value}
    try:
        return call.read(kind, asked, form=True)
    except Refused:
        raise NotFound() from None


def ask(call: Call) -> Ask:
    """Where in its list the address is; one that is no place in any list is no page: NotFound."""
    cursor = call.request.query_params.get("cursor", "")
    try:
        return Paging(cursor=cursor or None).ask
    except (Refused, ValueError):
        raise NotFound() from None


def offered(call: Call, me: Me, names: Iterable[str], chosen: dict[str, str]) -> list[Filter]:
    """The filters of these names with the ward's own values; some of them a ward may have no use for."""
    unused = {BRANCHES} if units.tree.is_flat(call.session, me) else set()
    unused |= set() if settings_of(me.ward).purposes else {"purpose"}
    found = []
    for name in (name for name in names if name not in unused):
        words, options = _FILTERS[name]
        found.append(Filter(name, words, options(call, me), chosen.get(name, "")))
    return found


def label(name: str) -> str:
    """What the filter of this name is called."""
    return _FILTERS[name][0]


def period(call: Call, me: Me, here: Here) -> tuple[str, list[Option]]:
    """The period that the page shows (the nearest when none is named), and what may be chosen instead of it."""
    return period_of(periods.all_periods(call.session, me), me.today, here)


def period_of(every: list[Period], today: date, here: Here) -> tuple[str, list[Option]]:
    """The same of periods that were read before."""
    near = periods.nearest_of(every, today)
    years = sorted({f"{one.starts_on.year}" for one in every})
    options = [(one.code, _short(said(one.code), years)) for one in every]
    options += [(year, "Cả năm" if len(years) == 1 else f"Năm {year}") for year in years]
    chosen = here.params.get("period", "")
    if chosen and chosen != ALL and chosen not in dict(options):
        raise NotFound()
    return chosen or (near.code if near else ALL), options


def span(call: Call, me: Me, period: str) -> Span:
    """The days of the period that the page shows; today alone where the ward has none."""
    try:
        return periods.span(call.session, me, period)
    except Refused:
        return Span(me.today, me.today)


def _short(words: str, years: list[str]) -> str:
    return capital(words.partition("/")[0] if len(years) == 1 else words)


def _catalogue(catalogue: Any, name: str) -> Callable[[Call, Me], list[Option]]:
    def options(call: Call, me: Me) -> list[Option]:
        rows = catalogue.page(call.session, me, Ask(MOST)).items
        return [(row.code, str(getattr(row, name))) for row in rows]

    return options


def _directives(call: Call, me: Me) -> list[Option]:
    return [
        (row.code, f"{row.number} {row.title}" if row.number else row.title)
        for row in directives.in_force(call.session, me)
    ]


def _content_groups(call: Call, me: Me) -> list[Option]:
    return [(row.code, f"{row.code} {row.short_name}") for row in subjects.content_groups(call.session, me)]


def _axes(call: Call, me: Me) -> list[Option]:
    return [(row.code, f"{row.code} {row.short_name}") for row in subjects.axes(call.session, me)]


_FILTERS: dict[str, tuple[str, Callable[[Call, Me], list[Option]]]] = {
    "unit": ("Đơn vị", _catalogue(units.CATALOGUE, "name")),
    "partner": ("Đơn vị phối hợp", _catalogue(units.CATALOGUE, "name")),
    BRANCHES: ("Đơn vị trực thuộc", lambda _call, _me: [("true", "Tính cả đơn vị trực thuộc")]),
    "lead_unit": ("Đơn vị chủ trì", _catalogue(units.CATALOGUE, "name")),
    "owner_unit": ("Đơn vị giải quyết", _catalogue(units.CATALOGUE, "name")),
    "urgency": ("Mức độ", lambda _call, _me: list(URGENCIES.items())),
    "nature": ("Tính chất", lambda _call, _me: list(NATURES.items())),
    "kind": ("Loại sản phẩm", lambda _call, _me: list(PRODUCT_KINDS.items())),
    "product_kind": ("Loại sản phẩm", lambda _call, _me: list(PRODUCT_KINDS.items())),
    "content_group": ("Nhóm nội dung", _content_groups),
    "channel": ("Kênh", lambda call, me: [(row.code, row.name) for row in channels.in_order(call.session, me)]),
    "form": ("Hình thức thông tin", lambda _call, _me: list(FORMS.items())),
    "purpose": ("Mục đích", lambda _call, _me: list(PRODUCT_PURPOSES.items())),
    "status": ("Trạng thái", lambda _call, _me: list(STATUSES.items())),
    "campaign": ("Chiến dịch", _catalogue(campaigns.CATALOGUE, "title")),
    "group": ("Nhóm đối tượng", lambda call, me: [(row.code, row.name) for row in groups.in_order(call.session, me)]),
    "directive": ("Chủ trương", _directives),
    "axis": ("Trục", _axes),
    "topic": ("Chủ đề", lambda call, me: [(row.code, row.name) for row in subjects.topics(call.session, me)]),
    "material": ("Tài liệu", _catalogue(materials.CATALOGUE, "title")),
}
