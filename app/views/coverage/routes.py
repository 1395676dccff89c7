"""Coverage: how much of the people of the groups a scope reached, with bounds, gaps, and the entries behind it."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, NamedTuple, cast

from fastapi import Response

from app.domain import access, closings, coverage, groups
from app.domain.access import Me
from app.domain.coverage import CoverageQuery, Entry, Row
from app.domain.errors import NotFound
from app.domain.ward_settings import settings_of
from app.views import filters, lines
from app.views.coverage.gaps import by_cluster
from app.views.filters import Here
from app.web import names, pages
from app.web.deps import Call, PageReads
from app.web.paging import paged
from app.web.routing import Router
from app.web.wards import looking_into

router = Router(prefix="/coverage")
CHOICES = (
    "campaign",
    "unit",
    "with_children",
    "product_kind",
    "channel",
    "form",
    "content_group",
    "topic",
    "axis",
    "directive",
    "material",
)
# A city reader sees figures only: no campaigns, units or documents of a ward to choose from.
CITY_CHOICES = ("product_kind", "channel", "form", "content_group", "axis")
_BY = ("content_group", "topic", "channel", "form", "campaign", "unit", "product_kind", "axis", "directive", "material")
BY = {name: filters.label(name) for name in _BY} | {"month": "Tháng", "week": "Tuần"}
ACROSS = {name: BY[name] for name in ("content_group", "channel", "campaign", "week")}
NAMES = ("period", "kind", "sort", "ward", "across", "month", "week", *CHOICES)
SORTS: dict[str, tuple[str, Callable[[Row], float]]] = {
    "coverage": ("Độ phủ thấp trước", lambda row: row.figures.coverage if row.figures.coverage is not None else 2),
    "gap": ("Nhiều người chưa nghe trước", lambda row: -(row.figures.missed or 0)),
    "population": ("Đông dân trước", lambda row: -(row.figures.population or 0)),
    "products": ("Ít sản phẩm trước", lambda row: row.figures.products),
    "evidence": ("Ít số đếm trước", lambda row: row.figures.evidence_share or 0),
}


class Told(NamedTuple):
    """A placement and the groups of this page that it came to, with the people of those that have a number."""

    rows: list[Entry]
    people: list[int]


@router.get("")
def index(call: PageReads) -> Response:
    here = filters.here(call, NAMES)
    me = filters.looking(call, here, looking_into)
    if me is None:
        return pages.go("/")
    return pages.drawn_once(call, me, lambda: _index(call, me, here))


def _index(call: Call, me: Me, here: Here) -> Response:
    period, periods = filters.period(call, me, here)
    if not periods:
        return pages.show(call, "coverage/none.html")
    query = filters.read(call, CoverageQuery, here.params | {"period": period})
    across = _across(call, here)
    drawn = coverage.map_of(call.session, me, query, across)
    found, sort = drawn.coverage, here.params.get("sort", "")
    known = groups.in_order(call.session, me, query.kind)
    is_filtered = any(name in here.params for name in (*CHOICES, "month", "week"))
    then = None if is_filtered else closings.coverage_then(call.session, me, period, query.kind)
    sees_all = access.may(call.me, "entries.read")
    return pages.show(
        call,
        "coverage/index.html",
        here=here,
        ward=me.ward,
        period=period,
        periods=periods,
        kind=query.kind,
        total=found.total.figures,
        until=min(me.today, found.span.last),
        rows=_sorted(found.rows, sort),
        sort=sort,
        sorts={name: words for name, (words, _) in SORTS.items()},
        clusters=by_cluster(found.rows, known),
        map=drawn,
        across=across,
        acrosses={one: words for one, words in ACROSS.items() if sees_all or one != "campaign"},
        names_of_rows={row.key: row.name for row in found.rows},
        unheard=by_cluster((row for row in found.rows if row.figures.placements == 0), known),
        unheard_count=sum(row.figures.placements == 0 for row in found.rows),
        unknown=[row for row in found.rows if row.figures.population is None],
        filters=filters.offered(call, me, CHOICES if sees_all else CITY_CHOICES, here.params),
        is_filtered=is_filtered,
        then=then if then != found.total.figures else None,
        demo=me.ward.demo_at is not None,
        to_count=coverage.to_count(call.session, me, query) if found.total.figures.is_wide else None,
    )


@router.get("/by/{by}")
def by_value(call: PageReads, by: str) -> Response:
    """Coverage by each value of a word: by channel, by unit, by month; every row opens its entries."""
    access.require(call.me, "entries.read")
    if by not in BY:
        raise NotFound()
    here = filters.here(call, NAMES)
    period, periods = filters.period(call, call.me, here)
    query = filters.read(call, CoverageQuery, here.params | {"period": period, "by": by})
    found = coverage.measure(call.session, call.me, query)
    return pages.show(
        call,
        "coverage/by.html",
        here=here,
        period=period,
        periods=periods,
        kind=query.kind,
        by=by,
        bys=BY,
        rows=found.rows,
        total=found.total.figures,
        until=min(call.me.today, found.span.last),
        **_over_time(call, query, by),
        filters=filters.offered(call, call.me, CHOICES, here.params),
        is_filtered=any(name in here.params for name in CHOICES),
    )


def _over_time(call: Call, query: CoverageQuery, by: str) -> dict[str, Any]:
    """The line over weeks or months, and each one's running total; nothing for what is no time."""
    if by not in ("week", "month"):
        return {"line": None, "so_far": {}}
    steps = coverage.over_time(call.session, call.me, query, "week" if by == "week" else "month")
    is_whole = query.kind == "residential" and not query.filters
    target = settings_of(call.me.ward).residential_coverage if is_whole else None
    return {"line": lines.of_steps(steps, "coverage", target), "so_far": {one.key: one.so_far for one in steps}}


@router.get("/entries")
def entries(call: PageReads) -> Response:
    """Every row of reach behind a figure over all groups of a kind."""
    session, me = call.session, call.me
    access.require(me, "entries.read")
    here = filters.here(call, (*NAMES, "group"))
    period, periods = filters.period(call, me, here)
    query = filters.read(call, CoverageQuery, here.params | {"period": period})
    total = coverage.measure(session, me, query).total.figures
    page = coverage.entries(session, me, query, filters.ask(call))
    return pages.show(
        call,
        "coverage/entries.html",
        here=here,
        period=period,
        periods=periods,
        kind=query.kind,
        figures=total,
        page=paged(call.request, page),
        told=_told(page.items),
        filters=[one for one in filters.offered(call, me, ("group", *CHOICES), here.params) if one.words],
        spans=spans(here),
        old_words=names.of_old(call, me),
    )


def _told(entries: list[Entry]) -> list[Told]:
    """Placement by placement, as they come: one that was told to fifty groups is named once."""
    found = [list(rows) for _, rows in groupby(entries, key=lambda entry: entry.placement)]
    return [Told(rows, [row.people for row in rows if row.people is not None]) for rows in found]


def spans(here: Here) -> list[str]:
    """The month and the week that the page is narrowed to."""
    return [here.params[name] for name in ("month", "week") if name in here.params]


def _across(call: Call, here: Here) -> coverage.Across:
    """What the map's columns are; a word that is none of them is no page: NotFound."""
    across = here.params.get("across", "content_group")
    if across not in ACROSS or (across == "campaign" and not access.may(call.me, "entries.read")):
        raise NotFound()
    return cast(coverage.Across, across)


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    """In the ward's own order, or by what was asked; one that nobody can sort by is no page: NotFound."""
    if not sort:
        return rows
    if sort not in SORTS:
        raise NotFound()
    return sorted(rows, key=SORTS[sort][1])
