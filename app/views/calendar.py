"""The calendar by month or as an agenda, and the small form that moves what is planned to another day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response

from app import db
from app.domain import access, calendar, feeds
from app.domain.calendar import Entry, MoveIn
from app.domain.errors import NotFound
from app.domain.inputs import Code, Day, Input
from app.domain.lives import Span
from app.domain.products import Saved
from app.views import filters
from app.views.filters import Here
from app.web import form, names, pages, wrong_keys
from app.web.arrival import RawBody
from app.web.callers import now
from app.web.deps import Call, PageReads, PageWrites, engine_of
from app.web.errors import roads_of
from app.web.form import Filled, Form
from app.web.routing import Router

router = Router(prefix="/calendar")
GONE, GONE_WORDS = "Địa chỉ lịch này không dùng được", "Lập địa chỉ mới ở trang Tài khoản."
# How many days an agenda has.
AGENDA, DAY = 30, timedelta(days=1)
# So many stand in a day's box of the month; the day's own agenda has the rest.
MOST_IN_BOX = 6
FORM = Form(MoveIn)
DONE = {"moved": "Đã chuyển sang ngày mới."}


class CalendarQuery(Input):
    unit: Code | None = None
    since: Day | None = None


@dataclass(frozen=True)
class Box:
    """A day and what is on it."""

    day: date
    entries: list[Entry]


@router.get("")
def show(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    here = filters.here(call, ("month", "unit", "view", "since"))
    asked = filters.read(call, CalendarQuery, here.params)
    is_agenda = here.params.get("view") == "agenda"
    span = _from(asked.since or call.me.today) if is_agenda else _month(here.params.get("month"), call.me.today)
    boxes = _boxes(span, calendar.between(call.session, call.me, span, asked.unit))
    return pages.show(
        call,
        "calendar/show.html",
        here=here,
        is_agenda=is_agenda,
        span=span,
        names=names.of(call, call.me),
        boxes=[box for box in boxes if box.entries] if is_agenda else boxes,
        most=MOST_IN_BOX,
        agenda_days=AGENDA,
        before=_beside(here, is_agenda, span, -1),
        after=_beside(here, is_agenda, span, 1),
        filters=filters.offered(call, call.me, ("unit",), here.params),
        said=pages.done(call, DONE),
    )


def _from(day: date) -> Span:
    try:
        return Span(day, day + (AGENDA - 1) * DAY)
    except OverflowError:
        raise NotFound() from None


def _month(typed: str | None, today: date) -> Span:
    """The days of a month that is written 2026-12; by default of the present one."""
    first = today.replace(day=1)
    if typed:
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", typed):
            raise NotFound()
        first = date(int(typed[:4]), int(typed[5:]), 1)
    return Span(first, (first + timedelta(days=31)).replace(day=1) - DAY)


def _boxes(span: Span, entries: list[Entry]) -> list[Box]:
    days = [span.first + timedelta(days=offset) for offset in range((span.last - span.first).days + 1)]
    return [Box(day, [entry for entry in entries if entry.day == day]) for day in days]


def _beside(here: Here, is_agenda: bool, span: Span, way: int) -> str:
    """The address of the days before (-1) or after (1)."""
    if is_agenda:
        return here(since=(span.first + way * AGENDA * DAY).isoformat())
    next_one = span.last + DAY if way > 0 else span.first - DAY
    return here(month=f"{next_one:%Y-%m}")


@dataclass(frozen=True)
class Moving:
    """What is about to be moved: what it is called, from which day, and how."""

    name: str
    day: date
    channel: str | None
    move: Callable[[MoveIn], Saved]

    @property
    def shape(self) -> dict[str, Any]:
        """What its form begins with."""
        return {"planned_on": self.day}


def _product(call: Call, id: int) -> Moving:
    product = calendar.find_product(call.session, call.me, id)
    return Moving(
        product.title,
        product.planned_on or call.me.today,
        None,
        lambda data: calendar.move_product(call.session, call.me, product, data),
    )


def _placement(call: Call, id: int) -> Moving:
    product, row = calendar.find_placement(call.session, call.me, id)
    return Moving(
        product.title,
        row.planned_on,
        row.channel,
        lambda data: calendar.move_placement(call.session, call.me, row, data),
    )


def _page(call: Call, moving: Moving, filled: Filled) -> Response:
    return form.draw(call, "calendar/move.html", filled, moving=moving, names=names.of(call, call.me))


def _moved(call: Call, body: RawBody, find: Callable[[], Moving]) -> Response:
    moving, sent = find(), FORM.sent(call, body)

    def act() -> Response:
        sent.require_fresh(moving.shape)
        data = call.read(MoveIn, sent.given(), form=True)
        sent.require_sure(moving.move(data).warnings)
        return pages.go(f"/calendar?month={data.planned_on:%Y-%m}&done={pages.changed(call, 'moved')}")

    return sent.once(act, lambda filled: _page(call, find(), filled))


def _begun(call: Call, moving: Moving) -> Response:
    return _page(call, moving, FORM.of(call, moving.shape))


@router.get("/products/{id}/move")
def ask_move_product(call: PageReads, id: int) -> Response:
    return _begun(call, _product(call, id))


@router.post("/products/{id}/move")
def move_product(call: PageWrites, body: RawBody, id: int) -> Response:
    return _moved(call, body, lambda: _product(call, id))


@router.get("/placements/{id}/move")
def ask_move_placement(call: PageReads, id: int) -> Response:
    return _begun(call, _placement(call, id))


@router.post("/placements/{id}/move")
def move_placement(call: PageWrites, body: RawBody, id: int) -> Response:
    return _moved(call, body, lambda: _placement(call, id))


@router.get("/{feed}.ics")
async def feed(request: Request, feed: str) -> Response:
    return await roads_of(request).through("reads", _feed, request, feed)


def _feed(request: Request, secret: str) -> Response:
    """The calendar of whoever was given this address; one that is nobody's is told so, and guessing gets slower."""
    with db.reading(engine_of(request)) as session:
        me = feeds.reader(session, secret, now())
        if me is not None:
            content = feeds.content(session, me, str(request.base_url))
            return Response(content, media_type="text/calendar", headers={"Cache-Control": "private, no-cache"})
    return wrong_keys.gone(request, GONE, GONE_WORDS)
