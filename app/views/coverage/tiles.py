"""The ward's cartogram: a tile for each residential group, coloured by what one wants to know of all at a glance."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from fastapi import Response

from app.domain import access, cells, coverage, directives, groups, tiles
from app.domain.coverage import CoverageQuery, Figures
from app.domain.errors import NotFound
from app.domain.lives import Span
from app.domain.ward_settings import settings_of
from app.models import Group
from app.views import filters
from app.web import pages
from app.web.deps import Call, PageReads
from app.web.formats import heat_step, per_hundred, percent, short_day
from app.web.routing import Router

router = Router(prefix="/coverage")
COLOURS = {"coverage": "Độ phủ", "gaps": "Nhóm nội dung chưa tới", "directive": "Một chủ trương"}


class Seen(NamedTuple):
    """What a tile says of its group: a step of colour, a few letters in it, and the whole in words."""

    step: int
    short: str
    words: str


NOT_THEN = Seen(0, "", "không có trong kỳ này")


class Tile(NamedTuple):
    group: Group
    number: str
    place: tiles.Place
    seen: Seen


@router.get("/tiles")
def show(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    here = filters.here(call, ("period", "colour", "directive"))
    colour = here.params.get("colour", "coverage")
    if colour not in COLOURS:
        raise NotFound()
    period, periods = filters.period(call, call.me, here)
    if not periods:
        return pages.show(call, "coverage/none.html")
    every = groups.in_order(call.session, call.me, "residential")
    living = [row for row in every if groups.CATALOGUE.use.is_active(call.me, row)]
    offered = [row for row in directives.in_force(call.session, call.me) if "residential" in row.must_reach]
    chosen = next((row for row in offered if row.code == here.params.get("directive")), offered[0] if offered else None)
    see = _of_directive(call, chosen.code if chosen else "") if colour == "directive" else _of_map(call, period, colour)
    places = tiles.laid_out(settings_of(call.me.ward).tiles, living)
    return pages.show(
        call,
        "coverage/tiles.html",
        here=here,
        period=period,
        periods=periods,
        colour=colour,
        colours=COLOURS,
        tiles=[Tile(row, _number(row), places[row.code], see(row)) for row in living],
        width=max((place.x for place in places.values()), default=0) + 1,
        height=max((place.y for place in places.values()), default=0) + 1,
        directives=[(row.code, row.number or row.title) for row in offered],
        chosen=chosen,
    )


def _of_map(call: Call, period: str, colour: str) -> Callable[[Group], Seen]:
    """Coverage of each group, or how many content groups have not come to it."""
    query = call.read(CoverageQuery, {"period": period, "kind": "residential"}, form=True)
    drawn = coverage.map_of(call.session, call.me, query, "content_group")
    rows = {row.key: row.figures for row in drawn.coverage.rows}
    missed = {code: sum(code in column.missed for column in drawn.columns) for code in rows}

    def covered(group: Group) -> Seen:
        return _covered(rows[group.code]) if group.code in rows else NOT_THEN

    def lacking(group: Group) -> Seen:
        if group.code not in rows:
            return NOT_THEN
        count, of = missed[group.code], len(drawn.columns)
        words = f"{count} trong {of} nhóm nội dung chưa tới" if count else f"đủ {of} nhóm nội dung"
        return Seen(heat_step(1 - count / of if of else 0), str(count), words)

    return covered if colour == "coverage" else lacking


def _covered(figures: Figures) -> Seen:
    """As the heat map says it: no number where nobody counted, the least beside the estimate."""
    if figures.placements == 0:
        return Seen(0, "", "chưa có tin")
    if figures.coverage is None:
        return Seen(0, "?", "thiếu số dân")
    if figures.is_addressed:
        return Seen(0, "có tin", "có tin: đã chuyển tới, chưa đếm")
    mark, told = ("≈", ", chủ yếu ước tính") if figures.mostly_estimated else ("", "")
    words = f"độ phủ {percent(figures.coverage)}, ít nhất {percent(figures.coverage_low)}{told}"
    return Seen(heat_step(figures.coverage), f"{mark}{per_hundred(figures.coverage)}", words)


def _of_directive(call: Call, code: str) -> Callable[[Group], Seen]:
    """Whether each group has heard of it, in time or late, or how its deadline stands."""
    today = call.me.today
    found = {one.group: one for one in cells.of(call.session, call.me, Span(today, today)) if one.directive == code}

    def heard(group: Group) -> Seen:
        cell = found.get(group.code)
        if cell is None:
            return Seen(0, "", "không thuộc diện phải nghe")
        state = cell.state_on(today)
        if cell.reached_on is not None:
            on_time = state == "told"
            words = f"đã nghe ngày {cell.reached_on:%d/%m/%Y}" + ("" if on_time else ", sau hạn")
            return Seen(5 if on_time else 3, short_day(cell.reached_on), words)
        return Seen(0, "!" if state == "overdue" else "", _waited(state, cell.deadline))

    return heard


def _waited(state: str, deadline: date | None) -> str:
    if deadline is None:
        return "chưa nghe"
    return f"chưa nghe, {'quá hạn' if state == 'overdue' else 'hạn'} {deadline:%d/%m/%Y}"


def _number(group: Group) -> str:
    """What is short enough for a tile: the last number of its name, else its code."""
    numbers = re.findall(r"\d+", group.name)
    return numbers[-1] if numbers else group.code
